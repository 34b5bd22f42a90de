// Members of a request, as the operations of embedded services read them.
import { isArray, isObject, type Json, type JsonObject, own } from '../json';
import { ServiceError } from './service-error';

/** A text, or undefined; numbers and flags are read as their text. */
export function text(request: JsonObject, name: string): string | undefined {
  const value = own(request, name);
  return value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
}

/** A text that must be there. */
export function needed(request: JsonObject, name: string): string {
  const value = text(request, name);
  if (value === undefined || value === '') throw missing(name);
  return value;
}

/** A number, or undefined; a text is read as a number. */
export function number(request: JsonObject, name: string): number | undefined {
  const value = own(request, name);
  if (value === undefined || value === null) return undefined;
  const read = Number(value);
  if (Number.isNaN(read)) throw new ServiceError('ValidationException', `${name} is not a number`, { listed: false });
  return read;
}

export function flag(request: JsonObject, name: string): boolean {
  const value = own(request, name);
  return value === true || value === 'true';
}

export function list(request: JsonObject, name: string): readonly Json[] {
  const value = own(request, name);
  return isArray(value) ? value : [];
}

export function objects(request: JsonObject, name: string): readonly JsonObject[] {
  return list(request, name).filter(isObject);
}

export function object(request: JsonObject, name: string): JsonObject {
  const value = own(request, name);
  return isObject(value) ? value : {};
}

/** An object of texts; other values become their JSON text. */
export function texts(request: JsonObject, name: string): { [key: string]: string } {
  const map: { [key: string]: string } = {};
  for (const key of Object.keys(object(request, name))) {
    const value = text(object(request, name), key);
    if (value !== undefined)
      Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  }
  return map;
}

export function missing(name: string): ServiceError {
  return new ServiceError('ValidationException', `The request must contain the parameter ${name}.`, { listed: false });
}
