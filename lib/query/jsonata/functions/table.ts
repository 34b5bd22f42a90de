// All built-in functions by name.
import { Native } from '../calls';
import { compileSignature } from '../signature';
import { ARRAYS } from './arrays';
import { DATES } from './dates';
import { EXTENSIONS } from './extensions';
import { HIGHER_ORDER } from './higher-order';
import { MATCHING } from './matching';
import { NUMBERS } from './numbers';
import { OBJECTS } from './objects';
import type { FunctionRows } from './row';
import { STRINGS } from './strings';

const tables: readonly FunctionRows[] = [STRINGS, NUMBERS, ARRAYS, OBJECTS, HIGHER_ORDER, MATCHING, DATES, EXTENSIONS];

/** The signature of every function, for tests and documentation. */
export function signatures(): ReadonlyMap<string, string> {
  return new Map(tables.flatMap((rows) => Object.entries(rows).map(([name, row]) => [name, row.signature])));
}

let natives: ReadonlyMap<string, Native> | undefined;

/** The built-in function of that name. `$eval` is none (AWS). */
export function builtIn(name: string): Native | undefined {
  natives ??= new Map(
    tables.flatMap((rows) =>
      Object.entries(rows).map(([key, { arity, signature, run }]) => [
        key,
        new Native(key, arity, compileSignature(signature), run),
      ]),
    ),
  );
  return natives.get(name);
}
