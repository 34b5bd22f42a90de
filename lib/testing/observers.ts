// Who looks at every execution that a test has run: coverage, and this project's own check that entries replay.
import type { Execution } from './execution';

export type Observer = (execution: Execution) => void;

/** Where observers wait that were there before this door was loaded: a set-up file need not load it for every test. */
const key = Symbol.for('stepwright.testing.observers');
const early = (globalThis as { readonly [key]?: readonly Observer[] })[key] ?? [];

const observers = new Set<Observer>(early);

/** Calls back for every execution that has ended under test. What it throws fails the test. */
export function observe(observer: Observer): void {
  observers.add(observer);
}

export function observed(execution: Execution): void {
  for (const observer of observers) observer(execution);
}
