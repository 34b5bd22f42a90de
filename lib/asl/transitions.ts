// Which states a state may lead to, and the scopes inside it. Definitions are read with care here: the validator walks ones
// of which nothing is known yet.
import { isArray, isObject, type Json, type JsonObject, own } from '../json';
import { at, type Place } from './place';

export type TransitionKind = 'next' | 'rule' | 'default' | 'catch';

export interface Transition {
  readonly kind: TransitionKind;
  /** Of the rule or catcher. */
  readonly index: number;
  readonly target: string;
  readonly place: Place;
}

/** The transitions of a state, in the order in which they are written there. */
export function transitionsOf(state: JsonObject, place: Place): Transition[] {
  const found: Transition[] = [];
  const add = (kind: TransitionKind, index: number, target: Json | undefined, where: Place): void => {
    if (typeof target === 'string') found.push({ kind, index, target, place: where });
  };
  add('next', 0, own(state, 'Next'), at(place, 'Next'));
  eachObject(own(state, 'Choices'), (rule, index) => {
    add('rule', index, own(rule, 'Next'), at(place, 'Choices', index, 'Next'));
  });
  add('default', 0, own(state, 'Default'), at(place, 'Default'));
  eachObject(own(state, 'Catch'), (catcher, index) => {
    add('catch', index, own(catcher, 'Next'), at(place, 'Catch', index, 'Next'));
  });
  return found;
}

export interface InnerScope {
  readonly scope: JsonObject;
  readonly place: Place;
  /** Its children are executions of their own. */
  readonly distributed: boolean;
}

/** Branches, or the item processor under either of its names. */
export function scopesIn(state: JsonObject, place: Place): InnerScope[] {
  const found: InnerScope[] = [];
  if (own(state, 'Type') === 'Parallel') {
    eachObject(own(state, 'Branches'), (scope, index) => {
      found.push({ scope, place: at(place, 'Branches', index), distributed: false });
    });
  } else if (own(state, 'Type') === 'Map') {
    for (const field of ['ItemProcessor', 'Iterator']) {
      const scope = own(state, field);
      if (!isObject(scope)) continue;
      found.push({ scope, place: at(place, field), distributed: isDistributed(scope) });
    }
  }
  return found;
}

/** Whether an item processor runs as child executions. */
export function isDistributed(processor: JsonObject): boolean {
  const config = own(processor, 'ProcessorConfig');
  return isObject(config) && own(config, 'Mode') === 'DISTRIBUTED';
}

/** The states of a scope that are objects, by name. */
export function statesOf(scope: JsonObject): [name: string, state: JsonObject][] {
  const states = own(scope, 'States');
  if (!isObject(states)) return [];
  return Object.keys(states).flatMap((name): [string, JsonObject][] => {
    const state = states[name];
    return isObject(state) ? [[name, state]] : [];
  });
}

/** Whether a state ends its scope. */
export function isTerminal(state: JsonObject): boolean {
  const type = own(state, 'Type');
  return type === 'Succeed' || type === 'Fail' || own(state, 'End') === true;
}

function eachObject(list: Json | undefined, visit: (item: JsonObject, index: number) => void): void {
  if (!isArray(list)) return;
  list.forEach((item, index) => {
    if (isObject(item)) visit(item, index);
  });
}
