// `$name`: a variable of the expression, of the workflow, or a built-in function, in that order; `$states`; `$` and `$$`.

import type { Json, MutableJsonObject } from '../../json';
import type { Bindings } from '../evaluate';
import { builtIn } from './functions/table';
import { machine } from './machine';
import type { Code, Place } from './place';
import { type Address, type Frame, outwards, unset } from './scope';
import type { VariableNode } from './syntax';
import { ArrayDocument, type Value } from './value';

export type StatesField = 'input' | 'result' | 'errorOutput' | 'context';
const statesFields: readonly string[] = ['input', 'result', 'errorOutput', 'context'];

export function isStatesField(name: string): name is StatesField {
  return statesFields.includes(name);
}

export function compileVariable(node: VariableNode, place: Place): Code {
  const { root } = place.unit;
  if (node.value === '') return root === undefined ? itself : (context) => documentOf(context);
  if (node.value === '$') return () => documentOf(root?.value);
  return variable(node.value, place);
}

function itself(context: Value): Value {
  return context;
}

function documentOf(context: Value): Value {
  return context instanceof ArrayDocument ? context.items[0] : context;
}

/** The value of a variable by name. */
export function variable(name: string, place: Place): Code {
  const outside = outsideVariable(name);
  const addresses = place.scope?.addresses(name) ?? [];
  const [first, ...others] = addresses;
  return first === undefined ? outside : slotVariable(first, others, outside);
}

/** Whether the name can only mean a workflow variable or a built-in function. */
export function isFree(name: string, place: Place): boolean {
  return (place.scope?.addresses(name) ?? []).length === 0;
}

function slotVariable(address: Address, others: readonly Address[], outside: Code): Code {
  const [next, ...rest] = others;
  const unbound = next === undefined ? outside : slotVariable(next, rest, outside);
  const { hops, slot } = address;
  if (hops === 0) {
    return (context, frame) => {
      const value = frame.slots[slot];
      return value === unset ? unbound(context, frame) : (value as Value);
    };
  }
  return (context, frame) => {
    const value = outwards(frame, hops).slots[slot];
    return value === unset ? unbound(context, frame) : (value as Value);
  };
}

function outsideVariable(name: string): Code {
  if (name === 'states') return () => states(machine.bindings as Bindings) as Value;
  const native = builtIn(name);
  if (native === undefined) return () => (machine.bindings as Bindings).variable(name);
  return () => (machine.bindings as Bindings).variable(name) ?? native;
}

/** `$states.input` and its likes, without making `$states`. */
export function statesField(field: StatesField): Code {
  switch (field) {
    case 'input':
      return () => (machine.bindings as Bindings).input;
    case 'result':
      return () => (machine.bindings as Bindings).result;
    case 'errorOutput':
      return () => (machine.bindings as Bindings).errorOutput;
    case 'context':
      return () => (machine.bindings as Bindings).context();
  }
}

/** `$states` as a whole. AWS: in this order, as recorded. */
function states(bindings: Bindings): Json {
  const all: MutableJsonObject = { input: bindings.input, context: bindings.context() };
  if (bindings.result !== undefined) all.result = bindings.result;
  if (bindings.errorOutput !== undefined) all.errorOutput = bindings.errorOutput;
  return all;
}

/** Binds a name in the innermost frame, which was made with a slot for it. */
export function bind(name: string, place: Place): (frame: Frame, value: Value) => void {
  const slot = place.scope?.names.indexOf(name) ?? -1;
  if (slot >= 0) {
    return (frame, value) => {
      frame.slots[slot] = value;
    };
  }
  const [address] = place.scope?.addresses(name) ?? [];
  const { hops, slot: far } = address as Address;
  return (frame, value) => {
    outwards(frame, hops).slots[far] = value;
  };
}
