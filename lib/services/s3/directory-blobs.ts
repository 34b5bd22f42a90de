// Objects as files: <root>/<bucket>/<key>. A file that somebody lays there is an object; what S3 knows beside the bytes
// stands in <root>/.s3/<bucket>/<key>.json where it is not the default.
//
// A bucket may hold both `a` and `a/b`, a directory may not: whichever comes second is marked, `a` as the file `a%00`, `a/b` as
// a file in the folder `a%2F`.
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Blobs, byBytes, firstAfter, type NewFacts, type ObjectFacts, type ObjectWriter } from './blobs';

const factsFolder = '.s3';
const fileMark = '%00';
const folderMark = '%2F';
/** An empty part of a key, as in `a//b` or `a/`. */
const emptyPart = '%FF';
/** Larger files get an ETag from their size and time: reading gigabytes for a digest would take longer than the task. */
const digestBytesMax = 67_108_864;
/** ETags that stay known. */
const etagsMax = 10_000;
const defaults: NewFacts = { contentType: 'binary/octet-stream', headers: {}, metadata: {} };

export class DirectoryBlobs implements Blobs {
  readonly #root: string;
  readonly #etags = new Map<string, { readonly stamp: string; readonly etag: string }>();

  constructor(root: string) {
    this.#root = root;
    mkdirSync(root, { recursive: true });
  }

