// Who looks at every execution that a test has run: coverage, and this project's own check that entries replay.
import type { Stage } from './stage';

type Observer = (stage: Stage) => void;

const observers = new Set<Observer>();

/** Calls back for every execution that ends, or is given up, under test. */
export function observe(observer: Observer): void {
  observers.add(observer);
}

export function observed(stage: Stage): void {
  for (const observer of observers) observer(stage);
}
