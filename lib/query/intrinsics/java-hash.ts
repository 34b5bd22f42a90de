// The order in which java.util.HashSet gives its elements back. States.ArrayUnique shows it (AWS: [true,false,true] becomes
// [false,true], [[1,2],[2,1]] becomes [[2,1],[1,2]]); texts and small numbers mostly keep their order.
import { isArray, type Json } from '../../json';

/** Orders distinct items as a HashSet would that was made of a list with `count` items. */
export function hashSetOrder(distinct: readonly Json[], count: number): Json[] {
  const slots = tableSize(count);
  const placed = distinct.map((item) => {
    const hash = hashCode(item);
    return { item, slot: (hash ^ (hash >>> 16)) & (slots - 1) };
  });
  // Sorting is stable: within a slot the order of insertion counts.
  return placed.sort((left, right) => left.slot - right.slot).map(({ item }) => item);
}

function tableSize(count: number): number {
  const wanted = Math.max(Math.trunc(count / 0.75) + 1, 16);
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
