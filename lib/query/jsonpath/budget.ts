// What one evaluation of an indefinite path may cost. Deep scans behind each other, filters inside filters and patterns
// multiply; the payload limit alone does not keep them from taking hours.
import { EvaluationError } from '../evaluate';

/** Values visited, comparisons of list items and steps of patterns together; a payload of 256 KiB has some 100,000 values. */
const stepsMax = 2_000_000;

export interface Budget {
  steps: number;
}

export function fullBudget(): Budget {
  return { steps: stepsMax };
}

/** @throws EvaluationError States.Runtime when more is spent than there was */
export function spend(budget: Budget, steps: number): void {
  budget.steps -= steps;
  if (budget.steps >= 0) return;
  const limit = stepsMax.toLocaleString('en-US');
  throw new EvaluationError(
    'States.Runtime',
    `A JSONPath needs more than ${limit} steps: use fewer '..' or simpler filters`,
  );
}
