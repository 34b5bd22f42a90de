// A template's text → JSON with the long forms of the intrinsic functions, whatever way it was written.
import { isObject, type Json, type JsonObject, own } from '../json';
import { AssemblyError } from './errors';
import { parseTemplateYaml } from './yaml';

export interface Template {
  readonly document: JsonObject;
  /** Line of a resource, 1-based, where it is known. */
  lineOf(logicalId: string): number | undefined;
}

/**
 * Reads a CloudFormation template in JSON or YAML.
 * @throws AssemblyError INVALID_JSON, INVALID_TEMPLATE
 */
export function parseTemplate(text: string, file: string): Template {
  if (text.trimStart().startsWith('{')) {
    let lines: ReadonlyMap<string, number> | undefined;
    return checked(parseJson(text, file), file, (logicalId) => {
      lines ??= linesInJson(text);
      return lines.get(logicalId);
    });
  }
  const { document, lineOf } = parseTemplateYaml(text, file);
  return checked(document, file, lineOf);
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

/**
 * Lines of the resources: the synthesizer indents, so that each one's key begins a line, as deep as the first. A text
 * without line breaks has no lines worth telling.
 */
function linesInJson(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  let indent: string | undefined;
  let inside = false;
  text.split('\n').forEach((line, index) => {
    if (!inside) inside = /^\s*"Resources"\s*:\s*\{\s*$/.test(line);
    else {
      const key = /^(\s*)"([A-Za-z0-9]+)"\s*:\s*\{/.exec(line);
      indent ??= key?.[1];
      if (key?.[2] !== undefined && key[1] === indent && !lines.has(key[2])) lines.set(key[2], index + 1);
    }
  });
  return lines;
}
