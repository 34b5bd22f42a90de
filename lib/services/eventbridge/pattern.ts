// Event patterns: which events a rule, or a subscription's filter policy, lets through.
// SPEC eventbridge "event patterns": each field of the pattern has to match; a field's array means any of its members;
// an event field that is an array matches if any element does.
import { isArray, isObject, type Json, type JsonObject, own } from '../../json';
import { ServiceError } from '../service-error';

/** Whether the event fits the pattern. */
export function matches(pattern: JsonObject, event: Json | undefined): boolean {
  return Object.entries(pattern).every(([field, wanted]) => {
    if (field === '$or' && isArray(wanted)) {
      return wanted.some((alternative) => isObject(alternative) && matches(alternative, event));
    }
    if (isObject(wanted)) return matchesEach(wanted, isObject(event) ? own(event, field) : undefined);
    return isArray(wanted) && matchesAny(wanted, isObject(event) ? own(event, field) : undefined);
  });
}

/** An array of objects matches if one of them does. */
function matchesEach(pattern: JsonObject, event: Json | undefined): boolean {
  return isArray(event) ? event.some((item) => matches(pattern, item)) : matches(pattern, event);
}

function matchesAny(conditions: readonly Json[], value: Json | undefined): boolean {
  return conditions.some((condition) => {
    if (isObject(condition) && own(condition, 'exists') !== undefined) {
      return own(condition, 'exists') === (value !== undefined && !isObject(value));
    }
    if (value === undefined) return false;
    const values = isArray(value) ? value : [value];
    return values.some((one) => matchesOne(condition, one));
  });
}

function matchesOne(condition: Json, value: Json): boolean {
  if (!isObject(condition)) return condition === value;
  const [[name, argument] = ['', null as Json]] = Object.entries(condition);
  const matcher = MATCHERS[name];
  if (matcher === undefined) throw invalidPattern(`Unrecognized match type ${name}`);
  return matcher(argument, value);
}

type Matcher = (argument: Json, value: Json) => boolean;

const isText = (value: Json): value is string => typeof value === 'string';

/** Text comparison, perhaps without regard to case: `{"prefix": {"equals-ignore-case": "a"}}`. */
function textual(compare: (value: string, argument: string) => boolean): Matcher {
  return (argument, value) => {
    if (!isText(value)) return false;
    const folded = isObject(argument) ? own(argument, 'equals-ignore-case') : undefined;
    if (folded !== undefined) return isText(folded) && compare(value.toLowerCase(), folded.toLowerCase());
    return isText(argument) && compare(value, argument);
  };
}

const MATCHERS: { readonly [name: string]: Matcher } = {
  prefix: textual((value, prefix) => value.startsWith(prefix)),
  suffix: textual((value, suffix) => value.endsWith(suffix)),
  'equals-ignore-case': (argument, value) =>
    isText(argument) && isText(value) && argument.toLowerCase() === value.toLowerCase(),
  wildcard: textual(wildcard),
  numeric: (argument, value) => typeof value === 'number' && isArray(argument) && numeric(argument, value),
  cidr: (argument, value) => isText(argument) && isText(value) && inCidr(value, argument),
  'anything-but': (argument, value) => {
    if (isObject(argument)) return !matchesAny(everyCondition(argument), value);
    return isArray(argument) ? !argument.includes(value) : argument !== value;
  },
};

/** `{"prefix": ["a", "b"]}` inside anything-but stands for both. */
function everyCondition(condition: JsonObject): readonly Json[] {
  const [[name, argument] = ['', null as Json]] = Object.entries(condition);
  return isArray(argument) && name !== 'numeric' ? argument.map((one) => ({ [name]: one })) : [condition];
}

/** `*` stands for any characters, `\*` for itself; linear in the length of both. */
function wildcard(value: string, pattern: string): boolean {
  const parts = pattern.split(/(?<!\\)\*/).map((part) => part.replace(/\\([*\\])/g, '$1'));
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return value === first;
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = value.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= value.length - last.length;
}

/** `[">", 0, "<=", 5]`. */
function numeric(conditions: readonly Json[], value: number): boolean {
  for (let i = 0; i + 1 < conditions.length; i += 2) {
    const bound = conditions[i + 1];
    if (typeof bound !== 'number') throw invalidPattern('Value of numeric match must be numbers');
    const holds = {
      '=': value === bound,
      '<': value < bound,
      '<=': value <= bound,
      '>': value > bound,
      '>=': value >= bound,
    }[String(conditions[i])];
    if (holds === undefined) throw invalidPattern(`Unrecognized numeric range operator: ${conditions[i]}`);
    if (!holds) return false;
  }
  return true;
}

function inCidr(address: string, block: string): boolean {
  const [network = '', bits = '32'] = block.split('/');
  const value = ipv4(address);
  const base = ipv4(network);
  if (value === undefined || base === undefined) return false;
  const shift = 32 - Number(bits);
  return shift >= 32 || value >>> shift === base >>> shift;
}

function ipv4(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((number, part) => number * 256 + part, 0) >>> 0;
}

/** A pattern that is no pattern, as PutRule refuses it. */
export function checkPattern(pattern: Json): JsonObject {
  if (!isObject(pattern)) throw invalidPattern('Filter is not an object');
  for (const [field, wanted] of Object.entries(pattern)) {
    if (field === '$or') continue;
    if (isObject(wanted)) checkPattern(wanted);
    else if (!isArray(wanted)) throw invalidPattern(`"${field}" must be an object or an array`);
    else if (wanted.length === 0) throw invalidPattern('Empty arrays are not allowed');
    else for (const condition of wanted) checkCondition(condition);
  }
  return pattern;
}

function checkCondition(condition: Json): void {
  if (isArray(condition)) throw invalidPattern('Match value must be String, number, true, false, or null');
  if (!isObject(condition)) return;
  const names = Object.keys(condition);
  if (names.length !== 1) throw invalidPattern('Only one key allowed in match expression');
  const name = names[0] as string;
  if (name !== 'exists' && !Object.hasOwn(MATCHERS, name)) throw invalidPattern(`Unrecognized match type ${name}`);
}

function invalidPattern(reason: string): ServiceError {
  return new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}
