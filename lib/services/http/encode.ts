// The body of an HTTP task: JSON, text, or a form.
// SPEC call-https-apis, Transform.
import { isArray, isObject, type Json, type JsonObject, own } from '../../json';
import { object, text } from '../read';

export interface EncodedBody {
  readonly body: string | undefined;
  /** Content type where the definition names none. */
  readonly contentType: string | undefined;
}

/** How lists are written in a form. */
type ArrayFormat = 'INDICES' | 'REPEAT' | 'COMMAS' | 'BRACKETS';

/** @param transform the task's Transform */
export function encodeBody(
  body: Json | undefined,
  transform: JsonObject,
  contentType: string | undefined,
): EncodedBody {
  if (body === undefined || body === null) return { body: undefined, contentType: undefined };
  if (text(transform, 'RequestBodyEncoding') === 'URL_ENCODED') {
    const format = (text(object(transform, 'RequestEncodingOptions'), 'ArrayFormat') ?? 'INDICES') as ArrayFormat;
    return { body: formEncoded(body, format), contentType: 'application/x-www-form-urlencoded' };
  }
  if (typeof body === 'string') {
    // AWS: with a JSON content type a text is a JSON text, without one it is sent as it stands.
    const json = contentType === undefined || contentType.includes('json');
    return { body: json ? JSON.stringify(body) : body, contentType: 'application/json' };
  }
  return { body: JSON.stringify(body), contentType: 'application/json' };
}

/** `a[b]=1&a[c][0]=2`, after the array format. */
export function formEncoded(value: Json, format: ArrayFormat): string {
  const pairs: string[] = [];
  const add = (name: string, member: Json): void => {
    if (isArray(member)) addList(name, member);
    else if (isObject(member))
      for (const key of Object.keys(member)) add(name === '' ? key : `${name}[${key}]`, own(member, key) ?? null);
    else pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(member === null ? '' : String(member))}`);
  };
  const placeOf = (name: string, i: number): string =>
    format === 'REPEAT' ? name : format === 'BRACKETS' ? `${name}[]` : `${name}[${i}]`;
  const addList = (name: string, list: readonly Json[]): void => {
    if (format === 'COMMAS')
      add(name, list.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(','));
    else for (const [i, item] of list.entries()) add(placeOf(name, i), item);
  };
  add('', value);
  return pairs.join('&');
}

/** Query parameters: texts, or lists of them that are repeated. */
export function queryOf(parameters: JsonObject): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of isArray(value) ? value : [value])
      query.append(name, typeof one === 'string' ? one : JSON.stringify(one));
  }
  return query;
}
