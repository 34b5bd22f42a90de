// Amazon S3 without protocol: what a request does to buckets and objects. Tasks and the REST door share it.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type JsonObject, own } from '../../json';
import { needed, number, text, texts } from '../read';
import { ServiceError } from '../service-error';
import type { Blobs, NewFacts, ObjectFacts } from './blobs';

/** Headers that S3 keeps with an object, by their member names. */
export const keptHeaders = ['CacheControl', 'ContentDisposition', 'ContentEncoding', 'ContentLanguage'] as const;

export interface Found {
  readonly facts: ObjectFacts;
  readonly bytes: Uint8Array;
  /** The part that a Range asked for: first and last byte. */
  readonly range: readonly [number, number] | undefined;
}

export class Objects {
  readonly blobs: Blobs;
  readonly #uploads = new Map<
    string,
    { readonly bucket: string; readonly key: string; readonly facts: NewFacts; readonly parts: Map<number, Uint8Array> }
  >();
  readonly #uuid: () => string;

  constructor(blobs: Blobs, uuid: () => string) {
    this.blobs = blobs;
    this.#uuid = uuid;
  }

  /** The bucket of a request, which has to exist. */
  bucket(request: JsonObject): string {
    const bucket = needed(request, 'Bucket').replace(/^arn:[^:]*:s3:::/, '');
    if (!this.blobs.hasBucket(bucket))
      throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', { status: 404 });
    return bucket;
  }

  createBucket(request: JsonObject): void {
    const bucket = needed(request, 'Bucket');
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || bucket.includes('..')) {
      throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', { listed: false });
    }
    if (this.blobs.hasBucket(bucket)) {
      throw new ServiceError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        { status: 409 },
      );
    }
    this.blobs.createBucket(bucket);
  }

  deleteBucket(request: JsonObject): void {
    const bucket = this.bucket(request);
    for (const _ of this.blobs.keys(bucket)) {
      throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', {
        status: 409,
        listed: false,
      });
    }
    this.blobs.deleteBucket(bucket);
  }

  head(request: JsonObject): ObjectFacts {
    const bucket = this.bucket(request);
    const facts = this.blobs.head(bucket, needed(request, 'Key'));
    if (facts === undefined) throw noSuchKey();
    checkRead(request, facts);
    return facts;
  }

  get(request: JsonObject): Found {
    const facts = this.head(request);
    const bytes = this.blobs.read(this.bucket(request), needed(request, 'Key')) ?? new Uint8Array();
    const range = rangeOf(text(request, 'Range'), facts.size);
    return { facts, range, bytes: range === undefined ? bytes : bytes.subarray(range[0], range[1] + 1) };
  }

  /** The bytes of an object in pieces. */
  stream(request: JsonObject): AsyncIterable<Uint8Array> {
    return this.blobs.stream(this.bucket(request), needed(request, 'Key'));
  }

  put(request: JsonObject, bytes: Uint8Array): ObjectFacts {
    const bucket = this.bucket(request);
    const key = needed(request, 'Key');
    this.#checkWrite(request, this.blobs.head(bucket, key));
    return this.blobs.put(bucket, key, bytes, newFacts(request));
  }

  copy(request: JsonObject): ObjectFacts {
    const source = decodeURIComponent(needed(request, 'CopySource'))
      .replace(/^\//, '')
      .replace(/\?versionId=.*$/, '');
    const slash = source.indexOf('/');
    const from = { Bucket: source.slice(0, slash), Key: source.slice(slash + 1) };
    const { facts, bytes } = this.get(from);
    const replaced = text(request, 'MetadataDirective') === 'REPLACE';
    return this.blobs.put(this.bucket(request), needed(request, 'Key'), bytes, replaced ? newFacts(request) : facts);
  }

  delete(request: JsonObject): void {
    this.blobs.delete(this.bucket(request), needed(request, 'Key'));
  }

  startUpload(request: JsonObject): string {
    const uploadId = this.#uuid();
    this.#uploads.set(uploadId, {
      bucket: this.bucket(request),
      key: needed(request, 'Key'),
      facts: newFacts(request),
      parts: new Map(),
    });
    return uploadId;
  }

  uploadPart(request: JsonObject, bytes: Uint8Array): string {
    const upload = this.#upload(request);
    upload.parts.set(number(request, 'PartNumber') ?? 1, bytes);
    return `"${createHash('md5').update(bytes).digest('hex')}"`;
  }

  completeUpload(request: JsonObject): ObjectFacts {
    const upload = this.#upload(request);
    const parts = [...upload.parts].sort(([left], [right]) => left - right).map(([, bytes]) => bytes);
    this.#uploads.delete(needed(request, 'UploadId'));
    return this.blobs.put(upload.bucket, upload.key, Buffer.concat(parts), upload.facts);
  }

  abortUpload(request: JsonObject): void {
    this.#upload(request);
    this.#uploads.delete(needed(request, 'UploadId'));
  }

  #upload(request: JsonObject) {
    const upload = this.#uploads.get(needed(request, 'UploadId'));
    if (upload === undefined) {
      throw new ServiceError(
        'NoSuchUpload',
        'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
        { status: 404 },
      );
    }
    return upload;
  }

  #checkWrite(request: JsonObject, existing: ObjectFacts | undefined): void {
    const ifMatch = text(request, 'IfMatch');
    if (ifMatch !== undefined && existing === undefined) throw noSuchKey();
    if (ifMatch !== undefined && existing !== undefined && !sameTag(ifMatch, existing.etag)) throw preconditionFailed();
    const ifNoneMatch = text(request, 'IfNoneMatch');
    if (
      ifNoneMatch !== undefined &&
      existing !== undefined &&
      (ifNoneMatch === '*' || sameTag(ifNoneMatch, existing.etag))
    ) {
      throw preconditionFailed();
    }
  }
}

