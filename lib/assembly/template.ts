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
    return checked(parseJson(text, file), file, (logicalId) => lineInJson(text, logicalId));
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

/** The synthesizer indents, so a resource's key stands on a line of its own; anything else has no line. */
function lineInJson(text: string, logicalId: string): number | undefined {
  const found = new RegExp(`^\\s*"${logicalId.replace(/[^A-Za-z0-9]/g, '\\$&')}"\\s*:\\s*\\{`, 'm').exec(text);
  if (found === null) return undefined;
  const key = text.indexOf('"', found.index);
  return text.slice(0, key).split('\n').length;
}
