// How a Map Run fails.
import type { Outcome } from '../../engine';
import { EvaluationError } from '../../query';

export const thresholdExceeded: Outcome = {
  ok: false,
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** Readers and writers throw errors that carry the service's name and sentence; anything else is our fault, and is thrown on. */
export function outcomeOf(thrown: unknown): Outcome {
  if (thrown instanceof EvaluationError) return { ok: false, error: thrown.error, cause: thrown.message };
  if (thrown instanceof Error && 'error' in thrown && typeof thrown.error === 'string')
    return { ok: false, error: thrown.error, cause: thrown.message };
  throw thrown;
}
