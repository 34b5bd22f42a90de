// Text of a path → syntax tree. Follows what Jayway accepts: `$.a`, `$['a']`, `$.[0]`, `$.*`, `$..a`, `$[?(@.x > 1)]`.
import type { PathSyntax, Step } from './ast';
import { Cursor } from './cursor';
import { readTest } from './parse-filter';

const variableName = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
/**
 * A dotted name ends at a dot or a bracket; a blank, a parenthesis or a filter's operator cannot be part of it unless a
 * backslash stands before it (SPEC Reference Paths: `$.store\\.book`).
 */
const dottedName = /(?:[^\s.[\]()'"*,\\]|\\.)+/suy;
const dottedNameInFilter = /(?:[^\s.[\]()'"*,\\=<>!~&|]|\\.)+/suy;
const escapes = /\\(u([0-9a-fA-F]{4})|.)/gsu;
const safeInteger = /-?\d{1,15}/y;

/** Parses a whole text as one path. @throws ExpressionSyntaxError */
export function parsePath(text: string): PathSyntax {
  const cursor = new Cursor(text);
  const path = readPath(cursor, false);
  if (!cursor.ended) cursor.fail(`'${cursor.here}' is not expected`);
  return path;
}

/** Reads a path and stops behind it; inside a filter it ends at an operator, too. */
export function readPath(cursor: Cursor, inFilter: boolean): PathSyntax {
  const { origin, variable } = readOrigin(cursor, inFilter);
  const steps: Step[] = [];
  const name = inFilter ? dottedNameInFilter : dottedName;
  for (;;) {
    if (cursor.here === '[') steps.push(readBracket(cursor));
    else if (cursor.peek('..')) {
      cursor.at += 2;
      steps.push({ kind: 'scan' }, cursor.here === '[' ? readBracket(cursor) : readDotted(cursor, name));
    } else if (cursor.take('.')) steps.push(cursor.here === '[' ? readBracket(cursor) : readDotted(cursor, name));
    else return { origin, variable, steps };
  }
}

function readOrigin(cursor: Cursor, inFilter: boolean): Pick<PathSyntax, 'origin' | 'variable'> {
  if (inFilter && cursor.take('@')) return { origin: 'item', variable: '' };
  if (cursor.take('$$')) return { origin: 'context', variable: '' };
  if (!cursor.take('$')) cursor.fail("a path starts with '$'");
  const variable = cursor.match(variableName);
  return variable === undefined ? { origin: 'document', variable: '' } : { origin: 'variable', variable };
}

function readDotted(cursor: Cursor, pattern: RegExp): Step {
  if (cursor.take('*')) return { kind: 'any' };
  const name = cursor.match(pattern);
  if (name === undefined) cursor.fail(cursor.ended ? "a path must not end with '.'" : `'${cursor.here}' is not a name`);
  return { kind: 'name', name: name.includes('\\') ? name.replace(escapes, resolveEscape) : name };
}

function resolveEscape(_all: string, escaped: string, digits: string | undefined): string {
  return digits === undefined ? escaped : String.fromCharCode(Number.parseInt(digits, 16));
}

function readBracket(cursor: Cursor): Step {
  cursor.expect('[');
  cursor.blanks();
  const step = readSelector(cursor);
  cursor.blanks();
  cursor.expect(']');
  return step;
}

function readSelector(cursor: Cursor): Step {
  if (cursor.take('*')) return { kind: 'any' };
  if (cursor.here === "'" || cursor.here === '"') return readNames(cursor);
  if (cursor.take('?')) {
    cursor.blanks();
    cursor.expect('(');
    const test = readTest(cursor, readPath);
    cursor.blanks();
    cursor.expect(')');
    return { kind: 'filter', test };
  }
  return readIndexes(cursor);
}

function readNames(cursor: Cursor): Step {
  const names = [cursor.quotedName()];
  for (;;) {
    cursor.blanks();
    if (!cursor.take(',')) break;
    cursor.blanks();
    if (cursor.here !== "'" && cursor.here !== '"') cursor.fail('expected a quoted name');
    names.push(cursor.quotedName());
  }
  return names.length === 1 ? { kind: 'name', name: names[0] as string } : { kind: 'names', names };
}

function readIndexes(cursor: Cursor): Step {
  const first = readInteger(cursor);
  cursor.blanks();
  if (cursor.take(':')) {
    cursor.blanks();
    const to = readInteger(cursor);
    if (first === undefined && to === undefined) cursor.fail('a slice needs a start or an end');
    return { kind: 'slice', from: first, to };
  }
  if (first === undefined) cursor.fail("expected a quoted name, an index, a slice, '*' or a filter");
  const indexes = [first];
  while (cursor.take(',')) {
    cursor.blanks();
    const next = readInteger(cursor);
    if (next === undefined) cursor.fail('expected an index');
    indexes.push(next);
    cursor.blanks();
  }
  return indexes.length === 1 ? { kind: 'index', index: first } : { kind: 'indexes', indexes };
}

function readInteger(cursor: Cursor): number | undefined {
  const digits = cursor.match(safeInteger);
  return digits === undefined ? undefined : Number(digits);
}
