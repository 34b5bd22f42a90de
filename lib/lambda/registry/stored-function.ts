// A function with its versions and aliases, as the registry keeps it: plain data that a snapshot can hold.
import type { CodeLocation, FunctionDefinition } from '../definition';
import type { FunctionConfiguration } from './configuration';

export interface FunctionVersion {
  readonly configuration: FunctionConfiguration;
  readonly code: CodeLocation;
  /** Directories of layers, for functions that a template brought. */
  readonly layers?: readonly string[] | undefined;
}

/** The API's AliasConfiguration. */
export interface AliasConfiguration {
  readonly AliasArn: string;
  readonly Name: string;
  readonly FunctionVersion: string;
  readonly Description: string;
  readonly RoutingConfig?: { readonly AdditionalVersionWeights: Readonly<Record<string, number>> };
  readonly RevisionId: string;
}

export interface StoredFunction {
  readonly latest: FunctionVersion;
  /** Published, oldest first. */
  readonly versions: readonly FunctionVersion[];
  /** Numbers are not used twice, not even after a version was deleted. */
  readonly lastVersion: number;
  readonly aliases: readonly AliasConfiguration[];
  readonly tags: Readonly<Record<string, string>>;
}

export function versionNamed(stored: StoredFunction, version: string): FunctionVersion | undefined {
  return version === '$LATEST'
    ? stored.latest
    : stored.versions.find(({ configuration }) => configuration.Version === version);
}

/** What the runtime needs of a version. */
export function definitionOf(
  stored: StoredFunction,
  { configuration, code, layers }: FunctionVersion,
): FunctionDefinition {
  return {
    functionName: configuration.FunctionName,
    functionArn: stored.latest.configuration.FunctionArn,
    version: configuration.Version,
    runtime: configuration.Runtime,
    handler: configuration.Handler ?? '',
    code,
    environment: configuration.Environment?.Variables ?? {},
    timeoutSeconds: configuration.Timeout,
    memorySize: configuration.MemorySize,
    logFormat: configuration.LoggingConfig.LogFormat === 'JSON' ? 'JSON' : 'Text',
    layers,
  };
}
