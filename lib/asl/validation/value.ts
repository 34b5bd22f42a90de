// Checks one value against its kind. The table is total over the kinds.
import { isArray, isObject, type Json } from '../../json';
import type { DiagnosticCode } from '../diagnostics';
import { pathProblem, payloadProblem, resultPathProblem, singlePathProblem } from '../expressions';
import type { FieldRule, ValueKind } from '../field-rule';
import { didYouMean } from '../nearest';
import { at, type Place } from '../place';
import { sentence } from '../sentences';
import { isTimestamp } from '../timestamp';
import { type FieldContext, isOpaque } from './context';
import { checkJsonata, checkJsonataTemplate } from './jsonata';
import { checkTemplate, looksComputed } from './template';
import { checkAssign } from './variables';

type CheckValue = (value: Json, rule: FieldRule, place: Place, context: FieldContext) => void;

/** Checks a value that is not an object with a table of its own. */
export function checkValue(value: Json, rule: FieldRule, place: Place, context: FieldContext): void {
  if (isOpaque(context, value)) return;
  if (value === null && rule.nullable) return;
  if (rule.jsonata && context.language === 'JSONata' && typeof value === 'string' && value.startsWith('{%')) {
    checkJsonata(value, place, context);
    return;
  }
  kinds[rule.value](value, rule, place, context);
}

const text: CheckValue = (value, rule, place, context) => {
  if (typeof value !== 'string') wrongKind(place, 'a text', sentence.kind('STRING'), context);
  else if (rule.oneOf !== undefined && !rule.oneOf.includes(value)) {
    context.report.add('ASL307', {
      place,
      message: `"${value}" is none of ${rule.oneOf.join(', ')}`,
      hint: didYouMean(value, rule.oneOf),
      aws: { message: sentence.oneOf(rule.oneOf) },
    });
  } else if (rule.pathField !== undefined && context.language === 'JSONPath' && looksComputed(value)) {
    context.report.add('ASL510', {
      place,
      message: `"${value}" is a literal text here`,
      hint: `use ${rule.pathField} if it should be evaluated`,
      aws: { code: 'NO_PATH', message: sentence.noPath(String(place.step)) },
    });
  }
};

const flag: CheckValue = (value, _rule, place, context) => {
  if (typeof value !== 'boolean') wrongKind(place, 'true or false', sentence.kind('BOOLEAN'), context);
};

const integer: CheckValue = (value, rule, place, context) => {
  if (typeof value !== 'number' || !Number.isInteger(value)) wrongKind(place, 'an integer', sentence.integer, context);
  else checkRange(value, rule, place, context, String);
};

const decimal: CheckValue = (value, rule, place, context) => {
  if (typeof value !== 'number') wrongKind(place, 'a number', sentence.decimal, context);
  // AWS: bounds of fields that may have a fraction are written with one.
  else checkRange(value, rule, place, context, (bound) => bound.toFixed(1));
};

function checkRange(
  value: number,
  { min, max }: FieldRule,
  place: Place,
  { report }: FieldContext,
  show: (bound: number) => string,
): void {
  if (min !== undefined && value < min) {
    report.add('ASL306', {
      place,
      message: `${value} is less than ${min}`,
      aws: { message: sentence.minimum(show(min)) },
    });
  } else if (max !== undefined && value > max) {
    report.add('ASL306', {
      place,
      message: `${value} is more than ${max}`,
      aws: { message: sentence.maximum(show(max)) },
    });
  }
}

const timestamp: CheckValue = (value, _rule, place, context) => {
  if (typeof value !== 'string') wrongKind(place, 'a timestamp', sentence.kind('STRING'), context);
  else if (!isTimestamp(value)) {
    context.report.add('ASL309', {
      place,
      message: `"${value}" is not a timestamp`,
      hint: 'write it like 2026-01-31T12:00:00Z',
      aws: { message: sentence.timestamp },
    });
  }
};

/** A kind of path: a text that the given check finds nothing wrong with. */
function pathKind(
  code: DiagnosticCode,
  what: string,
  problemOf: (value: string, place: Place, rule: FieldRule) => ReturnType<typeof pathProblem>,
): CheckValue {
  return (value, rule, place, context) => {
    if (typeof value !== 'string') {
      wrongKind(place, 'a path', sentence.kind('STRING'), context);
      return;
    }
    const problem = problemOf(value, place, rule);
    if (problem === undefined) return;
    context.report.add(code, {
      place,
      message: `"${value}" is no ${what}: ${problem.detail}`,
      aws: { code: problem.code, message: problem.message },
    });
  };
}

