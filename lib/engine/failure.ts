// How a workflow's fault travels inside the engine: thrown by a state, met by its retriers and catchers, or the end of its
// fiber. Never seen outside; history tells of it.

import { causeCharactersMax, errorCharactersMax } from './limits';

/** What the failure is recorded as, besides its consequences. */
export type FailureRecord = 'settled' | 'timeout' | 'evaluation' | 'scope' | 'none';

/** A state failed. Made without a stack trace: capturing it is most of what a throw costs. */
export class StateFailed extends Error {
  /** Absent when the caller of SendTaskFailure, or a Fail state, named none. */
  readonly error: string | undefined;
  readonly errorCause: string | undefined;
  readonly record: FailureRecord;
  /** EvaluationFailed.location. */
  readonly location: string | undefined;
  /** A further name that Retry and Catch may use: States.HeartbeatTimeout is recorded as States.Timeout. */
  readonly alias: string | undefined;

  constructor(
    error: string | undefined,
    cause: string | undefined,
    record: FailureRecord,
    location?: string,
    alias?: string,
  ) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(cause);
    Error.stackTraceLimit = limit;
    this.error = error?.slice(0, errorCharactersMax);
    // AWS: a cause is cut after 32,768 characters, an error after 256.
    this.errorCause = cause?.slice(0, causeCharactersMax);
    this.record = record;
    this.location = location;
    this.alias = alias;
  }
}

/** AWS: States.Runtime is never retried or caught; it ends the whole execution wherever it happens. */
export function isFatal(failure: StateFailed): boolean {
  return failure.error === 'States.Runtime';
}

/** A child's failure as its Parallel or Map fails with it: an evaluation was recorded where it happened, so it is not again. */
export function scopeFailure(child: {
  readonly ended: { readonly failure: StateFailed | undefined } | undefined;
}): StateFailed {
  const failure = child.ended?.failure;
  if (failure === undefined) throw new Error('a scope can only fail with a child that has failed');
  return failure.record === 'evaluation' ? new StateFailed(failure.error, failure.errorCause, 'scope') : failure;
}

/** Thrown to leave every generator at once when the execution has ended in the middle of a step; step() catches it. */
export const executionOver = { over: true } as const;
