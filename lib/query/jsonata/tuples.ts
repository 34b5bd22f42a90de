// Paths that bind names: `@$x` (the item), `#$i` (its position), and `%` (the item that a step started from).
// They carry tuples instead of items: the current item and what is bound so far. A tuple is the frame of the next step.
import { enter } from './constructors';
import { compileFilter, selections } from './filters';
import { machine } from './machine';
import type { Code, Place } from './place';
import { emptySlots, Frame, Scope, type Slot, unset } from './scope';
import { compileTerms, sortByTerms } from './sorting';
import { compileStep, type Step } from './steps';
import type { Group, Node, PathNode, SortNode, Stage } from './syntax';
import { append, itemsOf, type MutableValueObject, putValue, Special, settled, type Value } from './value';
import { weight } from './weight';

class Tuple extends Frame {
  readonly item: Value;

  constructor(outer: Frame | undefined, slots: Slot[], item: Value) {
    super(outer, slots);
    this.item = item;
  }
}

/** The tuples of a path inside of another one that asks for their ancestors. */
class TupleStream extends Special {
  readonly scope: Scope;
  readonly tuples: readonly Tuple[];

  constructor(scope: Scope, tuples: readonly Tuple[]) {
    super();
    this.scope = scope;
    this.tuples = tuples;
  }
}

type TupleStep = (tuples: readonly Tuple[], outer: Frame) => readonly Tuple[];

export function isTuplePath(node: PathNode): boolean {
  return node.steps.some((step) => step.tuple === true);
}

/** The names that the steps of a path bind, those of paths inside of it included, since their tuples are merged. */
function tupleNames(node: Node): string[] {
  const own = [node.focus, node.index, node.ancestor?.label, ...(node.stages ?? []).map((stage) => stage.value)];
  const inner = node.type === 'path' ? node.steps : node.type === 'block' ? node.expressions.slice(-1) : [];
  return [...own.filter((name) => name !== undefined), ...inner.flatMap(tupleNames)];
}

export function compileTuplePath(node: PathNode, place: Place): Code {
  const scope = new Scope(place.scope, tupleNames(node));
  const inside = place.within(scope);
  const begin = node.steps.findIndex((step) => step.tuple === true);
  const before = node.steps.slice(0, begin).map((step) => compileStep(step, place));
  const steps = node.steps.slice(begin).map((step, i) => compileTupleStep(step, i === 0, scope, inside));
  const absolute = node.steps[0]?.type === 'variable';
  const finish = compileFinish(node, scope, inside);
  return (context, frame) => {
    const items = leading(before, (absolute ? undefined : itemsOf(context)) ?? [context], frame);
    if (items === undefined) return node.group === undefined ? undefined : finish([], frame);
    let tuples: readonly Tuple[] = items.map((item) => new Tuple(frame, emptySlots(scope.names.length), item));
    for (const step of steps) tuples = step(tuples, frame);
    return finish(tuples, frame);
  };
}

/** The steps before the first one that binds a name; undefined if they find nothing. */
function leading(before: readonly Step[], from: readonly Value[], frame: Frame): readonly Value[] | undefined {
  let items = from;
  for (const step of before) {
    items = step.items(items, frame);
    if (items.length === 0) return undefined;
  }
  return items;
}

function compileFinish(node: PathNode, scope: Scope, place: Place): (tuples: readonly Tuple[], frame: Frame) => Value {
  if (node.group !== undefined) return compileTupleGroup(node.group, place);
  if (node.tuple === true) return (tuples) => new TupleStream(scope, tuples);
  const keep = node.keepSingletonArray === true || node.keepArray === true;
  return (tuples) =>
    settled(
      tuples.map((tuple) => tuple.item),
      keep,
    );
}

function compileTupleStep(step: Node, first: boolean, scope: Scope, place: Place): TupleStep {
  const apply = step.type === 'sort' ? sortTuples(step, first, scope, place) : mapTuples(step, scope, place);
  const stages = (step.stages ?? []).map((stage) => compileStage(stage, scope, place));
  return (tuples, outer) => {
    let result = apply(tuples, outer);
    for (const stage of stages) result = stage(result, outer);
    return result;
  };
}

function sortTuples(node: SortNode, first: boolean, scope: Scope, place: Place): TupleStep {
  const terms = compileTerms(node, place);
  const index = node.index === undefined || !first ? undefined : scope.names.indexOf(node.index);
  return (tuples) => {
    const sorted = sortByTerms(node, tuples, (tuple, term) => (terms[term] as Code)(tuple.item, tuple));
    if (index !== undefined) number(sorted, index);
    return sorted;
  };
}

/** Binds each tuple's position. */
function number(tuples: readonly Tuple[], slot: number): void {
  for (let i = 0; i < tuples.length; i++) (tuples[i] as Tuple).slots[slot] = i;
}