const template: CheckValue = (value, _rule, place, context) => {
  if (context.language === 'JSONata') checkJsonataTemplate(value, place, context);
  else checkTemplate(value, place, place, context);
};

const kinds: { readonly [Kind in ValueKind]: CheckValue } = {
  text,
  flag,
  integer,
  decimal,
  timestamp,
  json: () => {},
  template,
  templateObject: (value, rule, place, context) => {
    if (isObject(value)) template(value, rule, place, context);
    else wrongKind(place, 'an object', sentence.kind('OBJECT'), context);
  },
  assign: checkAssign,
  path: pathKind('ASL501', 'path', pathProblem),
  referencePath: pathKind('ASL502', 'reference path', (value, _place, rule) =>
    singlePathProblem(value, rule.context === true),
  ),
  resultPath: pathKind('ASL502', 'place for a result', resultPathProblem),
  pathOrIntrinsic: pathKind('ASL503', 'path or intrinsic call', (value, place) =>
    payloadProblem(value, String(place.step)),
  ),
  condition: (value, _rule, place, context) => {
    if (typeof value === 'string') checkJsonata(value, place, context);
    else if (typeof value !== 'boolean') wrongKind(place, 'an expression', sentence.kind('STRING'), context);
  },
  stateName: (value, _rule, place, context) => {
    if (typeof value !== 'string') wrongKind(place, 'the name of a state', sentence.kind('STRING'), context);
  },
  // The states themselves are checked by whoever walks the scopes.
  states: (value, _rule, place, context) => {
    if (!isObject(value)) wrongKind(place, 'an object', sentence.kind('OBJECT'), context);
    else if (Object.keys(value).length === 0) {
      context.report.add('ASL206', { place, message: 'there is no state', aws: { message: sentence.empty } });
    }
  },
  resource: (value, _rule, place, context) => {
    if (typeof value !== 'string') wrongKind(place, 'an ARN', sentence.kind('STRING'), context);
  },
  errorNames: (value, _rule, place, context) => {
    if (checkTexts(value, place, context) === 0) {
      context.report.add('ASL308', { place, message: 'the list is empty', aws: { message: sentence.empty } });
    }
  },
  credentials: (value, _rule, place, context) => {
    if (!isObject(value)) {
      wrongKind(place, 'an object', sentence.kind('OBJECT'), context);
      return;
    }
    template(value, _rule, place, context);
    if (Object.hasOwn(value, 'RoleArn') && typeof value.RoleArn !== 'string') {
      wrongKind(at(place, 'RoleArn'), 'an ARN', sentence.kind('STRING'), context);
    }
    if (Object.hasOwn(value, 'RoleArn') || (context.language === 'JSONPath' && Object.hasOwn(value, 'RoleArn.$')))
      return;
    context.report.add('ASL301', {
      place,
      message: 'missing field: RoleArn',
      hint: didYouMean('RoleArn', Object.keys(value))?.replace('did you mean', 'is it'),
      aws: { message: sentence.requiredField('RoleArn') },
    });
  },
  textList: (value, _rule, place, context) => {
    checkTexts(value, place, context);
  },
  object: (value, _rule, place, context) => {
    if (!isObject(value)) wrongKind(place, 'an object', sentence.kind('OBJECT'), context);
  },
  list: (value, _rule, place, context) => {
    if (!isArray(value)) wrongKind(place, 'a list', sentence.kind('ARRAY'), context);
  },
};

/** The number of texts, or undefined for what is no list. */
function checkTexts(value: Json, place: Place, context: FieldContext): number | undefined {
  if (!isArray(value)) {
    wrongKind(place, 'a list', sentence.kind('ARRAY'), context);
    return undefined;
  }
  value.forEach((item, index) => {
    if (typeof item !== 'string') wrongKind(at(place, index), 'a text', sentence.kind('STRING'), context);
  });
  return value.length;
}

/** Reports a value of the wrong kind. */
export function wrongKind(place: Place, wanted: string, aws: string, { report }: FieldContext): void {
  report.add('ASL305', { place, message: `must be ${wanted}`, aws: { message: aws } });
}
