// Checks an object against its row of the field table: which fields it has, and each field's value.
import { isArray, isObject, type Json, type JsonObject } from '../../json';
import type { FieldGroup, FieldRule, ObjectName, ObjectRule } from '../field-rule';
import { stateRules } from '../fields';
import { objectRules } from '../fields-within';
import { didYouMean } from '../nearest';
import { at, type Place } from '../place';
import { sentence } from '../sentences';
import { type FieldContext, nothing } from './context';
import { checkValue, wrongKind } from './value';
import { within } from './within';

/** Every field name there is, for hints about fields that stand in the wrong place. */
const stateTypesOf = new Map<string, string[]>();
for (const [type, { fields }] of Object.entries(stateRules)) {
  for (const field of Object.keys(fields)) stateTypesOf.set(field, [...(stateTypesOf.get(field) ?? []), type]);
}

/** Checks which fields an object has, then their values. */
export function checkObject(object: JsonObject, rule: ObjectRule, place: Place, context: FieldContext): void {
  for (const field of Object.keys(object)) checkPresence(field, rule, place, context);
  checkRequired(object, rule, place, context);
  for (const group of rule.groups) checkGroup(object, group, place, context);
  for (const field of Object.keys(object)) {
    const known = ruleOf(rule, field);
    if (known === undefined || isMismatch(known, context)) continue;
    const inside = field === 'Output' || field === 'Assign' ? context : { ...context, scope: nothing };
    checkField(object[field] as Json, known, at(place, field), inside);
  }
}

function ruleOf({ fields }: ObjectRule, field: string): FieldRule | undefined {
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}

function checkField(value: Json, rule: FieldRule, place: Place, context: FieldContext): void {
  if (rule.of === undefined) checkValue(value, rule, place, context);
  else if (rule.value === 'list') checkList(value, rule.of, place, context);
  else checkInner(value, rule, rule.of, place, context);
}

function checkInner(value: Json, rule: FieldRule, name: ObjectName, place: Place, context: FieldContext): void {
  if (rule.jsonata && context.language === 'JSONata' && typeof value === 'string') {
    checkValue(value, { ...rule, value: 'template' }, place, context);
  } else if (isObject(value)) {
    const inner = within[name]?.context?.(context) ?? context;
    checkObject(value, objectRules[name], place, inner);
    within[name]?.check?.(value, place, inner);
  } else wrongKind(place, 'an object', sentence.kind('OBJECT'), context);
}

function checkList(value: Json, name: ObjectName, place: Place, context: FieldContext): void {
  if (!isArray(value)) {
    wrongKind(place, 'a list', sentence.kind('ARRAY'), context);
    return;
  }
  if (value.length === 0 && !within[name]?.mayBeEmpty) {
    context.report.add('ASL308', { place, message: 'the list is empty', aws: { message: sentence.empty } });
  }
  const rule: FieldRule = { value: 'object', readBy: undefined, about: '' };
  value.forEach((item, index) => {
    checkInner(item, rule, name, at(place, index), context);
  });
  within[name]?.checkAll?.(value, place, context);
}

function checkPresence(field: string, rule: ObjectRule, place: Place, context: FieldContext): void {
  const known = ruleOf(rule, field);
  if (known === undefined) {
    context.report.add('ASL302', {
      place: at(place, field),
      key: true,
      message: `the field "${field}" is not supported here`,
      hint: unsupportedHint(field, rule),
      aws: { message: sentence.unsupported(field), place },
    });
  } else if (isMismatch(known, context)) {
    const { language } = context;
    const other = language === 'JSONata' ? 'JSONPath' : 'JSONata';
    context.report.add('ASL303', {
      place: at(place, field),
      key: true,
      message: `"${field}" is a field of ${other}, but the query language here is ${language}`,
      hint: counterpart(field, rule),
      aws: { message: sentence.otherLanguage(language, field, other), place },
    });
  }
}

/** AWS: a state that may not have its language is not also told which of its fields that language lacks. */
function isMismatch(rule: FieldRule, { language, downgraded }: FieldContext): boolean {
  return rule.language !== undefined && rule.language !== language && !downgraded;
}

/** Parameters of a Task, of a Map and of a Pass are three things in JSONata. */
function counterpart(field: string, { fields }: ObjectRule): string | undefined {
  if (field !== 'Parameters') return counterparts[field];
  return `use ${['Arguments', 'ItemSelector'].find((other) => Object.hasOwn(fields, other)) ?? 'Output'}`;
}

const counterparts: { readonly [field: string]: string } = {
  Arguments: 'use Parameters',
  InputPath: 'use $states.input in the expressions',
  OutputPath: 'use Output',
  ResultPath: 'use Output',
  ResultSelector: 'use Output',
  Result: 'use Output',
  Output: 'use ResultSelector, ResultPath or OutputPath, or set "QueryLanguage": "JSONata"',
  ItemsPath: 'use Items',
  Items: 'use ItemsPath',
  Variable: 'use Condition',
  Condition: 'use Variable and an operator, or set "QueryLanguage": "JSONata" on the state',
};

function unsupportedHint(field: string, rule: ObjectRule): string | undefined {
  const near = didYouMean(field, Object.keys(rule.fields));
  if (near !== undefined) return near;
  const types = stateTypesOf.get(field);
  return types === undefined ? undefined : `${field} is a field of ${types.join(', ')}`;
}

function checkRequired(object: JsonObject, rule: ObjectRule, place: Place, context: FieldContext): void {
  const missing = Object.keys(rule.fields).filter((field) => {
    const known = rule.fields[field] as FieldRule;
    return known.required === true && !Object.hasOwn(object, field);
  });
  if (missing.length === 0) return;
  const given = Object.keys(object).filter((field) => !Object.hasOwn(rule.fields, field));
  context.report.add('ASL301', {
    place,
    message: `missing ${missing.length === 1 ? 'field' : 'fields'}: ${missing.join(', ')}`,
    hint: missing.map((field) => didYouMean(field, given)?.replace('did you mean', 'is it')).find(Boolean),
    aws: { message: sentence.required(missing) },
  });
}

function checkGroup(object: JsonObject, { fields, needed }: FieldGroup, place: Place, context: FieldContext): void {
  // AWS: "End": false beside Next is as good as no End.
  const present = fields.filter(
    (field) => Object.hasOwn(object, field) && !(field === 'End' && object[field] === false),
  );
  if (present.length > 1) {
    context.report.add('ASL304', {
      place,
      message: `${present.join(' and ')} exclude each other`,
      aws: { message: sentence.onlyOne(fields) },
    });
  } else if (present.length === 0 && needed) {
    context.report.add('ASL301', {
      place,
      message: `one of these fields is needed: ${fields.join(', ')}`,
      aws: { message: sentence.exactlyOne(fields) },
    });
  }
}
