// http:invoke: HTTP APIs of others, with an EventBridge connection for what authenticates.
// SPEC call-https-apis.
import type { Outcome, ServiceCall, TaskIo } from '../../engine';
import { isObject, type Json, type JsonObject, own } from '../../json';
import { type Answerer, report } from '../answerer';
import { object, text, texts } from '../read';
import type { World } from '../world';
import { type Connection, connectionHeaders } from './connection';
import { encodeBody, queryOf } from './encode';
import { type HttpAnswer, type HttpRequest, httpMsMax, httpOutput, type Send, sendOverHttp } from './send';

export interface HttpTasksOptions {
  /** Connections by their ARN, or by the name in it, beside those that EventBridge has. */
  readonly connections?: { readonly [arnOrName: string]: Connection };
  /** Other addresses for API endpoints: everything that begins with the key goes to the value. */
  readonly redirects?: { readonly [prefix: string]: string };
  /** @default the network */
  readonly send?: Send;
}

/** Headers that a definition may not set. */
const forbidden =
  /^(a-im|accept-charset|accept-datetime|accept-encoding|authorization|cache-control|connection|content-encoding|content-md5|date|expect|forwarded|from|host|http2-settings|if-.*|max-forwards|origin|pragma|proxy-authorization|referer|server|te|trailer|transfer-encoding|upgrade|via|warning|x-forwarded-.*)$/i;
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'];

export class HttpTasks implements Answerer {
  readonly by = 'embedded';
  readonly #world: World;
  readonly #options: HttpTasksOptions;
  readonly #find: (connectionArn: string) => Connection | undefined;

  /** @param find connections of EventBridge */
  constructor(
    world: World,
    options: HttpTasksOptions = {},
    find: (connectionArn: string) => Connection | undefined = () => undefined,
  ) {
    this.#world = world;
    this.#options = options;
    this.#find = find;
  }

  answers(call: ServiceCall, io: TaskIo): boolean {
    if (call.service !== 'http' || call.action !== 'invoke') return false;
    const abort = new AbortController();
    io.onCancel(() => abort.abort());
    this.#invoke(isObject(call.input) ? call.input : {}, io, abort).then(
      (outcome) => {
        if (outcome.ok) report(call, io, outcome.output);
        else io.settled(outcome);
      },
      // Whatever kept the request from being answered: name resolution, refusal, a certificate.
      (error: unknown) => io.settled({ ok: false, error: 'States.Http.Socket', cause: reasonOf(error) }),
    );
    return true;
  }

  async #invoke(parameters: JsonObject, io: TaskIo, abort: AbortController): Promise<Outcome> {
    const refusal = refused(parameters);
    if (refusal !== undefined) return { ok: false, error: 'States.Runtime', cause: refusal };
    const name =
      text(object(parameters, 'Authentication'), 'ConnectionArn') ??
      text(object(parameters, 'InvocationConfig'), 'ConnectionArn');
    const connection = name === undefined ? undefined : this.#connection(name);
    if (name !== undefined && connection === undefined) {
      return {
        ok: false,
        error: 'States.Runtime',
        cause: `The connection ${name} is not known here. Give its headers, query and body parameters under this name.`,
      };
    }
    const body = own(parameters, 'RequestBody');
    if (typeof body === 'string' && connection?.bodyParameters !== undefined) {
      return {
        ok: false,
        error: 'States.Runtime',
        cause: 'The RequestBody must be a JSON object because the connection has body parameters',
      };
    }
    const answer = await this.#send(parameters, connection, io, abort);
    if (answer.status >= 200 && answer.status <= 299) return { ok: true, output: httpOutput(answer) };
    return { ok: false, error: `States.Http.StatusCode.${answer.status}`, cause: answer.body };
  }

  async #send(
    parameters: JsonObject,
    connection: Connection | undefined,
    io: TaskIo,
    abort: AbortController,
  ): Promise<HttpAnswer> {
    const send = this.#options.send ?? sendOverHttp;
    const stopTimer = setTimeout(
      () => abort.abort(new Error('The HTTP task did not complete within 60 seconds')),
      httpMsMax,
    );
    try {
      const request = await this.#request(parameters, connection, send, abort.signal);
      const answer = await send(request, abort.signal);
      if (io.exchanged !== undefined) {
        const withoutSecrets =
          connection === undefined ? request : await this.#request(parameters, undefined, send, abort.signal);
        io.exchanged({ request, withoutSecrets, answer });
      }
      return answer;
    } finally {
      clearTimeout(stopTimer);
    }
  }

  async #request(
    parameters: JsonObject,
    connection: Connection | undefined,
    send: Send,
    signal: AbortSignal,
  ): Promise<HttpRequest> {
    const given = headersOf(parameters);
    const encoded = encodeBody(
      bodyWith(parameters, connection),
      object(parameters, 'Transform'),
      given['content-type'],
    );
    const url = new URL(this.#address(text(parameters, 'ApiEndpoint') ?? ''));
    for (const [key, value] of queryOf({ ...object(parameters, 'QueryParameters'), ...connection?.queryParameters }))
      url.searchParams.append(key, value);
    const headers = {
      'User-Agent': `Amazon|StepFunctions|HttpInvoke|${this.#world.region}`,
      Range: 'bytes=0-262144',
      ...(encoded.contentType === undefined ? {} : { 'content-type': encoded.contentType }),
      ...given,
      ...(connection === undefined ? {} : await connectionHeaders(connection, send, signal)),
    };
    return { method: text(parameters, 'Method') ?? 'GET', url: url.href, headers, body: encoded.body };
  }

  #address(endpoint: string): string {
    for (const [prefix, target] of Object.entries(this.#options.redirects ?? {})) {
      if (endpoint.startsWith(prefix)) return target + endpoint.slice(prefix.length);
    }
    return endpoint;
  }

  /** `arn:…:connection/name/uuid` */
  #connection(connectionArn: string): Connection | undefined {
    const connections = this.#options.connections ?? {};
    const name = connectionArn.split('/')[1] ?? connectionArn;
    return connections[connectionArn] ?? connections[name] ?? this.#find(connectionArn);
  }
}

function refused(parameters: JsonObject): string | undefined {
  const method = text(parameters, 'Method') ?? '';
  if (!methods.includes(method)) return `The value of the field 'Method' must be one of ${methods.join(', ')}`;
  if (!URL.canParse(text(parameters, 'ApiEndpoint') ?? ''))
    return "The value of the field 'ApiEndpoint' has an invalid format";
  const bad = Object.keys(object(parameters, 'Headers')).filter((name) => forbidden.test(name));
  return bad.length === 0 ? undefined : `The headers [${bad.join(', ')}] are not allowed in an HTTP Task`;
}

function headersOf(parameters: JsonObject): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(texts(parameters, 'Headers')).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

/** AWS: what the connection says wins over the definition. */
function bodyWith(parameters: JsonObject, connection: Connection | undefined): Json | undefined {
  const body = own(parameters, 'RequestBody');
  if (connection?.bodyParameters === undefined) return body;
  return { ...(isObject(body) ? body : {}), ...connection.bodyParameters };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
