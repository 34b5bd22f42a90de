// JSONata expressions: whether they parse, and whether what they refer to exists where they stand.
import { isArray, isObject, type Json } from '../../json';
import { isJsonata } from '../../query';
import { readJsonata } from '../expressions';
import { didYouMean } from '../nearest';
import { at, type Place } from '../place';
import { sentence } from '../sentences';
import { type FieldContext, isOpaque } from './context';

/** Checks a text that has to be one expression. */
export function checkJsonata(text: string, place: Place, context: FieldContext): void {
  if (isOpaque(context, text)) return;
  if (!isJsonata(text)) {
    context.report.add('ASL506', {
      place,
      message: `"${text}" is not an expression`,
      hint: 'an expression begins with {% and ends with %}, without anything around them',
      aws: { message: sentence.jsonataForm },
    });
    return;
  }
  const read = readJsonata(text);
  if ('problem' in read) {
    const { code, message, detail } = read.problem;
    context.report.add('ASL504', {
      place,
      message: `the expression cannot be parsed: ${detail}`,
      aws: { code, message },
    });
    return;
  }
  const { refusals, states } = read.references;
  for (const message of refusals) unsupported(place, message, 'start from $states.input or a variable', context);
  for (const name of states) checkStatesField(name, place, context);
}

const always: readonly string[] = ['input', 'context'];

function checkStatesField(name: string, place: Place, context: FieldContext): void {
  const { result, errorOutput } = context.scope;
  const known = [...always, ...(result ? ['result'] : []), ...(errorOutput ? ['errorOutput'] : [])];
  if (known.includes(name)) return;
  const hints: { readonly [name: string]: string } = {
    result: 'only Output and Assign of Task, Parallel and Map have a result',
    errorOutput: 'only Output and Assign of a catcher have an error output',
  };
  const hint = hints[name] ?? didYouMean(name, known) ?? `$states has ${known.join(', ')} here`;
  unsupported(place, sentence.statesField(name), hint, context);
}

function unsupported(place: Place, message: string, hint: string, { report }: FieldContext): void {
  report.add('ASL505', {
    place,
    message: message.charAt(0).toLowerCase() + message.slice(1, -1),
    hint,
    aws: { code: 'UNSUPPORTED_JSONATA_EXPRESSION', message },
  });
}

/** Checks JSON whose texts may be expressions. */
export function checkJsonataTemplate(value: Json, place: Place, context: FieldContext): void {
  if (typeof value === 'string') {
    // AWS: a text that only begins like an expression is refused; one that only ends like one is a literal.
    if (value.startsWith('{%')) checkJsonata(value, place, context);
    else if (/\{%.*%\}/su.test(value) && !isOpaque(context, value)) {
      context.report.add('ASL510', {
        place,
        message: `"${value}" is a literal text, not an expression`,
        hint: 'an expression begins with {% and ends with %}, without anything around them',
      });
    }
  } else if (isArray(value)) {
    value.forEach((item, index) => {
      checkJsonataTemplate(item, at(place, index), context);
    });
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) checkJsonataTemplate(value[key] as Json, at(place, key), context);
  }
}
