// Members of requests and answers: Step Functions writes them all with capital letters, APIs as they please.
import type { SdkService } from '../../integrations';
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, own, put } from '../../json';
import { pascal } from '../result';

/** Names in maps that users choose: their case is not ours to change. */
const userMaps = new Set([
  'Item',
  'Key',
  'Attributes',
  'ExpressionAttributeValues',
  'ExpressionAttributeNames',
  'Tags',
  'Metadata',
  'Environment',
  'Parameters',
  'Arguments',
  'HyperParameters',
  'MessageAttributes',
  'LastEvaluatedKey',
  'UnprocessedKeys',
  'UnprocessedItems',
  'Responses',
  'Keys',
  'RequestItems',
  'Items',
]);

/** A request as the API writes it. */
export function cased(sdk: SdkService, request: JsonObject): JsonObject {
  if (sdk.id === 's3' && own(request, 'Body') !== undefined) {
    // AWS: the body is what the JSON value reads as JSON, so a text is stored between quotes.
    return { ...request, Body: JSON.stringify(own(request, 'Body')) };
  }
  return sdk.members === 'camel' ? (small(request) as JsonObject) : request;
}

function small(value: Json): Json {
  if (isArray(value)) return value.map(small);
  if (!isObject(value)) return value;
  const shaped: MutableJsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    put(shaped, name.charAt(0).toLowerCase() + name.slice(1), userMaps.has(name) ? member : small(member));
  }
  return shaped;
}

/** JSON of what an SDK gave: capital letters, times as ISO texts, bytes as base64, streams as text. */
export async function jsonAnswer(answer: object): Promise<Json> {
  const { $metadata: _, ...members } = answer as { readonly $metadata?: unknown; readonly [member: string]: unknown };
  const read: { [member: string]: unknown } = {};
  for (const [name, member] of Object.entries(members))
    read[name] = isStream(member) ? await member.transformToString() : member;
  return pascal(plainJson(read), userMaps);
}

/** A body that the SDK hands over before it has arrived. */
function isStream(value: unknown): value is { transformToString(): Promise<string> } {
  return typeof value === 'object' && value !== null && 'transformToString' in value;
}

function plainJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value as Json;
  if ('toISOString' in value) return (value as Date).toISOString();
  if (ArrayBuffer.isView(value))
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (Array.isArray(value)) return value.map(plainJson);
  const shaped: MutableJsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined && typeof member !== 'function') put(shaped, name, plainJson(member));
  }
  return shaped;
}
