// The one port on which handlers and other programs reach the embedded services, each in its own protocol.
//
// P1 It listens on the loopback address alone, and answers only to names of it: a web page cannot reach it by a name of its own.
// P2 A body is bounded, and so is the time that a client may take to send it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { Api } from '../api';
import { bodyObject, type RestApis } from '../apigateway/rest-apis';
import { invokeApi } from '../lambda';
import type { Executions, Functions } from '../ports';
import type { Objects } from '../s3/objects';
import { ServiceError } from '../service-error';
import type { World } from '../world';
import { answerJson, isJsonProtocol } from './json-protocol';
import { answerQuery } from './query-protocol';
import { answerS3 } from './s3-protocol';
import type { WireAnswer } from './wire';

/** Largest body: an S3 object that a client sends in one piece. */
const bodyBytesMax = 268_435_456;
const requestMsMax = 120_000;

export interface Served {
  readonly apis: ReadonlyMap<string, Api>;
  readonly objects: Objects;
  readonly functions: Functions | undefined;
  readonly executions: Executions | undefined;
  readonly restApis: RestApis;
  readonly world: World;
}

export class Endpoint {
  readonly #served: Served;
  #server: Server | undefined;
  #port: number | undefined;

  constructor(served: Served) {
    this.#served = served;
  }

  /** `http://127.0.0.1:<port>`, or undefined before it listens. */
  get url(): string | undefined {
    return this.#port === undefined ? undefined : `http://127.0.0.1:${this.#port}`;
  }

  /** Starts listening. @param port 0 takes any free one */
  async listen(port = 0): Promise<string> {
    const server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => fail(response, error));
    });
    server.requestTimeout = requestMsMax;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    server.unref();
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the endpoint listens, but not on a port');
    this.#server = server;
    this.#port = address.port;
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    this.#port = undefined;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isOurName(request.headers.host)) {
      send(response, { status: 403, headers: {}, body: 'this address is for programs on this machine' }, '');
      return;
    }
    const requestId = this.#served.world.uuid();
    send(response, await this.answer(request, await bodyOf(request), requestId), requestId);
  }

  /** Answers one request, whoever listens for it: the server of the Step Functions API hands requests over, too. */
  async answer(request: IncomingMessage, body: Buffer, requestId: string): Promise<WireAnswer> {
    const free = this.#served.world.busy();
    try {
      return await this.#answer(request, body, requestId);
    } finally {
      free();
    }
  }

  #answer(request: IncomingMessage, body: Buffer, requestId: string): Promise<WireAnswer> {
    const { apis, objects, functions, executions, restApis, world } = this.#served;
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (isJsonProtocol(request.headers)) return answerJson(apis, executions, request.headers, body);
    if (functions !== undefined && url.pathname.startsWith('/2015-03-31/functions/'))
      return answerLambda(functions, url, body, world);
    if (isApiGateway(request)) return answerApiGateway(restApis, request, url, body);
    const form = new URLSearchParams(body.toString('utf8'));
    const isForm = String(request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    if (isForm && form.has('Action')) return answerQuery(apis, form, url.pathname, requestId);
    const operations = apis.get('s3')?.operations ?? {};
    return answerS3(
      objects,
      operations,
      { method: request.method ?? 'GET', url, headers: request.headers, body },
      requestId,
    );
  }
}

/** P1: the loopback address, localhost, or a name below it (buckets, host prefixes). */
function isOurName(host: string | undefined): boolean {
  return (
    host !== undefined && /^(127\.0\.0\.1|\[::1\]|([\w.-]+\.)?localhost|[\w.-]+\.127\.0\.0\.1)(:\d+)?$/i.test(host)
  );
}

/** Requests of the API Gateway API have paths that S3 could have too: the signature says whom they are for. */
function isApiGateway(request: IncomingMessage): boolean {
  return /\/apigateway\/aws4_request/.test(String(request.headers.authorization ?? ''));
}

async function answerApiGateway(
  restApis: RestApis,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
): Promise<WireAnswer> {
  const headers = { 'content-type': 'application/json' };
  try {
    const answer = restApis.answer(request.method ?? 'GET', decodeURIComponent(url.pathname), bodyObject(body));
    return { status: request.method === 'POST' ? 201 : 200, headers, body: JSON.stringify(answer) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return {
      status: error.status,
      headers: { ...headers, 'x-amzn-errortype': error.type },
      body: JSON.stringify({ message: error.message }),
    };
  }
}

/** Lambda's Invoke: handlers that call handlers. */
async function answerLambda(functions: Functions, url: URL, body: Buffer, world: World): Promise<WireAnswer> {
  const name = decodeURIComponent(url.pathname.split('/')[3] ?? '');
  const payload = body.length === 0 ? null : JSON.parse(body.toString('utf8'));
  try {
    const answer = await invokeApi(
      functions,
      { FunctionName: name, Qualifier: url.searchParams.get('Qualifier'), Payload: payload },
      world,
    );
    const {
      Payload = '',
      ExecutedVersion = '$LATEST',
      FunctionError,
    } = answer as { Payload?: string; ExecutedVersion?: string; FunctionError?: string };
    const headers: { [name: string]: string } = {
      'content-type': 'application/json',
      'x-amz-executed-version': ExecutedVersion,
    };
    if (FunctionError !== undefined) headers['x-amz-function-error'] = FunctionError;
    return { status: 200, headers, body: Payload };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return {
      status: error.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.type },
      body: JSON.stringify({ Type: 'User', Message: error.message }),
    };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += piece.length;
    if (length > bodyBytesMax)
      throw new ServiceError('EntityTooLarge', `The body is larger than ${bodyBytesMax} bytes`, {
        status: 413,
        listed: false,
      });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function send(response: ServerResponse, answer: WireAnswer, requestId: string): void {
  if (typeof answer.body !== 'string' && Symbol.asyncIterator in answer.body) {
    response.writeHead(answer.status, { ...answer.headers, 'x-amzn-requestid': requestId });
    // A client that goes away ends the stream with it.
    pipeline(Readable.from(answer.body, { objectMode: false }), response, () => {});
    return;
  }
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  response.writeHead(answer.status, {
    'content-length': String(body.length),
    ...answer.headers,
    'x-amzn-requestid': requestId,
  });
  response.end(body);
}

function fail(response: ServerResponse, error: unknown): void {
  const status = error instanceof ServiceError ? error.status : 500;
  const message = error instanceof Error ? error.message : String(error);
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(message);
}
