// `[…]`: an index, a list of indexes, or a condition.
import { machine } from './machine';
import type { Place } from './place';
import type { Frame } from './scope';
import type { Node } from './syntax';
import { isNumeric, truth } from './truth';
import { itemsOf, Sequence, type Value } from './value';
import { weight } from './weight';

/** Applies a predicate to a value; the result is a sequence, or the array that an index selected. */
export type Filter = (input: Value, frame: Frame) => Sequence | readonly Value[];

export function compileFilter(predicate: Node, place: Place): Filter {
  if (predicate.type === 'number') return indexFilter(Math.floor(predicate.value as number));
  const condition = place.code(predicate);
  const cost = weight(predicate);
  return (input, frame) => {
    const items = itemsOf(input) ?? [input];
    machine.spend(items.length * cost);
    const chosen: Value[] = [];
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      const times = selections(condition(item, frame), i, items.length);
      for (let n = 0; n < times; n++) chosen.push(item);
    }
    return new Sequence(chosen);
  };
}

function indexFilter(index: number): Filter {
  return (input) => {
    const items = itemsOf(input) ?? [input];
    const item = items[index < 0 ? items.length + index : index];
    if (Array.isArray(item)) return item;
    return new Sequence(item === undefined ? [] : [item]);
  };
}

/** How often a predicate's result selects the item at this position: numbers are positions, everything else a condition. */
export function selections(result: Value, position: number, length: number): number {
  if (typeof result === 'boolean') return result ? 1 : 0;
  if (isNumeric(result)) return isPosition(result, position, length) ? 1 : 0;
  const items = itemsOf(result);
  if (items?.every(isNumeric)) {
    let times = 0;
    for (const item of items) if (isPosition(item as number, position, length)) times++;
    return times;
  }
  return truth(result) ? 1 : 0;
}

function isPosition(number: number, position: number, length: number): boolean {
  const index = Math.floor(number);
  return (index < 0 ? length + index : index) === position;
}
