// The store of tests and of `run`: as quick as a map, gone with the process. Values are kept by reference (E6).
import type { Json } from '../json';
import { OrderedKeys } from './ordered-keys';
import type { JournalRecord, ListOptions, Store, StoredDocument, StoredEntry } from './store';

/** Keeps everything in this process; append returns at once, so a driver on top of it stays synchronous. */
export function memoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly #documents = new Map<string, Json>();
  readonly #keys = new OrderedKeys();
  readonly #entries = new Map<string, StoredEntry[]>();

  append(batch: readonly JournalRecord[]): void {
    for (const record of batch) {
      switch (record.kind) {
        case 'entry':
          this.#appendEntry(record.execution, record.seq, { entry: record.entry, digest: record.digest });
          break;
        case 'document':
          this.#write(record.key, record.value);
          break;
        case 'closed':
          this.compact(record.execution);
          break;
      }
    }
  }

  #appendEntry(execution: string, seq: number, stored: StoredEntry): void {
    const entries = this.#entries.get(execution);
    if (entries === undefined) this.#entries.set(execution, [stored]);
    else entries[seq] = stored;
  }

  #write(key: string, value: Json | undefined): void {
    if (value === undefined) {
      if (this.#documents.delete(key)) this.#keys.delete(key);
      return;
    }
    if (!this.#documents.has(key)) this.#keys.add(key);
    this.#documents.set(key, value);
  }

  read(key: string): Json | undefined {
    return this.#documents.get(key);
  }

  *list(prefix: string, options: ListOptions = {}): Iterable<StoredDocument> {
    const { after, reverse = false } = options;
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    const keys = reverse ? this.#keys.below(after ?? afterPrefix(prefix)) : this.#keys.from(after ?? prefix);
    for (const key of keys) {
      if (key === after) continue;
      if (left <= 0 || !key.startsWith(prefix)) return;
      const value = this.#documents.get(key);
      if (value === undefined) continue;
      left--;
      yield { key, value };
    }
  }

  *entries(execution: string): Iterable<StoredEntry> {
    yield* this.#entries.get(execution) ?? [];
  }

  *open(): Iterable<string> {
    yield* [...this.#entries.keys()];
  }

  compact(execution: string): void {
    this.#entries.delete(execution);
  }

  close(): void {
    this.#documents.clear();
    this.#entries.clear();
  }
}

/** A key above every key with the prefix: U+10FFFF has the largest UTF-8 bytes. */
export function afterPrefix(prefix: string): string {
  return `${prefix}\u{10ffff}`;
}
