// What SNS keeps: topics and their subscriptions; and how it refuses what it is given.
import { isObject, type Json, type JsonObject, own } from '../../json';
import { texts } from '../read';
import { ServiceError } from '../service-error';

export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly fifo: boolean;
  readonly attributes: Map<string, string>;
  tags: { [key: string]: string };
  sequence: bigint;
  /** Deduplication ids, with the time until which they count and the answer they got. */
  readonly seen: Map<string, { readonly until: number; readonly answer: JsonObject }>;
}

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly attributes: Map<string, string>;
}

export function invalid(what: string): ServiceError {
  return new ServiceError('InvalidParameter', `Invalid parameter: ${what}`);
}

/** MessageStructure json: a text for each protocol, and one for the others. */
export function perProtocol(message: string): { readonly [protocol: string]: string } {
  let parsed: Json;
  try {
    parsed = JSON.parse(message);
  } catch {
    throw invalid('Message Structure - JSON message body failed to parse');
  }
  if (!isObject(parsed) || typeof own(parsed, 'default') !== 'string') {
    throw invalid('Message Structure - No default entry in JSON message body');
  }
  return texts({ parsed }, 'parsed');
}
