// Functions of objects and of values of any kind.
import { callBack } from '../calls';
import { JsonataFailure } from '../failure';
import { machine } from '../machine';
import { textOf } from '../text';
import { isNumeric, truth } from '../truth';
import {
  append,
  Callable,
  contained,
  isRecord,
  itemsOf,
  lookup,
  type MutableValueObject,
  putValue,
  Sequence,
  type Value,
} from '../value';
import type { FunctionRows } from './row';

/** The keys of an object; of an array, the keys of all its objects, each once. */
function keys(value: Value): Sequence {
  const names = new Set<string>();
  collectKeys(value, names);
  return new Sequence([...names]);
}

function collectKeys(value: Value, names: Set<string>): void {
  machine.spend(1);
  if (isRecord(value)) for (const key of Object.keys(value)) names.add(key);
  else for (const item of itemsOf(value) ?? []) collectKeys(item, names);
}

/** One object for each member. */
function spread(value: Value): Value {
  machine.spend(1);
  const items = itemsOf(value);
  if (items !== undefined) {
    let all: Value = new Sequence([]);
    for (const item of items) all = append(all, spread(item));
    return all;
  }
  if (!isRecord(value)) return value;
  return new Sequence(
    Object.keys(value).map((key) => {
      const object: MutableValueObject = {};
      putValue(object, key, value[key]);
      return object;
    }),
  );
}

function merge(objects: Value): Value {
  if (objects === undefined) return undefined;
  const merged: MutableValueObject = {};
  for (const object of objects as readonly Value[]) {
    if (!isRecord(object)) continue;
    const names = Object.keys(object);
    machine.spend(names.length);
    for (const key of names) putValue(merged, key, object[key]);
  }
  return merged;
}

function each(object: Value, callback: Value): Value {
  const results: Value[] = [];
  if (!isRecord(object)) return new Sequence(results);
  for (const key of Object.keys(object)) {
    const value = callBack(callback as Callable, object[key], key, object);
    if (value !== undefined) results.push(contained(value));
  }
  return new Sequence(results);
}

/** The members that pass; an object without any is nothing. */
function sift(object: Value, callback: Value): Value {
  if (!isRecord(object)) return undefined;
  const passed: MutableValueObject = {};
  for (const key of Object.keys(object)) {
    if (truth(callBack(callback as Callable, object[key], key, object))) putValue(passed, key, object[key]);
  }
  return Object.keys(passed).length === 0 ? undefined : passed;
}

function typeOf(value: Value): Value {
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  if (typeof value === 'number') return isNumeric(value) ? 'number' : 'object';
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value;
  if (itemsOf(value) !== undefined) return 'array';
  return value instanceof Callable ? 'function' : 'object';
}

/** A copy by way of text: numbers come back with 15 significant digits, functions as empty strings. */
export function clone(value: Value): Value {
  const text = textOf(value);
  if (text === undefined) return undefined;
  return typeof value === 'string' ? value : (JSON.parse(text) as Value);
}

export const OBJECTS: FunctionRows = {
  clone: { signature: '<(oa)-:o>', arity: 1, run: clone },
  keys: { signature: '<x-:a<s>>', arity: 1, run: keys },
  lookup: { signature: '<x-s:x>', arity: 2, run: (value, key) => lookup(value, String(key)) },
  spread: { signature: '<x-:a<o>>', arity: 1, run: spread },
  merge: { signature: '<a<o>:o>', arity: 1, run: merge },
  each: { signature: '<o-f:a>', arity: 2, run: each },
  sift: { signature: '<o-f?:o>', arity: 2, run: sift },
  type: { signature: '<x:s>', arity: 1, run: typeOf },
  boolean: { signature: '<x-:b>', arity: 1, run: (value) => (value === undefined ? undefined : truth(value)) },
  not: { signature: '<x-:b>', arity: 1, run: (value) => (value === undefined ? undefined : !truth(value)) },
  exists: { signature: '<x:b>', arity: 1, run: (value) => value !== undefined },
  error: {
    signature: '<s?:x>',
    arity: 1,
    run(message) {
      throw new JsonataFailure('D3137', { message: (message || '$error() function evaluated') as string });
    },
  },
  assert: {
    signature: '<bs?:x>',
    arity: 2,
    run(condition, message) {
      if (condition === true) return undefined;
      throw new JsonataFailure('D3141', { message: (message || '$assert() statement failed') as string });
    },
  },
};
