// HTTP tasks over a real connection, and what an app or a call tells of its authentication.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../lib/json';
import { createServices } from '../../lib/services';
import { callOf, perform, testWorld } from './harness';

let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const moved = request.url === '/moved';
      response.writeHead(moved ? 302 : 200, {
        'content-type': 'application/json',
        'x-twice': ['a', 'b'],
        ...(moved && { location: '/elsewhere' }),
      });
      response.end(JSON.stringify({ method: request.method, path: request.url, headers: request.headers, body }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function setUp() {
  const world = testWorld();
  const services = createServices({ world });
  const run = async (resource: string, input: Json) => {
    const io = perform(services.performer, world, callOf(`arn:aws:states:::${resource}`, input));
    await io.settledOnce;
    return io;
  };
  return { services, run };
}

describe('http:invoke over the network', () => {
  test('sends nothing but what it is told and what Step Functions adds', async () => {
    const { run } = setUp();
    const { output } = await run('http:invoke', { ApiEndpoint: `${url}/a`, Method: 'GET' });
    expect(output).toMatchObject({ StatusCode: 200, StatusText: 'OK', Headers: { 'x-twice': ['a', 'b'] } });
    const { headers } = (output as { ResponseBody: { headers: object } }).ResponseBody;
    expect(Object.keys(headers).sort()).toEqual(['connection', 'host', 'range', 'user-agent']);
  });

  test('a GET may have a body', async () => {
    const { run } = setUp();
    const input = { ApiEndpoint: `${url}/_search`, Method: 'GET', RequestBody: { query: 1 } };
    expect((await run('http:invoke', input)).output).toMatchObject({ ResponseBody: { body: '{"query":1}' } });
  });

  // AWS: an answer that is not 2xx fails the task under its number.
  test('a redirect is not followed', async () => {
    const { run } = setUp();
    expect((await run('http:invoke', { ApiEndpoint: `${url}/moved`, Method: 'GET' })).failure.error).toBe(
      'States.Http.StatusCode.302',
    );
  });

  test('nobody listens', async () => {
    const { run } = setUp();
    expect((await run('http:invoke', { ApiEndpoint: 'http://127.0.0.1:1/', Method: 'GET' })).failure).toMatchObject({
      error: 'States.Http.Socket',
      cause: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('with a connection that a call has made', async () => {
    const { run } = setUp();
    const made = await run('aws-sdk:eventbridge:createConnection', {
      Name: 'partner',
      AuthorizationType: 'API_KEY',
      AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'X-Key', ApiKeyValue: 's3cret' } },
    });
    const { ConnectionArn } = made.output as { ConnectionArn: string };
    const input = { ApiEndpoint: `${url}/a`, Method: 'GET', Authentication: { ConnectionArn } };
    expect((await run('http:invoke', input)).output).toMatchObject({
      ResponseBody: { headers: { 'x-key': 's3cret' } },
    });
    expect((await run('aws-sdk:eventbridge:describeConnection', { Name: 'partner' })).output).toMatchObject({
      Name: 'partner',
      AuthorizationType: 'API_KEY',
      ConnectionState: 'AUTHORIZED',
    });
  });
});

test('what a server takes over from an app later: connections, secrets, parameters and APIs', async () => {
  const { services, run } = setUp();
  services.add({
    connections: { partner: { authorization: { type: 'BASIC', username: 'u', password: 'p' } } },
    secrets: { 'db/password': 'x' },
    parameters: { '/app/limit': '5' },
    apis: { abc123: [{ method: 'GET', path: '/orders', functionName: 'none' }] },
  });
  const ConnectionArn = 'arn:aws:events:us-east-1:123456789012:connection/partner/1';
  const input = { ApiEndpoint: `${url}/a`, Method: 'GET', Authentication: { ConnectionArn } };
  expect((await run('http:invoke', input)).output).toMatchObject({
    ResponseBody: { headers: { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` } },
  });
  expect((await run('aws-sdk:secretsmanager:getSecretValue', { SecretId: 'db/password' })).output).toMatchObject({
    SecretString: 'x',
  });
  expect((await run('aws-sdk:ssm:getParameter', { Name: '/app/limit' })).output).toMatchObject({
    Parameter: { Value: '5' },
  });
  // The API is known here, its function is not.
  const invoke = { ApiEndpoint: 'abc123.execute-api.us-east-1.amazonaws.com', Method: 'GET', Path: 'orders' };
  expect((await run('apigateway:invoke', invoke)).failure.error).toBe('ApiGateway.403');
});
