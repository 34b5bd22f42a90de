// A message, and the digests that SQS answers with so that senders can check what arrived.
import { createHash } from 'node:crypto';
import { isObject, type Json, type JsonObject, type MutableJsonObject } from '../../json';
import { object, text } from '../read';
import type { World } from '../world';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: JsonObject;
  readonly systemAttributes: JsonObject;
  readonly sentAt: number;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
  /** Not delivered before this time: delayed, or in flight. */
  visibleAt: number;
  receiptHandle: string | undefined;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** Queue that it came from, for messages that were given up. */
  readonly from: string | undefined;
}

export function md5(data: string | Uint8Array): string {
  return createHash('md5').update(data).digest('hex');
}

/** SPEC MD5OfMessageAttributes: names in order; name, type, kind of value and value, each with its length before it. */
export function md5OfAttributes(attributes: JsonObject): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const sized = (part: string | Buffer): void => {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = object(attributes, name);
    const type = text(attribute, 'DataType') ?? 'String';
    sized(name);
    sized(type);
    const binary = type.startsWith('Binary');
    hash.update(Buffer.from([binary ? 2 : 1]));
    sized(
      binary ? Buffer.from(text(attribute, 'BinaryValue') ?? '', 'base64') : (text(attribute, 'StringValue') ?? ''),
    );
  }
  return hash.digest('hex');
}

/** Attributes without members that are null; empty ones count as absent. */
export function attributesOf(request: JsonObject, name: string): JsonObject {
  return Object.fromEntries(
    Object.entries(object(request, name)).filter((entry): entry is [string, Json] => isObject(entry[1])),
  );
}

/** A message as ReceiveMessage gives it: with the attributes that were asked for. */
export function deliveredMessage(
  message: Message,
  system: ReadonlySet<Json>,
  wanted: readonly string[],
  world: World,
): Json {
  const facts: { [name: string]: string | undefined } = {
    SenderId: world.account,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
    DeadLetterQueueSourceArn: message.from,
    AWSTraceHeader: text(object(message.systemAttributes, 'AWSTraceHeader'), 'StringValue'),
  };
  const known = Object.entries(facts).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && (system.has('All') || system.has(entry[0])),
  );
  const attributes = Object.entries(message.attributes).filter(([name]) =>
    wanted.some(
      (pattern) =>
        pattern === 'All' ||
        pattern === '.*' ||
        pattern === name ||
        (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
    ),
  );
  const delivered: MutableJsonObject = {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle ?? '',
    MD5OfBody: md5(message.body),
    Body: message.body,
  };
  if (known.length > 0) delivered.Attributes = Object.fromEntries(known);
  if (attributes.length > 0) {
    const chosen = Object.fromEntries(attributes);
    delivered.MD5OfMessageAttributes = md5OfAttributes(chosen) ?? '';
    delivered.MessageAttributes = chosen;
  }
  return delivered;
}

/**
 * What is wrong with message attributes, in the words of SQS and SNS, or undefined.
 * @param attributes as `attributesOf` reads them
 */
export function attributeFault(attributes: JsonObject): string | undefined {
  for (const name of Object.keys(attributes)) {
    const attribute = object(attributes, name);
    const type = text(attribute, 'DataType') ?? '';
    if (!/^(String|Number|Binary)(\.|$)/.test(type)) {
      return `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`;
    }
    const value = text(attribute, type.startsWith('Binary') ? 'BinaryValue' : 'StringValue') ?? '';
    if (value === '') {
      return `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`;
    }
  }
  return undefined;
}
