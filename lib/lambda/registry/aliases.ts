// Aliases: a name for a version, or for two with a weight.
import { LambdaApiError } from '../api-error';
import { type AliasConfiguration, type StoredFunction, versionNamed } from './stored-function';

export interface AliasSettings {
  readonly FunctionVersion?: string | undefined;
  readonly Description?: string | undefined;
  readonly RoutingConfig?:
    | { readonly AdditionalVersionWeights?: Readonly<Record<string, number>> | undefined }
    | undefined;
}

/** @throws LambdaApiError ValidationException, ResourceNotFoundException, InvalidParameterValueException */
export function aliasOf(
  stored: StoredFunction,
  functionArn: string,
  settings: AliasSettings & { readonly Name: string; readonly FunctionVersion: string },
  revisionId: string,
): AliasConfiguration {
  const { Name: name, FunctionVersion: version, Description: description = '' } = settings;
  if (!/^(?!^[0-9]+$)[a-zA-Z0-9-_]{1,128}$/.test(name)) {
    throw new LambdaApiError(
      'ValidationException',
      `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
    );
  }
  const weights = settings.RoutingConfig?.AdditionalVersionWeights ?? {};
  for (const wanted of [version, ...Object.keys(weights)]) {
    if (versionNamed(stored, wanted) === undefined) {
      throw new LambdaApiError('ResourceNotFoundException', `Function not found: ${functionArn}:${wanted}`);
    }
  }
  checkWeights(version, weights);
  return {
    AliasArn: `${functionArn}:${name}`,
    Name: name,
    FunctionVersion: version,
    Description: description,
    ...(Object.keys(weights).length === 0 ? {} : { RoutingConfig: { AdditionalVersionWeights: weights } }),
    RevisionId: revisionId,
  };
}

/** An alias with some members changed; the others stay. @throws as aliasOf */
export function changedAlias(
  stored: StoredFunction,
  before: AliasConfiguration,
  settings: AliasSettings,
  revisionId: string,
): AliasConfiguration {
  const functionArn = stored.latest.configuration.FunctionArn;
  return aliasOf(
    stored,
    functionArn,
    {
      Name: before.Name,
      FunctionVersion: settings.FunctionVersion ?? before.FunctionVersion,
      Description: settings.Description ?? before.Description,
      RoutingConfig: settings.RoutingConfig ?? before.RoutingConfig,
    },
    revisionId,
  );
}

/** The version that one invocation of an alias goes to. */
export function routed(
  { FunctionVersion: version, RoutingConfig: routing }: AliasConfiguration,
  chance: () => number,
): string {
  const weights = Object.entries(routing?.AdditionalVersionWeights ?? {});
  if (weights.length === 0) return version;
  let left = chance();
  for (const [other, weight] of weights) {
    left -= weight;
    if (left < 0) return other;
  }
  return version;
}

/** SPEC: one further version at most, published like the first, with a weight from 0 to 1. */
function checkWeights(version: string, weights: Readonly<Record<string, number>>): void {
  const entries = Object.entries(weights);
  if (entries.length === 0) return;
  const wrong =
    entries.length > 1 ||
    entries.some(([other, weight]) => other === version || other === '$LATEST' || !(weight >= 0 && weight <= 1)) ||
    version === '$LATEST';
  if (!wrong) return;
  throw new LambdaApiError(
    'InvalidParameterValueException',
    'An alias routes to one published version and at most one other published version, with a weight from 0 to 1.',
  );
}
