import type { Json } from '../../lib/json';
import {
  connectionOf,
  createServices,
  type Functions,
  type HttpRequest,
  HttpTasks,
  type HttpTasksOptions,
} from '../../lib/services';
import { callOf, perform, testWorld } from './harness';

function setUp(
  options: Omit<HttpTasksOptions, 'send'> = {},
  answer: { status?: number; body?: string; type?: string } = {},
) {
  const world = testWorld();
  const sent: HttpRequest[] = [];
  const http = new HttpTasks(world, {
    ...options,
    send: async (request) => {
      sent.push(request);
      if (request.url.startsWith('https://auth.example'))
        return {
          status: 200,
          statusText: 'OK',
          headers: { 'content-type': ['application/json'] },
          body: '{"access_token":"t-1"}',
        };
      if (request.url.startsWith('https://down.example')) throw new Error('connect ECONNREFUSED');
      return {
        status: answer.status ?? 200,
        statusText: 'OK',
        headers: { 'content-type': [answer.type ?? 'application/json'] },
        body: answer.body ?? '{"ok":true}',
      };
    },
  });
  const services = createServices({ world, after: [http] });
  const run = async (input: { [name: string]: Json }) => {
    const io = perform(
      services.performer,
      world,
      callOf('arn:aws:states:::http:invoke', { ApiEndpoint: 'https://api.example/v1', Method: 'POST', ...input }),
    );
    await io.settledOnce;
    return io;
  };
  return { run, sent };
}

