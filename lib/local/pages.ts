// Pagination as the service does it: at most `maxResults` (0 or absent: the default), and an opaque token that says after
// which key to go on. A token is bound to the list it came from.
import { digest } from '../json';
import { ApiError } from './api-error';

const pageDefault = 100;

export interface PageRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken?: string;
}

/**
 * Cuts one page out of a list.
 * @param list names the list, e.g. `executions/<machine>/RUNNING`; a token of another list is refused
 * @param from makes the rest of the list after a key
 * @throws ApiError InvalidToken
 */
export function pageOf<T>(
  list: string,
  request: PageRequest,
  from: (after: string | undefined) => Iterable<T>,
  keyOf: (item: T) => string,
): Page<T> {
  const after = request.nextToken === undefined ? undefined : readToken(list, request.nextToken);
  const size = request.maxResults === undefined || request.maxResults === 0 ? pageDefault : request.maxResults;
  const items: T[] = [];
  for (const item of from(after)) {
    if (items.length === size) return { items, nextToken: writeToken(list, keyOf(items[size - 1] as T)) };
    items.push(item);
  }
  return { items };
}

/**
 * `from` for a list that is in memory anyway.
 * @param follows whether a key comes after another: what was deleted between two pages must not end the list
 */
export function afterKey<T>(
  all: Iterable<T>,
  keyOf: (item: T) => string,
  follows: (key: string, after: string) => boolean = (key, after) => key > after,
): (after: string | undefined) => Iterable<T> {
  return function* (after) {
    for (const item of all) if (after === undefined || follows(keyOf(item), after)) yield item;
  };
}

function writeToken(list: string, key: string): string {
  return Buffer.from(`${digest(list)}${key}`).toString('base64url');
}

function readToken(list: string, token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  const mark = digest(list);
  if (!text.startsWith(mark)) throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  return text.slice(mark.length);
}
