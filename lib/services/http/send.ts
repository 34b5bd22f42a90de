// One HTTP request and its answer, as the tasks http:invoke and apigateway:invoke see it.
import type { Json, JsonObject } from '../../json';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: { readonly [name: string]: readonly string[] };
  readonly body: string;
}

/** Sends a request; rejects if nobody answers. Tests and offline runs put their own in its place. */
export type Send = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** AWS: an HTTP task has 60 seconds. */
export const httpMsMax = 60_000;

export const sendWithFetch: Send = async ({ method, url, headers, body }, signal) => {
  const response = await fetch(url, {
    method,
    headers,
    redirect: 'follow',
    signal,
    ...(body === undefined ? {} : { body }),
  });
  const answered: { [name: string]: string[] } = {};
  for (const [name, value] of response.headers) answered[name] = [...(answered[name] ?? []), value];
  return { status: response.status, statusText: response.statusText, headers: answered, body: await response.text() };
};

/** The task's result. */
export function httpOutput(answer: HttpAnswer): JsonObject {
  return {
    Headers: answer.headers,
    ResponseBody: bodyOf(answer),
    StatusCode: answer.status,
    StatusText: answer.statusText,
  };
}

/** JSON where it is JSON, text otherwise. */
export function bodyOf(answer: HttpAnswer): Json {
  const [, [type = ''] = []] =
    Object.entries(answer.headers).find(([name]) => name.toLowerCase() === 'content-type') ?? [];
  if (answer.body === '' || (type !== '' && !/\bjson\b/i.test(type))) return answer.body;
  try {
    return JSON.parse(answer.body);
  } catch (error) {
    if (error instanceof SyntaxError) return answer.body;
    throw error;
  }
}
