// Documents that were written last, so that what is asked for right after it was written (an execution that has just ended,
// its history) is not read, checked and parsed again. What is only read is not kept: it would push out what was written.
import type { Json } from '../json';

interface Recent {
  readonly value: Json;
  readonly size: number;
}

export class RecentDocuments {
  readonly #sizeMax: number;
  /** Oldest first. */
  readonly #documents = new Map<string, Recent>();
  #size = 0;

  /** @param sizeMax characters of JSON text that may be kept in all */
  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  get(key: string): Json | undefined {
    return this.#documents.get(key)?.value;
  }

  /** @param size characters of its JSON text */
  put(key: string, value: Json, size: number): void {
    this.delete(key);
    this.#documents.set(key, { value, size });
    this.#size += size;
    for (const oldest of this.#documents.keys()) {
      if (this.#size <= this.#sizeMax) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const recent = this.#documents.get(key);
    if (recent === undefined) return;
    this.#documents.delete(key);
    this.#size -= recent.size;
  }
}
