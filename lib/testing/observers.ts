// Who looks at every execution that a test has run: coverage, and this project's own check that entries replay.
import type { Execution } from './execution';

type Observer = (execution: Execution) => void;

const observers = new Set<Observer>();

/** Calls back for every execution that has ended under test. */
export function observe(observer: Observer): void {
  observers.add(observer);
}

export function observed(execution: Execution): void {
  for (const observer of observers) observer(execution);
}
