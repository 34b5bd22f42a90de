// Where journals are kept. A store knows nothing of executions but their entries; memory and lmdb fill the same port and
// pass the same contract suite.
//
// S1  append is durable and all or nothing when it settles; until then nothing of it need be visible.
// S2  keys are ordered by their UTF-8 bytes.
// S3  what comes back equals what was put in; anything else is an error, never another value.
// S4  after a failed append the store is closed to further writes: the caller stops and starts again.
// S5  appends become durable, and settle, in the order in which they were made.
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
  | { readonly kind: 'document'; readonly key: string; readonly value: Json | undefined }
  /** The execution has closed: its entries are forgotten in the same commit that keeps its history. */
  | { readonly kind: 'closed'; readonly execution: string };

/** How much of a range is wanted. */
export interface ListOptions {
  /** Begin after this key (before it, in reverse). */
  readonly after?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

export interface StoredDocument {
  readonly key: string;
  readonly value: Json;
}

export interface StoredEntry {
  readonly entry: JournalEntry;
  readonly digest: string;
}

export interface Store {
  /** Durable, all or nothing, when it returns (or when the promise settles). Throws when the disk refuses: the caller must stop. */
  append(batch: readonly JournalRecord[]): Promise<void> | void;
  /** One document. */
  read(key: string): Json | undefined;
  /** Documents whose key starts with the prefix, in key order (or reverse), from after `after`, at most `limit`. */
  list(prefix: string, options?: ListOptions): Iterable<StoredDocument>;
  /** Entries of one execution in order. */
  entries(execution: string): Iterable<StoredEntry>;
  /** Executions that have entries, i.e. open ones. */
  open(): Iterable<string>;
  /** Forgets the entries of an execution that has closed. */
  compact(execution: string): void;
  close(): Promise<void> | void;
}

/** Why a store cannot serve. */
export type StoreFault = 'in-use' | 'damaged' | 'refused';

/**
 * The data directory cannot be used: another process has it, a record is not what was written, or the disk refuses.
 * Nothing that was acknowledged before is lost by it.
 */
export class StoreError extends Error {
  readonly fault: StoreFault;

  constructor(fault: StoreFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.fault = fault;
  }
}
