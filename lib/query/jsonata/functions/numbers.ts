// Functions of numbers and of arrays of numbers.
import { JsonataFailure } from '../failure';
import { machine, memoryExceeded } from '../machine';
import { callPackage } from '../package';
import type { Value } from '../value';
import { formatScaled } from './pictures';
import type { FunctionRows } from './row';

function ofNumber(run: (value: number) => number): (...args: Value[]) => Value {
  return (value) => (value === undefined ? undefined : run(value as number));
}

/** For functions of an array of numbers: an empty one gives nothing. */
function ofNumbers(run: (numbers: readonly number[]) => number): (...args: Value[]) => Value {
  return (numbers) => {
    if (numbers === undefined || (numbers as readonly number[]).length === 0) return undefined;
    machine.spend((numbers as readonly number[]).length);
    return run(numbers as readonly number[]);
  };
}

export function sum(numbers: readonly number[]): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i] as number;
  return total;
}

function extreme(numbers: readonly number[], better: (a: number, b: number) => boolean): number {
  let best = numbers[0] as number;
  for (const number of numbers) if (better(number, best)) best = number;
  return best;
}

/** Rounds halves to the even neighbour; the shift by decimal places happens in the decimal text, where it is exact. */
export function round(value: number, places = 0): number {
  const shifted = places === 0 ? value : shift(value, places);
  let rounded = Math.round(shifted);
  if (Math.abs(rounded - shifted) === 0.5 && Math.abs(rounded % 2) === 1) rounded -= 1;
  const result = places === 0 ? rounded : shift(rounded, -places);
  return result === 0 ? 0 : result;
}

function shift(value: number, places: number): number {
  const [mantissa, exponent] = value.toString().split('e');
  return Number(`${mantissa}e${Number(exponent ?? 0) + places}`);
}

const decimal = /^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?$/;
const otherBase = /^(0[xX][0-9A-Fa-f]+)|(0[oO][0-7]+)|(0[bB][0-1]+)$/;

function number(value: Value): Value {
  if (value === undefined || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') {
    if (decimal.test(value) && Number.isFinite(Number(value))) return Number.parseFloat(value);
    if (otherBase.test(value)) return Number(value);
  }
  throw new JsonataFailure('D3030', { value });
}

function power(base: number, exponent: number | undefined): number {
  const result = base ** (exponent ?? Number.NaN);
  if (!Number.isFinite(result)) throw new JsonataFailure('D3061', { value: base, exp: exponent });
  return result;
}

function squareRoot(value: number): number {
  if (value < 0) throw new JsonataFailure('D3060', { value });
  return Math.sqrt(value);
}

function formatBase(value: number, radix: number): string {
  if (radix < 2 || radix > 36) throw new JsonataFailure('D3100', { value: radix });
  return round(value).toString(radix);
}

/** A picture may ask for more digits than memory holds. */
export function pictured(name: string, value: Value, ...rest: Value[]): Value {
  if (value === undefined) return undefined;
  machine.spend(100);
  for (const text of [value, ...rest]) if (typeof text === 'string') machine.spend(text.length);
  try {
    return callPackage(name, 0, value, ...rest);
  } catch (error) {
    if (error instanceof RangeError) throw memoryExceeded();
    throw error;
  }
}

function formatNumber(value: Value, picture: Value, options: Value): Value {
  if (typeof value !== 'number' || typeof picture !== 'string')
    return pictured('formatNumber', value, picture, options);
  const format = (...args: Value[]): Value => pictured('formatNumber', ...(args as [Value, ...Value[]]));
  return formatScaled(format, value, picture, options);
}

export const NUMBERS: FunctionRows = {
  sum: {
    signature: '<a<n>:n>',
    arity: 1,
    run(numbers) {
      if (numbers === undefined) return undefined;
      machine.spend((numbers as readonly number[]).length);
      return sum(numbers as readonly number[]);
    },
  },
  max: { signature: '<a<n>:n>', arity: 1, run: ofNumbers((numbers) => extreme(numbers, (a, b) => a > b)) },
  min: { signature: '<a<n>:n>', arity: 1, run: ofNumbers((numbers) => extreme(numbers, (a, b) => a < b)) },
  average: { signature: '<a<n>:n>', arity: 1, run: ofNumbers((numbers) => sum(numbers) / numbers.length) },
  number: { signature: '<(nsb)-:n>', arity: 1, run: number },
  floor: { signature: '<n-:n>', arity: 1, run: ofNumber(Math.floor) },
  ceil: { signature: '<n-:n>', arity: 1, run: ofNumber(Math.ceil) },
  abs: { signature: '<n-:n>', arity: 1, run: ofNumber(Math.abs) },
  sqrt: { signature: '<n-:n>', arity: 1, run: ofNumber(squareRoot) },
  round: {
    signature: '<n-n?:n>',
    arity: 2,
    run: (value, places) =>
      value === undefined ? undefined : round(value as number, places === undefined ? 0 : (places as number)),
  },
  power: {
    signature: '<n-n:n>',
    arity: 2,
    run: (base, exponent) => (base === undefined ? undefined : power(base as number, exponent as number | undefined)),
  },
  formatBase: {
    signature: '<n-n?:s>',
    arity: 2,
    run: (value, radix) =>
      value === undefined ? undefined : formatBase(value as number, radix === undefined ? 10 : round(radix as number)),
  },
  formatNumber: { signature: '<n-so?:s>', arity: 3, run: formatNumber },
  formatInteger: {
    signature: '<n-s:s>',
    arity: 2,
    run: (value, picture) => pictured('formatInteger', value, picture),
  },
  parseInteger: {
    signature: '<s-s:n>',
    arity: 2,
    run: (text, picture) => pictured('parseInteger', text, picture),
  },
};
