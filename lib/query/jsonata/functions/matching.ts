// Functions that look for a text or a pattern in a string. A pattern is a regular expression, or any function that
// returns a match: `{match, start, end, groups, next}`, where `next` returns the following one.
import { call } from '../calls';
import { JsonataFailure } from '../failure';
import { machine } from '../machine';
import { Matcher } from '../matcher';
import { textOf } from '../text';
import { Callable, isRecord, itemsOf, Sequence, type Value } from '../value';
import type { FunctionRows } from './row';

interface Match {
  readonly text: Value;
  readonly start: number;
  readonly end: number;
  readonly groups: readonly Value[];
  readonly next: () => Match | undefined;
}

function firstMatch(pattern: Value, text: string): Match | undefined {
  if (pattern instanceof Matcher) return patternMatch(pattern, text, 0);
  return customMatch(call(pattern, [text], null));
}

function patternMatch(pattern: Matcher, text: string, from: number): Match | undefined {
  const found = pattern.find(text, from);
  if (found === undefined) return undefined;
  const { start, end, groups } = found;
  return { text: text.slice(start, end), start, end, groups, next: () => following(pattern, text, end) };
}

/** An empty match behind another one would never get any further. */
function following(pattern: Matcher, text: string, from: number): Match | undefined {
  if (from >= text.length) return undefined;
  const next = patternMatch(pattern, text, from);
  if (next?.text === '') throw new JsonataFailure('D1004', { value: pattern.source });
  return next;
}

function customMatch(value: Value): Match | undefined {
  if (value === undefined) return undefined;
  const { match, start, end, groups, next } = isRecord(value) ? value : {};
  const many = itemsOf(groups);
  if (typeof start !== 'number' && typeof end !== 'number' && many === undefined && !(next instanceof Callable)) {
    throw new JsonataFailure('T1010');
  }
  return {
    text: match,
    start: Number(start),
    end: Number(end),
    groups: many ?? [],
    next: () => customMatch(call(next, [], null)),
  };
}

/** All matches, as many as wanted. */
function* matches(pattern: Value, text: string, limit: number): Generator<Match> {
  let match = limit > 0 ? firstMatch(pattern, text) : undefined;
  for (let count = 0; match !== undefined && count < limit; count++) {
    machine.spend(10);
    yield match;
    match = match.next();
  }
}

function limitOf(limit: Value): number {
  return limit === undefined ? Number.POSITIVE_INFINITY : (limit as number);
}

function contains(text: Value, pattern: Value): Value {
  if (text === undefined) return undefined;
  machine.spend((text as string).length >> 6);
  if (typeof pattern === 'string') return (text as string).includes(pattern);
  return firstMatch(pattern, text as string) !== undefined;
}

function match(text: Value, pattern: Value, limit: Value): Value {
  if (text === undefined) return undefined;
  if ((limit as number) < 0) throw new JsonataFailure('D3040', { value: limit });
  const found: Value[] = [];
  for (const { text: part, start, groups } of matches(pattern, text as string, limitOf(limit))) {
    found.push({ match: part, index: start, groups });
  }
  return new Sequence(found);
}

function split(text: Value, separator: Value, limit: Value): Value {
  if (text === undefined) return undefined;
  if ((limit as number) < 0) throw new JsonataFailure('D3020', { value: limit });
  const whole = text as string;
  if (typeof separator === 'string') {
    machine.spend(whole.length);
    return whole.split(separator, limit as number | undefined);
  }
  const most = limitOf(limit);
  const parts: string[] = [];
  let start = 0;
  for (const found of matches(separator, whole, most)) {
    parts.push(whole.slice(start, found.start));
    start = found.end;
  }
  if (parts.length < most) parts.push(whole.slice(start));
  return parts;
}

type Replacer = (found: Match) => Value;

function replace(text: Value, pattern: Value, replacement: Value, limit: Value): Value {
  if (text === undefined) return undefined;
  if (pattern === '') throw new JsonataFailure('D3010', { value: pattern });
  if ((limit as number) < 0) throw new JsonataFailure('D3011', { value: limit });
  const whole = text as string;
  machine.spend(whole.length >> 4);
  if (typeof pattern === 'string')
    return replaceText(whole, pattern, textOf(replacement) ?? 'undefined', limitOf(limit));
  return replaceMatches(whole, pattern, replacerOf(replacement), limitOf(limit));
}

function replaceText(text: string, pattern: string, replacement: string, limit: number): string {
  let result = '';
  let position = 0;
  let index = text.indexOf(pattern);
  for (let count = 0; index >= 0 && count < limit; count++) {
    machine.spend(1);
    result += text.slice(position, index) + replacement;
    machine.checkText(result.length);
    position = index + pattern.length;
    index = text.indexOf(pattern, position);
  }
  return result + text.slice(position);
}

function replaceMatches(text: string, pattern: Value, replacer: Replacer, limit: number): string {
  let result = '';
  let position = 0;
  for (const found of matches(pattern, text, limit)) {
    result += text.slice(position, found.start);
    const substitute = replacer(found);
    if (typeof substitute !== 'string') throw new JsonataFailure('D3012', { value: substitute });
    result += substitute;
    machine.checkText(result.length);
    position = found.start + String(found.text).length;
  }
  return result + text.slice(position);
}

function replacerOf(replacement: Value): Replacer {
  if (typeof replacement === 'string') return (found) => substituted(replacement, found);
  return (found) => call(replacement, [matchObject(found)], null);
}

function matchObject({ text, start, end, groups }: Match): Value {
  return { match: text, start, end, groups };
}

/** Fills in `$0`, `$1`, …; `$$` is a dollar. As many digits count as there can be groups, one less if that is too many. */
function substituted(replacement: string, { text, groups }: Match): string {
  let result = '';
  let position = 0;
  let index = replacement.indexOf('$');
  while (index >= 0 && position < replacement.length) {
    result += replacement.slice(position, index);
    position = index + 1;
    const next = replacement.charAt(position);
    if (next === '$' || next === '0') {
      result += next === '$' ? '$' : String(text);
      position++;
    } else {
      const group = groupNumber(replacement, position, groups.length);
      if (Number.isNaN(group)) result += '$';
      else {
        const value = groups[group - 1];
        if (value !== undefined) result += String(value);
        position += String(group).length;
      }
    }
    index = replacement.indexOf('$', position);
  }
  return result + replacement.slice(position);
}

function groupNumber(replacement: string, position: number, groups: number): number {
  const digits = groups === 0 ? 1 : Math.floor(Math.log(groups) * Math.LOG10E) + 1;
  const group = Number.parseInt(replacement.slice(position, position + digits), 10);
  if (digits > 1 && group > groups) return Number.parseInt(replacement.slice(position, position + digits - 1), 10);
  return group;
}

export const MATCHING: FunctionRows = {
  contains: { signature: '<s-(sf):b>', arity: 2, run: contains },
  match: { signature: '<s-f<s:o>n?:a<o>>', arity: 3, run: match },
  replace: { signature: '<s-(sf)(sf)n?:s>', arity: 4, run: replace },
  split: { signature: '<s-(sf)n?:a<s>>', arity: 3, run: split },
};
