// The states of a definition with what every check wants to know about where they stand. Nothing is assumed to be valid:
// a definition may be anything, and the checks speak about what is there.
import { isArray, isObject, type Json, type JsonObject, own, pointerToken } from '../json';

export type StateMachineKind = 'STANDARD' | 'EXPRESS';

/** An object with StartAt and States. */
export interface ScopeAt {
  readonly value: JsonObject;
  readonly pointer: string;
  /** The Map or Parallel that holds it; undefined for the machine. */
  readonly holder: StateAt | undefined;
  readonly states: readonly StateAt[];
  /** Type of execution that runs these states: that of the machine, or of the children of a Distributed Map. */
  readonly runsAs: StateMachineKind;
  /** Whether it is the item processor of a Distributed Map, whose children see no outer variable. */
  readonly distributed: boolean;
}

export interface StateAt {
  readonly name: string;
  readonly state: JsonObject;
  readonly type: string;
  readonly pointer: string;
  readonly scope: ScopeAt;
  /** Names from the outside in, this state's last. */
  readonly path: readonly string[];
  readonly language: 'JSONPath' | 'JSONata';
  /** Scopes inside: branches, item processor. */
  readonly inner: readonly ScopeAt[];
}

/** All states of a definition, outer ones before inner ones. */
export function walk(
  definition: JsonObject,
  kind: StateMachineKind,
): { readonly root: ScopeAt; readonly all: readonly StateAt[] } {
  const all: StateAt[] = [];
  const language = textOf(definition, 'QueryLanguage') === 'JSONata' ? 'JSONata' : 'JSONPath';
  const enter = (
    value: JsonObject,
    pointer: string,
    holder: StateAt | undefined,
    runsAs: StateMachineKind,
    distributed: boolean,
  ): ScopeAt => {
    const states: StateAt[] = [];
    const scope: ScopeAt = { value, pointer, holder, states, runsAs, distributed };
    const members = own(value, 'States');
    for (const [name, state] of Object.entries(isObject(members) ? members : {})) {
      if (!isObject(state)) continue;
      const inner: ScopeAt[] = [];
      const at: StateAt = {
        name,
        state,
        type: textOf(state, 'Type') ?? '',
        pointer: `${pointer}/States/${pointerToken(name)}`,
        scope,
        path: [...(holder?.path ?? []), name],
        language: (textOf(state, 'QueryLanguage') ?? language) === 'JSONata' ? 'JSONata' : 'JSONPath',
        inner,
      };
      states.push(at);
      all.push(at);
      for (const part of innerScopes(state)) {
        inner.push(enter(part.value, `${at.pointer}/${part.field}`, at, part.runsAs ?? runsAs, part.distributed));
      }
    }
    return scope;
  };
  return { root: enter(definition, '', undefined, kind, false), all };
}

interface Inner {
  readonly field: string;
  readonly value: JsonObject;
  readonly runsAs: StateMachineKind | undefined;
  readonly distributed: boolean;
}

function innerScopes(state: JsonObject): Inner[] {
  const found: Inner[] = [];
  const branches = own(state, 'Branches');
  if (isArray(branches)) {
    branches.forEach((branch, index) => {
      if (isObject(branch))
        found.push({ field: `Branches/${index}`, value: branch, runsAs: undefined, distributed: false });
    });
  }
  for (const field of ['ItemProcessor', 'Iterator']) {
    const value = own(state, field);
    if (!isObject(value)) continue;
    const distributed = isDistributed(state);
    const config = own(value, 'ProcessorConfig');
    const type = isObject(config) ? textOf(config, 'ExecutionType') : undefined;
    found.push({
      field,
      value,
      distributed,
      runsAs: distributed ? (type === 'EXPRESS' ? 'EXPRESS' : 'STANDARD') : undefined,
    });
  }
  return found;
}

/** Whether a Map state runs its items as child executions. */
export function isDistributed(state: JsonObject): boolean {
  const processor = own(state, 'ItemProcessor');
  const config = isObject(processor) ? own(processor, 'ProcessorConfig') : undefined;
  return isObject(config) && textOf(config, 'Mode') === 'DISTRIBUTED';
}

/** Names of the states that a state may go on to. */
export function targets({ state }: StateAt): readonly string[] {
  return [
    textOf(state, 'Next'),
    textOf(state, 'Default'),
    ...listOf(state, 'Choices').map((rule) => textOf(rule, 'Next')),
    ...listOf(state, 'Catch').map((rule) => textOf(rule, 'Next')),
  ].filter((name): name is string => name !== undefined);
}

/** Whether an execution can end in this state. */
export function isEnd({ state, type }: StateAt): boolean {
  return type === 'Succeed' || type === 'Fail' || own(state, 'End') === true;
}

/** A member that is text. */
export function textOf(object: JsonObject, name: string): string | undefined {
  const value = own(object, name);
  return typeof value === 'string' ? value : undefined;
}

/** A member that is a number. */
export function numberOf(object: JsonObject, name: string): number | undefined {
  const value = own(object, name);
  return typeof value === 'number' ? value : undefined;
}

/** The objects in a member that is a list. */
export function listOf(object: JsonObject, name: string): readonly JsonObject[] {
  const value = own(object, name);
  return isArray(value) ? value.filter((item): item is JsonObject => isObject(item)) : [];
}

/** A member that is an object. */
export function objectOf(object: JsonObject, name: string): JsonObject | undefined {
  const value = own(object, name);
  return isObject(value) ? value : undefined;
}

/** Every text in a value with its pointer. */
export function texts(value: Json, pointer = ''): readonly { readonly text: string; readonly pointer: string }[] {
  if (typeof value === 'string') return [{ text: value, pointer }];
  if (isArray(value)) return value.flatMap((item, index) => texts(item, `${pointer}/${index}`));
  if (isObject(value))
    return Object.entries(value).flatMap(([key, member]) => texts(member, `${pointer}/${pointerToken(key)}`));
  return [];
}
