// An embedded service as everybody sees it: operations by their API names, from request to answer. Tasks call them directly,
// handlers reach the same ones over HTTP.
import type { Json, JsonObject } from '../json';

/** An answer that is there, or that has to be waited for. Members that are undefined are not there. */
export type Answer = Json | Promise<Json>;

/** Throws ServiceError, or rejects with it. */
export type Operation = (request: JsonObject) => Answer;

export interface Api {
  /** As in `aws-sdk:<id>`. */
  readonly id: string;
  readonly operations: { readonly [operation: string]: Operation };
}
