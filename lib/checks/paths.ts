// SFN313 and SFN208: a path into the input that no state before can have produced, and literals that cannot pass.
import { isArray, isObject, type Json, jsonBytes, own } from '../json';
import type { Finding } from './finding';
import {
  either,
  follow,
  open,
  type Shape,
  sameShape,
  shapeOfJsonata,
  shapeOfLiteral,
  shapeOfTemplate,
  withAt,
} from './shapes';
import { about, type Subject } from './subject';
import { listOf, type ScopeAt, type StateAt, textOf } from './walk';

/** Bytes that an input or output holds at most. */
const payloadBytesMax = 262_144;

export function pathFindings(subject: Subject): readonly Finding[] {
  const scopes = subject.root === undefined ? [] : [subject.root, ...subject.states.flatMap((at) => at.inner)];
  return [
    ...scopes.flatMap((scope) => scopeFindings(subject, scope)),
    ...subject.states.flatMap((at) => tooLarge(subject, at)),
  ];
}

// What an inner scope gets is the items or the holder's input: nothing is known of it.
function scopeFindings(subject: Subject, scope: ScopeAt): Finding[] {
  const entry = entryShapes(scope);
  return scope.states.flatMap((at) => {
    const input = entry.get(at.name);
    if (input === undefined) return [];
    return inputPaths(at).flatMap(({ field, path }) => {
      const result = follow(input, path);
      if (!('missing' in result)) return [];
      return [
        about(
          subject,
          'SFN313',
          at,
          `${field} reads $.${path.join('.')}, and no state before gives "${result.missing}"`,
        ),
      ];
    });
  });
}

function entryShapes(scope: ScopeAt): Map<string, Shape> {
  const byName = new Map(scope.states.map((at) => [at.name, at]));
  const entry = new Map<string, Shape>();
  const queue: { name: string; shape: Shape }[] = [{ name: textOf(scope.value, 'StartAt') ?? '', shape: open }];
  // Shapes only grow towards `open`; the bound is for definitions that put a value into itself in a cycle.
  for (let turns = 0; queue.length > 0 && turns < 10_000; turns++) {
    const { name, shape } = queue.pop()!;
    const at = byName.get(name);
    if (at === undefined) continue;
    const before = entry.get(name);
    const now = before === undefined ? shape : either(before, shape);
    if (before !== undefined && sameShape(before, now)) continue;
    entry.set(name, now);
    const output = outputShape(at, now);
    for (const target of [textOf(at.state, 'Next'), textOf(at.state, 'Default')])
      if (target !== undefined) queue.push({ name: target, shape: output });
    for (const rule of listOf(at.state, 'Choices')) {
      const target = textOf(rule, 'Next');
      if (target !== undefined) queue.push({ name: target, shape: own(rule, 'Output') === undefined ? output : open });
    }
    for (const rule of listOf(at.state, 'Catch')) {
      const target = textOf(rule, 'Next');
      if (target !== undefined) queue.push({ name: target, shape: open });
    }
  }
  return entry;
}

function outputShape(at: StateAt, input: Shape): Shape {
  if (at.language === 'JSONata') {
    const output = own(at.state, 'Output');
    if (output !== undefined) return shapeOfJsonata(output);
    return ['Task', 'Map', 'Parallel'].includes(at.type) ? open : input;
  }
  const effective = project(input, own(at.state, 'InputPath'));
  if (['Choice', 'Wait', 'Succeed'].includes(at.type)) return project(effective, own(at.state, 'OutputPath'));
  const placed = placeResult(input, resultShape(at, effective), own(at.state, 'ResultPath'));
  return project(placed, own(at.state, 'OutputPath'));
}

function resultShape(at: StateAt, effective: Shape): Shape {
  const selector = own(at.state, 'ResultSelector');
  if (at.type !== 'Pass') return selector === undefined ? open : shapeOfTemplate(selector);
  const result = own(at.state, 'Result');
  if (result !== undefined) return shapeOfLiteral(result);
  const parameters = own(at.state, 'Parameters');
  return parameters === undefined ? effective : shapeOfTemplate(parameters);
}

function placeResult(input: Shape, result: Shape, path: Json | undefined): Shape {
  if (path === undefined || path === '$') return result;
  if (path === null) return input;
  const names = typeof path === 'string' ? namesOf(path) : undefined;
  return names === undefined ? open : withAt(input, names, result);
}

function project(shape: Shape, path: Json | undefined): Shape {
  if (path === undefined || path === '$') return shape;
  if (path === null) return { kind: 'object', members: new Map() };
  const names = typeof path === 'string' ? namesOf(path) : undefined;
  const found = names === undefined ? { shape: open } : follow(shape, names);
  return 'missing' in found ? open : found.shape;
}

/** The names of a path `$.a.b`, or undefined where it is not just names. */
function namesOf(path: string): readonly string[] | undefined {
  return /^\$(\.[A-Za-z_][\w-]*)+$/.test(path) ? path.slice(2).split('.') : undefined;
}

interface InputPath {
  readonly field: string;
  readonly path: readonly string[];
}

/** Paths into the input that must be there: reading them fails the state otherwise. */
function inputPaths(at: StateAt): readonly InputPath[] {
  if (at.language === 'JSONata') return [];
  const inputPath = own(at.state, 'InputPath');
  const whole = inputPath === undefined || inputPath === '$';
  const found: InputPath[] = typeof inputPath === 'string' ? pathIn('InputPath', inputPath) : [];
  if (!whole) return found;
  for (const field of ['ItemsPath', 'SecondsPath', 'TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath']) {
    found.push(...pathIn(field, own(at.state, field)));
  }
  const parameters = own(at.state, 'Parameters');
  if (parameters !== undefined && at.type !== 'Map') found.push(...templatePaths('Parameters', parameters));
  // A rule that asks whether something is there guards the others; then nothing is said about this Choice.
  const rules = listOf(at.state, 'Choices');
  if (!JSON.stringify(rules).includes('"IsPresent"'))
    for (const rule of rules) found.push(...pathIn('Variable', own(rule, 'Variable')));
  return found;
}

function templatePaths(field: string, value: Json): InputPath[] {
  if (isArray(value)) return value.flatMap((item) => templatePaths(field, item));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key.endsWith('.$') ? pathIn(`${field}.${key}`, member) : templatePaths(`${field}.${key}`, member),
  );
}

function pathIn(field: string, value: Json | undefined): InputPath[] {
  const path = typeof value === 'string' ? namesOf(value) : undefined;
  return path === undefined ? [] : [{ field, path }];
}

function tooLarge(subject: Subject, at: StateAt): Finding[] {
  return ['Result', 'Parameters', 'Arguments', 'Output'].flatMap((field) => {
    const value = own(at.state, field);
    const bytes = value === undefined || typeof value === 'string' ? 0 : jsonBytes(value);
    if (bytes <= payloadBytesMax) return [];
    return [about(subject, 'SFN208', at, `${field} is ${bytes} bytes as written; ${payloadBytesMax} are allowed`)];
  });
}
