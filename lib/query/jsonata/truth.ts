// How values count as conditions, numbers and equal.
import { JsonataFailure } from './failure';
import { machine } from './machine';
import { Callable, isRecord, itemsOf, type Value } from './value';

/** A number that can be calculated with. Infinity was let through when it was made, but nothing takes it. */
export function isNumeric(value: Value): value is number {
  if (typeof value !== 'number' || Number.isNaN(value)) return false;
  if (!Number.isFinite(value)) throw new JsonataFailure('D1001', { value });
  return true;
}

/** `$boolean`: empty strings, arrays and objects, zero, null and functions are false; an array is as true as its truest member. */
export function truth(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.length > 0;
  if (typeof value === 'number') return isNumeric(value) && value !== 0;
  const items = itemsOf(value);
  if (items !== undefined) {
    machine.spend(items.length >> 2);
    return items.some(truth);
  }
  if (!isRecord(value)) return false;
  for (const _key in value) return true;
  return false;
}

/** `=`: arrays by their members in order, objects by their members in any order, functions by identity. */
export function deepEqual(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (left instanceof Callable || right instanceof Callable) return false;
  const a = itemsOf(left);
  const b = itemsOf(right);
  if (a !== undefined || b !== undefined) return a !== undefined && b !== undefined && sameItems(a, b);
  return isRecord(left) && isRecord(right) && sameMembers(left, right);
}

function sameItems(left: readonly Value[], right: readonly Value[]): boolean {
  if (left.length !== right.length) return false;
  machine.spend(left.length);
  for (let i = 0; i < left.length; i++) if (!deepEqual(left[i], right[i])) return false;
  return true;
}

function sameMembers(left: { readonly [key: string]: Value }, right: { readonly [key: string]: Value }): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  machine.spend(keys.length);
  for (const key of keys) {
    if (!Object.hasOwn(right, key) || !deepEqual(left[key], right[key])) return false;
  }
  return true;
}
