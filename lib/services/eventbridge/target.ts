// What a rule's target gets: the event itself, a part of it, a fixed text, or a template filled from it.
import { isArray, isObject, type Json, type JsonObject, own } from '../../json';
import { object, text } from '../read';

/** The value that a target receives for an event. */
export function targetInput(
  target: JsonObject,
  event: JsonObject,
  rule: { readonly arn: string; readonly name: string },
): Json {
  const fixed = text(target, 'Input');
  if (fixed !== undefined) return parsedOr(fixed, fixed);
  const path = text(target, 'InputPath');
  if (path !== undefined) return pick(event, path) ?? null;
  const transformer = object(target, 'InputTransformer');
  const template = text(transformer, 'InputTemplate');
  return template === undefined ? event : filled(template, object(transformer, 'InputPathsMap'), event, rule);
}

/** `$.detail.items[0].name`; EventBridge knows no more of JSONPath here. */
export function pick(event: Json, path: string): Json | undefined {
  let value: Json | undefined = event;
  for (const [, name, index] of path.replace(/^\$\.?/, '').matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (index !== undefined) value = isArray(value) ? value[Number(index)] : undefined;
    else value = isObject(value) && name !== undefined ? own(value, name) : undefined;
  }
  return value;
}

/** SPEC InputTransformer: `<name>` stands for its value; between quotes as text, else as JSON. */
function filled(
  template: string,
  paths: JsonObject,
  event: JsonObject,
  rule: { readonly arn: string; readonly name: string },
): Json {
  const text = template.replace(/<([\w.-]+)>/g, (place, name: string, at: number) => {
    const value = name.startsWith('aws.events.')
      ? known(name, event, rule)
      : pick(event, String(own(paths, name) ?? ''));
    if (value === undefined) return name in paths || name.startsWith('aws.events.') ? '' : place;
    if (typeof value !== 'string') return JSON.stringify(value);
    return insideQuotes(template, at) ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value);
  });
  return parsedOr(text, text);
}

function known(
  name: string,
  event: JsonObject,
  rule: { readonly arn: string; readonly name: string },
): Json | undefined {
  switch (name) {
    case 'aws.events.rule-arn':
      return rule.arn;
    case 'aws.events.rule-name':
      return rule.name;
    case 'aws.events.event.json':
    case 'aws.events.event':
      return event;
    case 'aws.events.event.ingestion-time':
      return own(event, 'time');
    default:
      return undefined;
  }
}

function insideQuotes(template: string, at: number): boolean {
  let inside = false;
  for (let i = 0; i < at; i++) {
    if (template[i] === '\\') i++;
    else if (template[i] === '"') inside = !inside;
  }
  return inside;
}

function parsedOr(text: string, otherwise: Json): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return otherwise;
    throw error;
  }
}
