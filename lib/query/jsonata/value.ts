// Values during an evaluation. Between evaluations there is only JSON; inside one there are, besides, *sequences*
// (results of paths: one of length 1 stands for its item, an empty one for nothing) and functions.
// V1  A sequence never lies inside an array or an object: whoever builds one puts contained() values into it.
// V2  Arrays that came in are never written to (E6 of the engine); a sequence owns its items and nobody adds to them later.
import { type Json, type MutableJsonObject, put } from '../../json';
import { machine } from './machine';

export type Value = undefined | null | boolean | number | string | Special | readonly Value[] | ValueObject;
export interface ValueObject {
  readonly [key: string]: Value;
}
export type MutableValueObject = { [key: string]: Value };

/** What is neither JSON nor undefined: a sequence, a function, a stream of tuples. */
export abstract class Special {}

export class Sequence extends Special {
  readonly items: readonly Value[];
  /** A single item does not stand for the sequence: `[]` was written behind the expression. */
  readonly keep: boolean;

  constructor(items: readonly Value[], keep = false) {
    super();
    this.items = items;
    this.keep = keep;
  }
}

/** A document that is an array: one item as a context, although it is an array. */
export class ArrayDocument extends Sequence {}

/** A function as a value: a lambda, a built-in function, a regular expression, a transform. */
export abstract class Callable extends Special {
  /** How many arguments it takes; higher-order functions pass an index or the array only to functions that take them. */
  abstract readonly arity: number;
}

export function isRecord(value: Value): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Special);
}

/** The members of an array or a sequence; undefined for everything else. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  return value instanceof Sequence ? value.items : undefined;
}

/** What an evaluated expression stands for: an empty sequence is nothing, one of length 1 is its item. */
export function settle(value: Value): Value {
  if (!(value instanceof Sequence)) return value;
  return settled(value.items, value.keep);
}

/** The value of a sequence with these items. */
export function settled(items: readonly Value[], keep: boolean): Value {
  if (items.length === 0) return undefined;
  if (items.length === 1 && !keep) return items[0];
  return new Sequence(items, keep);
}

/** The value as a member of an array or an object (V1). A kept single item is remembered, since it still unwraps in paths. */
export function contained(value: Value): Value {
  if (typeof value !== 'object' || !(value instanceof Special)) return value;
  if (!(value instanceof Sequence)) {
    machine.unwritable = true;
    return value;
  }
  if (value.keep && value.items.length === 1) machine.markKept(value.items);
  return value.items;
}

/** The value as functions take it: a sequence is an array. */
export function plain(value: Value): Value {
  return value instanceof Sequence ? value.items : value;
}

/** Writes a member of an object under construction; `__proto__` is a key like any other. */
export function putValue(object: MutableValueObject, key: string, value: Value): void {
  put(object as MutableJsonObject, key, contained(value) as Json);
}

/** The member of an object, or of each object in an array: what a name in a path means. */
export function lookup(input: Value, key: string): Value {
  const items = itemsOf(input);
  if (items === undefined) return isRecord(input) && Object.hasOwn(input, key) ? input[key] : undefined;
  const found: Value[] = [];
  for (let i = 0; i < items.length; i++) {
    const value = lookup(items[i], key);
    if (value === undefined) continue;
    const many = itemsOf(value);
    if (many === undefined) found.push(value);
    else for (let j = 0; j < many.length; j++) found.push(many[j]);
  }
  machine.checkLength(found.length + items.length);
  return new Sequence(found);
}

/** Arrays joined; a single value counts as an array of one, undefined as none. */
export function append(left: Value, right: Value): Value {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const all = (itemsOf(left) ?? [contained(left)]).concat(itemsOf(right) ?? [contained(right)]);
  machine.checkLength(all.length);
  return all;
}
