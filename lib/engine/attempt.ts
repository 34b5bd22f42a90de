// What follows a failed attempt: retry, catch or fail. Task, Parallel and Map differ only in what one attempt does and how
// a failed one is recorded.
import type { CatchPolicy } from './catch';
import { isFatal, type StateFailed } from './failure';
import type { Message, Strand, Visit } from './node';
import { evaluationFailed, type Retrying } from './record';
import type { RetryPolicy } from './retry';

export interface ErrorRules {
  /** Records the failure, with the retry that follows if one does. */
  readonly record: (visit: Visit, failure: StateFailed, retrying: Retrying | undefined) => void;
  readonly retry: RetryPolicy | undefined;
  readonly catch: CatchPolicy | undefined;
}

/** The attempts of one visit: counts retries and meets failures. */
class Attempts {
  /** Number of the running attempt, from 1. */
  current = 1;
  /** Milliseconds until the next attempt. */
  delayMs = 0;
  readonly #visit: Visit;
  readonly #rules: ErrorRules;
  #counts: number[] | undefined;

  constructor(visit: Visit, rules: ErrorRules) {
    this.#visit = visit;
    this.#rules = rules;
  }

  /** Index of the state a catcher leads to; undefined when the next attempt follows after delayMs; throws what nobody meets. */
  meet(thrown: unknown): number | undefined {
    const visit = this.#visit;
    const failure = visit.failureOf(thrown);
    if (isFatal(failure)) throw failure;
    this.#counts ??= [];
    const retrying = this.#rules.retry?.decide(failure, this.#counts, visit);
    this.#rules.record(visit, failure, retrying);
    if (retrying === undefined) {
      const caught = this.#caught(failure);
      if (caught !== undefined) return caught;
      // Developer Guide, redrive: a Parallel or Map that failed for the size of its data is run again as a whole.
      if (failure.error === 'States.DataLimitExceeded') visit.kept = undefined;
      throw failure;
    }
    this.current++;
    this.delayMs = retrying.delayMs;
    visit.retryCount++;
    visit.kept = undefined;
    visit.result = undefined;
    return undefined;
  }

  /** A catcher's own Output or Assign may fail to evaluate: nobody catches that. */
  #caught(failure: StateFailed): number | undefined {
    try {
      return this.#rules.catch?.(failure, this.#visit);
    } catch (thrown) {
      const second = this.#visit.failureOf(thrown);
      if (second.record === 'evaluation') evaluationFailed(this.#visit, second, undefined);
      throw second;
    }
  }
}

/** One attempt that is under way: takes messages until it is done. Its failures are thrown, wherever they come to light. */
export interface Work {
  readonly done: boolean;
  take(message: Message): void;
  /** Records the success and leaves the output on the visit. */
  finish(): void;
}

/** Runs attempts until one succeeds, is caught, or fails for good. */
export function* attempted(
  visit: Visit,
  begin: (visit: Visit, attempt: number) => Work,
  rules: ErrorRules,
  next: number,
): Strand<number> {
  let attempts: Attempts | undefined;
  for (;;) {
    try {
      const work = begin(visit, attempts === undefined ? 1 : attempts.current);
      while (!work.done) work.take(yield);
      work.finish();
      return next;
    } catch (thrown) {
      attempts ??= new Attempts(visit, rules);
      const caught = attempts.meet(thrown);
      if (caught !== undefined) return caught;
    }
    if (attempts.delayMs > 0) {
      visit.timer(visit.now() + attempts.delayMs);
      yield;
    }
  }
}
