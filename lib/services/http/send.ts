// One HTTP request and its answer, as the tasks http:invoke and apigateway:invoke see it.
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';
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

/**
 * Over the network, as it is asked for: nothing is added, a redirect is an answer like any other, and every method may have
 * a body.
 */
export const sendOverHttp: Send = ({ method, url, headers, body }, signal) =>
  new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? secure : plain;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = send(url, { method, headers: { ...headers, ...length }, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          statusText: response.statusMessage ?? '',
          headers: headersOf(response.rawHeaders),
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    request.on('error', (error) => reject(signal.aborted && signal.reason instanceof Error ? signal.reason : error));
    request.end(body);
  });

/** Names and values in turn, as they came; a name that came twice has both values. */
function headersOf(raw: readonly string[]): { readonly [name: string]: readonly string[] } {
  const headers: { [name: string]: string[] } = {};
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] as string).toLowerCase();
    headers[name] = [...(headers[name] ?? []), raw[at + 1] as string];
  }
  return headers;
}

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
