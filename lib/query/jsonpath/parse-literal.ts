// Values written inside a filter: JSON, with single quotes allowed.
import { type Json, type MutableJsonObject, put } from '../../json';
import type { Cursor } from './cursor';

const number = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y;

export function readLiteral(cursor: Cursor): Json {
  cursor.blanks();
  if (cursor.here === "'" || cursor.here === '"') return cursor.quoted();
  if (cursor.take('true')) return true;
  if (cursor.take('false')) return false;
  if (cursor.take('null')) return null;
  if (cursor.here === '[') return cursor.nested(() => readList(cursor));
  if (cursor.here === '{') return cursor.nested(() => readObject(cursor));
  const digits = cursor.match(number);
  if (digits === undefined) cursor.fail('expected a value');
  return Number(digits);
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
