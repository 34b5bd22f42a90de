// The store of `serve` and `dev`: an LMDB environment in one file. Copy-on-write pages: a crash at any moment leaves the
// last commit, never a torn page. Values are JSON text behind a digest of it, because LMDB itself checks nothing (S3).
//
// L1  a promise of append settles after the commit was flushed to disk (no overlapping sync).
// L2  what is appended while appends keep coming shares a commit, which is how many executions share one flush: the commit
//     is made in the first turn of the event loop that brings no more of them. It is made in this thread: handing it to
//     another one and back costs more than a flush does.
// L3  keys are `document` keys as given, entry keys `<execution> <sequence in 8 digits>`.
import { mkdirSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database, RootDatabase } from 'lmdb';
import type { JournalEntry } from '../engine';
import { digest, type Json } from '../json';
import { lockDirectory } from './directory-lock';
import { checkDataFile } from './lmdb-file';
import { afterPrefix } from './memory';
import { RecentDocuments } from './recent-documents';
import {
  type JournalRecord,
  type ListOptions,
  type Store,
  type StoredDocument,
  type StoredEntry,
  StoreError,
} from './store';

const dataFile = 'stepwright.mdb';
/** No ARN has one. (A zero byte would do for LMDB, but its package reads such a key as an array of texts.) */
const separator = ' ';
const sequenceDigits = 8;
const digestLength = 14;
/** Turns of the event loop that a commit waits for more, at most: nobody waits for a flush because others never cease. */
const gatheringMax = 16;
/** Characters of JSON text written last that are kept in memory beside the file. */
const recentMax = 16 * 1024 * 1024;
/** Bytes left on the disk below which a failed write is put down to it. */
const fullBelowBytes = 1_048_576;

/**
 * Keeps everything in a directory, which is made if need be.
 * @throws StoreError `in-use` if another process has the directory, `damaged` if its file is not what was written,
 * `refused` if the system does not let us
 */
