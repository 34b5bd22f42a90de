// Rules about the objects inside states that the field table alone does not say.
import { isArray, isObject, type Json, type JsonObject, own } from '../../json';
import { isReservedError, matchesError, reservedErrors } from '../errors';
import type { ObjectName } from '../field-rule';
import { didYouMean } from '../nearest';
import { operators } from '../operators';
import { at, type Place } from '../place';
import { sentence } from '../sentences';
import { type FieldContext, isOpaque, nothing } from './context';
import { checkBatcher, checkProcessorConfig, checkReader, checkReaderConfig, checkWriter } from './distributed';

export interface Within {
  /** What holds inside the object. */
  readonly context?: (context: FieldContext) => FieldContext;
  readonly check?: (object: JsonObject, place: Place, context: FieldContext) => void;
  readonly checkAll?: (list: readonly Json[], place: Place, context: FieldContext) => void;
  readonly mayBeEmpty?: true;
}

const withoutResult = (context: FieldContext): FieldContext => ({ ...context, scope: nothing });

export const within: { readonly [Name in ObjectName]?: Within } = {
  // AWS: an empty Retry or Catch is accepted.
  retrier: { checkAll: checkHandlers, mayBeEmpty: true },
  catcher: {
    context: (context) => ({ ...context, scope: { result: false, errorOutput: true } }),
    checkAll: checkHandlers,
    mayBeEmpty: true,
  },
  choiceRule: { context: withoutResult, check: checkRule },
  nestedRule: { context: withoutResult, check: checkRule },
  processorConfig: { check: checkProcessorConfig },
  itemReader: { check: checkReader },
  readerConfig: { check: checkReaderConfig },
  itemBatcher: { check: checkBatcher },
  resultWriter: { check: checkWriter },
};

const selectors = ['And', 'Or', 'Not', 'Variable', 'Condition'];

/** A rule is one comparison, one combination of rules, or one condition. */
function checkRule(rule: JsonObject, place: Place, { report }: FieldContext): void {
  const found = selectors.filter((field) => Object.hasOwn(rule, field));
  if (found.length !== 1) {
    report.add('ASL401', {
      place,
      message: found.length === 0 ? 'the rule compares nothing' : `${found.join(' and ')} exclude each other`,
      hint: `a rule has exactly one of ${selectors.join(', ')}`,
      aws: { message: sentence.oneCondition },
    });
    return;
  }
  if (found[0] !== 'Variable') return;
  const compared = Object.keys(rule).filter((field) => operators.has(field));
  if (compared.length === 1) return;
  const names = [...operators.keys()];
  report.add('ASL401', {
    place,
    message:
      compared.length === 0 ? 'Variable is compared with nothing' : `${compared.join(' and ')} exclude each other`,
    hint: compared.length === 0 ? 'add an operator such as StringEquals' : 'combine rules with And or Or',
    aws: { message: compared.length === 0 ? sentence.exactlyOne(names) : sentence.onlyOne(names) },
  });
}

/** Retriers or catchers as a whole: what each speaks of, seen together with those before it. */
function checkHandlers(list: readonly Json[], place: Place, context: FieldContext): void {
  const earlier: string[] = [];
  list.forEach((handler, index) => {
    const named = isObject(handler) ? own(handler, 'ErrorEquals') : undefined;
    if (!isArray(named)) return;
    const names = named.filter((name) => typeof name === 'string');
    const where = at(place, index, 'ErrorEquals');
    checkStatesAll(named, index === list.length - 1, where, context);
    named.forEach((name, position) => {
      if (typeof name === 'string') checkErrorName(name, at(where, position), context);
    });
    if (names.length > 0 && names.every((name) => isTaken(name, earlier)) && !earlier.includes('States.ALL')) {
      context.report.add('ASL404', {
        place: where,
        message: `${names.join(', ')}: an earlier entry takes ${names.length === 1 ? 'it' : 'them'}`,
      });
    }
    earlier.push(...names);
  });
}

function checkStatesAll(names: readonly Json[], isLast: boolean, place: Place, { report }: FieldContext): void {
  const index = names.indexOf('States.ALL');
  if (index < 0 || (names.length === 1 && isLast)) return;
  report.add('ASL402', {
    place: at(place, index),
    message: names.length > 1 ? 'States.ALL stands among other names' : 'States.ALL is not in the last entry',
    aws: { message: sentence.statesAll },
  });
}

function checkErrorName(name: string, place: Place, context: FieldContext): void {
  if (isOpaque(context, name)) return;
  if (name === 'States.Runtime') {
    context.report.add('ASL403', { place, message: 'States.Runtime can be neither retried nor caught' });
  } else if (name.startsWith('States.') && !isReservedError(name)) {
    context.report.add('ASL403', {
      place,
      message: `Step Functions has no error named ${name}`,
      hint: didYouMean(name, reservedErrors),
    });
  }
}

const classes = ['States.ALL', 'States.TaskFailed'];

function isTaken(name: string, earlier: readonly string[]): boolean {
  return classes.includes(name) ? earlier.includes(name) : matchesError(earlier, name);
}
