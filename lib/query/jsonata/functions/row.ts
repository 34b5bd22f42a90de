// A row of the table of built-in functions.
import type { Value } from '../value';

export interface FunctionRow {
  /** As in the language's documentation; see signature.ts. */
  readonly signature: string;
  /** How many arguments higher-order functions pass to it. */
  readonly arity: number;
  /** Gets arguments that fit the signature; a missing argument is undefined. */
  readonly run: (...args: Value[]) => Value;
}

export type FunctionRows = { readonly [name: string]: FunctionRow };