function mapTuples(step: Node, scope: Scope, place: Place): TupleStep {
  const code = place.code(step);
  const cost = weight(step);
  const derive = deriveTuple(step, scope);
  return (tuples, outer) => {
    machine.spend(tuples.length * cost);
    const derived: Tuple[] = [];
    for (const tuple of tuples) {
      const value = code(tuple.item, tuple);
      if (value === undefined) continue;
      if (value instanceof TupleStream) {
        for (const inner of value.tuples) derived.push(merged(tuple, inner, value.scope, scope, outer));
        continue;
      }
      const results = itemsOf(value) ?? [value];
      machine.spend(results.length);
      for (let i = 0; i < results.length; i++) derived.push(derive(tuple, results[i], i, outer));
    }
    return derived;
  };
}

/** How one result of a step becomes a tuple: focus, index and ancestor are bound. */
function deriveTuple(step: Node, scope: Scope): (from: Tuple, result: Value, position: number, outer: Frame) => Tuple {
  const focus = slotOf(step.focus, scope);
  const index = slotOf(step.index, scope);
  const ancestor = slotOf(step.ancestor?.label, scope);
  return (from, result, position, outer) => {
    const slots = from.slots.slice();
    if (focus !== undefined) slots[focus] = result;
    if (index !== undefined) slots[index] = position;
    if (ancestor !== undefined) slots[ancestor] = from.item;
    return new Tuple(outer, slots, focus === undefined ? result : from.item);
  };
}

function slotOf(name: string | undefined, scope: Scope): number | undefined {
  return name === undefined ? undefined : scope.names.indexOf(name);
}

/** The tuple of a path inside of a step, with what was bound before. */
function merged(before: Tuple, inner: Tuple, from: Scope, to: Scope, outer: Frame): Tuple {
  const slots = before.slots.slice();
  from.names.forEach((name, i) => {
    const value = inner.slots[i] as Slot;
    if (value !== unset) slots[to.names.indexOf(name)] = value;
  });
  return new Tuple(outer, slots, inner.item);
}

/** A predicate behind a block whose value may be a stream of tuples: it sees what the tuples bind. */
export function compileStreamFilter(node: Node, predicate: Node, place: Place): (input: Value, frame: Frame) => Value {
  const scope = new Scope(place.scope, tupleNames(node));
  const plainFilter = compileFilter(predicate, place);
  const stage = compileStage({ type: 'filter', expr: predicate }, scope, place.within(scope));
  return (input, frame) => {
    if (!(input instanceof TupleStream)) return plainFilter(input, frame);
    const empty = new Tuple(frame, emptySlots(scope.names.length), undefined);
    const tuples = input.tuples.map((tuple) => merged(empty, tuple, input.scope, scope, frame));
    return new TupleStream(scope, stage(tuples, frame));
  };
}

function compileStage(stage: Stage, scope: Scope, place: Place): TupleStep {
  if (stage.expr === undefined) {
    const slot = scope.names.indexOf(stage.value as string);
    return (tuples) => {
      number(tuples, slot);
      return tuples;
    };
  }
  const predicate = stage.expr;
  if (predicate.type === 'number') return nthTuple(Math.floor(predicate.value as number));
  const condition = place.code(predicate);
  return (tuples) => {
    machine.spend(tuples.length * weight(predicate));
    return tuples.flatMap((tuple, i) => {
      const times = selections(condition(tuple.item, tuple), i, tuples.length);
      return times === 1 ? tuple : new Array<Tuple>(times).fill(tuple);
    });
  };
}

function nthTuple(index: number): TupleStep {
  return (tuples) => {
    const tuple = tuples[index < 0 ? tuples.length + index : index];
    return tuple === undefined ? [] : [tuple];
  };
}

/** `{…}` behind a path that binds names: in a group's value each name means all that its tuples bound. */
function compileTupleGroup(group: Group, place: Place): (tuples: readonly Tuple[], frame: Frame) => Value {
  const pairs = group.lhs.map(([key, value]) => ({ key: place.code(key), value: place.code(value) }));
  return (tuples, frame) => {
    const all = tuples.length > 0 ? tuples : [new Tuple(frame, emptySlots(place.scope?.names.length ?? 0), undefined)];
    machine.spend(all.length * pairs.length);
    const entries = new Map<string, { data: Tuple; readonly pair: number }>();
    for (const tuple of all) {
      for (let pair = 0; pair < pairs.length; pair++) {
        enter(entries, pairs[pair]?.key(tuple.item, tuple), pair, tuple, joined);
      }
    }
    const object: MutableValueObject = {};
    for (const [key, { data, pair }] of entries) {
      const value = pairs[pair]?.value(data.item, data);
      if (value !== undefined) putValue(object, key, value);
    }
    return object;
  };
}

function joined(left: Tuple, right: Tuple): Tuple {
  const slots = left.slots.map((value, i) => {
    const other = right.slots[i] as Slot;
    if (other === unset) return value;
    return value === unset ? other : append(value, other);
  });
  return new Tuple(left.outer, slots, append(left.item, right.item));
}
