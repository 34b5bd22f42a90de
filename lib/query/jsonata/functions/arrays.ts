// Functions of arrays.

import type { Bindings } from '../../evaluate';
import { call } from '../calls';
import { JsonataFailure } from '../failure';
import { machine } from '../machine';
import { mergeSort } from '../sorting';
import { deepEqual, isNumeric } from '../truth';
import { append, Callable, itemsOf, Sequence, type Value } from '../value';
import type { FunctionRows } from './row';

type Items = readonly Value[];

/** For functions of an array: nothing gives nothing, and every item costs a step. */
function ofArray(run: (items: Items, ...rest: Value[]) => Value): (...args: Value[]) => Value {
  return (items, ...rest) => {
    if (items === undefined) return undefined;
    machine.spend((items as Items).length);
    return run(items as Items, ...rest);
  };
}

function sort(items: Items, comparator: Value): Items {
  if (items.length <= 1) return items;
  if (comparator instanceof Callable) {
    return mergeSort(items, (left, right) => isTruthy(call(comparator, [left, right], null)));
  }
  if (!items.every(isNumeric) && !items.every((item) => typeof item === 'string')) throw new JsonataFailure('D3070');
  return mergeSort(items as readonly (string | number)[], (left, right) => left > right);
}

/** A comparator's result counts as the host language has it: an empty array is true. */
function isTruthy(value: Value): boolean {
  return Boolean(value);
}

function reverse(items: Items): Items {
  return items.length <= 1 ? items : items.slice().reverse();
}

/** The inside-out Fisher-Yates shuffle, with the execution's generator. */
function shuffle(items: Items): Items {
  if (items.length <= 1) return items;
  const shuffled: Value[] = [];
  items.forEach((item, i) => {
    const at = Math.floor((machine.bindings as Bindings).random() * (i + 1));
    if (at !== i) shuffled[i] = shuffled[at];
    shuffled[at] = item;
  });
  return shuffled;
}

/** A sequence stays one: a single distinct value stands for itself then. */
function distinct(value: Value): Value {
  const items = itemsOf(value);
  if (items === undefined || items.length <= 1) return value;
  const scalars = new Set<Value>();
  const others: Value[] = [];
  const results: Value[] = [];
  for (const item of items) {
    machine.spend(1);
    if (typeof item !== 'object' || item === null) {
      if (scalars.has(item)) continue;
      scalars.add(item);
    } else {
      machine.spend(others.length * 2);
      if (others.some((other) => deepEqual(item, other))) continue;
      others.push(item);
    }
    results.push(item);
  }
  return value instanceof Sequence ? new Sequence(results) : results;
}

function zip(...arrays: Value[]): Value {
  const columns = arrays.map((array) => itemsOf(array) ?? []);
  const length = columns.reduce((shortest, column) => Math.min(shortest, column.length), Number.POSITIVE_INFINITY);
  if (!Number.isFinite(length)) return [];
  machine.spend(length * columns.length);
  return Array.from({ length }, (_, i) => columns.map((column) => column[i]));
}

export const ARRAYS: FunctionRows = {
  count: { signature: '<a:n>', arity: 1, run: (items) => (items === undefined ? 0 : (items as Items).length) },
  append: { signature: '<xx:a>', arity: 2, run: append },
  sort: { signature: '<af?:a>', arity: 2, run: ofArray(sort) },
  reverse: { signature: '<a:a>', arity: 1, run: ofArray(reverse) },
  shuffle: { signature: '<a:a>', arity: 1, run: ofArray(shuffle) },
  distinct: { signature: '<x:x>', arity: 1, run: distinct },
  zip: { signature: '<a+>', arity: 0, run: zip },
};
