// `^(…)` and `$sort`: a stable merge sort, comparing in the order in which the language's own engine does.
import { JsonataFailure } from './failure';
import { machine } from './machine';
import type { Code, Place } from './place';
import type { Frame } from './scope';
import type { SortNode } from './syntax';
import type { Value } from './value';
import { weight } from './weight';

/** Whether the two have to change places. */
export type Swaps<T> = (left: T, right: T) => boolean;

export function mergeSort<T>(items: readonly T[], swaps: Swaps<T>): readonly T[] {
  if (items.length <= 1) return items;
  const middle = Math.floor(items.length / 2);
  const left = mergeSort(items.slice(0, middle), swaps);
  const right = mergeSort(items.slice(middle), swaps);
  const merged: T[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    machine.spend(1);
    if (swaps(left[i] as T, right[j] as T)) merged.push(right[j++] as T);
    else merged.push(left[i++] as T);
  }
  while (i < left.length) merged.push(left[i++] as T);
  while (j < right.length) merged.push(right[j++] as T);
  return merged;
}

/** The keys of one item, each evaluated when a comparison first asks for it. */
interface Keyed<T> {
  readonly item: T;
  readonly keys: Value[];
}

type KeyOf<T> = (item: T, term: number) => Value;

/** Sorts plain items by the terms of `^(…)`. */
export function compileSort(node: SortNode, place: Place): (items: readonly Value[], frame: Frame) => readonly Value[] {
  const terms = compileTerms(node, place);
  const cost = weight(node);
  return (items, frame) => {
    machine.spend(items.length * cost);
    return sortByTerms(node, items, (item, term) => (terms[term] as Code)(item, frame));
  };
}

export function compileTerms(node: SortNode, place: Place): readonly Code[] {
  return node.terms.map((term) => place.code(term.expression));
}

export function sortByTerms<T>(node: SortNode, items: readonly T[], keyOf: KeyOf<T>): readonly T[] {
  if (items.length <= 1) return items;
  const keyed: Keyed<T>[] = items.map((item) => ({ item, keys: [] }));
  const swaps: Swaps<Keyed<T>> = (left, right) => {
    for (let term = 0; term < node.terms.length; term++) {
      const order = compareKeys(
        keyAt(left, term, keyOf),
        keyAt(right, term, keyOf),
        node.terms[term]?.descending === true,
      );
      if (order !== 0) return order > 0;
    }
    return false;
  };
  return mergeSort(keyed, swaps).map(({ item }) => item);
}

function keyAt<T>(keyed: Keyed<T>, term: number, keyOf: KeyOf<T>): Value {
  while (keyed.keys.length <= term) keyed.keys.push(keyOf(keyed.item, keyed.keys.length));
  return keyed.keys[term];
}

/** Nothing sorts last, whatever the direction. */
function compareKeys(left: Value, right: Value, descending: boolean): number {
  if (left === undefined) return right === undefined ? 0 : 1;
  if (right === undefined) return -1;
  if (!isOrdered(left) || !isOrdered(right))
    throw new JsonataFailure('T2008', { value: isOrdered(left) ? right : left });
  if (typeof left !== typeof right) throw new JsonataFailure('T2007', { value: left, value2: right });
  if (left === right) return 0;
  return left < right !== descending ? -1 : 1;
}

function isOrdered(value: Value): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
