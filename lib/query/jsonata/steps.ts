// One step of a path, applied to the items that the step before gave.
import { compileFilter, type Filter } from './filters';
import { machine } from './machine';
import type { Code, Place } from './place';
import type { Frame } from './scope';
import { compileSort } from './sorting';
import type { Node, SortNode } from './syntax';
import { contained, isRecord, itemsOf, lookup, Sequence, settle, type Value } from './value';
import { weight } from './weight';

export interface Step {
  /** The results for all items, arrays among them taken apart. */
  items(from: readonly Value[], frame: Frame): readonly Value[];
  /** What the path gives if this is its last step: an array as it was found, a sequence, or a single value. */
  result(from: readonly Value[], frame: Frame): Value;
}

const NOTHING = new Sequence([]);

export function compileStep(step: Node, place: Place): Step {
  if (step.type === 'sort') return sortStep(step, place);
  return mapStep(stepCode(step, place), step, place);
}

/** A step that runs this code for each item, and then the step's filters. */
export function mapStep(code: Code, step: Node, place: Place): Step {
  const filters = stageFilters(step, place);
  return new MapStep(filters.length === 0 ? code : filtered(code, filters), weight(step));
}

function filtered(code: Code, filters: readonly Filter[]): Code {
  return (context, frame) => {
    let value = code(context, frame);
    for (let i = 0; i < filters.length; i++) value = (filters[i] as Filter)(value, frame);
    return value;
  };
}

export function stageFilters(step: Node, place: Place): Filter[] {
  return (step.stages ?? []).flatMap((stage) => (stage.expr === undefined ? [] : compileFilter(stage.expr, place)));
}

export function stepCode(step: Node, place: Place): Code {
  const bare = step.type === 'name' && step.predicate === undefined && step.group === undefined && !step.keepArray;
  return bare ? member(step.value) : place.code(step);
}

/** The member of that name. A name that objects inherit, like `constructor`, has to be an own member. */
export function member(name: string): Code {
  if (name in Object.prototype) return (context) => settle(lookup(context, name));
  return (context) => (isRecord(context) ? context[name] : settle(lookup(context, name)));
}

class MapStep implements Step {
  readonly #code: Code;
  readonly #cost: number;

  constructor(code: Code, cost: number) {
    this.#code = code;
    this.#cost = cost;
  }

  items(from: readonly Value[], frame: Frame): readonly Value[] {
    machine.spend(from.length * this.#cost);
    const found: Value[] = [];
    for (let i = 0; i < from.length; i++) flattenInto(found, this.#code(from[i], frame));
    machine.checkLength(found.length);
    return found;
  }

  result(from: readonly Value[], frame: Frame): Value {
    machine.spend(from.length * this.#cost);
    let only: Value;
    let found: Value[] | undefined;
    for (let i = 0; i < from.length; i++) {
      const value = this.#code(from[i], frame);
      if (value === undefined) continue;
      if (found !== undefined) flattenInto(found, value);
      else if (only === undefined) only = value;
      else {
        found = [];
        flattenInto(found, only);
        flattenInto(found, value);
      }
    }
    if (found === undefined) return single(only);
    machine.checkLength(found.length);
    return new Sequence(found);
  }
}

/** The only result of a last step. */
function single(value: Value): Value {
  if (value === undefined) return NOTHING;
  if (value instanceof Sequence) return value.keep ? new Sequence(value.items) : value;
  return Array.isArray(value) && machine.isKept(value) ? new Sequence(value) : value;
}

/** Adds a result to the items of a step; arrays are taken apart, but for those that `[…]` built within the path. */
export function flattenInto(found: Value[], value: Value): void {
  if (value === undefined) return;
  const many = itemsOf(value);
  if (many === undefined || machine.isBuilt(many)) found.push(contained(value));
  else for (let i = 0; i < many.length; i++) found.push(many[i]);
}

function sortStep(step: SortNode, place: Place): Step {
  const sort = compileSort(step, place);
  const filters = stageFilters(step, place);
  const result = (from: readonly Value[], frame: Frame): Value => {
    const sorted = sort(from, frame);
    let value: Value = from.length <= 1 ? new Sequence(sorted) : sorted;
    for (const filter of filters) value = filter(value, frame);
    return value;
  };
  return { result, items: (from, frame) => itemsOf(result(from, frame)) as readonly Value[] };
}
