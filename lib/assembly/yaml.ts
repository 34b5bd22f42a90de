// YAML: templates with CloudFormation's short tags, and definitions. The parser is large and most assemblies are JSON, so it
// is loaded when the first YAML text comes along.
import type { CollectionTag, Document, LineCounter, ScalarTag, YAMLMap, YAMLSeq } from 'yaml';
import type { Json } from '../json';
import { AssemblyError } from './errors';

type Yaml = typeof import('yaml');
const load = (): Yaml => require('yaml');

const functionTags = [
  'Base64',
  'Cidr',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'ImportValue',
  'Join',
  'Select',
  'Split',
  'Sub',
];
const otherTags = ['Transform', 'If', 'Equals', 'And', 'Or', 'Not', 'ToJsonString', 'Length', 'ForEach'];
const keys: readonly (readonly [string, string])[] = [
  ...['Ref', 'Condition'].map((name) => [name, name] as const),
  ...[...functionTags, ...otherTags].map((name) => [name, `Fn::${name}`] as const),
];

export interface YamlTemplate {
  readonly document: Json;
  lineOf(logicalId: string): number | undefined;
}

/** @throws AssemblyError INVALID_TEMPLATE */
export function parseTemplateYaml(text: string, file: string): YamlTemplate {
  const yaml = load();
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, {
    customTags: shortForms(yaml),
    merge: true,
    lineCounter: lines,
    logLevel: 'error',
  });
  const problem = document.errors[0];
  if (problem !== undefined) throw notYaml(file, problem);
  return { document: toJson(document, file), lineOf: (logicalId) => lineIn(yaml, document, lines, logicalId) };
}

/**
 * A definition written in YAML, as the JSON that reaches the service.
 * @throws AssemblyError INVALID_TEMPLATE
 */
export function definitionYamlToJson(text: string, file: string): string {
  const document = load().parseDocument(text, { logLevel: 'error' });
  const problem = document.errors[0];
  if (problem !== undefined) throw notYaml(file, problem);
  return JSON.stringify(toJson(document, file), null, 2);
}

/** Aliases are expanded, and a document of a few lines can stand for one of gigabytes: the parser refuses. */
function toJson(document: Document.Parsed, file: string): Json {
  try {
    return document.toJS() as Json;
  } catch (error) {
    throw notYaml(file, error);
  }
}

function notYaml(file: string, problem: unknown): AssemblyError {
  const reason = problem instanceof Error ? problem.message : String(problem);
  return new AssemblyError('INVALID_TEMPLATE', `${file} is not valid YAML: ${reason.split('\n')[0]}`);
}

/** `!Sub x` and its like become `{"Fn::Sub": x}`, for scalars, lists and maps alike. */
function shortForms(yaml: Yaml): (ScalarTag | CollectionTag)[] {
  const wrap = (key: string) => (node: YAMLMap.Parsed | YAMLSeq.Parsed) => {
    // Without its tag, or the document would call the tag's resolver for it again.
    delete node.tag;
    const map = new yaml.YAMLMap();
    map.items.push(new yaml.Pair(new yaml.Scalar(key), node));
    return map;
  };
  return keys.flatMap(([tag, key]) => [
    // A scalar's value is data already, collections are nodes until the document is turned into data.
    { tag: `!${tag}`, resolve: (value: string) => ({ [key]: value }) },
    { tag: `!${tag}`, collection: 'seq' as const, resolve: wrap(key) },
    { tag: `!${tag}`, collection: 'map' as const, resolve: wrap(key) },
  ]);
}

function lineIn(yaml: Yaml, document: Document.Parsed, lines: LineCounter, logicalId: string): number | undefined {
  const resources = document.get('Resources');
  if (!yaml.isMap(resources)) return undefined;
  const key = resources.items.find((pair) => yaml.isScalar(pair.key) && pair.key.value === logicalId)?.key;
  return yaml.isScalar(key) && key.range ? lines.linePos(key.range[0]).line : undefined;
}
