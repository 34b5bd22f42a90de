// A template's text → JSON with the long forms of the intrinsic functions, whatever way it was written.
import {
  type CollectionTag,
  isMap,
  isScalar,
  LineCounter,
  Pair,
  parseDocument,
  Scalar,
  type ScalarTag,
  YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { isObject, type Json, type JsonObject, own } from '../json';
import { AssemblyError } from './errors';

export interface Template {
  readonly document: JsonObject;
  /** Line of a resource, 1-based, where it is known. */
  lineOf(logicalId: string): number | undefined;
}

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
  'Transform',
];
const conditionTags = ['If', 'Equals', 'And', 'Or', 'Not', 'ToJsonString', 'Length', 'ForEach'];

/** `!Sub x` and its like become `{"Fn::Sub": x}`, for scalars, lists and maps alike. */
const shortForms: (ScalarTag | CollectionTag)[] = [
  ...['Ref', 'Condition'].map((name) => [name, name] as const),
  ...[...functionTags, ...conditionTags].map((name) => [name, `Fn::${name}`] as const),
].flatMap(([tag, key]) => [
  { tag: `!${tag}`, resolve: (value: string) => call(key, new Scalar(value)) },
  { tag: `!${tag}`, collection: 'seq' as const, resolve: (node: YAMLMap.Parsed | YAMLSeq.Parsed) => wrap(key, node) },
  { tag: `!${tag}`, collection: 'map' as const, resolve: (node: YAMLMap.Parsed | YAMLSeq.Parsed) => wrap(key, node) },
]);

function wrap(key: string, node: YAMLMap.Parsed | YAMLSeq.Parsed): YAMLMap {
  // Without its tag, or the document would call the tag's resolver for it again.
  delete node.tag;
  return call(key, node);
}

function call(key: string, argument: Scalar | YAMLMap | YAMLSeq): YAMLMap {
  const map = new YAMLMap();
  map.items.push(new Pair(new Scalar(key), argument));
  return map;
}

/**
 * Reads a CloudFormation template in JSON or YAML.
 * @throws AssemblyError INVALID_JSON, INVALID_TEMPLATE
 */
export function parseTemplate(text: string, file: string): Template {
  const json = text.trimStart().startsWith('{');
  if (json) return checked(parseJson(text, file), file, (logicalId) => lineInJson(text, logicalId));
  const lines = new LineCounter();
  const document = parseDocument(text, { customTags: shortForms, merge: true, lineCounter: lines, logLevel: 'error' });
  const problem = document.errors[0];
  if (problem !== undefined) {
    throw new AssemblyError('INVALID_TEMPLATE', `${file} is not valid YAML: ${problem.message.split('\n')[0]}`);
  }
  const lineOf = (logicalId: string) => {
    const resources = document.get('Resources');
    if (!isMap(resources)) return undefined;
    const key = resources.items.find((pair) => isScalar(pair.key) && pair.key.value === logicalId)?.key;
    return isScalar(key) && key.range ? lines.linePos(key.range[0]).line : undefined;
  };
  return checked(document.toJS() as Json, file, lineOf);
}

/** A template that is already an object. */
export function templateOf(document: JsonObject, file: string): Template {
  return checked(document, file, () => undefined);
}

function checked(document: Json, file: string, lineOf: Template['lineOf']): Template {
  if (isObject(document)) return { document, lineOf };
  throw new AssemblyError('INVALID_TEMPLATE', `${file} is not a CloudFormation template: it is not an object.`);
}

/**
 * A stack of an app may be empty; a template that somebody names has resources.
 * @throws AssemblyError INVALID_TEMPLATE
 */
export function assertResources(template: Template, file: string): Template {
  if (isObject(own(template.document, 'Resources'))) return template;
  throw new AssemblyError('INVALID_TEMPLATE', `${file} is not a CloudFormation template: it has no Resources section.`);
}

/**
 * JSON.parse with the file in the message.
 * @throws AssemblyError INVALID_JSON
 */
export function parseJson(text: string, file: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AssemblyError(
      'INVALID_JSON',
      `${file} is not valid JSON: ${reason}. If a tool wrote it, write it again.`,
    );
  }
}

/** The synthesizer indents, so a resource's key stands on a line of its own; anything else has no line. */
function lineInJson(text: string, logicalId: string): number | undefined {
  const found = new RegExp(`^\\s*"${logicalId.replace(/[^A-Za-z0-9]/g, '\\$&')}"\\s*:\\s*\\{`, 'm').exec(text);
  if (found === null) return undefined;
  const key = text.indexOf('"', found.index);
  return text.slice(0, key).split('\n').length;
}
