// apigateway:invoke: the app's own APIs, whose methods lead to its functions, or an API at an address that is named.
import type { Outcome, ServiceCall, TaskIo } from '../../engine';
import { isArray, isObject, type Json, type JsonObject, own } from '../../json';
import { type Answerer, report } from '../answerer';
import type { Functions } from '../ports';
import { list, object, text } from '../read';
import type { World } from '../world';
import { queryOf } from './encode';
import { type HttpAnswer, httpOutput, type Send, sendWithFetch } from './send';

/** A method of an API, and the function behind it. */
export interface ApiRoute {
  /** `GET`, … or `ANY`. */
  readonly method: string;
  /** `/orders/{id}`, `/{proxy+}`; for HTTP APIs also `$default`. */
  readonly path: string;
  readonly functionName: string;
  /** `AWS_PROXY` wraps request and answer; `AWS` hands the body over as it is. @default AWS_PROXY */
  readonly integration?: 'AWS_PROXY' | 'AWS';
  /** Payload format of HTTP APIs. @default 1.0 */
  readonly payloadFormat?: '1.0' | '2.0';
}

export interface ApiGatewayOptions {
  readonly functions: Functions | undefined;
  /** APIs by their id, the first label of their host name. */
  readonly apis?: { readonly [apiId: string]: readonly ApiRoute[] };
  /** Addresses for hosts of APIs that are served elsewhere, e.g. `http://127.0.0.1:3000`. */
  readonly addresses?: { readonly [apiId: string]: string };
  readonly send?: Send;
}

export class ApiGateway implements Answerer {
  readonly by = 'embedded';
  readonly #world: World;
  readonly #options: ApiGatewayOptions;

  constructor(world: World, options: ApiGatewayOptions) {
    this.#world = world;
    this.#options = options;
  }

  answers(call: ServiceCall, io: TaskIo): boolean {
    if (call.service !== 'apigateway' || call.action !== 'invoke') return false;
    const parameters = isObject(call.input) ? call.input : {};
    const apiId = (text(parameters, 'ApiEndpoint') ?? '').split('.')[0] ?? '';
    const routes = this.#options.apis?.[apiId];
    const address = this.#options.addresses?.[apiId];
    if (routes === undefined && address === undefined) return false;
    const answer = routes === undefined ? this.#elsewhere(address ?? '', parameters) : this.#here(routes, parameters);
    answer.then(
      (one) => {
        const outcome = outcomeOf(one);
        if (outcome.ok) report(call, io, outcome.output);
        else io.settled(outcome);
      },
      (error: unknown) =>
        io.settled({
          ok: false,
          error: 'ApiGateway.SdkClientException',
          cause: error instanceof Error ? error.message : String(error),
        }),
    );
    return true;
  }

  #elsewhere(address: string, parameters: JsonObject): Promise<HttpAnswer> {
    const stage = text(parameters, 'Stage');
    const path = (text(parameters, 'Path') ?? '').replace(/^\//, '');
    const url = new URL(`${address.replace(/\/$/, '')}/${stage === undefined ? '' : `${stage}/`}${path}`);
    for (const [name, value] of queryOf(object(parameters, 'QueryParameters'))) url.searchParams.append(name, value);
    const body = own(parameters, 'RequestBody');
    const headers: { [name: string]: string } = { 'content-type': 'application/json' };
    for (const [name, values] of Object.entries(object(parameters, 'Headers')))
      headers[name] = isArray(values) ? values.join(',') : String(values);
    const send = this.#options.send ?? sendWithFetch;
    const written = body === undefined || body === null ? undefined : JSON.stringify(body);
    return send(
      { method: text(parameters, 'Method') ?? 'GET', url: url.href, headers, body: written },
      new AbortController().signal,
    );
  }

