// Payload templates (Parameters, ResultSelector, ItemSelector, Assign, …): JSON in which a key ending in `.$` stands for
// the value that its path or intrinsic call gives. Whatever is constant is shared, not copied (E6).
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, put } from '../json';
import { type Evaluate, ExpressionSyntaxError } from './evaluate';
import { compileExpression } from './intrinsics/expression';
import { hashMapOrder } from './java-hash';

/** Marks a key whose value is evaluated. */
const ending = '.$';
/** Levels of nesting in a template; the service's JSON reader stops there, too. */
const templateDepthMax = 1_000;

/**
 * Compiles a payload template.
 * @param field the field's name, for messages
 * @throws ExpressionSyntaxError SCHEMA_VALIDATION_FAILED with the service's message
 */
export function compileTemplate(template: Json, field: string): Evaluate {
  return compile(template, field, 0) ?? (() => template);
}

/** Undefined where nothing in the template is dynamic. */
function compile(template: Json, field: string, depth: number): Evaluate | undefined {
  if (depth > templateDepthMax) {
    throw new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', `${field} nests more than ${templateDepthMax} levels`);
  }
  if (isArray(template)) return compileList(template, field, depth);
  return isObject(template) ? compileObject(template, field, depth) : undefined;
}

function compileList(template: readonly Json[], field: string, depth: number): Evaluate | undefined {
  const parts = template.map((item) => compile(item, field, depth + 1));
  if (parts.every((part) => part === undefined)) return undefined;
  const items = parts.map((part, i) => part ?? constant(template[i] as Json));
  return (root, bindings) => {
    const list: Json[] = [];
    for (const item of items) list.push(item(root, bindings));
    return list;
  };
}

/**
 * AWS: the evaluated members stand behind all others, in the order of Java's HashMap; recorded for several templates.
 * So `{"original.$": …, "index.$": …, "fixed": 1}` gives fixed, index, original.
 */
function compileObject(template: JsonObject, field: string, depth: number): Evaluate | undefined {
  const names: string[] = [];
  const parts: Evaluate[] = [];
  let dynamic = false;
  for (const key of Object.keys(template)) {
    if (key.endsWith(ending)) continue;
    const value = template[key] as Json;
    const part = compile(value, field, depth + 1);
    dynamic ||= part !== undefined;
    names.push(key);
    parts.push(part ?? constant(value));
  }
  const evaluated = Object.keys(template).filter((key) => key.endsWith(ending));
  for (const name of hashMapOrder(evaluated.map((key) => key.slice(0, -ending.length)))) {
    names.push(name);
    parts.push(compileMember(template[name + ending] as Json, name + ending));
  }
  if (!dynamic && evaluated.length === 0) return undefined;
  return (root, bindings) => {
    const object: MutableJsonObject = {};
    for (let i = 0; i < names.length; i++) put(object, names[i] as string, (parts[i] as Evaluate)(root, bindings));
    return object;
  };
}

function compileMember(value: Json, key: string): Evaluate {
  if (typeof value === 'string') return compileExpression(value, key);
  const message = `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`;
  throw new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', message);
}

function constant(value: Json): Evaluate {
  return () => value;
}
