// Functions that call functions for the items of an array.
import { callBack } from '../calls';
import { JsonataFailure } from '../failure';
import { truth } from '../truth';
import { type Callable, contained, Sequence, type Value } from '../value';
import type { FunctionRows } from './row';

type Items = readonly Value[];

function map(items: Value, callback: Value): Value {
  if (items === undefined) return undefined;
  const all = items as Items;
  const results: Value[] = [];
  for (let i = 0; i < all.length; i++) {
    const value = callBack(callback as Callable, all[i], i, all);
    if (value !== undefined) results.push(contained(value));
  }
  return new Sequence(results);
}

function filter(items: Value, callback: Value): Value {
  if (items === undefined) return undefined;
  const all = items as Items;
  return new Sequence(all.filter((item, i) => truth(callBack(callback as Callable, item, i, all))));
}

function single(items: Value, callback: Value): Value {
  if (items === undefined) return undefined;
  const all = items as Items;
  const matches: Value[] = [];
  for (let i = 0; i < all.length; i++) {
    if (callback !== undefined && !truth(callBack(callback as Callable, all[i], i, all))) continue;
    if (matches.length === 1) throw new JsonataFailure('D3138', { index: i });
    matches.push(all[i]);
  }
  if (matches.length === 0) throw new JsonataFailure('D3139');
  return matches[0];
}

function reduce(items: Value, callback: Value, initial: Value): Value {
  if (items === undefined) return undefined;
  const all = items as Items;
  if ((callback as Callable).arity < 2) throw new JsonataFailure('D3050');
  const begin = initial === undefined && all.length > 0 ? 1 : 0;
  let result = begin === 1 ? all[0] : initial;
  for (let i = begin; i < all.length; i++) result = callBack(callback as Callable, result, all[i], i, all);
  return result;
}

export const HIGHER_ORDER: FunctionRows = {
  map: { signature: '<af>', arity: 2, run: map },
  filter: { signature: '<af>', arity: 2, run: filter },
  single: { signature: '<af?>', arity: 2, run: single },
  reduce: { signature: '<afj?:j>', arity: 3, run: reduce },
};
