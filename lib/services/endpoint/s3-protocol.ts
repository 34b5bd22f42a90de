// S3's REST protocol: buckets and objects as paths, XML around lists, bytes as they are.
import type { IncomingHttpHeaders } from 'node:http';
import { isObject, type Json, type JsonObject, type MutableJsonObject, own } from '../../json';
import type { Operation } from '../api';
import { objects as objectList, text } from '../read';
import type { ObjectFacts } from '../s3/blobs';
import { checksum, checksumOf, keptHeaders, type Objects } from '../s3/objects';
import { ServiceError } from '../service-error';
import { escapeXml, unescapeXml, type WireAnswer } from './wire';

/** Largest object that is held in memory to be sent. */
const wholeBytesMax = 8_388_608;
const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
/** Request headers that are members of a request. */
const memberOf: { readonly [header: string]: string } = {
  'content-type': 'ContentType',
  'cache-control': 'CacheControl',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  'if-modified-since': 'IfModifiedSince',
  range: 'Range',
  'x-amz-copy-source': 'CopySource',
  'x-amz-metadata-directive': 'MetadataDirective',
};
const queryMembers: { readonly [parameter: string]: string } = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'max-keys': 'MaxKeys',
  marker: 'Marker',
  'continuation-token': 'ContinuationToken',
  'start-after': 'StartAfter',
  uploadId: 'UploadId',
  partNumber: 'PartNumber',
};

/**
 * Query parameters that belong to what is done here; any other without a value names another resource of S3 (`?tagging`,
 * `?acl`, `?versioning`), and taking its body for an object's would destroy the object.
 */
const knownQuery = new Set([
  ...Object.keys(queryMembers),
  'delete',
  'location',
  'list-type',
  'uploads',
  'encoding-type',
]);
/** Of signed URLs, and those in which SDKs say which operation they mean. */
const accompanying = /^(x-amz-|x-id$|awsaccesskeyid$|signature$|expires$|fetch-owner$|response-)/i;