/** CRC-32 as S3 tells it: four bytes, big end first, in base64. */
export function checksum(bytes: Uint8Array): string {
  return checksumText(crc32(bytes));
}

/** As `checksum`, of bytes that come in pieces. */
export async function checksumOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  let value = 0;
  for await (const piece of pieces) value = crc32(piece, value);
  return checksumText(value);
}

function checksumText(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
}

function newFacts(request: JsonObject): NewFacts {
  const headers: { [name: string]: string } = {};
  for (const name of keptHeaders) {
    const value = text(request, name);
    if (value !== undefined) headers[name] = value;
  }
  return {
    contentType: text(request, 'ContentType') ?? 'binary/octet-stream',
    headers,
    metadata: own(request, 'Metadata') === undefined ? {} : texts(request, 'Metadata'),
  };
}

function checkRead(request: JsonObject, facts: ObjectFacts): void {
  const ifMatch = text(request, 'IfMatch');
  if (ifMatch !== undefined && ifMatch !== '*' && !sameTag(ifMatch, facts.etag)) throw preconditionFailed();
  const ifNoneMatch = text(request, 'IfNoneMatch');
  const since = text(request, 'IfModifiedSince');
  const unchanged =
    ifNoneMatch === undefined
      ? since !== undefined && Math.floor(facts.lastModified / 1000) * 1000 <= Date.parse(since)
      : ifNoneMatch === '*' || sameTag(ifNoneMatch, facts.etag);
  if (unchanged) throw new ServiceError('NotModified', 'Not Modified', { status: 304, listed: false });
}

function sameTag(left: string, right: string): boolean {
  return left.replaceAll('"', '') === right.replaceAll('"', '');
}

function rangeOf(range: string | undefined, size: number): readonly [number, number] | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || start > end) {
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', { status: 416, listed: false });
  }
  return [start, end];
}

function noSuchKey(): ServiceError {
  return new ServiceError('NoSuchKey', 'The specified key does not exist.', { status: 404 });
}

function preconditionFailed(): ServiceError {
  return new ServiceError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    status: 412,
    listed: false,
  });
}
