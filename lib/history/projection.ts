// One stream, many readers: everybody who wants something of an execution folds its events.
import type { HistoryEvent } from '../engine';

/**
 * A reader of history. `apply` may change the state it was given and return it: a state belongs to one fold, so whoever
 * wants to keep an instant reads what he needs from it before he applies the next event.
 */
export interface Projection<T> {
  /** The state before the first event. */
  initial(): T;
  /** The state after one more event. */
  apply(state: T, event: HistoryEvent): T;
}

/** The state after all events. */
export function project<T>(projection: Projection<T>, events: Iterable<HistoryEvent>): T {
  let state = projection.initial();
  for (const event of events) state = projection.apply(state, event);
  return state;
}