  buckets(): readonly string[] {
    return readdirSync(this.#root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
      .sort(byBytes);
  }

  hasBucket(bucket: string): boolean {
    return isBucketName(bucket) && existsSync(join(this.#root, bucket));
  }

  createBucket(bucket: string): void {
    if (!isBucketName(bucket)) throw new Error(`${bucket} is not the name of a bucket`);
    mkdirSync(join(this.#root, bucket), { recursive: true });
  }

  deleteBucket(bucket: string): void {
    if (!isBucketName(bucket)) return;
    rmSync(join(this.#root, bucket), { recursive: true, force: true });
    rmSync(join(this.#root, factsFolder, bucket), { recursive: true, force: true });
  }

  head(bucket: string, key: string): ObjectFacts | undefined {
    if (!this.hasBucket(bucket)) return undefined;
    const file = this.#file(bucket, key);
    const stat = kindOf(file) === 'file' ? statSync(file, { throwIfNoEntry: false }) : undefined;
    if (stat === undefined) return undefined;
    const factsFile = this.#factsFile(bucket, key);
    const facts: NewFacts = existsSync(factsFile) ? JSON.parse(readFileSync(factsFile, 'utf8')) : defaults;
    const stamp = `${stat.size}-${stat.mtimeMs}`;
    return {
      ...facts,
      size: stat.size,
      etag: this.#etag(file, stat.size, stamp),
      lastModified: Math.floor(stat.mtimeMs),
    };
  }

  read(bucket: string, key: string): Uint8Array | undefined {
    return this.head(bucket, key) === undefined ? undefined : readFileSync(this.#file(bucket, key));
  }

  stream(bucket: string, key: string, start = 0): AsyncIterable<Uint8Array> {
    return createReadStream(this.#file(bucket, key), { start, highWaterMark: 262_144 });
  }

  slice(bucket: string, key: string, start: number, end: number): Uint8Array {
    const bytes = Buffer.alloc(Math.max(0, end - start));
    const handle = openSync(this.#file(bucket, key), 'r');
    try {
      let filled = 0;
      while (filled < bytes.length) {
        const read = readSync(handle, bytes, filled, bytes.length - filled, start + filled);
        if (read === 0) break;
        filled += read;
      }
      return bytes.subarray(0, filled);
    } finally {
      closeSync(handle);
    }
  }

  put(bucket: string, key: string, bytes: Uint8Array, facts: NewFacts): ObjectFacts {
    const writer = this.writer(bucket, key, facts);
    writer.write(bytes);
    return writer.end();
  }

  writer(bucket: string, key: string, facts: NewFacts): ObjectWriter {
    const file = this.#file(bucket, key);
    mkdirSync(dirname(file), { recursive: true });
    const handle = openSync(file, 'w');
    const hash = createHash('md5');
    return {
      write: (chunk) => {
        hash.update(chunk);
        for (let at = 0; at < chunk.length; ) at += writeSync(handle, chunk, at);
      },
      end: () => {
        closeSync(handle);
        const stat = statSync(file);
        this.#etags.set(file, { stamp: `${stat.size}-${stat.mtimeMs}`, etag: `"${hash.digest('hex')}"` });
        this.#keepFacts(bucket, key, facts);
        return this.head(bucket, key) as ObjectFacts;
      },
    };
  }

  delete(bucket: string, key: string): void {
    rmSync(this.#file(bucket, key), { force: true });
    rmSync(this.#factsFile(bucket, key), { force: true });
  }

  *keys(bucket: string, after?: string): Iterable<string> {
    if (!this.hasBucket(bucket)) return;
    const keys = [...walk(join(this.#root, bucket), '')].sort(byBytes);
    for (let i = after === undefined ? 0 : firstAfter(keys, after); i < keys.length; i++) yield keys[i] as string;
  }

  #keepFacts(bucket: string, key: string, facts: NewFacts): void {
    const file = this.#factsFile(bucket, key);
    const plain =
      facts.contentType === defaults.contentType &&
      Object.keys(facts.headers).length + Object.keys(facts.metadata).length === 0;
    if (plain) rmSync(file, { force: true });
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(facts));
    }
  }

  #etag(file: string, size: number, stamp: string): string {
    const known = this.#etags.get(file);
    if (known?.stamp === stamp) return known.etag;
    const hash = createHash('md5');
    const etag =
      size > digestBytesMax
        ? `"${hash.update(stamp).digest('hex')}-1"`
        : `"${hash.update(readFileSync(file)).digest('hex')}"`;
    // Listed once, most are never asked for again.
    if (this.#etags.size >= etagsMax) this.#etags.clear();
    this.#etags.set(file, { stamp, etag });
    return etag;
  }

  #file(bucket: string, key: string): string {
    if (!isBucketName(bucket)) throw new Error(`${bucket} is not the name of a bucket`);
    return located(join(this.#root, bucket), key);
  }

  #factsFile(bucket: string, key: string): string {
    return `${located(join(this.#root, factsFolder, bucket), key)}.json`;
  }
}

/** Where a key lies below a folder, or would lie. */
function located(folder: string, key: string): string {
  const parts = segments(key);
  const last = parts.pop() ?? '';
  let path = folder;
  for (const part of parts) {
    const marked = join(path, part + folderMark);
    path = existsSync(marked) || kindOf(join(path, part)) === 'file' ? marked : join(path, part);
  }
  const plain = join(path, last);
  return kindOf(plain) === 'folder' ? plain + fileMark : plain;
}

function kindOf(path: string): 'file' | 'folder' | undefined {
  const stat = existsSync(path) ? statSync(path, { throwIfNoEntry: false }) : undefined;
  if (stat === undefined) return undefined;
  return stat.isDirectory() ? 'folder' : 'file';
}

/** Bucket names are safe as folder names; anything else never reaches the file system. */
function isBucketName(bucket: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) && !bucket.includes('..');
}

/** Path of a key below its bucket: what a file name cannot say is percent-encoded, `.` and `..` and empty parts among it. */
function segments(key: string): string[] {
  return key.split('/').map((part) => {
    if (part === '') return emptyPart;
    if (/^\.+$/.test(part)) return part.replaceAll('.', '%2E');
    return [...part].map(safe).join('');
  });
}

/** Control characters and what Windows does not allow in names. */
function safe(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 || '%\\:*?"<>|'.includes(character)
    ? `%${code.toString(16).padStart(2, '0').toUpperCase()}`
    : character;
}

function* walk(folder: string, prefix: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* walk(join(folder, entry.name), `${prefix}${nameOf(entry.name, folderMark)}/`);
    else if (entry.isFile()) yield prefix + nameOf(entry.name, fileMark);
  }
}

function nameOf(written: string, mark: string): string {
  const name = written.endsWith(mark) ? written.slice(0, -mark.length) : written;
  return name === emptyPart ? '' : decoded(name);
}

/** A name that somebody else gave may hold a percent sign that encodes nothing. */
function decoded(name: string): string {
  return name.replace(/%([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
