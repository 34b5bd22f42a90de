// Payload templates of JSONPath states.
import { isArray, isObject, type Json, type JsonObject } from '../../json';
import { payloadProblem } from '../expressions';
import { at, type Place } from '../place';
import { sentence } from '../sentences';
import { type FieldContext, isOpaque } from './context';

/**
 * Checks JSON whose keys may end in `.$`.
 * @param field the field that holds the template: the service places its findings there, however deep they are
 */
export function checkTemplate(value: Json, place: Place, field: Place, context: FieldContext): void {
  if (isArray(value)) {
    value.forEach((item, index) => {
      checkTemplate(item, at(place, index), field, context);
    });
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) checkMember(value, key, place, field, context);
  }
}

function checkMember(object: JsonObject, key: string, place: Place, field: Place, context: FieldContext): void {
  const value = object[key] as Json;
  const here = at(place, key);
  if (!key.endsWith('.$')) {
    checkTemplate(value, here, field, context);
    if (typeof value === 'string' && looksComputed(value) && !isOpaque(context, value)) {
      context.report.add('ASL510', {
        place: here,
        message: `"${value}" is a literal text here`,
        hint: `write "${key}.$" if it should be evaluated`,
        aws: { code: 'NO_DOLLAR', message: sentence.noDollar(key), place: field },
      });
    }
    return;
  }
  if (Object.hasOwn(object, key.slice(0, -2))) {
    context.report.add('ASL511', {
      place: here,
      key: true,
      message: `"${key.slice(0, -2)}" and "${key}" give the same member`,
    });
  }
  if (isOpaque(context, value)) return;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const problem = payloadProblem(typeof value === 'string' ? value : '', key);
  if (problem === undefined) return;
  context.report.add('ASL503', {
    place: here,
    message: `${JSON.stringify(text)} is neither a path nor an intrinsic call`,
    hint: `a path starts with $, a call with States.; drop .$ from the key for a literal`,
    aws: { code: problem.code, message: problem.message, place: field },
  });
}

/** A text that would be evaluated if its key ended in `.$`: nobody means `$.order.id` or `States.UUID()` literally. */
export function looksComputed(text: string): boolean {
  return /^\$\$?\.[\p{L}_]/u.test(text) || /^States\.[A-Z]\w*\(.*\)$/su.test(text);
}
