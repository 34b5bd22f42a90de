// From a service's answer, or error, to what a task gets: shapes and names as recorded from Step Functions.
import type { Outcome } from '../engine';
import type { ErrorNames, IntegrationRow, SdkService } from '../integrations';
import { isObject, type Json, type JsonObject, type MutableJsonObject, put } from '../json';
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
  const members: [string, Json][] = Object.entries(answer);
  if (!bare.has(row.service)) members.push(...requestFacts(row.service, answer, world));
  members.sort(([left], [right]) => (left < right ? -1 : 1));
  const output: MutableJsonObject = {};
  for (const [name, value] of members) put(output, name, value);
  return output;
}

/** SdkHttpMetadata and SdkResponseMetadata of one request that went well. */
export function requestFacts(service: string, answer: Json, world: World): [string, Json][] {
  const wire = wires[service] ?? usual;
  const requestId = world.uuid();
  const headers: { [name: string]: string } = {
    ...wire.extra,
    [wire.connection]: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(JSON.stringify(answer).length),
    Date: httpDate(world.now()),
    'Content-Type': wire.contentType,
  };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return [
    ['SdkHttpMetadata', { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 }],
    ['SdkResponseMetadata', { RequestId: requestId }],
  ];
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
