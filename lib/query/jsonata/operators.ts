// The binary operators and negation. Numbers take a short way: two finite operands and a finite result need no more checks.
import { type FailureCode, JsonataFailure } from './failure';
import { arrayLengthMax, machine, memoryExceeded } from './machine';
import { type Code, constant, constantOf, type Place } from './place';
import type { BinaryNode, NegationNode } from './syntax';
import { textOf } from './text';
import { deepEqual, isNumeric, truth } from './truth';
import { itemsOf, Sequence, type Value } from './value';

type Operate = (left: Value, right: Value) => Value;
type Combine = (left: Code, right: Code) => Code;

export function compileBinary(node: BinaryNode, place: Place): Code {
  const left = place.code(node.lhs);
  const right = place.code(node.rhs);
  const combine = OPERATORS[node.value as keyof typeof OPERATORS];
  const code = combine(left, right);
  return constantOf(left) !== undefined && constantOf(right) !== undefined && node.value !== '..' ? folded(code) : code;
}

/** Evaluates a constant expression once; one that fails has to fail when it is evaluated. */
function folded(code: Code): Code {
  const value = constantResult(code);
  return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
    ? constant(value as string | boolean | number)
    : code;
}

function constantResult(code: Code): Value {
  try {
    return code(undefined, undefined as never);
  } catch (failure) {
    if (failure instanceof JsonataFailure) return undefined;
    throw failure;
  }
}

/** `x - x` is 0 for finite numbers and NaN otherwise: the cheapest test of finiteness. */
const OPERATORS = {
  '+': (left, right) => (context, frame) => {
    const a = left(context, frame);
    const b = right(context, frame);
    if (typeof a === 'number' && typeof b === 'number') {
      const sum = a + b;
      if (sum - sum === 0) return sum;
    }
    return arithmetic('+', a, b);
  },
  '-': (left, right) => (context, frame) => {
    const a = left(context, frame);
    const b = right(context, frame);
    if (typeof a === 'number' && typeof b === 'number') {
      const difference = a - b;
      if (difference - difference === 0) return difference;
    }
    return arithmetic('-', a, b);
  },
  '*': (left, right) => (context, frame) => {
    const a = left(context, frame);
    const b = right(context, frame);
    if (typeof a === 'number' && typeof b === 'number') {
      const product = a * b;
      if (product - product === 0) return product;
    }
    return arithmetic('*', a, b);
  },
  '/': (left, right) => (context, frame) => {
    const a = left(context, frame);
    const b = right(context, frame);
    if (typeof a === 'number' && typeof b === 'number' && b - b === 0) {
      const quotient = a / b;
      if (quotient - quotient === 0) return quotient;
    }
    return arithmetic('/', a, b);
  },
  '%': (left, right) => (context, frame) => arithmetic('%', left(context, frame), right(context, frame)),
  '<': (left, right) => (context, frame) => {
    const a = left(context, frame);
    const b = right(context, frame);
    return typeof a === 'number' && typeof b === 'number' ? a < b : compare('<', a, b);
  },
  '<=': (left, right) => (context, frame) => {
    const a = left(context, frame);
    const b = right(context, frame);
    return typeof a === 'number' && typeof b === 'number' ? a <= b : compare('<=', a, b);
  },
  '>': (left, right) => (context, frame) => {
    const a = left(context, frame);
    const b = right(context, frame);
    return typeof a === 'number' && typeof b === 'number' ? a > b : compare('>', a, b);
  },
  '>=': (left, right) => (context, frame) => {
    const a = left(context, frame);
    const b = right(context, frame);
    return typeof a === 'number' && typeof b === 'number' ? a >= b : compare('>=', a, b);
  },
  '=': both((a, b) => a !== undefined && b !== undefined && (a === b || deepEqual(a, b))),
  '!=': both((a, b) => a !== undefined && b !== undefined && a !== b && !deepEqual(a, b)),
  '&': both((a, b) => {
    const text = (textOf(a) ?? '') + (textOf(b) ?? '');
    machine.checkText(text.length);
    return text;
  }),
  in: both(includes),
  '..': both(range),
  and: (left, right) => (context, frame) => truth(left(context, frame)) && named('and', right, context, frame),
  or: (left, right) => (context, frame) => truth(left(context, frame)) || named('or', right, context, frame),
} satisfies { readonly [operator: string]: Combine };

function both(operate: Operate): Combine {
  return (left, right) => (context, frame) => operate(left(context, frame), right(context, frame));
}

/** The right side of `and` and `or`. As in the language's own engine, an error there names the operator. */
function named(token: string, right: Code, ...at: Parameters<Code>): boolean {
  try {
    return truth(right(...at));
  } catch (failure) {
    if (failure instanceof JsonataFailure) failure.token = token;
    throw failure;
  }
}

function arithmetic(token: '+' | '-' | '*' | '/' | '%', left: Value, right: Value): Value {
  if (left !== undefined && !numericOperand(left, token)) throw new JsonataFailure('T2001', { value: left, token });
  if (right !== undefined && !numericOperand(right, token)) throw new JsonataFailure('T2002', { value: right, token });
  if (left === undefined || right === undefined) return undefined;
  const result = calculate(token, left as number, right as number);
  if (!Number.isFinite(result)) machine.unwritable = true;
  return result;
}

function numericOperand(value: Value, token: string): boolean {
  try {
    return isNumeric(value);
  } catch (failure) {
    if (failure instanceof JsonataFailure) failure.token = token;
    throw failure;
  }
}

function calculate(token: '+' | '-' | '*' | '/' | '%', left: number, right: number): number {
  switch (token) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
  }
}

function compare(token: '<' | '<=' | '>' | '>=', left: Value, right: Value): Value {
  if (!isComparable(left) || !isComparable(right)) {
    throw new JsonataFailure('T2010', { token });
  }
  if (left === undefined || right === undefined) return undefined;
  if (typeof left !== typeof right) throw new JsonataFailure('T2009', { value: left, value2: right, token });
  switch (token) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

function isComparable(value: Value): value is number | string | undefined {
  return value === undefined || typeof value === 'number' || typeof value === 'string';
}

function includes(left: Value, right: Value): boolean {
  if (left === undefined || right === undefined) return false;
  const items = itemsOf(right);
  if (items === undefined) return left === right;
  machine.spend(items.length);
  return items.includes(left);
}

/** As many items as the language allows; the service's memory ends sooner. */
const rangeMax = 1e7;

export function range(left: Value, right: Value): Value {
  const from = integer(left, 'T2003');
  const to = integer(right, 'T2004');
  if (from === undefined || to === undefined || from > to) return undefined;
  const size = to - from + 1;
  if (size > rangeMax) throw new JsonataFailure('D2014', { value: size, token: '..' });
  if (size > arrayLengthMax) throw memoryExceeded();
  machine.spend(size);
  const items: number[] = new Array(size);
  for (let i = 0; i < size; i++) items[i] = from + i;
  return new Sequence(items);
}

function integer(value: Value, code: FailureCode): number | undefined {
  if (value === undefined) return undefined;
  if (!Number.isInteger(value)) throw new JsonataFailure(code, { value, token: '..' });
  return value as number;
}

export function compileNegation(node: NegationNode, place: Place): Code {
  const operand = place.code(node.expression);
  return (context, frame) => {
    const value = operand(context, frame);
    if (value === undefined) return undefined;
    if (!isNumeric(value)) throw new JsonataFailure('D1002', { value, token: '-' });
    return -value;
  };
}
