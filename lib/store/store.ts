// Where journals are kept. A store knows nothing of executions but their entries; memory and lmdb fill the same port and
// pass the same contract suite.
import type { JournalEntry } from '../engine';
import type { Json } from '../json';

/** One fact that must survive a crash. */
export type JournalRecord =
  /** An entry of an open execution, with the digest of the events its step produced (0-based sequence within the execution). */
  | {
      readonly kind: 'entry';
      readonly execution: string;
      readonly seq: number;
      readonly entry: JournalEntry;
      readonly digest: string;
    }
  /** Any other named document: a state machine, a version, an alias, tags, an activity, a closed execution's history. Undefined value deletes. */
  | { readonly kind: 'document'; readonly key: string; readonly value: Json | undefined };

export interface Store {
  /** Durable, all or nothing, when it returns (or when the promise settles). Throws when the disk refuses: the caller must stop. */
  append(batch: readonly JournalRecord[]): Promise<void> | void;
  /** One document. */
  read(key: string): Json | undefined;
  /** Documents whose key starts with the prefix, in key order (or reverse), from after `after`, at most `limit`. */
  list(
    prefix: string,
    options?: { readonly after?: string; readonly limit?: number; readonly reverse?: boolean },
  ): Iterable<{ readonly key: string; readonly value: Json }>;
  /** Entries of one execution in order. */
  entries(execution: string): Iterable<{ readonly entry: JournalEntry; readonly digest: string }>;
  /** Executions that have entries, i.e. open ones. */
  open(): Iterable<string>;
  /** Forgets the entries of an execution that has closed. */
  compact(execution: string): void;
  close(): Promise<void> | void;
}
