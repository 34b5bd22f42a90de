// What one intrinsic function is.
import type { Json } from '../../json';
import type { Bindings } from '../evaluate';

/** Ends the evaluation with the service's sentence for this call. */
export type Fail = (problem: string) => never;

export interface Intrinsic {
  /** How many arguments it takes, at least and at most. AWS: a wrong number passes the validator and fails when evaluated. */
  readonly arity: readonly [min: number, max: number];
  readonly apply: (args: readonly Json[], fail: Fail, bindings: Bindings) => Json | Invalid;
}

/** Answered instead of a value when the arguments do not suit: `Invalid arguments in States.X`. */
export const invalid: unique symbol = Symbol('invalid arguments');
export type Invalid = typeof invalid;

/** SPEC: Base64Encode, Base64Decode and Hash take at most 10,000 characters. */
export const textCharactersMax = 10_000;
/** SPEC: ArrayRange makes at most 1,000 elements. */
export const rangeElementsMax = 1_000;
