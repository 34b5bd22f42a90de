// The result of an expression as JSON.

import { machine, memoryExceeded, stepsMax, valueBytesMax } from './machine';
import { isRecord, itemsOf, type MutableValueObject, putValue, Sequence, Special, type Value } from './value';

/** The result holds a function, which has no JSON form. */
export class UnwritableResult extends Error {}

/**
 * The result without sequences.
 * AWS: Infinity and NaN are written as strings, wherever they lie.
 * @throws UnwritableResult
 */
export function writableResult(value: Value): Value {
  if (stepsMax - machine.fuel > smallWork) checkSize(value);
  if (value instanceof Sequence) return machine.unwritable ? search(value.items) : value.items;
  if (value instanceof Special) throw new UnwritableResult();
  return machine.unwritable ? search(value) : value;
}

function search(value: Value): Value {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (value instanceof Special) throw new UnwritableResult();
  const items = itemsOf(value);
  if (items !== undefined) return searchItems(items);
  return isRecord(value) ? searchMembers(value) : value;
}

function searchItems(items: readonly Value[]): Value {
  const written: Value[] = [];
  for (const item of items) {
    written.push(search(item));
  }
  return written;
}

function searchMembers(object: { readonly [key: string]: Value }): Value {
  const written: MutableValueObject = {};
  for (const key of Object.keys(object)) {
    putValue(written, key, search(object[key]));
  }
  return written;
}

/** Steps that cannot have built a value of several megabytes. */
const smallWork = 100_000;

/** Refuses a result that holds more than the service keeps in memory, counted as the bound on arrays and strings is. */
function checkSize(root: Value): void {
  const open: Value[] = [root];
  let bytes = 0;
  while (open.length > 0) {
    const value = open.pop();
    bytes += typeof value === 'string' ? value.length : 8;
    if (bytes > valueBytesMax + 8) throw memoryExceeded();
    const members = itemsOf(value) ?? (isRecord(value) ? Object.values(value) : []);
    if (members.length * 8 > valueBytesMax) throw memoryExceeded();
    for (const member of members) open.push(member);
  }
}
