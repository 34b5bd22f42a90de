// Conditions of a policy statement, in three values: they hold, they do not, or only the request can tell.
import { isArray, isObject, type Json, type JsonObject } from '../../json';
import { covers } from './glob';

export type Truth = 'yes' | 'no' | 'unknown';

/** Condition keys whose values are known before anything runs, in lower case. */
export type Context = Readonly<Record<string, readonly string[]>>;

/** Whether all conditions of a statement hold. */
export function conditionsHold(conditions: JsonObject, context: Context): Truth {
  return all(
    Object.entries(conditions).flatMap(([operator, keys]) =>
      isObject(keys)
        ? Object.entries(keys).map(([key, wanted]) => holds(operator, key, listed(wanted), context))
        : ['unknown' as const],
    ),
  );
}

type Compare = (given: string, wanted: string) => boolean;

const same: Compare = (given, wanted) => given === wanted;
const like: Compare = (given, wanted) => covers(wanted, given);
const ignoringCase: Compare = (given, wanted) => given.toLowerCase() === wanted.toLowerCase();
const numeric =
  (compare: (a: number, b: number) => boolean): Compare =>
  (given, wanted) =>
    compare(Number(given), Number(wanted));

/** Operators that can be decided from texts; for all others only the request can tell. */
const operators: Readonly<Record<string, { readonly compare: Compare; readonly negated: boolean }>> = {
  StringEquals: { compare: same, negated: false },
  StringNotEquals: { compare: same, negated: true },
  StringEqualsIgnoreCase: { compare: ignoringCase, negated: false },
  StringNotEqualsIgnoreCase: { compare: ignoringCase, negated: true },
  StringLike: { compare: like, negated: false },
  StringNotLike: { compare: like, negated: true },
  ArnEquals: { compare: like, negated: false },
  ArnLike: { compare: like, negated: false },
  ArnNotEquals: { compare: like, negated: true },
  ArnNotLike: { compare: like, negated: true },
  Bool: { compare: ignoringCase, negated: false },
  NumericEquals: { compare: numeric((a, b) => a === b), negated: false },
  NumericNotEquals: { compare: numeric((a, b) => a === b), negated: true },
  NumericLessThan: { compare: numeric((a, b) => a < b), negated: false },
  NumericLessThanEquals: { compare: numeric((a, b) => a <= b), negated: false },
  NumericGreaterThan: { compare: numeric((a, b) => a > b), negated: false },
  NumericGreaterThanEquals: { compare: numeric((a, b) => a >= b), negated: false },
};

function holds(operator: string, key: string, wanted: readonly string[], context: Context): Truth {
  const [, quantifier, name = ''] = /^(?:(ForAllValues|ForAnyValue):)?(.*?)(?:IfExists)?$/.exec(operator) ?? [];
  const known = operators[name];
  const given = context[key.toLowerCase()];
  if (known === undefined || given === undefined || wanted.some((value) => value.includes('${'))) return 'unknown';
  const one = (value: string) => {
    const matched = wanted.some((pattern) => known.compare(value, pattern));
    return known.negated ? !matched : matched;
  };
  const result = quantifier === 'ForAnyValue' ? given.some(one) : given.every(one);
  return result ? 'yes' : 'no';
}

function all(truths: readonly Truth[]): Truth {
  if (truths.includes('no')) return 'no';
  return truths.includes('unknown') ? 'unknown' : 'yes';
}

function listed(value: Json): readonly string[] {
  return (isArray(value) ? value : [value]).map(String);
}
