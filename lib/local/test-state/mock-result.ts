// A mocked task result, held against what the API that the task calls can answer. The shapes come from AWS's service
// models; an API that is not in the table is not checked.
import { parseResource } from '../../integrations';
import { isArray, isObject, type Json, type JsonObject, own } from '../../json';
import { ApiError } from '../api-error';
import shapes from './response-shapes.json';

/** `s` text, `n` number, `b` boolean, `any`; `#Name` a structure, whose required members end with `*`. */
type Shape =
  | string
  | { readonly s: 1; readonly min?: number; readonly max?: number; readonly enum?: readonly string[] }
  | { readonly n: 1; readonly min?: number; readonly max?: number }
  | { readonly list: Shape }
  | { readonly map: Shape };

interface Service {
  readonly operations: { readonly [operation: string]: string };
  readonly types: { readonly [name: string]: { readonly [member: string]: Shape } };
}

const services = shapes as unknown as { readonly [service: string]: Service };

/** Optimized integrations by the API they call; `.sync` ones answer what the job's description does. */
const optimized: { readonly [action: string]: readonly [service: string, operation: string] } = {
  'lambda:invoke': ['lambda', 'Invoke'],
  'states:startExecution': ['sfn', 'StartExecution'],
  'states:startExecution.sync': ['sfn', 'DescribeExecution'],
  'states:startExecution.sync:2': ['sfn', 'DescribeExecution'],
  'sqs:sendMessage': ['sqs', 'SendMessage'],
  'sns:publish': ['sns', 'Publish'],
  'events:putEvents': ['eventbridge', 'PutEvents'],
  'dynamodb:getItem': ['dynamodb', 'GetItem'],
  'dynamodb:putItem': ['dynamodb', 'PutItem'],
  'dynamodb:updateItem': ['dynamodb', 'UpdateItem'],
  'dynamodb:deleteItem': ['dynamodb', 'DeleteItem'],
  'ecs:runTask': ['ecs', 'RunTask'],
  'ecs:runTask.sync': ['ecs', 'DescribeTasks'],
  'batch:submitJob': ['batch', 'SubmitJob'],
  'batch:submitJob.sync': ['batch', 'DescribeJobs'],
  'glue:startJobRun': ['glue', 'StartJobRun'],
  'glue:startJobRun.sync': ['glue', 'GetJobRun'],
  'athena:startQueryExecution': ['athena', 'StartQueryExecution'],
  'athena:startQueryExecution.sync': ['athena', 'GetQueryExecution'],
  'athena:getQueryExecution': ['athena', 'GetQueryExecution'],
  'athena:getQueryResults': ['athena', 'GetQueryResults'],
  'codebuild:startBuild': ['codebuild', 'StartBuild'],
  'codebuild:startBuild.sync': ['codebuild', 'BatchGetBuilds'],
  'bedrock:invokeModel': ['bedrockruntime', 'InvokeModel'],
};

export type FieldValidationMode = 'STRICT' | 'PRESENT' | 'NONE';

/**
 * @param mode STRICT: required members must be there; PRESENT: only what is there is looked at
 * @throws ApiError ValidationException
 */
export function checkMockResult(resource: string, result: Json, mode: FieldValidationMode): void {
  if (mode === 'NONE') return;
  const [serviceId, operation] = apiOf(resource);
  const service = Object.hasOwn(services, serviceId) ? services[serviceId] : undefined;
  const type =
    service === undefined || !Object.hasOwn(service.operations, operation) ? undefined : service.operations[operation];
  if (service === undefined || type === undefined) return;
  checkStructure(service, type, result, 'result', mode === 'STRICT');
}

function apiOf(resource: string): readonly [service: string, operation: string] {
  const parsed = parseResource(resource);
  if (parsed === undefined || parsed.kind !== 'integration') return ['', ''];
  const { service, action, pattern } = parsed;
  if (service.startsWith('aws-sdk:')) {
    return [service.slice('aws-sdk:'.length), action.charAt(0).toUpperCase() + action.slice(1)];
  }
  const suffix = pattern === 'sync' || pattern === 'sync:2' ? `.${pattern}` : '';
  const key = `${service}:${action}${suffix}`;
  return (Object.hasOwn(optimized, key) ? optimized[key] : undefined) ?? ['', ''];
}

function checkStructure(service: Service, type: string, value: Json, name: string, strict: boolean): void {
  if (!isObject(value)) throw mismatch(`Field '${name}' must be an object`);
  for (const [member, shape] of Object.entries(service.types[type] ?? {})) {
    const required = member.endsWith('*');
    const key = required ? member.slice(0, -1) : member;
    const given = own(value as JsonObject, key);
    if (given === undefined) {
      if (required && strict) throw mismatch(`Required field '${key}' is missing`);
    } else if (given !== null) check(service, shape, given, key, strict);
  }
}

function check(service: Service, shape: Shape, value: Json, name: string, strict: boolean): void {
  if (shape === 'any') return;
  if (typeof shape === 'string') {
    if (shape.startsWith('#')) checkStructure(service, shape.slice(1), value, name, strict);
    else checkType(shape, value, name);
  } else if ('list' in shape) {
    if (!isArray(value)) throw mismatch(`Field '${name}' must be an array`);
    for (const item of value) check(service, shape.list, item, name, strict);
  } else if ('map' in shape) {
    if (!isObject(value)) throw mismatch(`Field '${name}' must be an object`);
    for (const item of Object.values(value)) check(service, shape.map, item, name, strict);
  } else if ('n' in shape) {
    checkType('n', value, name);
    const { min, max } = shape;
    if (min !== undefined && (value as number) < min) throw mismatch(`Field '${name}' is less than the minimum value`);
    if (max !== undefined && (value as number) > max) throw mismatch(`Field '${name}' exceeds the maximum value`);
  } else checkText(shape, value, name);
}

function checkText(shape: Extract<Shape, { readonly s: 1 }>, value: Json, name: string): void {
  checkType('s', value, name);
  const text = value as string;
  if (shape.enum !== undefined && !shape.enum.includes(text))
    throw mismatch(`Field '${name}' is not an expected value`);
  if (shape.min !== undefined && text.length < shape.min) {
    throw mismatch(`Field '${name}' is smaller than the minimum length`);
  }
  if (shape.max !== undefined && text.length > shape.max) throw mismatch(`Field '${name}' exceeds the maximum length`);
}

const typeNames: { readonly [type: string]: readonly [type: string, words: string] } = {
  s: ['string', 'a string'],
  n: ['number', 'a number'],
  b: ['boolean', 'a boolean'],
};

function checkType(type: string, value: Json, name: string): void {
  const [wanted, words] = typeNames[type] as readonly [string, string];
  if (typeof value !== wanted) throw mismatch(`Field '${name}' must be ${words}`);
}

function mismatch(reason: string): ApiError {
  return new ApiError('ValidationException', `Mock result schema validation error: ${reason}`);
}