describe('http:invoke', () => {
  test('sends JSON, and gives what came back', async () => {
    const { run, sent } = setUp();
    const io = await run({ RequestBody: { a: 1 }, QueryParameters: { q: ['x y', 'z'] }, Headers: { 'X-My': '1' } });
    expect(io.output).toEqual({
      Headers: { 'content-type': ['application/json'] },
      ResponseBody: { ok: true },
      StatusCode: 200,
      StatusText: 'OK',
    });
    expect(sent).toEqual([
      {
        method: 'POST',
        url: 'https://api.example/v1?q=x+y&q=z',
        headers: {
          'User-Agent': 'Amazon|StepFunctions|HttpInvoke|us-east-1',
          Range: 'bytes=0-262144',
          'content-type': 'application/json',
          'x-my': '1',
        },
        body: '{"a":1}',
      },
    ]);
  });

  test('text that is not JSON stays text', async () => {
    expect((await setUp({}, { body: 'plain', type: 'text/plain' }).run({ Method: 'GET' })).output).toMatchObject({
      ResponseBody: 'plain',
    });
  });

  test.each([404, 503])('status %d fails the task', async (status) => {
    expect((await setUp({}, { status, body: 'no' }).run({})).failure).toEqual({
      ok: false,
      error: `States.Http.StatusCode.${status}`,
      cause: 'no',
    });
  });

  test('nobody there', async () => {
    expect((await setUp().run({ ApiEndpoint: 'https://down.example' })).failure).toEqual({
      ok: false,
      error: 'States.Http.Socket',
      cause: 'connect ECONNREFUSED',
    });
  });

  test.each(['Authorization', 'host', 'If-Match', 'Content-Encoding'])('the header %s may not be set', async (name) => {
    const { run, sent } = setUp();
    expect((await run({ Headers: { [name]: 'x' } })).failure.error).toBe('States.Runtime');
    expect(sent).toEqual([]);
  });

  test.each([
    ['INDICES', 'a%5B0%5D=1&a%5B1%5D=2'.replaceAll('%5B', '[').replaceAll('%5D', ']')],
    ['REPEAT', 'a=1&a=2'],
    ['COMMAS', 'a=1%2C2'],
    ['BRACKETS', 'a[]=1&a[]=2'],
  ])('URL_ENCODED with lists as %s', async (ArrayFormat, list) => {
    const { run, sent } = setUp();
    const Transform = { RequestBodyEncoding: 'URL_ENCODED', RequestEncodingOptions: { ArrayFormat } };
    await run({ RequestBody: { a: [1, 2], b: { c: 'x&y' } }, Transform });
    expect(decodeURI(sent[0]?.body ?? '')).toBe(`${list}&b[c]=x%26y`);
    expect(sent[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  describe('connections', () => {
    const ConnectionArn =
      'arn:aws:events:us-east-1:123456789012:connection/partner/11111111-2222-4333-8444-555555555555';
    const Authentication = { ConnectionArn };

    test('an API key; the connection’s own values win', async () => {
      const { run, sent } = setUp({
        connections: {
          partner: {
            authorization: { type: 'API_KEY', name: 'X-Key', value: 'k' },
            headers: { 'X-My': 'theirs' },
            queryParameters: { v: '2' },
            bodyParameters: { tenant: 't' },
          },
        },
      });
      await run({ Authentication, RequestBody: { tenant: 'mine', a: 1 }, Headers: { 'X-My': 'mine' } });
      expect(sent[0]).toMatchObject({
        url: 'https://api.example/v1?v=2',
        headers: { 'x-key': 'k', 'x-my': 'theirs' },
        body: '{"tenant":"t","a":1}',
      });
    });

    test('a text cannot be joined with body parameters', async () => {
      const { run } = setUp({
        connections: {
          partner: { authorization: { type: 'BASIC', username: 'u', password: 'p' }, bodyParameters: { a: 1 } },
        },
      });
      expect((await run({ Authentication, RequestBody: 'text' })).failure.error).toBe('States.Runtime');
    });

    test('a name and password', async () => {
      const { run, sent } = setUp({
        connections: { [ConnectionArn]: { authorization: { type: 'BASIC', username: 'u', password: 'p' } } },
      });
      await run({ Authentication });
      expect(sent[0]?.headers.authorization).toBe('Basic dTpw');
    });

    test('OAuth client credentials', async () => {
      const { run, sent } = setUp({
        connections: {
          partner: {
            authorization: {
              type: 'OAUTH_CLIENT_CREDENTIALS',
              endpoint: 'https://auth.example/token',
              clientId: 'id',
              clientSecret: 's',
            },
          },
        },
      });
      await run({ Authentication });
      expect(sent.map(({ url, body }) => [url, body])).toEqual([
        ['https://auth.example/token', 'grant_type=client_credentials&client_id=id&client_secret=s'],
        ['https://api.example/v1', undefined],
      ]);
      expect(sent[1]?.headers.authorization).toBe('Bearer t-1');
    });

    test('as templates describe them', () => {
      const value = (Key: string, Value: string) => [{ Key, Value, IsValueSecret: false }];
      const invocation = {
        HeaderParameters: value('h', '1'),
        QueryStringParameters: value('q', '2'),
        BodyParameters: value('b', '3'),
      };
      expect(
        connectionOf('API_KEY', {
          ApiKeyAuthParameters: { ApiKeyName: 'k', ApiKeyValue: 'v' },
          InvocationHttpParameters: invocation,
        }),
      ).toEqual({
        authorization: { type: 'API_KEY', name: 'k', value: 'v' },
        headers: { h: '1' },
        queryParameters: { q: '2' },
        bodyParameters: { b: '3' },
      });
      expect(connectionOf('BASIC', { BasicAuthParameters: { Username: 'u', Password: 'p' } })).toEqual({
        authorization: { type: 'BASIC', username: 'u', password: 'p' },
      });
      const oauth = {
        AuthorizationEndpoint: 'https://a',
        HttpMethod: 'GET',
        ClientParameters: { ClientID: 'c', ClientSecret: 's' },
        OAuthHttpParameters: { BodyParameters: value('scope', 'x') },
      };
      expect(connectionOf('OAUTH_CLIENT_CREDENTIALS', { OAuthParameters: oauth })).toEqual({
        authorization: {
          type: 'OAUTH_CLIENT_CREDENTIALS',
          endpoint: 'https://a',
          method: 'GET',
          clientId: 'c',
          clientSecret: 's',
          bodyParameters: { scope: 'x' },
        },
      });
    });

    test('one that nobody has told of', async () => {
      expect((await setUp().run({ Authentication })).failure.cause).toContain('The connection arn:aws:events');
    });
  });
});

describe('apigateway:invoke', () => {
  const functions: Functions = {
    has: () => true,
    invoke: ({ functionName, payload }) => {
      const event = JSON.parse(payload);
      const answers: { [name: string]: string } = {
        plain: payload,
        proxy: JSON.stringify({
          statusCode: 201,
          headers: { 'X-A': 'b' },
          body: JSON.stringify({ id: event.pathParameters?.id, body: event.body, q: event.queryStringParameters }),
        }),
        teapot: JSON.stringify({ statusCode: 418, body: 'short and stout' }),
      };
      return {
        payload: answers[functionName] ?? 'null',
        functionError: undefined,
        executedVersion: '$LATEST',
        logTail: undefined,
      };
    },
  };
  const run = async (input: { [name: string]: Json }) => {
    const world = testWorld();
    const services = createServices({
      world,
      functions,
      resources: {
        apis: {
          shop: [
            { method: 'POST', path: '/plain', functionName: 'plain', integration: 'AWS' },
            { method: 'ANY', path: '/{proxy+}', functionName: 'teapot' },
            { method: 'PUT', path: '/orders/{id}', functionName: 'proxy' },
            {
              method: 'POST',
              path: '/made',
              functionName: 'plain',
              integration: 'AWS',
              template: '{"b": $input.json(\'$.x\'), "q": "$input.params().querystring"}',
            },
          ],
        },
      },
    });
    const io = perform(
      services.performer,
      world,
      callOf('arn:aws:states:::apigateway:invoke', {
        ApiEndpoint: 'shop.execute-api.us-east-1.amazonaws.com',
        Stage: 'prod',
        ...input,
      }),
    );
    await io.settledOnce;
    return io;
  };

  test('hands the body to a function as it is', async () => {
    expect((await run({ Method: 'POST', Path: 'plain', RequestBody: { m: 1 } })).output).toMatchObject({
      Headers: { 'Content-Type': ['application/json'] },
      ResponseBody: { m: 1 },
      StatusCode: 200,
      StatusText: 'OK',
    });
    expect((await run({ Method: 'POST', Path: 'plain' })).output).toMatchObject({ ResponseBody: {} });
  });

  test('or as a template makes it', async () => {
    const { output } = await run({
      Method: 'POST',
      Path: 'made',
      RequestBody: { x: [1] },
      QueryParameters: { p: ['1'], q: ['2'] },
    });
    expect(output).toMatchObject({ ResponseBody: { b: [1], q: '{p=1, q=2}' } });
  });

  test('or as a proxy’s event', async () => {
    const { output } = await run({
      Method: 'PUT',
      Path: '/orders/7',
      RequestBody: { a: 1 },
      QueryParameters: { v: ['2'] },
    });
    expect(output).toMatchObject({
      StatusCode: 201,
      Headers: { 'X-A': ['b'] },
      ResponseBody: { id: '7', body: '{"a":1}', q: { v: '2' } },
    });
  });

  test('an answer from 400 on fails the task under its number', async () => {
    expect((await run({ Method: 'GET', Path: 'any/where' })).failure).toEqual({
      ok: false,
      error: 'ApiGateway.418',
      cause: 'short and stout',
    });
    expect((await run({ Method: 'GET', Path: 'plain' })).failure.error).toBe('ApiGateway.418');
  });
});