export function lmdbStore(directory: string): Store {
  makeDirectory(directory);
  const lock = lockDirectory(directory);
  try {
    return new LmdbStore(directory, lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StoreError(
      'refused',
      `The data directory ${directory} cannot be made: ${(error as Error).message}`,
      error,
    );
  }
}

type EntryRecord = Extract<JournalRecord, { readonly kind: 'entry' }>;

/** Batches that will be durable together. */
interface Commit {
  readonly batches: (readonly JournalRecord[])[];
  readonly durable: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

class LmdbStore implements Store {
  readonly #path: string;
  readonly #root: RootDatabase;
  readonly #documents: Database<string, string>;
  readonly #entries: Database<string, string>;
  readonly #unlock: () => void;
  #failure: StoreError | undefined;
  #next: Commit | undefined;
  readonly #recent = new RecentDocuments(recentMax);
  #closed = false;

  constructor(directory: string, unlock: () => void) {
    this.#path = join(directory, dataFile);
    this.#unlock = unlock;
    checkDataFile(this.#path);
    try {
      // The native library is loaded when a data directory is opened: stores in memory need none of it.
      const { open } = require('lmdb') as typeof import('lmdb');
      this.#root = open({ path: this.#path, overlappingSync: false, maxDbs: 4, cache: false });
      this.#documents = this.#root.openDB({ name: 'documents', encoding: 'string', cache: false });
      this.#entries = this.#root.openDB({ name: 'entries', encoding: 'string', cache: false });
    } catch (error) {
      throw damaged(this.#path, (error as Error).message, error);
    }
  }

  append(batch: readonly JournalRecord[]): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#next ??= this.#begin();
    this.#next.batches.push(batch);
    return this.#next.durable;
  }

  #begin(): Commit {
    let resolve: () => void = () => {};
    let reject: (error: unknown) => void = () => {};
    const durable = new Promise<void>((settle, refuse) => {
      resolve = settle;
      reject = refuse;
    });
    setImmediate(() => this.#gather(0, 1));
    return { batches: [], durable, resolve, reject };
  }

  /** L2. @param known how many batches there were a turn ago */
  #gather(known: number, turns: number): void {
    const count = this.#next?.batches.length ?? 0;
    if (count > known && turns < gatheringMax) setImmediate(() => this.#gather(count, turns + 1));
    else this.#commit();
  }

  #commit(): void {
    const commit = this.#next;
    if (commit === undefined) return;
    this.#next = undefined;
    const changed = new Map<string, { readonly value: Json | undefined; readonly size: number }>();
    try {
      this.#root.transactionSync(() => this.#putAll(commit.batches, changed));
    } catch (error) {
      this.#failure ??= new StoreError(
        'refused',
        `Writing to ${this.#path} failed: ${this.#reason(error)}. Everything acknowledged before is kept; make room and start again.`,
        error,
      );
      commit.reject(this.#failure);
      return;
    }
    for (const [key, { value, size }] of changed) {
      if (value === undefined) this.#recent.delete(key);
      else this.#recent.put(key, value, size);
    }
    commit.resolve();
  }

  /** LMDB reports a full disk as an input/output error, as its pages are written in one piece or not. */
  #reason(error: unknown): string {
    const { bavail, bsize } = statfsSync(dirname(this.#path));
    return bavail * bsize < fullBelowBytes ? 'the disk is full' : (error as Error).message;
  }

  /**
   * Within a transaction. Entries of executions that close in the same commit are not written at all.
   * @param changed is told of the documents that there are when it is committed
   */
  #putAll(
    batches: Commit['batches'],
    changed: Map<string, { readonly value: Json | undefined; readonly size: number }>,
  ): void {
    const entries = new Map<string, EntryRecord[]>();
    for (const batch of batches) {
      for (const record of batch) {
        if (record.kind === 'entry') {
          const others = entries.get(record.execution);
          if (others === undefined) entries.set(record.execution, [record]);
          else others.push(record);
        } else if (record.kind === 'closed') {
          this.#forgetEntries(record.execution, entries.get(record.execution)?.[0]);
          entries.delete(record.execution);
        } else if (record.value === undefined) {
          this.#documents.removeSync(record.key);
          changed.set(record.key, { value: undefined, size: 0 });
        } else {
          const json = JSON.stringify(record.value);
          this.#documents.putSync(record.key, sealed(record.key, json));
          changed.set(record.key, { value: record.value, size: json.length });
        }
      }
    }
    for (const records of entries.values()) {
      for (const { execution, seq, digest: of, entry } of records) {
        const key = entryKey(execution, seq);
        this.#entries.putSync(key, sealed(key, JSON.stringify({ digest: of, entry })));
      }
    }
  }

  /** @param first of its entries that is yet to be written: there is none in the file when it is the very first */
  #forgetEntries(execution: string, first: EntryRecord | undefined): void {
    if (first?.seq === 0) return;
    for (const key of [...this.#entryKeys(execution)]) this.#entries.removeSync(key);
  }

  read(key: string): Json | undefined {
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    const text = this.#documents.get(key);
    return text === undefined ? undefined : this.#opened(key, text);
  }

  *list(prefix: string, options: ListOptions = {}): Iterable<StoredDocument> {
    const { after, reverse = false } = options;
    const start = after ?? (reverse ? afterPrefix(prefix) : prefix);
    const limit = options.limit === undefined ? {} : { limit: options.limit + 1 };
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    for (const { key, value } of this.#documents.getRange({ start, reverse, ...limit })) {
      if (key === after) continue;
      if (left <= 0 || !key.startsWith(prefix)) return;
      left--;
      yield { key, value: this.#opened(key, value) };
    }
  }

  *entries(execution: string): Iterable<StoredEntry> {
    const start = entryKey(execution, 0);
    for (const { key, value } of this.#entries.getRange({ start, end: entriesEnd(execution) })) {
      const stored = this.#opened(key, value) as unknown as { digest: string; entry: JournalEntry };
      yield { entry: stored.entry, digest: stored.digest };
    }
  }

  /** Jumps from execution to execution: its entries are not read. */
  *open(): Iterable<string> {
    for (let key = this.#firstEntryKey(''); key !== undefined; ) {
      const execution = key.slice(0, key.lastIndexOf(separator));
      yield execution;
      key = this.#firstEntryKey(entriesEnd(execution));
    }
  }

  #firstEntryKey(start: string): string | undefined {
    for (const key of this.#entries.getKeys({ start, limit: 1 })) return key;
    return undefined;
  }

  #entryKeys(execution: string): Iterable<string> {
    return this.#entries.getKeys({ start: entryKey(execution, 0), end: entriesEnd(execution) });
  }

  compact(execution: string): void {
    this.append([{ kind: 'closed', execution }]).catch(() => {
      // The failure is kept, and told by the next append.
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#commit();
    await this.#root.close();
    this.#unlock();
  }

  #opened(key: string, text: string): Json {
    const json = text.slice(digestLength);
    if (digest(key + json) !== text.slice(0, digestLength)) {
      throw damaged(this.#path, `the record ${JSON.stringify(key)} is not what was written`);
    }
    return JSON.parse(json) as Json;
  }
}

function damaged(path: string, what: string, cause?: unknown): StoreError {
  return new StoreError(
    'damaged',
    `${path} is damaged: ${what}. Restore it from a copy, or start with another --data directory.`,
    cause,
  );
}

/** The digest is of the key as well: a record under another key is damage, too. */
function sealed(key: string, json: string): string {
  return digest(key + json) + json;
}

function entryKey(execution: string, seq: number): string {
  return `${execution}${separator}${String(seq).padStart(sequenceDigits, '0')}`;
}

/** Above every entry of the execution, below those of any other. */
function entriesEnd(execution: string): string {
  return `${execution}${separator}:`;
}
