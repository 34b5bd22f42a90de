// Objects in memory.
import { createHash } from 'node:crypto';
import type { World } from '../world';
import { type Blobs, byBytes, firstAfter, type NewFacts, type ObjectFacts, type ObjectWriter } from './blobs';

interface Bucket {
  readonly objects: Map<string, { readonly bytes: Uint8Array; readonly facts: ObjectFacts }>;
  /** Keys in order, until a key comes or goes. */
  ordered: readonly string[] | undefined;
}

export class MemoryBlobs implements Blobs {
  readonly #buckets = new Map<string, Bucket>();
  readonly #world: Pick<World, 'now'>;

  constructor(world: Pick<World, 'now'>) {
    this.#world = world;
  }

  buckets(): readonly string[] {
    return [...this.#buckets.keys()].sort(byBytes);
  }

  hasBucket(bucket: string): boolean {
    return this.#buckets.has(bucket);
  }

  createBucket(bucket: string): void {
    if (!this.#buckets.has(bucket)) this.#buckets.set(bucket, { objects: new Map(), ordered: [] });
  }

  deleteBucket(bucket: string): void {
    this.#buckets.delete(bucket);
  }

  head(bucket: string, key: string): ObjectFacts | undefined {
    return this.#buckets.get(bucket)?.objects.get(key)?.facts;
  }

  read(bucket: string, key: string): Uint8Array | undefined {
    return this.#buckets.get(bucket)?.objects.get(key)?.bytes;
  }

  async *stream(bucket: string, key: string, start = 0): AsyncIterable<Uint8Array> {
    const bytes = this.read(bucket, key);
    const pieceBytes = 65_536;
    for (let at = start; bytes !== undefined && at < bytes.length; at += pieceBytes)
      yield bytes.subarray(at, at + pieceBytes);
  }

  slice(bucket: string, key: string, start: number, end: number): Uint8Array {
    return (this.read(bucket, key) ?? new Uint8Array()).subarray(start, end);
  }

  put(bucket: string, key: string, bytes: Uint8Array, facts: NewFacts): ObjectFacts {
    const kept = this.#buckets.get(bucket);
    if (kept === undefined) throw new Error(`there is no bucket ${bucket}`);
    if (!kept.objects.has(key)) kept.ordered = undefined;
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    const all = { ...facts, size: bytes.length, etag, lastModified: this.#world.now() };
    kept.objects.set(key, { bytes, facts: all });
    return all;
  }

  writer(bucket: string, key: string, facts: NewFacts): ObjectWriter {
    const pieces: Uint8Array[] = [];
    return {
      write: (chunk) => void pieces.push(chunk),
      end: () => this.put(bucket, key, pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces), facts),
    };
  }

  delete(bucket: string, key: string): void {
    const kept = this.#buckets.get(bucket);
    if (kept?.objects.delete(key)) kept.ordered = undefined;
  }

  *keys(bucket: string, after?: string): Iterable<string> {
    const kept = this.#buckets.get(bucket);
    if (kept === undefined) return;
    kept.ordered ??= [...kept.objects.keys()].sort(byBytes);
    const keys = kept.ordered;
    for (let i = after === undefined ? 0 : firstAfter(keys, after); i < keys.length; i++) yield keys[i] as string;
  }
}
