// Retry: which retrier answers a failure, and after how long. Counts are per retrier, over one visit of the state.
// SPEC Retry: MaxAttempts 0 means "never retry this".
import { matchesError, type Retrier } from '../asl';
import type { StateFailed } from './failure';
import type { Visit } from './node';
import type { Retrying } from './record';

export interface RetryPolicy {
  /** Decides and counts; `counts` lives as long as the visit. */
  decide(failure: StateFailed, counts: number[], visit: Visit): Retrying | undefined;
}

export function compileRetry(retriers: readonly Retrier[] | undefined): RetryPolicy | undefined {
  if (retriers === undefined || retriers.length === 0) return undefined;
  return {
    decide(failure, counts, visit) {
      const retrier = retriers.findIndex((candidate) => catches(candidate.ErrorEquals, failure));
      const rule = retriers[retrier];
      if (rule === undefined) return undefined;
      const done = counts[retrier] ?? 0;
      if (done >= (rule.MaxAttempts ?? 3)) return undefined;
      counts[retrier] = done + 1;
      return { retrier, delayMs: delayMs(rule, done, visit) };
    },
  };
}

/** Delay before retry `done` (from 0): interval × rate^done, capped, and drawn from [0, delay] under full jitter. */
function delayMs(rule: Retrier, done: number, visit: Visit): number {
  const growing = (rule.IntervalSeconds ?? 1) * (rule.BackoffRate ?? 2) ** done;
  const seconds = Math.min(growing, rule.MaxDelaySeconds ?? Number.MAX_SAFE_INTEGER / 1000);
  const ms = Math.round(seconds * 1000);
  return rule.JitterStrategy === 'FULL' ? Math.floor(visit.random() * (ms + 1)) : ms;
}

/** Whether an ErrorEquals names the failure, under its name or its alias. */
export function catches(errorEquals: readonly string[], failure: StateFailed): boolean {
  if (matchesError(errorEquals, failure.error ?? '')) return true;
  return failure.alias !== undefined && errorEquals.includes(failure.alias);
}
