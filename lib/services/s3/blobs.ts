// Where objects are kept: memory or a directory fill the same port and pass the same tests.

/** What is known of an object beside its bytes. */
export interface ObjectFacts {
  readonly size: number;
  /** Quoted, as S3 gives it. */
  readonly etag: string;
  readonly lastModified: number;
  readonly contentType: string;
  /** Content-Encoding, Cache-Control and the like, by their member names in the API. */
  readonly headers: { readonly [name: string]: string };
  readonly metadata: { readonly [name: string]: string };
}

export type NewFacts = Pick<ObjectFacts, 'contentType' | 'headers' | 'metadata'>;

/** An object that is written piece by piece; it is there once end() has returned. */
export interface ObjectWriter {
  write(chunk: Uint8Array): void;
  end(): ObjectFacts;
}

export interface Blobs {
  buckets(): readonly string[];
  hasBucket(bucket: string): boolean;
  createBucket(bucket: string): void;
  deleteBucket(bucket: string): void;
  head(bucket: string, key: string): ObjectFacts | undefined;
  read(bucket: string, key: string): Uint8Array | undefined;
  /** The bytes in pieces, from `start` (inclusive) on; memory does not grow with the object where it lies on disk. */
  stream(bucket: string, key: string, start?: number): AsyncIterable<Uint8Array>;
  /** The bytes from `start` to before `end`. */
  slice(bucket: string, key: string, start: number, end: number): Uint8Array;
  put(bucket: string, key: string, bytes: Uint8Array, facts: NewFacts): ObjectFacts;
  writer(bucket: string, key: string, facts: NewFacts): ObjectWriter;
  delete(bucket: string, key: string): void;
  /** Keys in the order of their UTF-8 bytes, from after `after`. */
  keys(bucket: string, after?: string): Iterable<string>;
}

/** AWS: keys are ordered by their UTF-8 bytes; code units agree with that except for surrogates. */
export function byBytes(left: string, right: string): number {
  if (left === right) return 0;
  return /[\uD800-\uDFFF]/.test(left + right)
    ? Buffer.compare(Buffer.from(left), Buffer.from(right))
    : left < right
      ? -1
      : 1;
}

/** Index of the first key after `after` in an ordered list. */
export function firstAfter(keys: readonly string[], after: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byBytes(keys[middle] as string, after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