export interface S3Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers one request; `operations` are those of the JSON side, which the listings share. */
export async function answerS3(
  store: Objects,
  operations: { readonly [name: string]: Operation },
  request: S3Request,
  requestId: string,
): Promise<WireAnswer> {
  const { method, url } = request;
  try {
    const members = membersOf(request);
    const key = text(members, 'Key');
    for (const name of url.searchParams.keys())
      if (!knownQuery.has(name) && !accompanying.test(name)) unsupported(method, url);
    const route =
      key === undefined ? bucketRoute(method, url, text(members, 'Bucket')) : objectRoute(method, url, request.headers);
    return await ROUTES[route](store, operations, members, request);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.code}</Code><Message>${escapeXml(error.message)}</Message><RequestId>${requestId}</RequestId></Error>`;
    const empty = method === 'HEAD' || error.status === 304;
    return { status: error.status, headers: { 'content-type': 'application/xml' }, body: empty ? '' : body };
  }
}

type Route = (
  store: Objects,
  operations: { readonly [name: string]: Operation },
  members: JsonObject,
  request: S3Request,
) => WireAnswer | Promise<WireAnswer>;

const ROUTES = {
  listBuckets: (store) =>
    xml(
      'ListAllMyBucketsResult',
      `<Buckets>${store.blobs
        .buckets()
        .map((name) => `<Bucket><Name>${name}</Name></Bucket>`)
        .join('')}</Buckets>`,
    ),
  createBucket: (store, _, members) => {
    store.createBucket(members);
    return plain(200, { location: `/${text(members, 'Bucket')}` });
  },
  deleteBucket: (store, _, members) => {
    store.deleteBucket(members);
    return plain(204);
  },
  headBucket: (store, _, members) => {
    store.bucket(members);
    return plain(200, { 'x-amz-bucket-region': 'us-east-1' });
  },
  location: (store, _, members) => {
    store.bucket(members);
    return xml('LocationConstraint', '');
  },
  list: async (_, operations, members) => listing((await operations.ListObjects?.(members)) ?? {}),
  listV2: async (_, operations, members) => listing((await operations.ListObjectsV2?.(members)) ?? {}),
  deleteObjects: (store, _, members, { body }) => {
    const keys = [...body.toString('utf8').matchAll(/<Key>([\s\S]*?)<\/Key>/g)].map(([, key = '']) => unescapeXml(key));
    for (const Key of keys) store.delete({ ...members, Key });
    return xml('DeleteResult', keys.map((key) => `<Deleted><Key>${escapeXml(key)}</Key></Deleted>`).join(''));
  },
  getObject: (store, _, members, { headers: asked }) => {
    if (text(members, 'Range') === undefined) {
      const facts = store.head(members);
      if (facts.size > wholeBytesMax) return inPieces(store, facts, members, asked);
    }
    const { facts, bytes, range } = store.get(members);
    const headers = described(facts, bytes.length);
    if (range !== undefined) headers['content-range'] = `bytes ${range[0]}-${range[1]}/${facts.size}`;
    else if (asked['x-amz-checksum-mode'] !== undefined) Object.assign(headers, checksumHeaders(checksum(bytes)));
    return { status: range === undefined ? 200 : 206, headers, body: bytes };
  },
  headObject: (store, _, members) => {
    const facts = store.head(members);
    return { status: 200, headers: described(facts, facts.size), body: '' };
  },
  putObject: (store, _, members, { body, headers }) => {
    const bytes = unchunked(body, headers);
    const facts = store.put(members, bytes);
    return plain(200, {
      etag: facts.etag,
      ...checksumHeaders(checksum(bytes)),
      'x-amz-server-side-encryption': 'AES256',
    });
  },
  copyObject: (store, _, members) => {
    const facts = store.copy(members);
    return xml(
      'CopyObjectResult',
      `<ETag>${escapeXml(facts.etag)}</ETag><LastModified>${new Date(facts.lastModified).toISOString()}</LastModified>`,
    );
  },
  deleteObject: (store, _, members) => {
    store.delete(members);
    return plain(204);
  },
  startUpload: (store, _, members) =>
    xml(
      'InitiateMultipartUploadResult',
      tags({
        Bucket: text(members, 'Bucket') ?? '',
        Key: text(members, 'Key') ?? '',
        UploadId: store.startUpload(members),
      }),
    ),
  uploadPart: (store, _, members, { body, headers }) =>
    plain(200, { etag: store.uploadPart(members, unchunked(body, headers)) }),
  completeUpload: (store, _, members) =>
    xml(
      'CompleteMultipartUploadResult',
      tags({
        Bucket: text(members, 'Bucket') ?? '',
        Key: text(members, 'Key') ?? '',
        ETag: store.completeUpload(members).etag,
      }),
    ),
  abortUpload: (store, _, members) => {
    store.abortUpload(members);
    return plain(204);
  },
} satisfies { readonly [name: string]: Route };

type RouteName = keyof typeof ROUTES;

function bucketRoute(method: string, url: URL, bucket: string | undefined): RouteName {
  if (bucket === undefined) return method === 'GET' ? 'listBuckets' : unsupported(method, url);
  if (method === 'PUT') return 'createBucket';
  if (method === 'DELETE') return 'deleteBucket';
  if (method === 'HEAD') return 'headBucket';
  if (method === 'POST' && url.searchParams.has('delete')) return 'deleteObjects';
  if (method !== 'GET') return unsupported(method, url);
  if (url.searchParams.has('location')) return 'location';
  return url.searchParams.get('list-type') === '2' ? 'listV2' : 'list';
}

function objectRoute(method: string, url: URL, headers: IncomingHttpHeaders): RouteName {
  const uploading = url.searchParams.has('uploadId');
  if (method === 'GET') return 'getObject';
  if (method === 'HEAD') return 'headObject';
  if (method === 'DELETE') return uploading ? 'abortUpload' : 'deleteObject';
  if (method === 'POST' && url.searchParams.has('uploads')) return 'startUpload';
  if (method === 'POST' && uploading) return 'completeUpload';
  if (method !== 'PUT') return unsupported(method, url);
  const copies = headers['x-amz-copy-source'] !== undefined;
  if (uploading) return copies ? unsupported(method, url) : 'uploadPart';
  return copies ? 'copyObject' : 'putObject';
}

function unsupported(method: string, url: URL): never {
  throw new ServiceError(
    'NotImplemented',
    `A header or query you provided implies functionality that is not implemented: ${method} ${url.search}`,
    { status: 501, listed: false },
  );
}

/** Bucket and key from the path, or the bucket from the host; the rest from query and headers. */
function membersOf({ url, headers }: S3Request): JsonObject {
  const members: MutableJsonObject = {};
  const [, virtual] = /^([a-z0-9][a-z0-9.-]+)\.(?:s3[.-].*|localhost)(?::\d+)?$/.exec(String(headers.host)) ?? [];
  const path = decodeURIComponent(url.pathname).slice(1);
  const [bucket = '', ...rest] = virtual === undefined ? path.split('/') : [virtual, ...path.split('/')];
  if (bucket !== '') members.Bucket = bucket;
  const key = rest.join('/');
  if (key !== '') members.Key = key;
  for (const [parameter, value] of url.searchParams) {
    const member = queryMembers[parameter];
    if (member !== undefined && value !== '') members[member] = value;
  }
  const metadata: { [name: string]: string } = {};
  for (const [header, value] of Object.entries(headers)) {
    const member = memberOf[header];
    if (member !== undefined && typeof value === 'string') members[member] = value;
    if (header.startsWith('x-amz-meta-') && typeof value === 'string')
      metadata[header.slice('x-amz-meta-'.length)] = value;
  }
  // aws-chunked says how the body travelled, not what it is.
  const encoding = String(members.ContentEncoding ?? '').replace(/\baws-chunked\b,?\s*/, '');
  if (encoding === '') delete members.ContentEncoding;
  else members.ContentEncoding = encoding;
  members.Metadata = metadata;
  return members;
}

/** SDKs send bodies in signed or checksummed pieces: `<hex length>;…\r\n<bytes>\r\n`, ended by one of length 0. */
export function unchunked(body: Buffer, headers: IncomingHttpHeaders): Buffer {
  const sha = String(headers['x-amz-content-sha256'] ?? '');
  if (!sha.startsWith('STREAMING-') && !String(headers['content-encoding'] ?? '').includes('aws-chunked')) return body;
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n', at);
    const length = Number.parseInt(body.toString('latin1', at, end), 16);
    if (end < 0 || Number.isNaN(length))
      throw new ServiceError('IncompleteBody', 'The body does not consist of the pieces that its headers announce', {
        listed: false,
      });
    if (length === 0) break;
    pieces.push(body.subarray(end + 2, end + 2 + length));
    at = end + 2 + length + 2;
  }
  return Buffer.concat(pieces);
}

/** SDKs that ask for it check what they got. */
function checksumHeaders(crc: string): { readonly [name: string]: string } {
  return { 'x-amz-checksum-crc32': crc, 'x-amz-checksum-type': 'FULL_OBJECT' };
}

/** A large object is read while it is sent; its checksum comes before it, so it is read twice. */
async function inPieces(
  store: Objects,
  facts: ObjectFacts,
  members: JsonObject,
  asked: IncomingHttpHeaders,
): Promise<WireAnswer> {
  const headers = described(facts, facts.size);
  if (asked['x-amz-checksum-mode'] !== undefined)
    Object.assign(headers, checksumHeaders(await checksumOf(store.stream(members))));
  return { status: 200, headers, body: store.stream(members) };
}

function described(facts: ObjectFacts, length: number): { [name: string]: string } {
  const headers: { [name: string]: string } = {
    'accept-ranges': 'bytes',
    'content-length': String(length),
    'content-type': facts.contentType,
    etag: facts.etag,
    'last-modified': new Date(facts.lastModified).toUTCString(),
    'x-amz-server-side-encryption': 'AES256',
  };
  for (const name of keptHeaders) {
    const value = facts.headers[name];
    if (value !== undefined) headers[name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()] = value;
  }
  for (const [name, value] of Object.entries(facts.metadata)) headers[`x-amz-meta-${name}`] = value;
  return headers;
}

function listing(answer: Json): WireAnswer {
  if (!isObject(answer)) return xml('ListBucketResult', '');
  const scalars = Object.entries(answer).filter(
    ([name, value]) => typeof value !== 'object' && name !== 'EncodingType',
  );
  const contents = objectList(answer, 'Contents').map((one) => `<Contents>${tags(one)}</Contents>`);
  const prefixes = objectList(answer, 'CommonPrefixes').map((one) => `<CommonPrefixes>${tags(one)}</CommonPrefixes>`);
  return xml('ListBucketResult', tags(Object.fromEntries(scalars)) + contents.join('') + prefixes.join(''));
}

function tags(object: JsonObject): string {
  return Object.keys(object)
    .map((name) => `<${name}>${escapeXml(String(own(object, name)))}</${name}>`)
    .join('');
}

function xml(root: string, content: string): WireAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${content}</${root}>`,
  };
}

function plain(status: number, headers: { readonly [name: string]: string } = {}): WireAnswer {
  return { status, headers, body: '' };
}
