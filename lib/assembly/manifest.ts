// cdk.out → the stacks in it: manifest, nested assemblies (stages), nested stacks, asset manifests.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isObject, type Json, type JsonObject, own } from '../json';
import { type Assets, readAssets } from './assets';
import { AssemblyError } from './errors';
import { nestStacks } from './nested-stacks';
import { pathIn, pathIndex } from './paths';
import { environmentOf } from './pseudo';
import { Stack } from './stack';
import { parseJson, parseTemplate } from './template';
import type { World } from './world';

export interface EnvironmentOptions {
  /** Account of stacks that leave it open. @default '123456789012' */
  readonly account?: string;
  /** Region of stacks that leave it open. @default 'us-east-1' */
  readonly region?: string;
  /** Values of template parameters, by name; they precede defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Reads every stack of a cloud assembly into the world, stages and nested stacks included, and lists them. */
export function readManifest(directory: string, options: EnvironmentOptions, world: World): readonly Stack[] {
  const manifest = join(directory, 'manifest.json');
  const artifacts = member(parseJson(readFileSync(assertAssembly(directory, manifest), 'utf8'), manifest), 'artifacts');
  if (!isObject(artifacts)) {
    throw new AssemblyError(
      'NOT_AN_ASSEMBLY',
      `${manifest} lists no artifacts; synthesize the app again with "cdk synth".`,
    );
  }
  const entries = Object.entries(artifacts).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
  const files = entries.flatMap(([, artifact]) => {
    const file = artifact.type === 'cdk:asset-manifest' ? property(artifact, 'file') : undefined;
    return typeof file === 'string' ? [file] : [];
  });
  const assets = readAssets(directory, files);
  return entries.flatMap(([id, artifact]) => {
    if (artifact.type === 'aws:cloudformation:stack') return readStack(id, artifact, assets, options, world);
    const nested = artifact.type === 'cdk:cloud-assembly' ? property(artifact, 'directoryName') : undefined;
    return typeof nested === 'string' ? readManifest(join(directory, nested), options, world) : [];
  });
}

function assertAssembly(directory: string, manifest: string): string {
  if (!existsSync(directory)) {
    throw new AssemblyError(
      'ASSEMBLY_NOT_FOUND',
      `There is no directory ${resolve(directory)}; run "cdk synth" first, or name the assembly.`,
    );
  }
  if (statSync(directory).isDirectory() && existsSync(manifest)) return manifest;
  const inside = existsSync(join(directory, 'cdk.out', 'manifest.json'))
    ? ` Did you mean ${join(directory, 'cdk.out')}?`
    : '';
  throw new AssemblyError(
    'NOT_AN_ASSEMBLY',
    `${resolve(directory)} is not a cloud assembly: it has no manifest.json.${inside || ' Name the output directory of "cdk synth", or a template.'}`,
  );
}

function readStack(
  id: string,
  artifact: JsonObject,
  assets: Assets,
  options: EnvironmentOptions,
  world: World,
): readonly Stack[] {
  const templateFile = join(assets.directory, String(property(artifact, 'templateFile') ?? `${id}.template.json`));
  if (!existsSync(templateFile)) {
    throw new AssemblyError(
      'ASSET_MISSING',
      `${templateFile}, the template of ${id}, is missing; synthesize the app again with "cdk synth".`,
    );
  }
  const name = String(property(artifact, 'stackName') ?? id);
  const displayName = own(artifact, 'displayName');
  const constructPath = typeof displayName === 'string' ? displayName.replace(/ \(.*\)$/, '') : id;
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(String(own(artifact, 'environment') ?? '')) ?? [];
  const environment = environmentOf(name, settled(account) ?? options.account, settled(region) ?? options.region);
  const index = pathIndex(metadataOf(artifact, assets.directory));
  const given = property(artifact, 'parameters');
  const stack = new Stack(
    {
      name,
      constructPath,
      environment,
      template: parseTemplate(readFileSync(templateFile, 'utf8'), templateFile),
      templateFile,
      assets,
      constructPathOf: (logicalId) => pathIn(index, constructPath, logicalId),
      parameters: (parameter) => optionOf(options, parameter) ?? (isObject(given) ? own(given, parameter) : undefined),
      parent: undefined,
    },
    world,
  );
  world.stacks.push(stack);
  return [stack, ...nestStacks(stack, index, world)];
}

/** CDK writes unknown-account and unknown-region where the app leaves them open. */
function settled(value: string | undefined): string | undefined {
  return value === undefined || value.startsWith('unknown-') ? undefined : value;
}

/** Older assemblies hold the metadata in the manifest, newer ones in a file beside it. */
function metadataOf(artifact: JsonObject, directory: string): Json | undefined {
  const file = own(artifact, 'additionalMetadataFile');
  if (typeof file !== 'string' || !existsSync(join(directory, file))) return own(artifact, 'metadata');
  return parseJson(readFileSync(join(directory, file), 'utf8'), join(directory, file));
}

function optionOf(options: EnvironmentOptions, parameter: string): string | undefined {
  const parameters = options.parameters ?? {};
  return Object.hasOwn(parameters, parameter) ? parameters[parameter] : undefined;
}

function property(artifact: JsonObject, name: string): Json | undefined {
  return member(own(artifact, 'properties'), name);
}

function member(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) ? own(value, key) : undefined;
}
