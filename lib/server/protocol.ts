// How requests and answers look on the wire, and AWS JSON, which most services of the port speak.
import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../json';
import { ApiError } from '../local';
import { StoreError } from '../store';

/** An answer before it is written. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

/** An answer with headers of its own, or bytes. */
export interface Reply extends Omit<Answer, 'body'> {
  readonly body: string | Buffer;
  readonly headers?: { readonly [name: string]: string };
}

/** An answer that an operation has written itself, because it is large and asked for often. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get value(): JsonObject {
    return JSON.parse(this.text) as JsonObject;
  }
}

/** One protocol in which an API's requests and answers are written. */
export interface Codec {
  /** The operation that is asked for; undefined for a request in another protocol, or to somebody else. */
  operation(request: IncomingMessage): string | undefined;
  /** The request's members; undefined for a body that is not what it should be. */
  read(body: Buffer): JsonObject | undefined;
  /** What a body should be, for the error that says so. */
  readonly wanted: string;
  answer(result: JsonObject | JsonText): Reply;
  error(name: string, message: string, members: JsonObject): Reply;
}

const json10 = 'application/x-amz-json-1.0';

export function answer(body: JsonObject | JsonText, contentType: string = json10): Answer {
  return { status: 200, body: body instanceof JsonText ? body.text : JSON.stringify(body), contentType };
}

/** Names that AWS answers with another status than 400. */
const statuses: { readonly [name: string]: number } = {
  ServiceQuotaExceededException: 402,
  UnknownOperationException: 404,
  RequestEntityTooLargeException: 413,
  InternalFailure: 500,
  ServiceUnavailable: 503,
};

export function statusOf(errorName: string): number {
  return statuses[errorName] ?? 400;
}

/** An error in AWS JSON. */
export function errorAnswer(name: string, message: string, members: JsonObject, contentType: string = json10): Answer {
  return { status: statusOf(name), body: JSON.stringify({ __type: name, message, ...members }), contentType };
}

/**
 * The only place where an ApiError becomes HTTP; undefined for what is not the caller's fault. A disk that refuses is told,
 * too: who is waiting for the answer learns why there is none.
 * @param write writes an error in the protocol of the request
 */
export function apiErrorAnswer<R extends Reply>(
  error: unknown,
  write: (name: string, message: string, members: JsonObject) => R,
): R | undefined {
  if (error instanceof ApiError) return write(error.name, error.message, error.members);
  return error instanceof StoreError ? write('ServiceUnavailable', error.message, {}) : undefined;
}

/** What the caller is told of a fault of ours. */
export function faultAnswer(error: unknown): Answer {
  return (
    apiErrorAnswer(error, errorAnswer) ??
    errorAnswer('InternalFailure', 'The request failed inside the server; its log tells why', {})
  );
}
