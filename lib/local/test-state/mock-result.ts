// A mocked task result, held against what the API that the task calls can answer. The shapes come from AWS's service
// models; an API that is not in the table is not checked.
import { findIntegration, sdkMembers } from '../../integrations';
import { isArray, isObject, type Json, own } from '../../json';
import { ApiError } from '../api-error';
import shapes from './response-shapes.json';

interface Service {
  readonly operations: { readonly [operation: string]: string };
  /** Members of each structure, see `shapeOf`. */
  readonly types: { readonly [name: string]: string };
}

const services: { readonly [service: string]: Service } = shapes;

/** What a member may be. */
interface Shape {
  readonly kind: 'text' | 'number' | 'boolean' | 'any' | 'structure' | 'list' | 'map';
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly values?: readonly string[] | undefined;
  /** Of a list or map. */
  readonly of?: Shape;
  /** Name of the structure. */
  readonly type?: string;
}

interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly shape: Shape;
}

export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

/**
 * @param mode STRICT: required members must be there; PRESENT: only what is there is looked at
 * @throws ApiError ValidationException
 */
export function checkMockResult(resource: string, result: Json, mode: FieldValidationMode): void {
  if (mode === 'NONE') return;
  const { id = '', operation = '', shown = new Map() } = apiOf(resource) ?? {};
  const service = Object.hasOwn(services, id) ? services[id] : undefined;
  const type =
    service === undefined || !Object.hasOwn(service.operations, operation) ? undefined : service.operations[operation];
  if (service === undefined || type === undefined) return;
  checkStructure({ types: service.types, shown, strict: mode === 'STRICT' }, type, result, 'result');
}

/** An API as results are held against it. */
interface Model {
  readonly types: Service['types'];
  /** Members that a state machine calls otherwise than the API. */
  readonly shown: ReadonlyMap<string, string>;
  readonly strict: boolean;
}

interface Api {
  readonly id: string;
  readonly operation: string;
  readonly shown?: ReadonlyMap<string, string>;
}

/** The API whose answer the result is: of `.sync` tasks the one that describes the job. Undefined where there is none. */
function apiOf(resource: string): Api | undefined {
  const found = findIntegration(resource);
  // The result of a callback is what somebody sends back with the token.
  if (found.found === 'refused' || found.pattern === 'waitForTaskToken') return undefined;
  if (found.found === 'aws-sdk') {
    const id = found.service.slice('aws-sdk:'.length);
    return { id, operation: found.operation, shown: sdkMembers(id).shown };
  }
  if (found.found !== 'optimized') return undefined;
  const { api, job } = found.row;
  // Actions on EMR clusters answer with names of their own.
  if (api === undefined || api.service === 'emr') return undefined;
  const isJob = found.pattern === 'sync' || found.pattern === 'sync:2';
  return { id: api.service, operation: isJob && job !== undefined ? job.describe.action : api.operation };
}

function checkStructure(model: Model, type: string, value: Json, name: string): void {
  if (!isObject(value)) throw mismatch(`Field '${name}' must be an object`);
  for (const member of membersOf(model.types[type] ?? '')) {
    const shown = model.shown.get(member.name) ?? member.name;
    const given = own(value, shown);
    if (given === undefined) {
      if (member.required && model.strict) throw mismatch(`Required field '${shown}' is missing`);
    } else if (given !== null) check(model, member.shape, given, shown);
  }
}

function check(model: Model, shape: Shape, value: Json, name: string): void {
  switch (shape.kind) {
    case 'any':
      return;
    case 'structure':
      checkStructure(model, shape.type ?? '', value, name);
      return;
    case 'list':
      if (!isArray(value)) throw mismatch(`Field '${name}' must be an array`);
      for (const item of value) check(model, shape.of as Shape, item, name);
      return;
    case 'map':
      if (!isObject(value)) throw mismatch(`Field '${name}' must be an object`);
      for (const item of Object.values(value)) check(model, shape.of as Shape, item, name);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') throw mismatch(`Field '${name}' must be a boolean`);
      return;
    case 'number':
      if (typeof value !== 'number') throw mismatch(`Field '${name}' must be a number`);
      if (value < (shape.min ?? value)) throw mismatch(`Field '${name}' is less than the minimum value`);
      if (value > (shape.max ?? value)) throw mismatch(`Field '${name}' exceeds the maximum value`);
      return;
    case 'text':
      checkText(shape, value, name);
  }
}

function checkText({ values, min = 0, max = Number.POSITIVE_INFINITY }: Shape, value: Json, name: string): void {
  if (typeof value !== 'string') throw mismatch(`Field '${name}' must be a string`);
  if (values !== undefined && !values.includes(value)) throw mismatch(`Field '${name}' is not an expected value`);
  if (value.length < min) throw mismatch(`Field '${name}' is smaller than the minimum length`);
  if (value.length > max) throw mismatch(`Field '${name}' exceeds the maximum length`);
}

/** `Name:shape` each, `Name!:shape` for a required member. */
function membersOf(text: string): readonly Member[] {
  return text
    .split(' ')
    .filter((member) => member !== '')
    .map((member) => {
      const at = member.indexOf(':');
      const name = member.slice(0, at);
      const required = name.endsWith('!');
      return { name: required ? name.slice(0, -1) : name, required, shape: shapeOf(member.slice(at + 1)) };
    });
}

const kinds = { s: 'text', n: 'number', b: 'boolean' } as const;

/**
 * `s`, `n`, `b` or `any`; `s(1,20)` with bounds, `s[a|b]` with its values (a blank written `~`); `*` list of, `%` map of,
 * `#` structure named.
 */
function shapeOf(text: string): Shape {
  const rest = text.slice(1);
  switch (text.charAt(0)) {
    case '*':
      return { kind: 'list', of: shapeOf(rest) };
    case '%':
      return { kind: 'map', of: shapeOf(rest) };
    case '#':
      return { kind: 'structure', type: rest };
    case 'a':
      return { kind: 'any' };
    default: {
      const kind = kinds[text.charAt(0) as keyof typeof kinds];
      if (rest.startsWith('[')) return { kind, values: rest.slice(1, -1).replaceAll('~', ' ').split('|') };
      const [, min, max] = /^\((-?[\d.]*),(-?[\d.]*)\)$/.exec(rest) ?? [];
      return { kind, min: bound(min), max: bound(max) };
    }
  }
}

function bound(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}

function mismatch(reason: string): ApiError {
  return new ApiError('ValidationException', `Mock result schema validation error: ${reason}`);
}
