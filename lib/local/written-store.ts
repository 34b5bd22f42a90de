// The store as the registries of a Local see it. Two things are the same for all that is written:
//
// W1  a refused write stops everything, whoever made it: what is in memory is then ahead of the disk.
// W2  who answers from memory what another request has just changed waits until that change is on disk.
import type { JournalRecord, Store } from '../store';

export interface WrittenStore extends Store {
  /** Settles when everything appended so far is durable; undefined when it is. */
  written(): Promise<void> | undefined;
}

/** @param refused is told of the first write that the store refuses (W1) */
export function writtenStore(store: Store, refused: (error: unknown) => void): WrittenStore {
  let last: Promise<void> | undefined;
  return {
    append(batch: readonly JournalRecord[]) {
      const appended = store.append(batch);
      if (appended === undefined) return undefined;
      last = appended;
      appended.then(() => {
        if (last === appended) last = undefined;
      }, refused);
      return appended;
    },
    written: () => last,
    read: (key) => store.read(key),
    list: (prefix, options) => store.list(prefix, options),
    entries: (execution) => store.entries(execution),
    open: () => store.open(),
    compact: (execution) => store.compact(execution),
    close: () => store.close(),
  };
}
