// Who looks at every execution that a test has run: coverage, and this project's own check that entries replay.
// What an observer is given is an Execution; here it has no type, for executions tell their observers.
type Observer<Execution> = (execution: Execution) => void;

/** Where observers wait that were there before this door was loaded: a set-up file need not load it for every test. */
const key = Symbol.for('stepwright.testing.observers');
const early = (globalThis as { readonly [key]?: readonly Observer<never>[] })[key] ?? [];

const observers = new Set<Observer<never>>(early);

export function addObserver<Execution>(observer: Observer<Execution>): void {
  observers.add(observer);
}

export function observed<Execution>(execution: Execution): void {
  for (const observer of observers) (observer as Observer<Execution>)(execution);
}
