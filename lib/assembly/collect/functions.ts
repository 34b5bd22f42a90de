// Lambda functions: their code on this disk, their environment with references resolved.
import { existsSync, statSync } from 'node:fs';
import { isObject, own } from '../../json';
import { text } from '../intrinsics';
import type { FunctionCode, LambdaFunction } from '../model';
import type { EventSourceMapping } from '../model-resources';
import { flagAt, numberAt, objectAt, type Subject, textAt, textsAt } from './subject';

export function lambdaFunction(subject: Subject, others: readonly Subject[]): LambdaFunction {
  const { identity, properties } = subject;
  const of = (cfnType: string) =>
    others.filter((other) => other.identity.cfnType === cfnType && other.identity.arn.startsWith(`${identity.arn}:`));
  const variables = objectAt(properties, 'Environment', 'Variables') ?? {};
  return {
    ...identity,
    runtime: textAt(properties, 'Runtime'),
    handler: textAt(properties, 'Handler') ?? '',
    code: codeOf(subject),
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, text(value)])),
    timeout: numberAt(properties, 'Timeout') ?? 3,
    memorySize: numberAt(properties, 'MemorySize') ?? 128,
    architecture: textsAt(properties, 'Architectures')[0] === 'arm64' ? 'arm64' : 'x86_64',
    layers: textsAt(properties, 'Layers'),
    layerDirectories: textsAt(properties, 'Layers').flatMap((layer) => layerDirectory(layer, others)),
    logFormat: textAt(properties, 'LoggingConfig', 'LogFormat') === 'JSON' ? 'JSON' : 'Text',
    roleArn: textAt(properties, 'Role') ?? '',
    aliases: Object.fromEntries(of('AWS::Lambda::Alias').map((alias) => [alias.identity.name, alias.identity.arn])),
    versions: of('AWS::Lambda::Version').map((version) => version.identity.arn),
  };
}

function codeOf({ properties, metadata, stack }: Subject): FunctionCode {
  const inline = textAt(properties, 'Code', 'ZipFile');
  if (inline !== undefined) return { inline };
  if (textAt(properties, 'PackageType') === 'Image' || textAt(properties, 'Code', 'ImageUri') !== undefined) {
    return { unavailable: 'it is a container image, and only Node.js zips and directories run here' };
  }
  const { assets } = stack.source;
  // Before `aws cloudformation package` Code is a local path.
  const path = codeAssetPath(metadata) ?? textAt(properties, 'Code');
  const key = textAt(properties, 'Code', 'S3Key');
  const found =
    (path === undefined ? undefined : assets.byPath(path)) ?? (key === undefined ? undefined : assets.byObjectKey(key));
  if (found === undefined || !existsSync(found)) {
    const named = path ?? key ?? 'its code';
    return { unavailable: `${named} is not part of the assembly; synthesize or build the app again` };
  }
  return statSync(found).isDirectory() ? { directory: found } : { file: found };
}

/** Layers that are zips stay packed: Lambda's runtime unpacks them, and nothing here does. */
function layerDirectory(arn: string, others: readonly Subject[]): readonly string[] {
  const layer = others.find(({ identity }) => identity.cfnType === 'AWS::Lambda::LayerVersion' && identity.arn === arn);
  const path = layer === undefined ? undefined : textAt(layer.metadata, 'aws:asset:path');
  const key = layer === undefined ? undefined : textAt(layer.properties, 'Content', 'S3Key');
  const { assets } = layer?.stack.source ?? {};
  const found =
    (path === undefined ? undefined : assets?.byPath(path)) ??
    (key === undefined ? undefined : assets?.byObjectKey(key));
  return found !== undefined && existsSync(found) && statSync(found).isDirectory() ? [found] : [];
}

/** CDK notes which property an asset fills: for a function it is Code or a member of it. */
function codeAssetPath(metadata: Subject['metadata']): string | undefined {
  const property = textAt(metadata, 'aws:asset:property');
  return property === undefined || property.startsWith('Code') ? textAt(metadata, 'aws:asset:path') : undefined;
}

export function eventSourceMapping({ identity, properties }: Subject, others: readonly Subject[]): EventSourceMapping {
  const reference = textAt(properties, 'FunctionName') ?? '';
  const target = others.find(
    ({ identity: { cfnType, name } }) => cfnType === 'AWS::Lambda::Function' && name === reference,
  );
  const enabled = own(properties, 'Enabled');
  return {
    stack: identity.stack,
    logicalId: identity.logicalId,
    functionArn: target?.identity.arn ?? reference,
    eventSourceArn: textAt(properties, 'EventSourceArn') ?? '',
    batchSize: numberAt(properties, 'BatchSize'),
    enabled: enabled === undefined || isObject(enabled) || flagAt(properties, 'Enabled'),
  };
}
