// The order in which Java's HashMap and HashSet give back what they hold. It shows in the service's results: in what
// States.ArrayUnique answers and in the order of the members that a payload template evaluates.
import { isArray, type Json } from '../json';

/**
 * Orders distinct items as a HashSet would that was made of a list with `count` items. AWS: ArrayUnique of
 * [true,false,true] is [false,true], of [[1,2],[2,1]] it is [[2,1],[1,2]]; texts and small numbers mostly keep their order.
 */
export function hashSetOrder(distinct: readonly Json[], count: number): Json[] {
  return bySlot(distinct, tableSize(Math.trunc(count / 0.75) + 1), hashCode);
}

/** Orders names as a HashMap does to which they were added one by one. */
export function hashMapOrder(names: readonly string[]): string[] {
  return bySlot(names, tableSize(names.length / 0.75), textHash);
}

function bySlot<T>(items: readonly T[], slots: number, hashOf: (item: T) => number): T[] {
  const placed = items.map((item) => {
    const hash = hashOf(item);
    return { item, slot: (hash ^ (hash >>> 16)) & (slots - 1) };
  });
  // Sorting is stable: within a slot the order of insertion counts.
  return placed.sort((left, right) => left.slot - right.slot).map(({ item }) => item);
}

function tableSize(wanted: number): number {
  let size = 16;
  while (size < wanted) size *= 2;
  return size;
}

/** Object.hashCode() of the value's Java class. */
function hashCode(value: Json): number {
  if (value === null) return 0;
  switch (typeof value) {
    case 'boolean':
      return value ? 1231 : 1237;
    case 'number':
      return numberHash(value);
    case 'string':
      return textHash(value);
    default:
      return isArray(value) ? listHash(value) : mapHash(value as { readonly [key: string]: Json });
  }
}

function textHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

/** Integer, Long and Double each have a rule of their own; the latter two fold their halves. */
function numberHash(value: number): number {
  if ((value | 0) === value) return value;
  const bits = new DataView(new ArrayBuffer(8));
  if (Number.isSafeInteger(value)) bits.setBigInt64(0, BigInt(value));
  else bits.setFloat64(0, value);
  return bits.getInt32(0) ^ bits.getInt32(4);
}

function listHash(list: readonly Json[]): number {
  let hash = 1;
  for (const item of list) hash = (Math.imul(hash, 31) + hashCode(item)) | 0;
  return hash;
}

function mapHash(map: { readonly [key: string]: Json }): number {
  let hash = 0;
  for (const key of Object.keys(map)) hash = (hash + (textHash(key) ^ hashCode(map[key] as Json))) | 0;
  return hash;
}
