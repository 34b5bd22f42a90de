// Assign: the names of variables, and their values.
import { isObject, type Json } from '../../json';
import type { FieldRule } from '../field-rule';
import { at, type Place } from '../place';
import { sentence } from '../sentences';
import type { FieldContext } from './context';
import { checkJsonataTemplate } from './jsonata';
import { checkTemplate } from './template';

const nameForm = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u;
const nameLengthMax = 80;

export function checkAssign(value: Json, _rule: FieldRule, place: Place, context: FieldContext): void {
  if (!isObject(value)) {
    context.report.add('ASL305', {
      place,
      message: 'must be an object of variables',
      aws: { message: sentence.kind('OBJECT') },
    });
    return;
  }
  for (const key of Object.keys(value)) {
    const computed = context.language === 'JSONPath' && key.endsWith('.$');
    checkName(computed ? key.slice(0, -2) : key, at(place, key), context);
  }
  if (context.language === 'JSONata') checkJsonataTemplate(value, place, context);
  else checkTemplate(value, place, place, context);
}

function checkName(name: string, place: Place, { report }: FieldContext): void {
  if (name === 'states') {
    report.add('ASL507', {
      place,
      key: true,
      message: '"states" is reserved',
      aws: { code: 'RESERVED_VARIABLE_NAME', message: sentence.reservedVariable },
    });
  } else if (!nameForm.test(name)) {
    report.add('ASL507', {
      place,
      key: true,
      message: `"${name}" is no variable name`,
      hint: name.includes('.') ? 'a variable can only be assigned as a whole' : undefined,
      aws: { code: 'INVALID_VARIABLE_NAME', message: sentence.variableName(name) },
    });
  } else if ([...name].length > nameLengthMax) {
    report.add('ASL507', {
      place,
      key: true,
      message: `"${name}" has more than ${nameLengthMax} characters`,
      aws: { code: 'INVALID_VARIABLE_NAME', message: sentence.variableLength(name) },
    });
  }
}
