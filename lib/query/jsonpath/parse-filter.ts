// Filter expressions `?( … )`: `||` binds weakest, then `&&`, then `!`; a comparison, or a path that has to exist.
import type { Operand, Operator, PathSyntax, Test } from './ast';
import { operators } from './ast';
import type { Cursor } from './cursor';
import { readLiteral } from './parse-literal';

/** The path parser is handed in: paths hold filters and filters hold paths. */
type ReadPath = (cursor: Cursor, inFilter: boolean) => PathSyntax;

const symbol = /[=!<>~]+/y;
const word = /[A-Za-z]+/y;
const isOperator = new Set<string>(operators);

export function readTest(cursor: Cursor, readPath: ReadPath): Test {
  return cursor.nested(() =>
    readChain(cursor, '||', () => readChain(cursor, '&&', () => readOperandTest(cursor, readPath))),
  );
}

function readChain(cursor: Cursor, sign: '||' | '&&', readPart: () => Test): Test {
  const tests = [readPart()];
  for (;;) {
    cursor.blanks();
    if (!cursor.take(sign)) break;
    tests.push(readPart());
  }
  return tests.length === 1 ? (tests[0] as Test) : { kind: sign === '||' ? 'or' : 'and', tests };
}

function readOperandTest(cursor: Cursor, readPath: ReadPath): Test {
  cursor.blanks();
  if (cursor.here === '!') {
    cursor.at++;
    return cursor.nested(() => ({ kind: 'not', test: readOperandTest(cursor, readPath) }));
  }
  if (cursor.take('(')) {
    const test = readTest(cursor, readPath);
    cursor.blanks();
    cursor.expect(')');
    return test;
  }
  return readComparison(cursor, readPath);
}

function readComparison(cursor: Cursor, readPath: ReadPath): Test {
  const left = readOperand(cursor, readPath);
  cursor.blanks();
  const before = cursor.at;
  const operator = readOperator(cursor);
  if (operator === undefined) {
    cursor.at = before;
    if (left.kind !== 'path') cursor.fail('expected an operator');
    return { kind: 'exists', path: left.path, wanted: true };
  }
  cursor.blanks();
  return { kind: 'compare', operator, left, right: readOperand(cursor, readPath) };
}

function readOperator(cursor: Cursor): Operator | undefined {
  const found = cursor.match(symbol) ?? cursor.match(word)?.toLowerCase();
  if (found === undefined) return undefined;
  if (!isOperator.has(found)) cursor.fail(`'${found}' is not an operator`);
  return found as Operator;
}

function readOperand(cursor: Cursor, readPath: ReadPath): Operand {
  if (cursor.here === '$' || cursor.here === '@') return { kind: 'path', path: readPath(cursor, true) };
  if (cursor.here === '/') return readPattern(cursor);
  return { kind: 'literal', value: readLiteral(cursor) };
}

function readPattern(cursor: Cursor): Operand {
  const start = ++cursor.at;
  while (cursor.here !== '/') {
    if (cursor.ended) cursor.fail('missing closing slash');
    cursor.at += cursor.here === '\\' ? 2 : 1;
  }
  const source = cursor.text.slice(start, cursor.at++);
  return { kind: 'pattern', source, flags: cursor.match(word) ?? '' };
}
