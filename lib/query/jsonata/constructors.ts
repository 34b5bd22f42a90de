// `[…]` and `{…}`, and the grouping `a{key: value}`, which is `{…}` applied to a sequence.
import { JsonataFailure } from './failure';
import { machine } from './machine';
import { type Code, constantOf, type Place } from './place';
import type { Frame } from './scope';
import type { ArrayNode, Group, ObjectNode } from './syntax';
import { append, contained, itemsOf, type MutableValueObject, putValue, type Value } from './value';

export function compileArray(node: ArrayNode, place: Place): Code {
  const parts = node.expressions.map((item) => {
    const nested = item.type === 'unary' && item.value === '[';
    return { code: place.code(item), nested };
  });
  const built = node.consarray === true;
  return (context, frame) => {
    const items: Value[] = [];
    for (const part of parts) {
      const value = part.code(context, frame);
      if (value === undefined) continue;
      const many = part.nested ? undefined : itemsOf(value);
      if (many === undefined) items.push(contained(value));
      else for (let i = 0; i < many.length; i++) items.push(many[i]);
    }
    machine.checkLength(items.length);
    if (built) machine.markBuilt(items);
    return items;
  };
}

export function compileObject(node: ObjectNode, place: Place): Code {
  const grouped = compileGroup(node, place);
  const direct = directObject(node, place);
  if (direct === undefined) return grouped;
  return (context, frame) => (itemsOf(context) === undefined ? direct(context, frame) : grouped(context, frame));
}

/** An object whose keys are different constants, evaluated for one context: no grouping is needed. */
function directObject(node: ObjectNode, place: Place): Code | undefined {
  const keys = node.lhs.map(([key]) => constantOf(place.code(key))?.value);
  if (!keys.every((key) => typeof key === 'string') || new Set(keys).size !== keys.length) return undefined;
  const members = node.lhs.map(([, value], i) => ({ key: keys[i] as string, code: place.code(value) }));
  return (context, frame) => {
    const object: MutableValueObject = {};
    for (const { key, code } of members) {
      const value = code(context, frame);
      if (value !== undefined) putValue(object, key, value);
    }
    return object;
  };
}

interface GroupEntry {
  data: Value;
  readonly pair: number;
}

/** Groups the items of a value by key and evaluates each group's value. */
export function compileGroup(group: Group, place: Place): (input: Value, frame: Frame) => Value {
  const pairs = group.lhs.map(([key, value]) => ({ key: place.code(key), value: place.code(value) }));
  return (input, frame) => {
    const given = itemsOf(input) ?? [input];
    const items = given.length === 0 ? [undefined] : given;
    machine.spend(items.length * pairs.length);
    const entries = new Map<string, GroupEntry>();
    for (const item of items) {
      for (let pair = 0; pair < pairs.length; pair++) {
        enter(entries, pairs[pair]?.key(item, frame), pair, item, append);
      }
    }
    const object: MutableValueObject = {};
    for (const [key, entry] of entries) {
      const value = pairs[entry.pair]?.value(entry.data, frame);
      if (value !== undefined) putValue(object, key, value);
    }
    return object;
  };
}

/** Adds an item to the group of its key. One key belongs to one pair. */
export function enter<T>(
  entries: Map<string, { data: T; readonly pair: number }>,
  key: Value,
  pair: number,
  item: T,
  join: (before: T, item: T) => T,
): void {
  if (key === undefined) return;
  if (typeof key !== 'string') throw new JsonataFailure('T1003', { value: key });
  const entry = entries.get(key);
  if (entry === undefined) entries.set(key, { data: item, pair });
  else if (entry.pair !== pair) throw new JsonataFailure('D1009', { value: key });
  else entry.data = join(entry.data, item);
}
