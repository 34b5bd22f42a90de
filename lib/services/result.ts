// From a service's answer, or error, to what a task gets: shapes and names as recorded from Step Functions.
import type { Outcome } from '../engine';
import type { ErrorNames, IntegrationRow, SdkService } from '../integrations';
import { isObject, type Json, type JsonObject, type MutableJsonObject, own, put } from '../json';
import type { ServiceError } from './service-error';
import type { World } from './world';

/** How a service's HTTP answers looked when they were recorded. */
interface Wire {
  readonly contentType: string;
  /** Headers beside those that all have, as recorded. */
  readonly extra: { readonly [header: string]: string };
  /** Capital letter or not. */
  readonly connection: 'connection' | 'Connection';
}

const json = 'application/x-amz-json-1.0';
const wires: { readonly [service: string]: Wire } = {
  lambda: {
    contentType: 'application/json',
    extra: { 'X-Amz-Executed-Version': '$LATEST', 'x-amzn-Remapped-Content-Length': '0' },
    connection: 'Connection',
  },
  dynamodb: { contentType: json, extra: { Server: 'Server' }, connection: 'Connection' },
  sns: { contentType: 'text/xml', extra: {}, connection: 'connection' },
};
const usual: Wire = { contentType: json, extra: {}, connection: 'connection' };

/** AWS: these give the API's answer alone, without what the SDK knows about the request. */
const bare = new Set(['events', 'http', 'apigateway', 'eks']);

/** The output of an optimized integration: members in the order of their names, with what the SDK tells of the request. */
export function optimizedOutput(row: IntegrationRow, answer: Json, world: World): Json {
  if (!isObject(answer)) return answer;
  const names = Object.keys(answer);
  let facts: RequestFacts | undefined;
  if (!bare.has(row.service)) {
    facts = requestFacts(row.service, answer, world);
    names.push('SdkHttpMetadata', 'SdkResponseMetadata');
  }
  const output: MutableJsonObject = {};
  for (const name of names.sort()) put(output, name, own(answer, name) ?? facts?.[name as keyof RequestFacts] ?? null);
  return output;
}

interface RequestFacts {
  readonly SdkHttpMetadata: JsonObject;
  readonly SdkResponseMetadata: JsonObject;
}

/** SdkHttpMetadata and SdkResponseMetadata of one request that went well. */
function requestFacts(service: string, answer: Json, world: World): RequestFacts {
  const wire = wires[service] ?? usual;
  const requestId = world.uuid();
  const headers: MutableJsonObject = {};
  const all: MutableJsonObject = {};
  const add = (name: string, value: string): void => {
    headers[name] = value;
    all[name] = [value];
  };
  for (const name in wire.extra) add(name, wire.extra[name] as string);
  add(wire.connection, 'keep-alive');
  add('x-amzn-RequestId', requestId);
  add('Content-Length', String(JSON.stringify(answer).length));
  add('Date', httpDate(world.now()));
  add('Content-Type', wire.contentType);
  // Lambda answers 202 where it only takes the event.
  const status = service === 'lambda' && isObject(answer) ? own(answer, 'StatusCode') : undefined;
  return {
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: status ?? 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

let dateSecond = Number.NaN;
let dateText = '';
/** Dates of one second are one text: making it is most of what a result costs. */
function httpDate(at: number): string {
  const second = Math.floor(at / 1000);
  if (second !== dateSecond) {
    dateSecond = second;
    dateText = new Date(second * 1000).toUTCString();
  }
  return dateText;
}

/** SPEC: Step Functions ends every error name of a service with Exception. */
function exceptionName(type: string): string {
  return type.endsWith('Exception') ? type : `${type}Exception`;
}

/** A service's error under an optimized integration: the words of the SDK for Java version 1. */
export function optimizedFailure(names: ErrorNames, error: ServiceError, world: World): Outcome {
  if (names.service === undefined) {
    return sdkFailure({ errors: names.prefix, id: names.prefix.toLowerCase() }, error, world);
  }
  return {
    ok: false,
    error: `${names.prefix}.${error.listed ? exceptionName(error.type) : names.base}`,
    cause: `${error.message} (Service: ${names.service}; Status Code: ${error.status}; Error Code: ${error.code}; Request ID: ${world.uuid()}; Proxy: null)`,
  };
}

/** A service's error under an AWS SDK integration: the words of the SDK for Java version 2. */
export function sdkFailure(sdk: Pick<SdkService, 'errors' | 'id'>, error: ServiceError, world: World): Outcome {
  const extended = sdk.id === 's3' ? `, Extended Request ID: ${world.uuid()}` : '';
  // Recorded since 2025 for Step Functions' own API only.
  const attempts = sdk.id === 'sfn' ? ' (SDK Attempt Count: 1)' : '';
  return {
    ok: false,
    error: `${sdk.errors}.${error.listed ? exceptionName(error.type) : `${sdk.errors}Exception`}`,
    cause: `${error.message} (Service: ${sdk.errors}, Status Code: ${error.status}, Request ID: ${world.uuid()}${extended})${attempts}`,
  };
}

/** Keys with a capital first letter, through and through; the values of maps that callers name are left alone by `spare`. */
export function pascal(value: Json, spare: ReadonlySet<string> = new Set()): Json {
  if (Array.isArray(value)) return value.map((item) => pascal(item, spare));
  if (!isObject(value as Json)) return value;
  const output: MutableJsonObject = {};
  for (const [key, member] of Object.entries(value as JsonObject)) {
    const name = key.charAt(0).toUpperCase() + key.slice(1);
    put(output, name, spare.has(name) ? member : pascal(member, spare));
  }
  return output;
}
