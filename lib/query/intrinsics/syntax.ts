// The text of an intrinsic call, `States.Format('{}', $.name)`, → syntax tree.
import type { Json } from '../../json';
import type { PathSyntax } from '../jsonpath/ast';
import { Cursor } from '../jsonpath/cursor';
import { readPath } from '../jsonpath/parse';

export type Argument =
  | { readonly kind: 'path'; readonly path: PathSyntax; readonly text: string }
  | { readonly kind: 'value'; readonly value: Json; readonly raw: string | undefined }
  | { readonly kind: 'call'; readonly call: CallSyntax };

export interface CallSyntax {
  /** With its prefix, e.g. `States.Format`. */
  readonly name: string;
  readonly arguments: readonly Argument[];
  /** The call as written. */
  readonly text: string;
}

/** SPEC: at most ten intrinsics may be nested in one field. */
const nestedCallsMax = 10;

const callName = /States\.[A-Za-z0-9]+/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const blank = /\s*/y;
const escapable = "'{}\\";

/** @throws ExpressionSyntaxError */
export function parseCall(text: string): CallSyntax {
  const cursor = new Cursor(text);
  cursor.match(blank);
  const call = readCall(cursor, 1);
  cursor.match(blank);
  if (!cursor.ended) cursor.fail(`'${cursor.here}' is not expected`);
  return call;
}

function readCall(cursor: Cursor, depth: number): CallSyntax {
  if (depth > nestedCallsMax) cursor.fail(`more than ${nestedCallsMax} nested calls`);
  const start = cursor.at;
  const name = cursor.match(callName);
  if (name === undefined) cursor.fail("expected a path or a function of 'States.'");
  cursor.match(blank);
  cursor.expect('(');
  cursor.match(blank);
  const args: Argument[] = [];
  if (!cursor.take(')')) {
    do {
      cursor.match(blank);
      args.push(readArgument(cursor, depth));
      cursor.match(blank);
    } while (cursor.take(','));
    cursor.expect(')');
  }
  return { name, arguments: args, text: cursor.text.slice(start, cursor.at) };
}

function readArgument(cursor: Cursor, depth: number): Argument {
  const start = cursor.at;
  if (cursor.here === '$') {
    const path = readPath(cursor, false);
    return { kind: 'path', path, text: cursor.text.slice(start, cursor.at) };
  }
  if (cursor.here === "'") return readText(cursor);
  const digits = cursor.match(number);
  if (digits !== undefined) return { kind: 'value', value: finite(Number(digits)), raw: undefined };
  if (cursor.take('true')) return { kind: 'value', value: true, raw: undefined };
  if (cursor.take('false')) return { kind: 'value', value: false, raw: undefined };
  if (cursor.take('null')) return { kind: 'value', value: null, raw: undefined };
  return { kind: 'call', call: readCall(cursor, depth + 1) };
}

/** The nearest number that JSON can carry. */
function finite(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

/** AWS: `\'`, `\{`, `\}` and `\\` are the only escapes; any other makes the definition invalid. */
function readText(cursor: Cursor): Argument {
  const start = ++cursor.at;
  let value = '';
  for (let unit = cursor.here; unit !== "'"; unit = cursor.here) {
    if (unit === '') cursor.fail('missing closing quote');
    if (unit === '\\') {
      cursor.at++;
      unit = cursor.here;
      if (unit === '' || !escapable.includes(unit)) cursor.fail(`'\\${unit}' is not an escape`);
    }
    value += unit;
    cursor.at++;
  }
  const raw = cursor.text.slice(start, cursor.at++);
  return { kind: 'value', value, raw };
}
