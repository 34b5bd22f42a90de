// Definite paths: one value or nothing. Compiled to closures for one, two, three and more steps, because `$.a` is most of
// what a workflow reads. `undefined` stands for "nothing there", which JSON values never are.
import { isArray, isObject, type Json, type MutableJsonObject, own, put } from '../../json';
import type { Step } from './ast';

export type Walk = (value: Json) => Json | undefined;

/** Names every object inherits; only they need the slower own-member test. */
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));

/** One definite step: a member, an element (counted from the end if negative), or an object of several members. */
export function compileStep(step: Step): Walk {
  switch (step.kind) {
    case 'name':
      return inherited.has(step.name) ? inheritedMember(step.name) : member(step.name);
    case 'index':
      return element(step.index);
    case 'names':
      return members(step.names);
    default:
      throw new Error(`a step of kind ${step.kind} is not definite`);
  }
}

/** Chains definite steps. */
export function compileWalk(steps: readonly Step[]): Walk {
  const [first, second, third] = steps;
  if (first === undefined) return (value) => value;
  if (second === undefined) return compileStep(first);
  if (third === undefined) return two(first, second);
  return steps.length === 3
    ? three(compileStep(first), compileStep(second), compileStep(third))
    : many(steps.map(compileStep));
}

function member(name: string): Walk {
  return (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { readonly [key: string]: Json })[name]
      : undefined;
}

function inheritedMember(name: string): Walk {
  return (value) => (isObject(value) ? own(value, name) : undefined);
}

function element(index: number): Walk {
  return (value) => (isArray(value) ? value[index < 0 ? value.length + index : index] : undefined);
}

/** SPEC Jayway: several names at the end of a path give one object with those that exist. */
function members(names: readonly string[]): Walk {
  return (value) => {
    if (!isObject(value)) return undefined;
    const chosen: MutableJsonObject = {};
    for (const name of names) {
      const found = own(value, name);
      if (found !== undefined) put(chosen, name, found);
    }
    return chosen;
  };
}

function two(first: Step, second: Step): Walk {
  if (first.kind === 'name' && second.kind === 'name' && !inherited.has(first.name) && !inherited.has(second.name)) {
    return twoMembers(first.name, second.name);
  }
  const a = compileStep(first);
  const b = compileStep(second);
  return (value) => {
    const inner = a(value);
    return inner === undefined ? undefined : b(inner);
  };
}

function twoMembers(outer: string, name: string): Walk {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const inner = (value as { readonly [key: string]: Json })[outer];
    return typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? (inner as { readonly [key: string]: Json })[name]
      : undefined;
  };
}

function three(a: Walk, b: Walk, c: Walk): Walk {
  return (value) => {
    const outer = a(value);
    if (outer === undefined) return undefined;
    const inner = b(outer);
    return inner === undefined ? undefined : c(inner);
  };
}

function many(walks: readonly Walk[]): Walk {
  return (value) => {
    let current: Json | undefined = value;
    for (let i = 0; i < walks.length && current !== undefined; i++) current = (walks[i] as Walk)(current);
    return current;
  };
}
