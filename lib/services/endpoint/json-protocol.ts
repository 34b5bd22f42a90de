// AWS JSON 1.0 and 1.1: `X-Amz-Target: <prefix>.<Operation>`, a JSON body, a JSON answer.
import type { IncomingHttpHeaders } from 'node:http';
import { isObject, type Json, type JsonObject } from '../../json';
import type { Api, Operation } from '../api';
import type { Executions } from '../ports';
import { ServiceError } from '../service-error';
import type { WireAnswer } from './wire';

/** Prefix of the target → service. */
const targets: { readonly [prefix: string]: string } = {
  AmazonSQS: 'sqs',
  AWSEvents: 'eventbridge',
  DynamoDB_20120810: 'dynamodb',
  secretsmanager: 'secretsmanager',
  AmazonSSM: 'ssm',
};

/** Times that these services give as seconds on the wire, and as ISO texts to tasks. */
const times = new Set(['CreatedDate', 'LastModifiedDate', 'CreationTime', 'LastModifiedTime']);

/** Whether the request speaks this protocol. */
export function isJsonProtocol(headers: IncomingHttpHeaders): boolean {
  return headers['x-amz-target'] !== undefined;
}

/** @param executions answer for the Step Functions API, whose members are not those that tasks see */
export async function answerJson(
  apis: ReadonlyMap<string, Api>,
  executions: Executions | undefined,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<WireAnswer> {
  const [prefix = '', name = ''] = String(headers['x-amz-target']).split('.');
  const contentType = String(headers['content-type'] ?? 'application/x-amz-json-1.0');
  try {
    const operation = operationOf(apis, executions, prefix, name);
    if (operation === undefined) throw unknownOperation(`${prefix}.${name}`);
    return {
      status: 200,
      headers: { 'content-type': contentType },
      body: JSON.stringify(wireTimes(await operation(requestOf(body)))),
    };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return refusal(error, prefix, contentType);
  }
}

function operationOf(
  apis: ReadonlyMap<string, Api>,
  executions: Executions | undefined,
  prefix: string,
  name: string,
): Operation | undefined {
  if (prefix !== 'AWSStepFunctions') return apis.get(targets[prefix] ?? '')?.operations[name];
  return executions === undefined ? undefined : (request) => executions.api(name, request);
}

function requestOf(body: Buffer): JsonObject {
  let request: Json;
  try {
    request = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON');
  }
  if (!isObject(request)) throw new ServiceError('SerializationException', 'The request body is not a JSON object');
  return request;
}

function refusal(error: ServiceError, prefix: string, contentType: string): WireAnswer {
  const namespace =
    prefix === 'DynamoDB_20120810'
      ? 'com.amazonaws.dynamodb.v20120810'
      : `com.amazonaws.${(targets[prefix] ?? 'unknown').toLowerCase()}`;
  const headers: { [name: string]: string } = { 'content-type': contentType };
  // SQS was a query service once; clients read its old error codes from this header.
  if (prefix === 'AmazonSQS') headers['x-amzn-query-error'] = `${error.code};Sender`;
  return {
    status: error.status >= 500 ? error.status : 400,
    headers,
    body: JSON.stringify({ __type: `${namespace}#${error.type}`, message: error.message, ...error.detail }),
  };
}

function wireTimes(value: Json): Json {
  if (Array.isArray(value)) return value.map(wireTimes);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      times.has(name) && typeof member === 'string' ? Date.parse(member) / 1000 : wireTimes(member),
    ]),
  );
}

export function unknownOperation(what: string): ServiceError {
  return new ServiceError('UnknownOperationException', `Nothing here knows the operation ${what}`, { listed: false });
}
