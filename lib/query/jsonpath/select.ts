// Indefinite paths: a list of what matches. Evaluated level by level, not by recursion, so neither the length of the path
// nor the depth of the data can exhaust the stack; the order is that of a depth-first walk all the same.
import { isArray, isObject, type Json, own } from '../../json';
import type { Bindings } from '../evaluate';
import type { Step, Test } from './ast';
import { type Budget, spend } from './budget';
import { compileStep } from './walk';

/** What a filter may look at besides the item. */
export interface Surroundings {
  readonly document: Json;
  readonly bindings: Bindings;
  readonly budget: Budget;
}

export type Accept = (item: Json, around: Surroundings) => boolean;
/** Appends what the step selects from `value` to `found`. */
export type Select = (value: Json, found: Json[], around: Surroundings) => void;
/** Filters are compiled elsewhere and handed in: they hold paths themselves. */
export type CompileTest = (test: Test) => Accept;

export function compileSelects(steps: readonly Step[], compileTest: CompileTest): Select[] {
  const selects: Select[] = [];
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as Step;
    const next = steps[i + 1];
    if (step.kind === 'scan' && next !== undefined) {
      selects.push(everywhere(scanned(next, i + 2 === steps.length, compileTest)));
      i++;
    } else selects.push(compileSelect(step, compileTest));
  }
  return selects;
}

export function select(selects: readonly Select[], value: Json, around: Surroundings): Json[] {
  let current: Json[] = [value];
  for (const step of selects) {
    const found: Json[] = [];
    for (const each of current) {
      const before = found.length;
      step(each, found, around);
      spend(around.budget, 1 + found.length - before);
    }
    current = found;
  }
  return current;
}

function compileSelect(step: Step, compileTest: CompileTest): Select {
  switch (step.kind) {
    case 'name':
    case 'names': {
      const walk = compileStep(step);
      return (value, found) => {
        const result = walk(value);
        if (result !== undefined) found.push(result);
      };
    }
    case 'index':
      return (value, found) => elementOf(value, step.index, found);
    case 'indexes':
      return (value, found) => {
        for (const index of step.indexes) elementOf(value, index, found);
      };
    case 'slice':
      return slice(step.from, step.to);
    case 'any':
      return everyChild;
    case 'filter':
      return filter(compileTest(step.test));
    case 'scan':
      throw new Error('a scan is compiled together with the step it tries');
  }
}

/** AWS: the service reads arrays through a library that answers null past their end, and does not skip it. */
function elementOf(value: Json, index: number, found: Json[]): void {
  if (isArray(value)) found.push(value[index < 0 ? value.length + index : index] ?? null);
}

/** SPEC Jayway: `[1:3]`, `[1:]`, `[:-1]`; bounds count from the end if negative and are clipped to the array. */
function slice(from: number | undefined, to: number | undefined): Select {
  return (value, found) => {
    if (!isArray(value)) return;
    const start = Math.max(0, from === undefined ? 0 : from < 0 ? value.length + from : from);
    const end = Math.min(value.length, to === undefined ? value.length : to < 0 ? value.length + to : to);
    for (let i = start; i < end; i++) found.push(value[i] as Json);
  };
}

function everyChild(value: Json, found: Json[]): void {
  if (isArray(value)) for (const item of value) found.push(item);
  else if (isObject(value)) for (const key of Object.keys(value)) found.push(value[key] as Json);
}

/** SPEC Jayway: a filter picks among the items of an array, but takes or leaves an object as a whole. */
function filter(accept: Accept): Select {
  return (value, found, around) => {
    if (isArray(value)) {
      for (const item of value) if (accept(item, around)) found.push(item);
    } else if (isObject(value) && accept(value, around)) found.push(value);
  };
}

/**
 * The step behind `..`. A name counts only where it exists, a filter is asked about arrays and objects, not about items.
 * SPEC Jayway: further steps behind an index, a slice or a filter start from every item of the array (a quirk of it).
 */
function scanned(step: Step, last: boolean, compileTest: CompileTest): Select {
  const chosen = compileSelect(step, compileTest);
  switch (step.kind) {
    case 'names':
      return (value, found, around) => {
        if (isObject(value) && step.names.every((name) => own(value, name) !== undefined)) chosen(value, found, around);
      };
    case 'index':
    case 'indexes':
    case 'slice':
      return last ? chosen : everyItem;
    case 'filter':
      return scannedFilter(last ? chosen : everyItem, compileTest(step.test));
    default:
      return chosen;
  }
}

function scannedFilter(fromArray: Select, accept: Accept): Select {
  return (value, found, around) => {
    if (!accept(value, around)) return;
    if (isArray(value)) fromArray(value, found, around);
    else found.push(value);
  };
}

function everyItem(value: Json, found: Json[]): void {
  if (isArray(value)) for (const item of value) found.push(item);
}

/** Tries the step on the value and on everything below it, parents first. */
function everywhere(step: Select): Select {
  return (value, found, around) => {
    const open: Json[] = [value];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (typeof next !== 'object' || next === null) continue;
      spend(around.budget, 1);
      step(next, found, around);
      const first = open.length;
      everyChild(next, open);
      reverseFrom(open, first);
    }
  };
}

function reverseFrom(list: Json[], first: number): void {
  for (let low = first, high = list.length - 1; low < high; low++, high--) {
    const swapped = list[low] as Json;
    list[low] = list[high] as Json;
    list[high] = swapped;
  }
}
