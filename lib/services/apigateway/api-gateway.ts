// apigateway:invoke: the app's own APIs, whose methods lead to its functions, or an API at an address that is named.
import type { Outcome, ServiceCall, TaskIo } from '../../engine';
import { isArray, isObject, type Json, type JsonObject, own } from '../../json';
import { type Answerer, report } from '../answerer';
import { queryOf } from '../http/encode';
import { type HttpAnswer, httpOutput, type Send, sendOverHttp } from '../http/send';
import type { Functions } from '../ports';
import { object, text } from '../read';
import type { World } from '../world';
import { plainEvent, proxyEvent, requestOf } from './event';
import type { RestApis } from './rest-apis';
import type { ApiRoute } from './route';
import { routeFor } from './routing';

export interface ApiGatewayOptions {
  readonly functions: Functions | undefined;
  /** The APIs of this world. */
  readonly apis: RestApis;
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
    const routes = this.#options.apis.routes(apiId);
    const address = this.#options.addresses?.[apiId];
    if (routes === undefined && address === undefined) return false;
    const answer = routes === undefined ? this.#elsewhere(address ?? '', parameters) : this.#here(routes, parameters);
    answer.then(
      (one) => {
        const outcome = outcomeOf(routes === undefined ? one : withEdgeHeaders(one, this.#world));
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
    const send = this.#options.send ?? sendOverHttp;
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
    const request = requestOf(method, path, found.parameters, parameters, this.#world.uuid());
    const event = proxy ? proxyEvent(route, request) : plainEvent(route, request);
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
  const type = named.has('content-type') ? {} : { 'Content-Type': ['application/json'] };
  const length = [String(Buffer.byteLength(body))];
  return {
    status,
    statusText,
    body,
    headers: { Connection: ['keep-alive'], 'Content-Length': length, ...type, ...headers },
  };
}

/** AWS: any status from 400 on fails the task, named after it. */
function outcomeOf(answer: HttpAnswer): Outcome {
  if (answer.status >= 400) return { ok: false, error: `ApiGateway.${answer.status}`, cause: answer.body };
  return { ok: true, output: httpOutput(answer) };
}

/** What API Gateway and the edge in front of it add to every answer. */
function withEdgeHeaders(answer: HttpAnswer, world: World): HttpAnswer {
  const edge = {
    Date: [new Date(world.now()).toUTCString()],
    Via: ['1.1 local (CloudFront)'],
    'x-amz-apigw-id': [world.uuid()],
    'X-Amz-Cf-Id': [world.uuid()],
    'X-Amz-Cf-Pop': ['LOCAL'],
    'x-amzn-RequestId': [world.uuid()],
    'X-Amzn-Trace-Id': [`Root=${world.uuid()}`],
    'X-Cache': ['Miss from cloudfront'],
  };
  return { ...answer, headers: { ...answer.headers, ...edge } };
}
