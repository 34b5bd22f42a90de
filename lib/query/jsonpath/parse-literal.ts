// Values written inside a filter: JSON, with single quotes allowed.
import { type Json, type MutableJsonObject, put } from '../../json';
import type { Cursor } from './cursor';

const bareWord = /[^\s()&|=<>!~'"[\]{},/]+/y;
const number = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const words: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

export function readLiteral(cursor: Cursor): Json {
  cursor.blanks();
  if (cursor.here === "'" || cursor.here === '"') return cursor.quoted();
  if (cursor.here === '[') return cursor.nested(() => readList(cursor));
  if (cursor.here === '{') return cursor.nested(() => readObject(cursor));
  const word = cursor.match(bareWord);
  if (word === undefined) cursor.fail('expected a value');
  // AWS: a word without quotes is a text, `[?(@.status == done)]`.
  return words.has(word) ? (words.get(word) as Json) : number.test(word) ? Number(word) : word;
}

function readList(cursor: Cursor): Json {
  cursor.expect('[');
  const items: Json[] = [];
  cursor.blanks();
  if (cursor.take(']')) return items;
  do items.push(readLiteral(cursor));
  while (more(cursor));
  cursor.expect(']');
  return items;
}

function readObject(cursor: Cursor): Json {
  cursor.expect('{');
  const members: MutableJsonObject = {};
  cursor.blanks();
  if (cursor.take('}')) return members;
  do {
    cursor.blanks();
    if (cursor.here !== "'" && cursor.here !== '"') cursor.fail('expected a quoted name');
    const name = cursor.quoted();
    cursor.blanks();
    cursor.expect(':');
    put(members, name, readLiteral(cursor));
  } while (more(cursor));
  cursor.expect('}');
  return members;
}

function more(cursor: Cursor): boolean {
  cursor.blanks();
  return cursor.take(',');
}
