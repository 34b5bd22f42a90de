// The data tests of a Choice rule. A value of the wrong type makes a comparison false, never an error.
import type { Json } from '../../json';
import { compareInstants, parseTimestamp } from './timestamp';
import { compileWildcard } from './wildcard';

/** Compares a value with an operand that was read from the rule or, for `…Path`, from the data. */
export type Comparison = (value: Json, operand: Json) => boolean;

type Sign = (sign: number) => boolean;
const signs: ReadonlyMap<string, Sign> = new Map([
  ['Equals', (sign: number) => sign === 0],
  ['LessThan', (sign: number) => sign < 0],
  ['LessThanEquals', (sign: number) => sign <= 0],
  ['GreaterThan', (sign: number) => sign > 0],
  ['GreaterThanEquals', (sign: number) => sign >= 0],
]);

function strings(holds: Sign): Comparison {
  return (value, operand) =>
    typeof value === 'string' && typeof operand === 'string' && holds(value < operand ? -1 : value > operand ? 1 : 0);
}

function numbers(holds: Sign): Comparison {
  return (value, operand) => typeof value === 'number' && typeof operand === 'number' && holds(value - operand);
}

function timestamps(holds: Sign): Comparison {
  return (value, operand) => {
    const left = typeof value === 'string' ? parseTimestamp(value) : undefined;
    const right = typeof operand === 'string' ? parseTimestamp(operand) : undefined;
    return left !== undefined && right !== undefined && holds(compareInstants(left, right));
  };
}

/** A timestamp written in the rule is read once. */
function against(holds: Sign): CompileMatcher {
  return (operand) => {
    const right = typeof operand === 'string' ? parseTimestamp(operand) : undefined;
    if (right === undefined) return undefined;
    return (value) => {
      const left = typeof value === 'string' ? parseTimestamp(value) : undefined;
      return left !== undefined && holds(compareInstants(left, right));
    };
  };
}

/** Name → comparison, without the `Path` ending. */
export const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ...[...signs].map(([name, holds]) => [`String${name}`, strings(holds)] as const),
  ...[...signs].map(([name, holds]) => [`Numeric${name}`, numbers(holds)] as const),
  ...[...signs].map(([name, holds]) => [`Timestamp${name}`, timestamps(holds)] as const),
  ['BooleanEquals', (value: Json, operand: Json) => typeof value === 'boolean' && value === operand],
]);

type CompileMatcher = (operand: Json) => ((value: Json) => boolean) | undefined;

/** Tests with an operand fixed by the rule, which are compiled with it; undefined if the operand does not suit. */
export const matchers: ReadonlyMap<string, CompileMatcher> = new Map<string, CompileMatcher>([
  ...[...signs].map(([name, holds]) => [`Timestamp${name}`, against(holds)] as const),
  [
    'StringMatches',
    (operand: Json) => {
      if (typeof operand !== 'string') return undefined;
      const matches = compileWildcard(operand);
      return (value: Json) => typeof value === 'string' && matches(value);
    },
  ],
  ['IsNull', whether((value) => value === null)],
  ['IsString', whether((value) => typeof value === 'string')],
  ['IsNumeric', whether((value) => typeof value === 'number')],
  ['IsBoolean', whether((value) => typeof value === 'boolean')],
  ['IsTimestamp', whether((value) => typeof value === 'string' && parseTimestamp(value) !== undefined)],
]);

function whether(test: (value: Json) => boolean): CompileMatcher {
  return (operand: Json) => (typeof operand === 'boolean' ? (value: Json) => test(value) === operand : undefined);
}
