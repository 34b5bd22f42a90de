// AWS JSON: what a request asks for, and how answers and errors look on the wire.
import type { JsonObject } from '../json';
import { ApiError } from '../local';

/** An answer before it is written. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
}

const json10 = 'application/x-amz-json-1.0';

export function answer(body: JsonObject, contentType: string = json10): Answer {
  return { status: 200, body: JSON.stringify(body), contentType };
}

/** Names that AWS answers with another status than 400. */
const statusOf: { readonly [name: string]: number } = {
  ServiceQuotaExceededException: 402,
  UnknownOperationException: 404,
  RequestEntityTooLargeException: 413,
  InternalFailure: 500,
};

/** The only place where an ApiError becomes HTTP. */
export function errorAnswer(name: string, message: string, members: JsonObject, contentType: string = json10): Answer {
  return { status: statusOf[name] ?? 400, body: JSON.stringify({ __type: name, message, ...members }), contentType };
}

/** Undefined for what is not the caller's fault. */
export function apiErrorAnswer(error: unknown, contentType?: string): Answer | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return errorAnswer(error.name, error.message, error.members, contentType);
}
