// Intrinsics on arrays.
import { canonical, equal, isArray, type Json } from '../../json';
import { type Intrinsic, type Invalid, invalid, rangeElementsMax } from './intrinsic';
import { javaRound } from './java';

export const array: Intrinsic = { arity: [0, Number.POSITIVE_INFINITY], apply: (args) => args };

export const arrayPartition: Intrinsic = {
  arity: [2, 2],
  apply: ([list, size]) => {
    if (!isArray(list) || typeof size !== 'number') return invalid;
    const step = javaRound(size);
    if (step < 1) return invalid;
    const chunks: Json[] = [];
    for (let i = 0; i < list.length; i += step) chunks.push(list.slice(i, i + step));
    return chunks;
  },
};

export const arrayContains: Intrinsic = {
  arity: [2, 2],
  apply: ([list, wanted]) => (isArray(list) ? list.some((item) => equal(item, wanted as Json)) : invalid),
};

export const arrayRange: Intrinsic = {
  arity: [3, 3],
  apply: ([first, last, step]) => {
    if (typeof first !== 'number' || typeof last !== 'number' || typeof step !== 'number') return invalid;
    return range(javaRound(first), javaRound(last), javaRound(step));
  },
};

/** The end is included when a step lands on it. */
function range(first: number, last: number, step: number): Json | Invalid {
  if (step === 0) return invalid;
  const count = Math.floor((last - first) / step) + 1;
  if (count > rangeElementsMax) return invalid;
  const numbers: number[] = [];
  for (let i = 0; i < count; i++) numbers.push(first + i * step);
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
  apply: ([list]) => (isArray(list) ? unique(list) : invalid),
};

/** Keeps the first of equal items. Items are found by their canonical text; too deep ones are compared one by one. */
function unique(list: readonly Json[]): Json[] {
  const seen = new Set<string>();
  const deep: Json[] = [];
  return list.filter((item) => {
    if (isDeep(item)) {
      if (deep.some((other) => equal(other, item))) return false;
      deep.push(item);
      return true;
    }
    const key = canonical(item);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const comfortableDepth = 500;

/** Whether the value nests deeper than recursion should follow it. */
export function isDeep(value: Json): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > comfortableDepth) return true;
    const below: Json[] = [];
    for (const each of level) {
      if (typeof each === 'object' && each !== null) for (const member of Object.values(each)) below.push(member);
    }
    level = below;
  }
  return false;
}
