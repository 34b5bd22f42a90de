// What a function behind an API gets for a request.
import { type Json, type JsonObject, own } from '../../json';
import { queryOf } from '../http/encode';
import { list, object, text } from '../read';
import type { ApiRoute } from './route';
import { mapped } from './template';

/** A request as it reached a route. */
export interface RoutedRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly stage: string;
  readonly pathParameters: { readonly [name: string]: string };
  readonly headers: { readonly [name: string]: string };
  readonly query: { readonly [name: string]: string };
  readonly rawQuery: string;
  readonly body: Json | undefined;
}

/** @param parameters of the task */
export function requestOf(
  method: string,
  path: string,
  pathParameters: { readonly [name: string]: string },
  parameters: JsonObject,
  id: string,
): RoutedRequest {
  const query = object(parameters, 'QueryParameters');
  return {
    id,
    method,
    path,
    stage: text(parameters, 'Stage') ?? '$default',
    pathParameters,
    headers: joined(object(parameters, 'Headers')),
    query: joined(query),
    rawQuery: queryOf(query).toString(),
    body: own(parameters, 'RequestBody'),
  };
}

/** Lists of values as one text each. */
function joined(lists: JsonObject): { readonly [name: string]: string } {
  return Object.fromEntries(Object.keys(lists).map((name) => [name, list(lists, name).join(',')]));
}

/** AWS: without a proxy the body, or what a template makes of it, is the event; none, or null, is an empty object. */
export function plainEvent(route: ApiRoute, request: RoutedRequest): Json {
  const body = request.body ?? {};
  if (route.template === undefined) return body;
  return mapped(route.template, { body, query: request.query, path: request.pathParameters, header: request.headers });
}

/** The event of a proxy integration, in the format that the route's payload version has. */
export function proxyEvent(route: ApiRoute, request: RoutedRequest): Json {
  const { id, method, path, stage, headers, pathParameters, query } = request;
  const body =
    request.body === undefined || request.body === null
      ? null
      : typeof request.body === 'string'
        ? request.body
        : JSON.stringify(request.body);
  const common = { headers, pathParameters, queryStringParameters: query, body, isBase64Encoded: false };
  if (route.payloadFormat === '2.0') {
    const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'stepwright' };
    return {
      version: '2.0',
      routeKey: `${route.method} ${route.path}`,
      rawPath: path,
      rawQueryString: request.rawQuery,
      ...common,
      requestContext: { http, stage, requestId: id },
    };
  }
  return {
    resource: route.path,
    path,
    httpMethod: method,
    ...common,
    stageVariables: null,
    requestContext: { stage, httpMethod: method, path, requestId: id },
  };
}
