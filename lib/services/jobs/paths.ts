// The small paths of the table of integrations: `Tasks[0].TaskArn`, `{id}`.
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject } from '../../json';

/** The value at a path; the whole for an empty one. */
export function at(value: Json, path: string): Json | undefined {
  let found: Json | undefined = value;
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (index !== undefined) found = isArray(found) ? found[Number(index)] : undefined;
    else found = isObject(found) && name !== undefined ? found[name] : undefined;
  }
  return found;
}

/** An object with the value at a path, and nothing else. */
export function placed(path: string, value: Json): Json {
  const steps = [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].reverse();
  let built = value;
  for (const [, name, index] of steps) built = index === undefined ? { [name ?? '']: built } : [built];
  return built;
}

/** A request with `{id}` and `{Parameter}` filled in; members that cannot be filled are left out. */
export function filledRequest(
  template: { readonly [member: string]: string | readonly string[] },
  id: string,
  parameters: JsonObject,
): JsonObject {
  const request: MutableJsonObject = {};
  for (const [member, written] of Object.entries(template)) {
    const filled =
      typeof written === 'string'
        ? fill(written, id, parameters)
        : written.map((one) => fill(one, id, parameters) ?? '');
    if (filled !== undefined) request[member] = filled;
  }
  return request;
}

function fill(written: string, id: string, parameters: JsonObject): string | undefined {
  const [, name] = /^\{(\w+)\}$/.exec(written) ?? [];
  if (name === undefined) return written;
  if (name === 'id') return id;
  const value = parameters[name];
  return typeof value === 'string' ? value : undefined;
}
