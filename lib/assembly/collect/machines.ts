// State machines: where the definition is written, what it is called with references resolved, who runs it.
import { existsSync, readFileSync } from 'node:fs';
import { own } from '../../json';
import { AssemblyError } from '../errors';
import { text as asText } from '../intrinsics';
import type { Machine, MachineAlias, MachineLogging } from '../model';
import type { Activity } from '../model-resources';
import { placeholdersIn } from '../placeholder';
import { definitionYamlToJson } from '../yaml';
import { flagAt, numberAt, objectAt, objectsAt, type Subject, textAt } from './subject';

export function machine(subject: Subject, others: readonly Subject[]): Machine {
  const { identity, properties, stack } = subject;
  const roleArn = textAt(properties, 'RoleArn') ?? '';
  const role = others.find((other) => other.identity.cfnType === 'AWS::IAM::Role' && other.identity.arn === roleArn);
  const { definition, file } = definitionOf(subject);
  const aliases = others
    .filter(
      ({ identity: { cfnType, arn } }) =>
        cfnType === 'AWS::StepFunctions::StateMachineAlias' && arn.startsWith(`${identity.arn}:`),
    )
    .map(machineAlias);
  const versions = others
    .filter(
      ({ identity: { cfnType, arn } }) =>
        cfnType === 'AWS::StepFunctions::StateMachineVersion' && arn.startsWith(`${identity.arn}:`),
    )
    .map((version) => version.identity.arn);
  const substituted = substitute(subject, definition);
  return {
    ...identity,
    type: textAt(properties, 'StateMachineType') === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    definition: file !== undefined && /\.ya?ml$/.test(file) ? definitionYamlToJson(substituted, file) : substituted,
    roleArn,
    roleLogicalId: role?.stack === stack ? role.identity.logicalId : undefined,
    logging: logging(subject),
    tracing: flagAt(properties, 'TracingConfiguration', 'Enabled'),
    kmsKeyId: textAt(properties, 'EncryptionConfiguration', 'KmsKeyId'),
    tags: tagsOf(subject),
    unresolved: placeholdersIn(substituted),
    location: subject.location,
    definitionFile: file,
    versions,
    aliases,
  };
}

function machineAlias(subject: Subject): MachineAlias {
  const routes = objectsAt(subject.properties, 'RoutingConfiguration').map((route) => ({
    stateMachineVersionArn: textAt(route, 'StateMachineVersionArn') ?? '',
    weight: numberAt(route, 'Weight') ?? 0,
  }));
  const deployed = textAt(subject.properties, 'DeploymentPreference', 'StateMachineVersionArn');
  const routing = deployed === undefined ? routes : [{ stateMachineVersionArn: deployed, weight: 100 }];
  return { ...subject.identity, routing };
}

export function activity(subject: Subject): Activity {
  return subject.identity;
}

/** The definition before substitution, and the file it was read from. */
function definitionOf({ properties, stack, identity, metadata }: Subject): { definition: string; file?: string } {
  const object = objectAt(properties, 'Definition');
  if (object !== undefined) return { definition: JSON.stringify(object) };
  const text = own(properties, 'DefinitionString');
  if (text !== undefined) return { definition: asText(text) };
  const location = objectAt(properties, 'DefinitionS3Location');
  const key = location === undefined ? undefined : textAt(location, 'Key');
  // Before `aws cloudformation package` the location is a local path.
  const path = textAt(metadata, 'aws:asset:path') ?? textAt(properties, 'DefinitionS3Location');
  const { assets } = stack.source;
  const file =
    (path === undefined ? undefined : assets.byPath(path)) ?? (key === undefined ? undefined : assets.byObjectKey(key));
  if (file !== undefined && existsSync(file)) return { definition: readFileSync(file, 'utf8'), file };
  const where = `${identity.constructPath} (${identity.stack}/${identity.logicalId})`;
  const named = file ?? path ?? key;
  if (named === undefined) {
    throw new AssemblyError(
      'INVALID_TEMPLATE',
      `${where} has no definition; give Definition, DefinitionString or DefinitionS3Location.`,
    );
  }
  throw new AssemblyError(
    'ASSET_MISSING',
    `The definition of ${where}, ${named}, is not there; synthesize or package the app again.`,
  );
}

/** SPEC DefinitionSubstitutions: each `${key}` in the definition is replaced by the text of its value. */
function substitute({ properties, stack, identity }: Subject, definition: string): string {
  const substitutions = objectAt(properties, 'DefinitionSubstitutions');
  if (substitutions === undefined) return definition;
  return definition.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
    const value = own(substitutions, name);
    if (value !== undefined) return asText(value);
    stack.note(
      `the definition of ${identity.constructPath} uses ${whole}, for which DefinitionSubstitutions has no value`,
    );
    return whole;
  });
}

function logging({ properties }: Subject): MachineLogging {
  const level = textAt(properties, 'LoggingConfiguration', 'Level');
  return {
    level: level === 'ALL' || level === 'ERROR' || level === 'FATAL' ? level : 'OFF',
    includeExecutionData: flagAt(properties, 'LoggingConfiguration', 'IncludeExecutionData'),
    logGroupArns: objectsAt(properties, 'LoggingConfiguration', 'Destinations').flatMap(
      (destination) => textAt(destination, 'CloudWatchLogsLogGroup', 'LogGroupArn') ?? [],
    ),
  };
}

function tagsOf({ properties }: Subject): Readonly<Record<string, string>> {
  const tags = objectsAt(properties, 'Tags').map(
    (tag) => [textAt(tag, 'Key') ?? '', textAt(tag, 'Value') ?? ''] as const,
  );
  return Object.fromEntries(tags);
}
