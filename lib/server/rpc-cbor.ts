// Smithy RPC v2 CBOR (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html), for clients that are told to use
// it: the service's model lists AWS JSON alone. The operation is in the path, members are CBOR, timestamps carry tag 1.
import { isArray, isObject, type Json, type JsonObject, put } from '../json';
import { type Codec, JsonText, statusOf } from './protocol';

const path = /^\/service\/AWSStepFunctions\/operation\/(\w+)$/;
const protocol = 'rpc-v2-cbor';
/** AWS: errors are named with the namespace of the service's model. */
const namespace = 'com.amazonaws.sfn';
/** Every timestamp of the service's model has one of these names, and no other number has. */
export const timestampMembers: ReadonlySet<string> = new Set([
  'creationDate',
  'redriveDate',
  'startDate',
  'stopDate',
  'timestamp',
  'updateDate',
]);

export const rpcCbor: Codec = {
  operation({ headers, method, url }) {
    if (headers['smithy-protocol'] !== protocol || method !== 'POST') return undefined;
    return path.exec(url ?? '')?.[1];
  },
  read(body) {
    if (body.length === 0) return {};
    let value: Json;
    try {
      // By way of JSON what no JSON value can be (bytes, tags, keys that change a prototype) becomes what it is not, or fails.
      value = JSON.parse(JSON.stringify(library().cbor.deserialize(body))) as Json;
    } catch (error) {
      if (error instanceof Error) return undefined;
      throw error;
    }
    return isObject(value) ? value : undefined;
  },
  wanted: 'a map in CBOR',
  answer: (result) => reply(200, result instanceof JsonText ? result.value : result),
  error: (name, message, members) => reply(statusOf(name), { __type: `${namespace}#${name}`, message, ...members }),
};

function reply(status: number, value: JsonObject) {
  return {
    status,
    body: Buffer.from(library().cbor.serialize(tagged(value))),
    contentType: 'application/cbor',
    headers: { 'smithy-protocol': protocol },
  };
}

/** The value as it is encoded: numbers of timestamps tagged. */
function tagged(value: Json): unknown {
  if (isArray(value)) return value.map(tagged);
  if (!isObject(value)) return value;
  const { tag } = library();
  const members: { [name: string]: Json } = {};
  for (const name of Object.keys(value)) {
    const member = value[name] as Json;
    const isTimestamp = typeof member === 'number' && timestampMembers.has(name);
    put(members, name, (isTimestamp ? tag({ tag: 1, value: member }) : tagged(member)) as Json);
  }
  return members;
}

/** Loaded by the first request that needs it. */
function library(): typeof import('@smithy/core/cbor') {
  return require('@smithy/core/cbor') as typeof import('@smithy/core/cbor');
}