  async #here(routes: readonly ApiRoute[], parameters: JsonObject): Promise<HttpAnswer> {
    const method = text(parameters, 'Method') ?? 'GET';
    const path = `/${(text(parameters, 'Path') ?? '').replace(/^\//, '')}`;
    const found = routeFor(routes, method, path);
    const { functions } = this.#options;
    if (found === undefined || functions === undefined || !functions.has(found.route.functionName)) {
      return answerOf(403, 'Forbidden', JSON.stringify({ message: 'Missing Authentication Token' }));
    }
    const { route } = found;
    const proxy = route.integration !== 'AWS';
    const body = own(parameters, 'RequestBody');
    // AWS: without a proxy the body is the event; none, or null, is an empty object.
    const event = proxy ? this.#proxyEvent(route, method, path, found.parameters, parameters) : (body ?? {});
    const invocation = {
      functionName: route.functionName,
      qualifier: undefined,
      payload: JSON.stringify(event),
      clientContext: undefined,
    };
    const { payload, functionError } = await functions.invoke(invocation);
    if (!proxy) return answerOf(200, 'OK', payload);
    return functionError === undefined
      ? proxied(payload)
      : answerOf(502, 'Bad Gateway', JSON.stringify({ message: 'Internal server error' }));
  }

  #proxyEvent(
    route: ApiRoute,
    method: string,
    path: string,
    pathParameters: { [name: string]: string },
    parameters: JsonObject,
  ): Json {
    const headers = Object.fromEntries(
      Object.keys(object(parameters, 'Headers')).map((name) => [
        name,
        list(object(parameters, 'Headers'), name).join(','),
      ]),
    );
    const query = Object.fromEntries(
      Object.keys(object(parameters, 'QueryParameters')).map((name) => [
        name,
        list(object(parameters, 'QueryParameters'), name).join(','),
      ]),
    );
    const body = own(parameters, 'RequestBody');
    const written = body === undefined || body === null ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const stage = text(parameters, 'Stage') ?? '$default';
    const common = { headers, pathParameters, queryStringParameters: query, body: written, isBase64Encoded: false };
    if (route.payloadFormat === '2.0') {
      const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'stepwright' };
      return {
        version: '2.0',
        routeKey: `${route.method} ${route.path}`,
        rawPath: path,
        rawQueryString: queryOf(object(parameters, 'QueryParameters')).toString(),
        ...common,
        requestContext: { http, stage, requestId: this.#world.uuid() },
      };
    }
    return {
      resource: route.path,
      path,
      httpMethod: method,
      ...common,
      stageVariables: null,
      requestContext: { stage, httpMethod: method, path, requestId: this.#world.uuid() },
    };
  }
}

/** The most exact route: fixed parts before parameters, parameters before `{proxy+}`. */
function routeFor(routes: readonly ApiRoute[], method: string, path: string) {
  let best:
    | { readonly route: ApiRoute; readonly parameters: { [name: string]: string }; readonly score: number }
    | undefined;
  for (const route of routes) {
    if (route.method !== 'ANY' && route.method !== method && route.path !== '$default') continue;
    const parameters = matchPath(route.path, path);
    if (parameters === undefined) continue;
    const score =
      (route.method === method ? 1 : 0) -
      4 * Object.keys(parameters).length -
      (route.path.includes('+}') ? 1000 : 0) -
      (route.path === '$default' ? 10_000 : 0);
    if (best === undefined || score > best.score) best = { route, parameters, score };
  }
  return best;
}

function matchPath(pattern: string, path: string): { [name: string]: string } | undefined {
  if (pattern === '$default') return {};
  const parameters: { [name: string]: string } = {};
  const wanted = pattern.split('/').filter(Boolean);
  const given = path.split('/').filter(Boolean);
  for (const [i, part] of wanted.entries()) {
    const [, name, greedy] = /^\{(\w+)(\+)?\}$/.exec(part) ?? [];
    if (name === undefined && part !== given[i]) return undefined;
    if (given[i] === undefined) return undefined;
    if (name !== undefined) parameters[name] = greedy === undefined ? (given[i] as string) : given.slice(i).join('/');
    if (greedy !== undefined) return parameters;
  }
  return wanted.length === given.length ? parameters : undefined;
}

/** What a proxied function returned, as the API's answer. */
function proxied(payload: string): HttpAnswer {
  const returned: Json = JSON.parse(payload);
  if (!isObject(returned) || typeof own(returned, 'statusCode') !== 'number') {
    // HTTP APIs take anything as a body; REST APIs call it malformed.
    return answerOf(200, 'OK', typeof returned === 'string' ? returned : payload);
  }
  const status = Number(own(returned, 'statusCode'));
  const headers = Object.fromEntries(
    Object.entries(object(returned, 'headers')).map(([name, value]) => [name, [String(value)]]),
  );
  return answerOf(status, status === 200 ? 'OK' : '', text(returned, 'body') ?? '', headers);
}

function answerOf(
  status: number,
  statusText: string,
  body: string,
  headers: { readonly [name: string]: readonly string[] } = {},
): HttpAnswer {
  const named = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  return {
    status,
    statusText,
    body,
    headers: {
      Connection: ['keep-alive'],
      'Content-Length': [String(Buffer.byteLength(body))],
      ...(named.has('content-type') ? {} : { 'Content-Type': ['application/json'] }),
      ...headers,
    },
  };
}

/** AWS: any status from 400 on fails the task, named after it. */
function outcomeOf(answer: HttpAnswer): Outcome {
  if (answer.status >= 400) return { ok: false, error: `ApiGateway.${answer.status}`, cause: answer.body };
  return { ok: true, output: httpOutput(answer) };
}
