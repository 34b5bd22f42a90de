// The HTTP server: raw node:http, one function a request. It reads the body, finds who answers by target header or path,
// and writes the answer; what an answer means is the business of the APIs.
import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BodyTooLarge, readBody } from './body';
import { type GuardOptions, guard } from './guard';
import { type Answer, errorAnswer, faultAnswer, type Reply } from './protocol';

/** One API on the port. */
export interface Api {
  /** Most bytes of a request's body. */
  bodyMax(request: IncomingMessage): number;
  /** Whether the request is its business. */
  takes(request: IncomingMessage): boolean;
  answer(request: IncomingMessage, body: Buffer, gone: (callback: () => void) => void): Reply | Promise<Reply>;
}

export interface HttpOptions extends GuardOptions {
  readonly apis: readonly Api[];
  /** 0 takes a free port. */
  readonly port: number;
  /** @default 127.0.0.1 */
  readonly address?: string;
  /** @default 10 seconds for the headers, 60 for the whole request */
  readonly patience?: Patience;
  /** A fault of ours: it has been answered with 500. */
  readonly onFault: (error: unknown, request: IncomingMessage) => void;
  /** After every answer of an API. */
  readonly onAnswered?: ((request: IncomingMessage, status: number) => void) | undefined;
}

/** Milliseconds in which a client must have sent its headers, and its whole request; then its connection is closed. */
export interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
}

export interface HttpServer {
  readonly port: number;
  readonly url: string;
  /** Takes no more connections, lets requests in flight end, and gives up on them after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

const patienceDefault: Patience = { headersMs: 10_000, requestMs: 60_000 };
/** Milliseconds between looks at clients that are slow; Node's own 30 seconds would be what they get. */
const slowLookMs = 1_000;
const keepAliveMs = 65_000;
/** Milliseconds in which a refused request's body is thrown away. */
const discardMs = 1_000;
/** Milliseconds between looks at connections that have become idle while the server closes. */
const idleLookMs = 10;

/** @throws Error when the port is taken or may not be bound */
export async function listen(options: HttpOptions): Promise<HttpServer> {
  const refuse = guard(options);
  const { headersMs, requestMs } = options.patience ?? patienceDefault;
  const timeouts = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(slowLookMs, headersMs),
    keepAliveTimeout: keepAliveMs,
  };
  const server = createHttpServer(timeouts, (request, response) => handle(request, response));

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const refusal = refuse(request);
    if (refusal !== undefined) {
      const { status, message } = refusal;
      sendLast(request, response, { ...errorAnswer('AccessDeniedException', message, {}), status });
      return;
    }
    const api = options.apis.find((candidate) => candidate.takes(request));
    if (api === undefined) {
      sendLast(request, response, unknownOperation(request));
      return;
    }
    readBody(request, api.bodyMax(request), (error, body) => {
      if (error !== undefined) tooLarge(request, response, error);
      else reply(api, request, response, body);
    });
  }

  function reply(api: Api, request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const done = (settled: Reply): void => {
      send(response, settled);
      options.onAnswered?.(request, settled.status);
    };
    const failed = (error: unknown): void => {
      options.onFault(error, request);
      done(faultAnswer(error));
    };
    try {
      const answer = api.answer(request, body, (callback) => response.once('close', callback));
      if (answer instanceof Promise) answer.then(done, failed);
      else done(answer);
    } catch (error) {
      failed(error);
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.address ?? '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port, address } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    close: (graceMs = 5_000) => closeServer(server, graceMs),
  };
}

function send(response: ServerResponse, { status, body, contentType, headers }: Reply): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  response.end(body);
}

function tooLarge(request: IncomingMessage, response: ServerResponse, error: BodyTooLarge): void {
  sendLast(request, response, errorAnswer('RequestEntityTooLargeException', error.message, {}));
}

/**
 * Answers without having read the request, and ends the connection. What still comes is thrown away for a moment: a client
 * that is cut off while it sends would not see the answer.
 */
function sendLast(request: IncomingMessage, response: ServerResponse, reply: Reply): void {
  request.resume();
  response.shouldKeepAlive = false;
  send(response, reply);
  const { socket } = request;
  setTimeout(() => socket.destroy(), discardMs).unref();
}

function unknownOperation(request: IncomingMessage): Answer {
  const target = request.headers['x-amz-target'];
  const asked = target === undefined ? `${request.method} ${(request.url ?? '').split('?')[0]}` : String(target);
  return errorAnswer('UnknownOperationException', `Nothing here answers ${asked}`, {});
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), idleLookMs);
  const giveUp = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(giveUp);
}
