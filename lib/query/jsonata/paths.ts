// Paths: each step is evaluated for each item that the step before gave.
// P1  Between steps the items are plain arrays; only the path's result becomes a sequence.
// P2  A last step that gives one array gives that very array: `$states.input.items` is the input's array, copied by nobody.
import { compileGroup } from './constructors';
import { machine } from './machine';
import type { Code, Place } from './place';
import { compileStep, mapStep, type Step } from './steps';
import type { Node, PathNode } from './syntax';
import { compileTuplePath, isTuplePath } from './tuples';
import { isRecord, itemsOf, Sequence, settle, settled, type Value } from './value';
import { isFree, isStatesField, statesField } from './variables';

export function compilePath(node: PathNode, place: Place): Code {
  if (isTuplePath(node)) return compileTuplePath(node, place);
  const anchor = statesAnchor(node, place);
  const steps =
    anchor === undefined
      ? node.steps.map((step) => compileStep(step, place))
      : [mapStep(anchor, node.steps[1] as Node, place), ...node.steps.slice(2).map((step) => compileStep(step, place))];
  const general = stepwise(node, steps, anchor !== undefined);
  const path = shortcut(node, place, anchor, general) ?? general;
  if (node.group === undefined) return path;
  const group = compileGroup(node.group, place);
  return (context, frame) => group(path(context, frame), frame);
}

/** `$states.input` and its likes, as one step. */
function statesAnchor(node: PathNode, place: Place): Code | undefined {
  const [first, second] = node.steps;
  if (first?.type !== 'variable' || first.value !== 'states' || !isBare(first) || !isFree('states', place))
    return undefined;
  return second?.type === 'name' && isStatesField(second.value) ? statesField(second.value) : undefined;
}

/** Nothing stands behind the node. */
function isBare(node: Node): boolean {
  return node.predicate === undefined && node.stages === undefined && node.group === undefined && !node.keepArray;
}

function stepwise(node: PathNode, steps: readonly Step[], anchored: boolean): Code {
  const [first] = node.steps;
  const absolute = anchored || first?.type === 'variable';
  const keep = node.keepSingletonArray === true || node.keepArray === true;
  const last = steps.length - 1;
  const constructed = first?.type === 'unary' && first.consarray === true;
  return (context, frame) => {
    let items: readonly Value[] = (absolute ? undefined : itemsOf(context)) ?? [context];
    if (constructed) {
      items = itemsOf((steps[0] as Step).result([items], frame)) ?? [];
      if (items.length === 0) return items;
    }
    for (let i = constructed ? 1 : 0; i < last; i++) {
      items = (steps[i] as Step).items(items, frame);
      if (items.length === 0) return undefined;
    }
    const result = (steps[last] as Step).result(items, frame);
    return keep ? kept(result) : settle(result);
  };
}

/** The result of a path with `[]` in it: a single value is an array too. */
function kept(result: Value): Value {
  if (result instanceof Sequence) return settled(result.items, true);
  if (Array.isArray(result)) return machine.isBuilt(result) ? new Sequence([result], true) : result;
  return new Sequence([result], true);
}

/** A path of nothing but names, while it meets only objects: no arrays are made on the way. */
function shortcut(node: PathNode, place: Place, anchor: Code | undefined, general: Code): Code | undefined {
  if (node.keepSingletonArray === true || node.keepArray === true) return undefined;
  const start = anchor ?? startOf(node.steps[0] as Node, place);
  const names = node.steps.slice(anchor === undefined ? (start === undefined ? 0 : 1) : 2);
  const bare = names.every((step) => step.type === 'name' && isBare(step) && !(step.value in Object.prototype));
  if (!bare || (anchor !== undefined && !isBare(node.steps[1] as Node))) return undefined;
  return members(
    start ?? ((context) => context),
    names.map((step) => (step as Node & { readonly type: 'name' }).value),
    general,
  );
}

function startOf(first: Node, place: Place): Code | undefined {
  return first.type === 'variable' && isBare(first) ? place.code(first) : undefined;
}

function members(start: Code, names: readonly string[], general: Code): Code {
  const [only] = names;
  if (names.length === 1) {
    const name = only as string;
    return (context, frame) => {
      const from = start(context, frame);
      if (!isRecord(from)) return from === null || typeof from !== 'object' ? undefined : general(context, frame);
      return found(from[name]);
    };
  }
  return (context, frame) => {
    let value = start(context, frame);
    for (let i = 0; i < names.length; i++) {
      if (!isRecord(value)) return value === null || typeof value !== 'object' ? undefined : general(context, frame);
      value = value[names[i] as string];
    }
    return found(value);
  };
}

function found(value: Value): Value {
  return Array.isArray(value) && machine.isKept(value) ? settled(value, false) : value;
}
