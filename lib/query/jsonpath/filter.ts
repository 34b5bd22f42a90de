// Filter expressions → predicates. Comparison follows Jayway: a path that finds nothing is "undefined", which equals
// nothing (so `!=` holds); numbers and texts are compared as each other; order exists only within one type.
import { equal, isArray, isObject, type Json } from '../../json';
import type { Operand, Operator, PathSyntax, Test } from './ast';
import { type Budget, spend } from './budget';
import { compilePattern, type Pattern } from './pattern';
import type { Accept, Surroundings } from './select';

type Maybe = Json | undefined;
type Read = (item: Json, around: Surroundings) => Maybe;
type Relation = (left: Maybe, right: Maybe) => boolean;
/** Compiles the paths inside a filter; handed in, since paths hold filters. */
export type CompileRead = (path: PathSyntax) => Read;

export function compileTest(test: Test, compileRead: CompileRead): Accept {
  switch (test.kind) {
    case 'and': {
      const parts = test.tests.map((part) => compileTest(part, compileRead));
      return (item, around) => parts.every((accept) => accept(item, around));
    }
    case 'or': {
      const parts = test.tests.map((part) => compileTest(part, compileRead));
      return (item, around) => parts.some((accept) => accept(item, around));
    }
    case 'not': {
      const accept = compileTest(test.test, compileRead);
      return (item, around) => !accept(item, around);
    }
    case 'exists': {
      const read = compileRead(test.path);
      return (item, around) => (read(item, around) !== undefined) === test.wanted;
    }
    case 'compare':
      return test.operator === '=~'
        ? compileMatch(test.left, test.right, compileRead)
        : compileRelation(test.operator, test.left, test.right, compileRead);
  }
}

function compileOperand(operand: Operand, compileRead: CompileRead): Read {
  switch (operand.kind) {
    case 'path':
      return compileRead(operand.path);
    case 'literal':
      return () => operand.value;
    case 'pattern':
      return () => undefined;
  }
}

function compileRelation(
  operator: Exclude<Operator, '=~'>,
  left: Operand,
  right: Operand,
  compileRead: CompileRead,
): Accept {
  const relation = relations[operator];
  const readLeft = compileOperand(left, compileRead);
  const readRight = compileOperand(right, compileRead);
  if (comparesLists.has(operator)) {
    return (item, around) => {
      const a = readLeft(item, around);
      const b = readRight(item, around);
      spend(around.budget, ((isArray(a) ? a.length : 1) * (isArray(b) ? b.length : 1)) / comparisonsAStep);
      return relation(a, b);
    };
  }
  if (right.kind !== 'literal') return (item, around) => relation(readLeft(item, around), readRight(item, around));
  const { value } = right;
  return (item, around) => relation(readLeft(item, around), value);
}

const comparisonsAStep = 16;
/** Operators that may compare every item of one side with every item of the other. */
const comparesLists: ReadonlySet<Operator> = new Set(['in', 'nin', 'subsetof', 'anyof', 'noneof', 'all', 'contains']);

/** SPEC Jayway: one side is a pattern and has to match the whole of the other, or of any item of a list. */
function compileMatch(left: Operand, right: Operand, compileRead: CompileRead): Accept {
  const written = left.kind === 'pattern' ? left : right;
  const other = left.kind === 'pattern' ? right : left;
  if (written.kind !== 'pattern' || other.kind === 'pattern') return () => false;
  const pattern = compilePattern(written.source, written.flags);
  const read = compileOperand(other, compileRead);
  return (item, around) => {
    const value = read(item, around);
    return isArray(value)
      ? value.some((each) => matches(pattern, each, around.budget))
      : matches(pattern, value, around.budget);
  };
}

function matches(pattern: Pattern, value: Maybe, budget: Budget): boolean {
  const plain = value === undefined || value === null || typeof value === 'object';
  return pattern.matches(plain ? '' : String(value), budget);
}

const relations: { readonly [operator in Exclude<Operator, '=~'>]: Relation } = {
  '==': same,
  '!=': (left, right) => !same(left, right),
  '===': (left, right) => kindOf(left) === kindOf(right) && same(left, right),
  '!==': (left, right) => !(kindOf(left) === kindOf(right) && same(left, right)),
  '<': (left, right) => ordered(left, right, (sign) => sign < 0),
  '<=': (left, right) => ordered(left, right, (sign) => sign <= 0),
  '>': (left, right) => ordered(left, right, (sign) => sign > 0),
  '>=': (left, right) => ordered(left, right, (sign) => sign >= 0),
  in: (left, right) => isArray(right) && includes(right, left),
  nin: (left, right) => !(isArray(right) && includes(right, left)),
  subsetof: (left, right) => isArray(left) && isArray(right) && left.every((each) => includes(right, each)),
  anyof: (left, right) => isArray(left) && isArray(right) && left.some((each) => includes(right, each)),
  noneof: (left, right) => isArray(left) && isArray(right) && !left.some((each) => includes(right, each)),
  all: (left, right) => isArray(left) && isArray(right) && right.every((each) => includes(left, each)),
  contains,
  size: (left, right) => {
    if (typeof right !== 'number') return false;
    return (typeof left === 'string' || isArray(left)) && left.length === Math.trunc(right);
  },
  empty: (left, right) => {
    const empty = isEmpty(left);
    return empty !== undefined && empty === (right === true);
  },
};

function kindOf(value: Maybe): string {
  return value === null ? 'null' : isArray(value) ? 'array' : typeof value;
}

function same(left: Maybe, right: Maybe): boolean {
  if (left === undefined || right === undefined) return false;
  if (typeof left === 'number') {
    return typeof right === 'number' ? left === right : typeof right === 'string' && numberIn(right) === left;
  }
  if (typeof left === 'string' && typeof right === 'number') return left === String(right);
  return equal(left, right);
}

/** A text as a number, the way a decimal is written in JSON; NaN equals nothing. */
function numberIn(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function ordered(left: Maybe, right: Maybe, holds: (sign: number) => boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return holds(left - right);
  if (typeof left === 'string' && typeof right === 'string') return holds(left < right ? -1 : left > right ? 1 : 0);
  return false;
}

function includes(list: readonly Json[], value: Maybe): boolean {
  return list.some((each) => same(value, each));
}

function contains(left: Maybe, right: Maybe): boolean {
  if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
  return isArray(left) && includes(left, right);
}

function isEmpty(value: Maybe): boolean | undefined {
  if (typeof value === 'string' || isArray(value)) return value.length === 0;
  return isObject(value) ? Object.keys(value).length === 0 : undefined;
}
