// Error names: which the language reserves, and which names in an ErrorEquals speak of which errors.

/** Matches every error but `States.Runtime` and `States.DataLimitExceeded`. */
export const anyError = 'States.ALL';

/**
 * The names the language reserves. An ErrorEquals may use them; an error that a workflow makes up itself should not start
 * with `States.`. `States.Http.StatusCode.NNN` is reserved for every status and therefore not in this list.
 */
export const reservedErrors: readonly string[] = [
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
];

const httpStatusError = /^States\.Http\.StatusCode\.\d{3}$/;

/** Whether a name that starts with `States.` is one the language knows. */
export function isReservedError(name: string): boolean {
  return reservedErrors.includes(name) || httpStatusError.test(name);
}

/** For an error with a row here only the listed names match; any other error also matches States.ALL and States.TaskFailed. */
const restricted = new Map<string, readonly string[]>([
  // AWS: a States.Runtime error always fails the execution, not even its own name retries or catches it.
  ['States.Runtime', []],
  ['States.DataLimitExceeded', ['States.DataLimitExceeded']],
  ['States.Timeout', ['States.Timeout', anyError]],
  // AWS: a missed heartbeat is recorded as States.Timeout, so either name matches it.
  ['States.HeartbeatTimeout', ['States.HeartbeatTimeout', 'States.Timeout', anyError]],
]);

/**
 * Whether a retrier's or catcher's ErrorEquals speaks of an error. Names are compared whole and case-sensitively.
 * @param error the error's name; a missed heartbeat is to be given as `States.HeartbeatTimeout`
 */
export function matchesError(errorEquals: readonly string[], error: string): boolean {
  const names = restricted.get(error);
  if (names !== undefined) return names.some((name) => errorEquals.includes(name));
  return errorEquals.includes(error) || errorEquals.includes(anyError) || errorEquals.includes('States.TaskFailed');
}
