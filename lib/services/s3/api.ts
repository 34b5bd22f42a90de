// Amazon S3 as tasks see it: JSON in, JSON out, with the members and texts recorded from Step Functions.
import type { Json, JsonObject, MutableJsonObject } from '../../json';
import { own } from '../../json';
import type { Api, Operation } from '../api';
import { needed, object, objects as objectList, text } from '../read';
import { ServiceError } from '../service-error';
import type { ObjectFacts } from './blobs';
import { keyOf, listPage, pageKeysMax, tokenFor } from './listing';
import { checksum, type Objects } from './objects';

const encrypted = { ServerSideEncryption: 'AES256' };

/** The operations over a store of objects. */
export function s3Api(store: Objects): Api {
  const operations: { readonly [operation: string]: Operation } = {
    CreateBucket: (request) => createBucket(store, request),
    DeleteBucket: quiet((request) => store.deleteBucket(request)),
    HeadBucket: quiet((request) => store.bucket(request)),
    ListBuckets: () => ({ Buckets: store.blobs.buckets().map((Name) => ({ Name })) }),
    GetBucketLocation: quiet((request) => store.bucket(request)),
    GetObject: (request) => getObject(store, request),
    HeadObject: (request) => described(store.head(request)),
    GetObjectAttributes: (request) => attributes(store.head(request)),
    PutObject: (request) => putObject(store, request),
    CopyObject: (request) => copyObject(store.copy(request)),
    DeleteObject: quiet((request) => store.delete(request)),
    DeleteObjects: (request) => deleteObjects(store, request),
    ListObjects: (request) => listObjects(store, request),
    ListObjectsV2: (request) => listObjectsV2(store, request),
    CreateMultipartUpload: (request) => ({
      Bucket: needed(request, 'Bucket'),
      Key: needed(request, 'Key'),
      ...encrypted,
      UploadId: store.startUpload(request),
    }),
    UploadPart: (request) => ({ ETag: store.uploadPart(request, taskBody(request)), ...encrypted }),
    CompleteMultipartUpload: (request) => ({
      Bucket: needed(request, 'Bucket'),
      Key: needed(request, 'Key'),
      ETag: store.completeUpload(request).etag,
      ...encrypted,
    }),
    AbortMultipartUpload: quiet((request) => store.abortUpload(request)),
  };
  return { id: 's3', operations };
}

/** An operation with nothing to tell. */
function quiet(run: (request: JsonObject) => unknown): Operation {
  return (request) => {
    run(request);
    return {};
  };
}

function createBucket(store: Objects, request: JsonObject): Json {
  store.createBucket(request);
  return { Location: `/${needed(request, 'Bucket')}` };
}

function getObject(store: Objects, request: JsonObject): Json {
  const { facts, bytes, range } = store.get(request);
  const answer: MutableJsonObject = { ...(described(facts) as JsonObject), ContentLength: bytes.length };
  if (range !== undefined) answer.ContentRange = `bytes ${range[0]}-${range[1]}/${facts.size}`;
  answer.Body = Buffer.from(bytes).toString('utf8');
  return answer;
}

function described(facts: ObjectFacts): Json {
  return {
    AcceptRanges: 'bytes',
    ContentLength: facts.size,
    ContentType: facts.contentType,
    ETag: facts.etag,
    LastModified: isoSeconds(facts.lastModified),
    Metadata: facts.metadata,
    ...encrypted,
    ...facts.headers,
  };
}

function attributes(facts: ObjectFacts): Json {
  return {
    ETag: facts.etag.replaceAll('"', ''),
    LastModified: isoSeconds(facts.lastModified),
    ObjectSize: facts.size,
    StorageClass: 'STANDARD',
  };
}

function putObject(store: Objects, request: JsonObject): Json {
  const bytes = taskBody(request);
  // AWS: without a ContentType it is stored as text.
  const facts = store.put({ ContentType: 'text/plain; charset=UTF-8', ...request }, bytes);
  return { ChecksumCRC32: checksum(bytes), ChecksumType: 'FULL_OBJECT', ETag: facts.etag, ...encrypted };
}

/** AWS: the body is what the JSON value reads as JSON, so a text is stored between quotes. */
function taskBody(request: JsonObject): Uint8Array {
  const body = own(request, 'Body');
  return body === undefined || body === null ? new Uint8Array() : Buffer.from(JSON.stringify(body));
}

function copyObject(facts: ObjectFacts): Json {
  return { CopyObjectResult: { ETag: facts.etag, LastModified: isoSeconds(facts.lastModified) }, ...encrypted };
}

function deleteObjects(store: Objects, request: JsonObject): Json {
  const deletion = object(request, 'Delete');
  const keys = objectList(deletion, 'Objects').map((entry) => needed(entry, 'Key'));
  if (keys.length === 0) {
    throw new ServiceError(
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
      { listed: false },
    );
  }
  for (const Key of keys) store.delete({ Bucket: needed(request, 'Bucket'), Key });
  return own(deletion, 'Quiet') === true ? {} : { Deleted: keys.map((Key) => ({ Key })) };
}

function contents(store: Objects, bucket: string, keys: readonly string[]): Json {
  return keys.flatMap((key) => {
    const facts = store.blobs.head(bucket, key);
    if (facts === undefined) return [];
    return [
      {
        ETag: facts.etag,
        Key: key,
        LastModified: isoSeconds(facts.lastModified),
        Size: facts.size,
        StorageClass: 'STANDARD',
      },
    ];
  });
}

function listObjects(store: Objects, request: JsonObject): Json {
  const bucket = store.bucket(request);
  const page = listPage(store.blobs, bucket, request, text(request, 'Marker'));
  const answer: MutableJsonObject = { IsTruncated: page.truncated, Marker: text(request, 'Marker') ?? '' };
  if (page.truncated && page.last !== undefined) answer.NextMarker = page.last;
  return { ...answer, ...common(store, bucket, request, page.keys, page.prefixes) };
}

function listObjectsV2(store: Objects, request: JsonObject): Json {
  const bucket = store.bucket(request);
  const token = text(request, 'ContinuationToken');
  const after = token === undefined ? text(request, 'StartAfter') : keyOf(token);
  const page = listPage(store.blobs, bucket, request, after);
  const answer: MutableJsonObject = { IsTruncated: page.truncated, KeyCount: page.keys.length + page.prefixes.length };
  if (token !== undefined) answer.ContinuationToken = token;
  if (page.truncated && page.last !== undefined) answer.NextContinuationToken = tokenFor(page.last);
  const startAfter = text(request, 'StartAfter');
  if (startAfter !== undefined) answer.StartAfter = startAfter;
  return { ...answer, ...common(store, bucket, request, page.keys, page.prefixes) };
}

function common(
  store: Objects,
  bucket: string,
  request: JsonObject,
  keys: readonly string[],
  prefixes: readonly string[],
): JsonObject {
  const answer: MutableJsonObject = {};
  if (keys.length > 0) answer.Contents = contents(store, bucket, keys);
  if (prefixes.length > 0) answer.CommonPrefixes = prefixes.map((Prefix) => ({ Prefix }));
  const delimiter = text(request, 'Delimiter');
  if (delimiter !== undefined) answer.Delimiter = delimiter;
  answer.EncodingType = 'url';
  answer.MaxKeys = Number(own(request, 'MaxKeys') ?? pageKeysMax);
  answer.Name = bucket;
  answer.Prefix = text(request, 'Prefix') ?? '';
  return answer;
}

function isoSeconds(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
