// ListObjects, in both versions: prefixes, delimiters and pages.
import type { JsonObject } from '../../json';
import { number, text } from '../read';
import { ServiceError } from '../service-error';
import type { Blobs } from './blobs';

export interface Listing {
  readonly keys: readonly string[];
  /** Keys up to the delimiter, each once. */
  readonly prefixes: readonly string[];
  readonly truncated: boolean;
  /** The key or prefix with which the page ends. */
  readonly last: string | undefined;
}

export const pageKeysMax = 1000;

/** One page of a bucket, from after a key. */
export function listPage(blobs: Blobs, bucket: string, request: JsonObject, after: string | undefined): Listing {
  const prefix = text(request, 'Prefix') ?? '';
  const delimiter = text(request, 'Delimiter');
  const limit = Math.min(number(request, 'MaxKeys') ?? pageKeysMax, pageKeysMax);
  const keys: string[] = [];
  const prefixes: string[] = [];
  let last: string | undefined;
  const from = after !== undefined && after >= prefix ? after : prefix === '' ? undefined : before(prefix);
  for (const key of blobs.keys(bucket, from)) {
    if (!key.startsWith(prefix)) {
      if (key > prefix) break;
      continue;
    }
    const common = commonPrefix(key, prefix, delimiter);
    // The rest of a prefix that a page before ended with is skipped.
    if (common !== undefined && (common === prefixes.at(-1) || common === after)) continue;
    if (keys.length + prefixes.length >= limit) return { keys, prefixes, truncated: limit > 0, last };
    if (common === undefined) keys.push(key);
    else prefixes.push(common);
    last = common ?? key;
  }
  return { keys, prefixes, truncated: false, last };
}

function commonPrefix(key: string, prefix: string, delimiter: string | undefined): string | undefined {
  if (delimiter === undefined || delimiter === '') return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/** A text just before every key with that prefix. */
function before(prefix: string): string {
  const code = prefix.charCodeAt(prefix.length - 1);
  return code === 0 ? prefix.slice(0, -1) : `${prefix.slice(0, -1)}${String.fromCharCode(code - 1)}\uFFFF`;
}

/** Continuation tokens are opaque: the key in base64. */
export function tokenFor(key: string): string {
  return Buffer.from(key).toString('base64url');
}

export function keyOf(token: string): string {
  const key = Buffer.from(token, 'base64url').toString();
  if (key === '' || tokenFor(key) !== token) {
    throw new ServiceError('InvalidArgument', 'The continuation token provided is incorrect', { listed: false });
  }
  return key;
}
