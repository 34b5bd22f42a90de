// SFN309: a variable that no state on any way to its reader assigns. Assignments are followed along transitions, each
// catcher and choice rule with its own; inner scopes see what the state that holds them sees.
import { isArray, isObject, type Json, type JsonObject } from '../json';
import type { Finding } from './finding';
import { about, type Subject } from './subject';
import { listOf, objectOf, type ScopeAt, type StateAt, textOf, texts } from './walk';

export function variableFindings(subject: Subject): readonly Finding[] {
  return subject.root === undefined ? [] : scopeFindings(subject, subject.root, new Set());
}

function scopeFindings(subject: Subject, scope: ScopeAt, outer: ReadonlySet<string>): Finding[] {
  const entry = entrySets(scope, scope.distributed ? new Set() : outer);
  return scope.states.flatMap((at) => {
    const known = entry.get(at.name);
    // A state that nothing leads to is reported as such.
    if (known === undefined) return [];
    const missing = [...new Set(reads(at))].filter((name) => !known.has(name));
    return [
      ...missing.map((name) => about(subject, 'SFN309', at, `it reads $${name}, which no state before it assigns`)),
      ...at.inner.flatMap((part) => scopeFindings(subject, part, known)),
    ];
  });
}

/** For every state that can be reached: the variables that some way to it assigned. */
function entrySets(scope: ScopeAt, outer: ReadonlySet<string>): Map<string, ReadonlySet<string>> {
  const byName = new Map(scope.states.map((at) => [at.name, at]));
  const entry = new Map<string, ReadonlySet<string>>();
  const queue: { name: string; variables: ReadonlySet<string> }[] = [
    { name: textOf(scope.value, 'StartAt') ?? '', variables: outer },
  ];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const at = byName.get(next.name);
    const before = entry.get(next.name);
    if (at === undefined || (before !== undefined && [...next.variables].every((name) => before.has(name)))) continue;
    const now = new Set([...(before ?? []), ...next.variables]);
    entry.set(next.name, now);
    for (const { name, assigned } of edges(at)) queue.push({ name, variables: new Set([...now, ...assigned]) });
  }
  return entry;
}

interface Edge {
  readonly name: string;
  readonly assigned: readonly string[];
}

function edges(at: StateAt): readonly Edge[] {
  const edge = (source: JsonObject, field: string): Edge[] => {
    const name = textOf(source, field);
    return name === undefined ? [] : [{ name, assigned: assignedBy(source) }];
  };
  return [
    ...edge(at.state, 'Next'),
    ...edge(at.state, 'Default'),
    ...listOf(at.state, 'Choices').flatMap((rule) => edge(rule, 'Next')),
    ...listOf(at.state, 'Catch').flatMap((rule) => edge(rule, 'Next')),
  ];
}

function assignedBy(source: JsonObject): readonly string[] {
  return Object.keys(objectOf(source, 'Assign') ?? {}).map((key) => key.replace(/\.\$$/, ''));
}

/** Fields of a state in which no variable of this scope is read: inner scopes are looked at by themselves. */
const notRead = new Set([
  'Type',
  'Comment',
  'Next',
  'Default',
  'QueryLanguage',
  'Branches',
  'ItemProcessor',
  'Iterator',
  'Resource',
  'Result',
  'ResultPath',
  'ErrorEquals',
]);

/** Names of the variables that a state reads, without `$`. */
export function reads(at: StateAt): readonly string[] {
  const fields = Object.entries(at.state).filter(([name]) => !notRead.has(name));
  if (at.language === 'JSONata') {
    return fields.flatMap(([, value]) =>
      texts(value).flatMap(({ text }) =>
        text.startsWith('{%') && text.endsWith('%}') ? jsonataReads(text.slice(2, -2)) : [],
      ),
    );
  }
  return fields.flatMap(([name, value]) => jsonPathReads(name, value));
}

// JSONPath reads a variable in a field that is evaluated: a key ending in `.$`, a …Path field, Variable of a rule.
function jsonPathReads(key: string, value: Json): readonly string[] {
  if (typeof value === 'string') {
    const evaluated = key.endsWith('.$') || key.endsWith('Path') || key === 'Variable';
    return evaluated && key !== 'ResultPath' ? pathVariables(value) : [];
  }
  if (isArray(value)) return value.flatMap((item) => jsonPathReads(key.endsWith('.$') ? '' : key, item));
  if (isObject(value))
    return Object.entries(value).flatMap(([name, member]) => (notRead.has(name) ? [] : jsonPathReads(name, member)));
  return [];
}

function pathVariables(text: string): readonly string[] {
  const bare = text.replace(/'(?:\\.|[^'\\])*'/g, "''");
  return [...bare.matchAll(/(?<![$\w])\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu)].map((match) => match[1]!);
}

/** Variables that an expression reads and does not bind itself. */
export function jsonataReads(expression: string): readonly string[] {
  const bare = expression
    .replace(/\/\*[\s\S]*?\*\//g, ' ')
    .replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g, "''");
  const bound = new Set(['states']);
  for (const match of bare.matchAll(/\$([\p{ID_Start}_][\p{ID_Continue}]*)\s*:=/gu)) bound.add(match[1]!);
  for (const match of bare.matchAll(/(?:function|λ)\s*\(([^)]*)\)/gu)) {
    for (const parameter of match[1]!.split(',')) bound.add(parameter.trim().replace(/^\$/, ''));
  }
  for (const match of bare.matchAll(/[@#]\s*\$([\p{ID_Start}_][\p{ID_Continue}]*)/gu)) bound.add(match[1]!);
  return (
    [...bare.matchAll(/\$([\p{ID_Start}_][\p{ID_Continue}]*)(\s*\()?/gu)]
      // A call of a name is a function of the language, or is told by the validator. As an argument it is `$uppercase`.
      .filter((match) => match[2] === undefined && !bound.has(match[1]!) && !functions.has(match[1]!))
      .map((match) => match[1]!)
  );
}

/** Functions that may be handed on by name (`$map(x, $uppercase)`). */
const functions = new Set(
  'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match contains replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power random boolean not map zip filter single reduce sift keys lookup append exists spread merge reverse each error assert type sort shuffle distinct base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl millis now toMillis fromMillis clone partition range hash uuid parse eval'.split(
    ' ',
  ),
);
