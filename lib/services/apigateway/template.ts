// The part of API Gateway's mapping templates that requests to functions use: the body, and what came with it.
import { isObject, type Json, type JsonObject } from '../../json';
import { at } from '../jobs/paths';

export interface TemplateInput {
  readonly body: Json;
  readonly query: { readonly [name: string]: string };
  readonly path: { readonly [name: string]: string };
  readonly header: { readonly [name: string]: string };
}

/** The event that a template makes, parsed if it is JSON. */
export function mapped(template: string, input: TemplateInput): Json {
  const text = template
    .replace(/\$input\.json\((?:'([^']*)'|"([^"]*)")\)/g, (_, single?: string, double?: string) =>
      JSON.stringify(pick(input.body, single ?? double ?? '$') ?? null),
    )
    .replace(/\$input\.path\((?:'([^']*)'|"([^"]*)")\)/g, (_, single?: string, double?: string) =>
      plain(pick(input.body, single ?? double ?? '$') ?? ''),
    )
    .replace(/\$input\.params\(\)\.(querystring|path|header)(?:\.(\w+))?/g, (_, kind: string, name?: string) => {
      const values = kind === 'querystring' ? input.query : kind === 'path' ? input.path : input.header;
      return name === undefined ? plain(values) : (values[name] ?? '');
    })
    .replace(/\$input\.params\((?:'([^']*)'|"([^"]*)")\)/g, (_, single?: string, double?: string) => {
      const name = single ?? double ?? '';
      return input.path[name] ?? input.query[name] ?? input.header[name] ?? '';
    })
    .replace(/\$input\.body/g, () => JSON.stringify(input.body));
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function pick(body: Json, path: string): Json | undefined {
  return at(body, path.replace(/^\$\.?/, ''));
}

/** Values as Java writes them: `{a=1, b=2}`. */
function plain(value: Json): string {
  if (isObject(value))
    return `{${Object.entries(value as JsonObject)
      .map(([name, member]) => `${name}=${plain(member)}`)
      .join(', ')}}`;
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
