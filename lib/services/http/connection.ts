// EventBridge connections: what a request to somebody else's API is authenticated with.
import { isObject, type Json, type JsonObject } from '../../json';
import { object, objects, text } from '../read';
import { formEncoded } from './encode';
import { bodyOf, type Send } from './send';

export interface Connection {
  readonly authorization:
    | { readonly type: 'API_KEY'; readonly name: string; readonly value: string }
    | { readonly type: 'BASIC'; readonly username: string; readonly password: string }
    | {
        readonly type: 'OAUTH_CLIENT_CREDENTIALS';
        readonly endpoint: string;
        /** @default POST */
        readonly method?: string;
        readonly clientId: string;
        readonly clientSecret: string;
        readonly bodyParameters?: JsonObject;
      };
  /** Parameters of every request made through the connection. */
  readonly headers?: { readonly [name: string]: string };
  readonly queryParameters?: { readonly [name: string]: string };
  readonly bodyParameters?: { readonly [name: string]: Json };
}

/** Headers that the connection adds, which win over the definition's. */
export async function connectionHeaders(
  connection: Connection,
  send: Send,
  signal: AbortSignal,
): Promise<{ [name: string]: string }> {
  const lower = Object.entries(connection.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const headers: { [name: string]: string } = Object.fromEntries(lower);
  const { authorization } = connection;
  switch (authorization.type) {
    case 'API_KEY':
      headers[authorization.name.toLowerCase()] = authorization.value;
      return headers;
    case 'BASIC':
      headers.authorization = `Basic ${Buffer.from(`${authorization.username}:${authorization.password}`).toString('base64')}`;
      return headers;
    case 'OAUTH_CLIENT_CREDENTIALS':
      headers.authorization = `Bearer ${await token(authorization, send, signal)}`;
      return headers;
  }
}

async function token(
  oauth: Extract<Connection['authorization'], { type: 'OAUTH_CLIENT_CREDENTIALS' }>,
  send: Send,
  signal: AbortSignal,
): Promise<string> {
  const body = formEncoded(
    {
      grant_type: 'client_credentials',
      client_id: oauth.clientId,
      client_secret: oauth.clientSecret,
      ...oauth.bodyParameters,
    },
    'REPEAT',
  );
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await send({ method: oauth.method ?? 'POST', url: oauth.endpoint, headers, body }, signal);
  const parsed = bodyOf(answer);
  const given = isObject(parsed) ? text(parsed, 'access_token') : undefined;
  if (given === undefined)
    throw new Error(`The authorization endpoint ${oauth.endpoint} answered ${answer.status} without an access_token`);
  return given;
}

/** A connection as its template describes it: AuthorizationType and AuthParameters of `AWS::Events::Connection`. */
export function connectionOf(authorizationType: string, authParameters: JsonObject): Connection {
  const invocation = object(authParameters, 'InvocationHttpParameters');
  const headers = pairs(invocation, 'HeaderParameters');
  const query = pairs(invocation, 'QueryStringParameters');
  const body = pairs(invocation, 'BodyParameters');
  return {
    authorization: authorizationOf(authorizationType, authParameters),
    ...(headers === undefined ? {} : { headers }),
    ...(query === undefined ? {} : { queryParameters: query }),
    ...(body === undefined ? {} : { bodyParameters: body }),
  };
}

function authorizationOf(type: string, authParameters: JsonObject): Connection['authorization'] {
  if (type === 'BASIC') {
    const basic = object(authParameters, 'BasicAuthParameters');
    return { type, username: text(basic, 'Username') ?? '', password: text(basic, 'Password') ?? '' };
  }
  if (type === 'OAUTH_CLIENT_CREDENTIALS') {
    const oauth = object(authParameters, 'OAuthParameters');
    const client = object(oauth, 'ClientParameters');
    const body = pairs(object(oauth, 'OAuthHttpParameters'), 'BodyParameters');
    return {
      type,
      endpoint: text(oauth, 'AuthorizationEndpoint') ?? '',
      method: text(oauth, 'HttpMethod') ?? 'POST',
      clientId: text(client, 'ClientID') ?? '',
      clientSecret: text(client, 'ClientSecret') ?? '',
      ...(body === undefined ? {} : { bodyParameters: body }),
    };
  }
  const key = object(authParameters, 'ApiKeyAuthParameters');
  return { type: 'API_KEY', name: text(key, 'ApiKeyName') ?? '', value: text(key, 'ApiKeyValue') ?? '' };
}

/** `[{Key, Value}]` as an object; undefined where there is no such list. */
function pairs(of: JsonObject, name: string): { readonly [name: string]: string } | undefined {
  const list = objects(of, name);
  return list.length === 0
    ? undefined
    : Object.fromEntries(list.map((pair) => [text(pair, 'Key') ?? '', text(pair, 'Value') ?? '']));
}
