// Histories of executions: open ones in the engine, as far as they are durable; closed ones in the store.
import type { HistoryEvent } from '../../engine';
import type { Store } from '../../store';
import { keys } from '../documents';

/** Large histories that were read last stay parsed: their pages are asked for one after the other. */
const cachedMax = 16;
/** Events of a history that one page holds at most. */
const pageMax = 1_000;

export class ClosedHistories {
  readonly #store: Store;
  readonly #cache = new Map<string, readonly HistoryEvent[]>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Undefined for an execution that has not closed. */
  read(executionArn: string): readonly HistoryEvent[] | undefined {
    const cached = this.#cache.get(executionArn);
    if (cached !== undefined) return cached;
    const stored = this.#store.read(keys.history(executionArn));
    if (stored === undefined) return undefined;
    const events = stored as unknown as readonly HistoryEvent[];
    if (events.length <= pageMax) return events;
    if (this.#cache.size >= cachedMax) this.#cache.delete(this.#cache.keys().next().value as string);
    this.#cache.set(executionArn, events);
    return events;
  }

  forget(executionArn: string): void {
    this.#cache.delete(executionArn);
  }
}
