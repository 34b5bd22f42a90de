// The loop of attempts around a state that may wait: try, then retry, catch or fail. Task, Parallel and Map differ only in
// what one attempt does and how a failed one is recorded.
import type { CatchPolicy } from './catch';
import { isFatal, type StateFailed } from './failure';
import type { Strand, Visit } from './node';
import { evaluationFailed, type Retrying } from './record';
import type { RetryPolicy } from './retry';

export interface Attempts {
  /** One attempt: does the work and leaves output and variables on the visit. */
  readonly once: (visit: Visit, attempt: number) => Strand<void>;
  /** Records the failure, with the retry that follows if one does. */
  readonly record: (visit: Visit, failure: StateFailed, retrying: Retrying | undefined) => void;
  readonly retry: RetryPolicy | undefined;
  readonly catch: CatchPolicy | undefined;
  readonly next: number;
}

export function* attempts(visit: Visit, rules: Attempts): Strand<number> {
  const counts: number[] = [];
  visit.retryCount = 0;
  for (let attempt = 1; ; attempt++) {
    let failure: StateFailed;
    try {
      yield* rules.once(visit, attempt);
      return rules.next;
    } catch (thrown) {
      failure = visit.failureOf(thrown);
    }
    if (isFatal(failure)) throw failure;
    const retrying = rules.retry?.decide(failure, counts, visit);
    rules.record(visit, failure, retrying);
    if (retrying === undefined) {
      const caught = meet(failure, rules.catch, visit);
      if (caught !== undefined) return caught;
      throw failure;
    }
    if (retrying.delayMs > 0) {
      visit.timer(visit.now() + retrying.delayMs);
      yield;
    }
    visit.retryCount++;
    visit.kept = undefined;
    visit.result = undefined;
  }
}

/** A catcher's own Output or Assign may fail to evaluate: nobody catches that. */
function meet(failure: StateFailed, policy: CatchPolicy | undefined, visit: Visit): number | undefined {
  try {
    return policy?.(failure, visit);
  } catch (thrown) {
    const second = visit.failureOf(thrown);
    if (second.record === 'evaluation') evaluationFailed(visit, second, undefined);
    throw second;
  }
}
