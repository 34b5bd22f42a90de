// Intrinsics on arrays.
import { canonical, isArray, type Json } from '../../json';
import { isDeep } from '../depth';
import { hashSetOrder } from '../java-hash';
import { type Intrinsic, type Invalid, invalid, rangeElementsMax } from './intrinsic';
import { javaText } from './java';

export const array: Intrinsic = { arity: [0, Number.POSITIVE_INFINITY], apply: (args) => args };

export const arrayPartition: Intrinsic = {
  arity: [2, 2],
  apply: ([list, size]) => {
    if (!isArray(list) || typeof size !== 'number') return invalid;
    // AWS: a fraction is cut off, contrary to the guide, which rounds.
    const step = Math.trunc(size);
    if (step < 1) return invalid;
    const chunks: Json[] = [];
    for (let i = 0; i < list.length; i += step) chunks.push(list.slice(i, i + step));
    return chunks;
  },
};

/** AWS: values are compared as the texts Java prints, so `true` is found in ["true"], but {b, a} not in [{a, b}]. */
export const arrayContains: Intrinsic = {
  arity: [2, 2],
  apply: ([list, wanted]) => {
    if (!isArray(list)) return invalid;
    const text = javaText(wanted as Json);
    return list.some((item) => javaText(item) === text);
  },
};

export const arrayRange: Intrinsic = {
  arity: [3, 3],
  apply: ([first, last, step]) => {
    if (typeof first !== 'number' || typeof last !== 'number' || typeof step !== 'number') return invalid;
    // AWS: fractions are cut off, contrary to the guide, which rounds.
    return range(Math.trunc(first), Math.trunc(last), Math.trunc(step));
  },
};

/** The end is included when a step lands on it. */
function range(first: number, last: number, step: number): Json | Invalid {
  if (step === 0) return invalid;
  const count = Math.floor((last - first) / step) + 1;
  if (count > rangeElementsMax) return invalid;
  const numbers: number[] = [];
  for (let i = 0; i < count; i++) numbers.push(first + i * step + 0);
  return numbers;
}

export const arrayGetItem: Intrinsic = {
  arity: [2, 2],
  apply: ([list, index]) => {
    if (!isArray(list) || typeof index !== 'number') return invalid;
    // AWS: an empty array answers null whatever the index, other arrays refuse an index outside of them.
    if (list.length === 0) return null;
    const item = list[Math.trunc(index)];
    return item === undefined ? invalid : item;
  },
};

export const arrayLength: Intrinsic = {
  arity: [1, 1],
  apply: ([list]) => (isArray(list) ? list.length : invalid),
};

export const arrayUnique: Intrinsic = {
  arity: [1, 1],
  apply: ([list]) => (isArray(list) && !isDeep(list) ? hashSetOrder(unique(list), list.length) : invalid),
};

/** Keeps the first of equal items, found by their canonical text. */
function unique(list: readonly Json[]): Json[] {
  const seen = new Set<string>();
  return list.filter((item) => {
    const key = canonical(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
