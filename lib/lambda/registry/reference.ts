// The ways to name a function: name, partial ARN, ARN, each with or without a qualifier.
import { LambdaApiError } from '../api-error';

export interface FunctionReference {
  readonly name: string;
  /** A version, `$LATEST`, or an alias; undefined when unqualified. */
  readonly qualifier: string | undefined;
}

const pattern =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:[a-z]{2}(?:-[a-z]+)+-\d:)?(?:\d{12}:)?(?:function:)?([a-zA-Z0-9-_]+)(?::(\$LATEST|[a-zA-Z0-9-_]+))?$/;

/** What AWS prints; wider names are allowed inside ARNs. */
const printed =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';

/**
 * Takes a reference apart.
 * @throws LambdaApiError ValidationException, and InvalidParameterValueException when two qualifiers differ
 */
export function parseReference(reference: string, qualifier?: string): FunctionReference {
  const match = pattern.exec(reference);
  const name = match?.[1];
  if (name === undefined || name.length > 140) {
    throw new LambdaApiError(
      'ValidationException',
      `1 validation error detected: Value '${reference}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${printed}`,
    );
  }
  const inName = match?.[2];
  if (inName !== undefined && qualifier !== undefined && inName !== qualifier) {
    throw new LambdaApiError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  return { name, qualifier: qualifier ?? inName };
}
