// Workflow variables: which a state reads and which it assigns. Found by way of the field table, so a new field is seen at once.
import { isArray, isObject, type Json, type JsonObject, own } from '../json';
import { isJsonata, type QueryLanguage } from '../query';
import type { Definition, StateType } from './definition';
import { pathVariables, readJsonata } from './expressions';
import type { FieldRule, ObjectRule, ValueKind } from './field-rule';
import { stateRules } from './fields';
import { objectRules } from './fields-within';
import { at, type Place, root } from './place';
import { scopesIn, statesOf } from './transitions';

/**
 * The variables that each state refers to, sorted, as DescribeStateMachine returns them. States without any are not listed.
 */
export function variableReferences(definition: Definition): { readonly [state: string]: readonly string[] } {
  const found = new Map<string, readonly string[]>();
  const machine = languageOf(own(definition as unknown as JsonObject, 'QueryLanguage'), 'JSONPath');
  const visit = (scope: JsonObject): void => {
    for (const [name, state] of statesOf(scope)) {
      const names = variablesRead(state, languageOf(own(state, 'QueryLanguage'), machine));
      if (names.length > 0) found.set(name, [...names].sort());
      for (const inner of scopesIn(state, root)) visit(inner.scope);
    }
  };
  visit(definition as unknown as JsonObject);
  // A state may be named __proto__, so the object is not built member by member.
  return Object.fromEntries(found);
}

/** AWS: JSONPath only if it says exactly that; absent, the machine's; anything else is taken for JSONata. */
export function languageOf(declared: Json | undefined, inherited: QueryLanguage): QueryLanguage {
  if (declared === undefined) return inherited;
  return declared === 'JSONPath' ? 'JSONPath' : 'JSONata';
}

/** Names of the variables that a state reads, each once. What stands in scopes inside it does not count. */
export function variablesRead(state: JsonObject, language: QueryLanguage): readonly string[] {
  const names = new Set<string>();
  const type = own(state, 'Type') as StateType;
  if (Object.hasOwn(stateRules, type)) collect(state, stateRules[type], language, names);
  return [...names];
}

export interface Assignment {
  readonly name: string;
  readonly place: Place;
}

/** The assignments of a state, its rules and its catchers. */
export function assignmentsOf(state: JsonObject, place: Place, language: QueryLanguage): readonly Assignment[] {
  const found: Assignment[] = [];
  const add = (assigner: Json | undefined, where: Place): void => {
    const assigned = isObject(assigner) ? own(assigner, 'Assign') : undefined;
    if (!isObject(assigned)) return;
    for (const key of Object.keys(assigned)) {
      const name = language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key;
      found.push({ name, place: at(where, 'Assign', key) });
    }
  };
  add(state, place);
  for (const field of ['Choices', 'Catch']) {
    const list = own(state, field);
    if (!isArray(list)) continue;
    list.forEach((item, index) => {
      add(item, at(place, field, index));
    });
  }
  return found;
}

function collect(object: JsonObject, { fields }: ObjectRule, language: QueryLanguage, names: Set<string>): void {
  for (const field of Object.keys(object)) {
    const rule = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (rule === undefined || (rule.language !== undefined && rule.language !== language)) continue;
    collectField(object[field] as Json, rule, language, names);
  }
}

function collectField(value: Json, rule: FieldRule, language: QueryLanguage, names: Set<string>): void {
  if (rule.of !== undefined) {
    const members = isArray(value) ? value : [value];
    for (const member of members) if (isObject(member)) collect(member, objectRules[rule.of], language, names);
  } else if (language === 'JSONata') {
    if (expressionKinds.has(rule.value) || rule.jsonata) collectExpressions(value, names);
  } else if (pathKinds.has(rule.value)) collectPath(value, names);
  else if (expressionKinds.has(rule.value)) collectTemplate(value, names);
}

const pathKinds: ReadonlySet<ValueKind> = new Set(['path', 'referencePath', 'pathOrIntrinsic']);
const expressionKinds: ReadonlySet<ValueKind> = new Set([
  'template',
  'templateObject',
  'assign',
  'condition',
  'credentials',
]);

function collectPath(value: Json, names: Set<string>): void {
  if (typeof value !== 'string') return;
  for (const name of pathVariables(value)) names.add(name);
}

function collectTemplate(value: Json, names: Set<string>): void {
  if (isArray(value)) for (const item of value) collectTemplate(item, names);
  else if (isObject(value)) {
    for (const key of Object.keys(value)) {
      if (key.endsWith('.$')) collectPath(value[key] as Json, names);
      else collectTemplate(value[key] as Json, names);
    }
  }
}

function collectExpressions(value: Json, names: Set<string>): void {
  if (typeof value === 'string') {
    const read = isJsonata(value) ? readJsonata(value) : undefined;
    if (read !== undefined && 'references' in read) for (const name of read.references.variables) names.add(name);
  } else if (isArray(value)) for (const item of value) collectExpressions(item, names);
  else if (isObject(value)) for (const key of Object.keys(value)) collectExpressions(value[key] as Json, names);
}
