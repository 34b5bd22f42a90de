// Constraints of request members, and the sentences the service answers with when one is not met. The words are those of
// AWS's request validation, which lists every violation in one message.
import { isArray, isObject, type Json, type JsonObject, own } from '../json';
import { ApiError } from '../local';

/** What a member may be. Lengths count characters, as the service model does. */
export type Constraint =
  | {
      readonly kind: 'text';
      readonly min?: number;
      readonly max?: number;
      /** As the service model writes it and the sentence shows it; the whole text has to fit. */
      readonly pattern?: string;
    }
  /** Values in the order in which the sentence lists them. */
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'integer' | 'number'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'list'; readonly of: Constraint; readonly min?: number; readonly max?: number }
  | { readonly kind: 'structure'; readonly name: string; readonly members: Members };

export interface Member {
  readonly is: Constraint;
  readonly required: boolean;
}

export type Members = { readonly [name: string]: Member };

export const text = (min?: number, max?: number, pattern?: string): Constraint => ({
  kind: 'text',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
  ...(pattern === undefined ? {} : { pattern }),
});
export const oneOf = (...values: readonly string[]): Constraint => ({ kind: 'enum', values });
export const integer = (min?: number, max?: number): Constraint => ({
  kind: 'integer',
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
export const number = (min: number, max: number): Constraint => ({ kind: 'number', min, max });
export const boolean: Constraint = { kind: 'boolean' };
export const list = (of: Constraint, min?: number, max?: number): Constraint => ({
  kind: 'list',
  of,
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
});
export const structure = (name: string, members: Members): Constraint => ({ kind: 'structure', name, members });
export const required = (is: Constraint): Member => ({ is, required: true });
export const optional = (is: Constraint): Member => ({ is, required: false });

/**
 * Checks a request against its members. A member that is null counts as absent; members that are not known are ignored.
 * @throws ApiError ValidationException that lists what is wrong
 */
export function checkRequest(members: Members, request: JsonObject): void {
  const violations: string[] = [];
  checkMembers(members, request, '', violations);
  if (violations.length === 0) return;
  const noun = violations.length === 1 ? 'validation error' : 'validation errors';
  throw new ApiError('ValidationException', `${violations.length} ${noun} detected: ${violations.join('; ')}`);
}

function checkMembers(members: Members, value: JsonObject, path: string, violations: string[]): void {
  for (const name in members) {
    const { is, required: isRequired } = members[name] as Member;
    const given = own(value, name);
    const at = path === '' ? name : `${path}.${name}`;
    if (given === undefined || given === null) {
      if (isRequired) violations.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`);
    } else check(is, given, at, violations);
  }
}

function check(is: Constraint, value: Json, path: string, violations: string[]): void {
  switch (is.kind) {
    case 'text':
      if (typeof value !== 'string') throw unreadable(path, 'a string');
      checkText(is, value, path, violations);
      return;
    case 'enum':
      if (typeof value !== 'string') throw unreadable(path, 'a string');
      if (!is.values.includes(value)) {
        violate(violations, value, path, `Member must satisfy enum value set: [${is.values.join(', ')}]`);
      }
      return;
    case 'integer':
    case 'number':
      if (typeof value !== 'number' || (is.kind === 'integer' && !Number.isInteger(value))) {
        throw unreadable(path, is.kind === 'integer' ? 'an integer' : 'a number');
      }
      checkRange(is, value, value, 'value', path, violations);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') throw unreadable(path, 'a boolean');
      return;
    case 'list':
      if (!isArray(value)) throw unreadable(path, 'a list');
      checkRange(is, value.length, value, 'length', path, violations, is.of);
      value.forEach((item, index) => {
        check(is.of, item, `${path}.${index + 1}.member`, violations);
      });
      return;
    case 'structure':
      if (!isObject(value)) throw unreadable(path, 'an object');
      checkMembers(is.members, value, path, violations);
  }
}

function checkText(is: Extract<Constraint, { kind: 'text' }>, value: string, path: string, violations: string[]): void {
  checkRange(is, value.length, value, 'length', path, violations);
  if (is.pattern !== undefined && !new RegExp(`^(?:${is.pattern})$`, 'u').test(value)) {
    violate(violations, value, path, `Member must satisfy regular expression pattern: ${is.pattern}`);
  }
}

function checkRange(
  is: { readonly min?: number; readonly max?: number },
  measure: number,
  value: Json,
  what: 'value' | 'length',
  path: string,
  violations: string[],
  of?: Constraint,
): void {
  if (is.max !== undefined && measure > is.max) {
    violate(violations, shown(value, of), path, `Member must have ${what} less than or equal to ${is.max}`);
  }
  if (is.min !== undefined && measure < is.min) {
    violate(violations, shown(value, of), path, `Member must have ${what} greater than or equal to ${is.min}`);
  }
}

function violate(violations: string[], value: string, path: string, constraint: string): void {
  violations.push(`Value '${value}' at '${path}' failed to satisfy constraint: ${constraint}`);
}

/** AWS: lists and structures appear as Java prints them, `[Name(member=value, …), …]`. */
function shown(value: Json, of: Constraint | undefined): string {
  if (isArray(value)) return `[${value.map((item) => shown(item, of)).join(', ')}]`;
  if (isObject(value)) {
    const members = Object.entries(value).map(([name, member]) => `${name}=${shown(member, undefined)}`);
    return `${of?.kind === 'structure' ? of.name : ''}(${members.join(', ')})`;
  }
  return String(value);
}

/** A JSON type that the member cannot be read from; the service stops reading there. */
function unreadable(path: string, wanted: string): ApiError {
  return new ApiError('SerializationException', `The member '${path}' must be ${wanted}`);
}
