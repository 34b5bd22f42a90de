// Members of requests and answers of the AWS SDK integrations: a state machine has the names of the SDK for Java, each with a
// capital first letter, APIs as they please.
import { type SdkService, sdkMembers } from '../integrations';
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, own, put } from '../json';
import { pascal } from './result';

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

/** A request of an AWS SDK integration, its members named as the API does. */
export function sdkRequest(sdk: SdkService, request: JsonObject): JsonObject {
  const { sent, shared } = sdkMembers(sdk.id);
  if (sent.size === 0) return request;
  return (sdk.id === 'dynamodb' ? attributeValues(request, sent) : renamed(request, sent, shared)) as JsonObject;
}

/** An answer of the API, its members named as state machines see them. */
export function sdkAnswer(sdk: SdkService, answer: Json): Json {
  const { shown } = sdkMembers(sdk.id);
  if (shown.size === 0) return answer;
  return sdk.id === 'dynamodb' ? attributeValues(answer, shown) : renamed(answer, shown, new Set());
}

/** @param both names that stay as well, since the API has two members of that name */
function renamed(value: Json, names: ReadonlyMap<string, string>, both: ReadonlySet<string>): Json {
  if (isArray(value)) return value.map((one) => renamed(one, names, both));
  if (!isObject(value)) return value;
  const made: MutableJsonObject = {};
  for (const name of Object.keys(value)) {
    const member = value[name] as Json;
    const shaped = userMaps.has(name) && isObject(member) ? member : renamed(member, names, both);
    put(made, names.get(name) ?? name, shaped);
    if (both.has(name)) put(made, name, shaped);
  }
  return made;
}

/** DynamoDB's items: attributes may have any name, so a type is known by the value that it must have. */
function attributeValues(value: Json, names: ReadonlyMap<string, string>): Json {
  if (isArray(value)) return value.map((one) => attributeValues(one, names));
  if (!isObject(value)) return value;
  const made: MutableJsonObject = {};
  for (const name of Object.keys(value)) {
    const member = value[name] as Json;
    put(made, isObject(member) && isType(name) ? name : (names.get(name) ?? name), attributeValues(member, names));
  }
  return made;
}

function isType(name: string): boolean {
  return /^(BOOL|NULL|[SNB]S|Bool|Nul|[SNB]s)$/.test(name);
}

/** A request in the case that the API has. */
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
