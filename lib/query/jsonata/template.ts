// JSON whose strings may be expressions: Output, Assign, Arguments and their likes in JSONata states.
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, put } from '../../json';
import type { Evaluate } from '../evaluate';
import { compileJsonata, isJsonata } from './expression';

/**
 * Compiles any JSON value: strings that are exactly `{% … %}` are evaluated, everything else stays as it is.
 * @param location the field's path; members are appended as the service writes them: `Output/a/b[0]`
 * @throws ExpressionSyntaxError as compileJsonata
 */
export function compileJsonataTemplate(value: Json, location: string): Evaluate {
  return compilePart(value, location) ?? (() => value);
}

/** Undefined where nothing is to be evaluated: such parts are shared, not copied. */
function compilePart(value: Json, location: string): Evaluate | undefined {
  if (typeof value === 'string') return isJsonata(value) ? compileJsonata(value, location) : undefined;
  if (isArray(value)) return compileItems(value, location);
  return isObject(value) ? compileMembers(value, location) : undefined;
}

function compileItems(items: readonly Json[], location: string): Evaluate | undefined {
  const parts = items.map((item, i) => compilePart(item, `${location}[${i}]`));
  if (parts.every((part) => part === undefined)) return undefined;
  return (root, bindings) => items.map((item, i) => (parts[i] ?? (() => item))(root, bindings));
}

function compileMembers(object: JsonObject, location: string): Evaluate | undefined {
  const members = Object.keys(object).map((key) => {
    const value = object[key] as Json;
    return { key, value, part: compilePart(value, `${location}/${key}`) };
  });
  if (members.every(({ part }) => part === undefined)) return undefined;
  return (root, bindings) => {
    const result: MutableJsonObject = {};
    for (const { key, value, part } of members) put(result, key, part === undefined ? value : part(root, bindings));
    return result;
  };
}
