// The port itself: who may talk to it, and what it makes of input that no SDK would send.
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { pino } from 'pino';
import { systemHost } from '../../lib/local';
import { type Api, createServer } from '../../lib/server';
import { listen } from '../../lib/server/http';
import { memoryStore, type Store, StoreError } from '../../lib/store';
import { machine, roleArn, type Started, startServer } from './started';

let server: Started;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  await server.close();
});

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
}

function send(
  port: number,
  headers: { readonly [name: string]: string },
  body: string | Buffer = '{}',
  method = 'POST',
  path = '/',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(parts).toString(),
          headers: response.headers,
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const call = (operation: string, body: string, headers: { readonly [name: string]: string } = {}) =>
  send(server.stack.port, { 'x-amz-target': `AWSStepFunctions.${operation}`, ...headers }, body);

async function errorOf(answer: Promise<Answer>): Promise<[number, string, string]> {
  const { status, body } = await answer;
  const { __type, message } = JSON.parse(body) as { __type: string; message: string };
  return [status, __type, message];
}

/** The store's methods as members of an object, to replace one. */
const storeOf = (store: Store): Store => ({
  append: (batch) => store.append(batch),
  read: (key) => store.read(key),
  list: (prefix, options) => store.list(prefix, options),
  entries: (execution) => store.entries(execution),
  open: () => store.open(),
  compact: (execution) => store.compact(execution),
  close: () => store.close(),
});

describe('requests', () => {
  test('need no signature, and have a request id', async () => {
    const answer = await call('ListStateMachines', '');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/x-amz-json-1.0');
    expect(answer.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('for a host with the prefix sync- are answered', async () => {
    expect((await call('ListActivities', '{}', { host: `sync-localhost:${server.stack.port}` })).status).toBe(200);
  });

  test.each([
    ['an operation that does not exist', call.bind(null, 'NoSuchThing', '{}'), 'UnknownOperationException'],
    ['a property of Object.prototype', call.bind(null, 'constructor', '{}'), 'UnknownOperationException'],
    ['text that is not JSON', call.bind(null, 'ListStateMachines', '{'), 'SerializationException'],
    ['JSON that is no object', call.bind(null, 'ListStateMachines', '[]'), 'SerializationException'],
    ['a member of another type', call.bind(null, 'DescribeExecution', '{"executionArn":1}'), 'SerializationException'],
  ])('%s is an error of the caller', async (_what, ask, type) => {
    const [status, name] = await errorOf(ask());
    expect([status < 500, name]).toEqual([true, type]);
  });

  test('a key __proto__ is data like any other', async () => {
    const [status, , message] = await errorOf(call('DescribeExecution', '{"__proto__":{"executionArn":"arn:x"}}'));
    expect([status, message]).toEqual([
      400,
      "1 validation error detected: Value null at 'executionArn' failed to satisfy constraint: Member must not be null",
    ]);
  });

  test('a body above the limit is refused before it is read', async () => {
    const [status, type] = await errorOf(call('StartExecution', 'x'.repeat(1_048_577)));
    expect([status, type]).toEqual([413, 'RequestEntityTooLargeException']);
  });

  test('a body that grows above the limit is cut off', async () => {
    const socket = connect(server.stack.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AWSStepFunctions.StartExecution\r\n');
    socket.write('Transfer-Encoding: chunked\r\n\r\n');
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    for (let i = 0; i < 40 && socket.writable; i++) socket.write(chunk);
    const [first] = (await once(socket, 'data')) as [Buffer];
    expect(first.toString()).toContain('413');
    socket.destroy();
  });
});

describe('constraints', () => {
  test.each([
    [
      'ListStateMachines',
      { maxResults: 1001 },
      "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    ],
    [
      'ListStateMachines',
      { nextToken: '' },
      "Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'ListExecutions',
      { stateMachineArn: 'arn:x', statusFilter: 'done' },
      "Value 'done' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
    ],
    [
      'CreateStateMachineAlias',
      { name: '7', routingConfiguration: [{ stateMachineVersionArn: 'a', weight: 100 }] },
      "Value '7' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$",
    ],
    [
      'CreateStateMachineAlias',
      { name: 'a', routingConfiguration: [{ stateMachineVersionArn: 'a', weight: 101 }] },
      "Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
  ])('%s %j', async (operation, body, sentence) => {
    const [status, type, message] = await errorOf(call(operation, JSON.stringify(body)));
    expect([status, type, message]).toEqual([400, 'ValidationException', `1 validation error detected: ${sentence}`]);
  });

  test('all violations are told at once', async () => {
    const [, , message] = await errorOf(call('CreateStateMachine', '{"name":""}'));
    expect(message).toMatch(/^3 validation errors detected: .*'name'.*; .*'definition'.*; .*'roleArn'/);
  });
});

describe('a client that is slow', () => {
  test.each([
    ['its headers', 'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Tar'],
    ['its body', 'POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: Any.Thing\r\nContent-Length: 100\r\n\r\nhalf'],
  ])('with %s is sent away', async (_what, half) => {
    const waits: Api = {
      bodyMax: () => 1_000,
      takes: () => true,
      answer: () => ({ status: 200, body: '', contentType: 'text/plain' }),
    };
    const patience = { headersMs: 50, requestMs: 100 };
    const impatient = await listen({ apis: [waits], port: 0, patience, onFault() {} });
    const socket = connect(impatient.port, '127.0.0.1');
    socket.write(half);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 408 /);
    if (!socket.closed) await once(socket, 'close');
    await impatient.close();
  });
});

describe('who may talk to the server', () => {
  test.each(['localhost', '127.0.0.1:8083', '[::1]', 'bucket.localhost:1'])('%s is its own name', async (host) => {
    expect((await send(server.stack.port, { host }, '', 'GET', '/health')).status).toBe(200);
  });

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'sync-evil.example'])(
    'a request to the name "%s" is misdirected',
    async (host) => {
      expect((await send(server.stack.port, { host }, '', 'GET', '/health')).status).toBe(421);
    },
  );

  test('a page of another origin may not call it', async () => {
    expect((await call('ListStateMachines', '{}', { origin: 'https://evil.example' })).status).toBe(403);
  });

  test('a wider binding needs a token, and then every request does', async () => {
    const options = { host: systemHost(), store: memoryStore(), port: 0, performer: () => ({ perform() {} }) };
    await expect(createServer({ ...options, address: '0.0.0.0' })).rejects.toThrow('give a token');
    const guarded = await createServer({ ...options, token: 'secret' });
    try {
      const ask = (headers: { readonly [name: string]: string }) => send(guarded.port, headers, '', 'GET', '/health');
      expect((await ask({})).status).toBe(401);
      expect((await ask({ 'x-stepwright-token': 'secreT' })).status).toBe(401);
      expect((await ask({ 'x-stepwright-token': 'secret' })).status).toBe(200);
      expect((await ask({ authorization: 'Bearer secret' })).status).toBe(200);
    } finally {
      await guarded.close();
    }
  });
});

test('/metrics counts with the names of AWS', async () => {
  await call(
    'CreateStateMachine',
    JSON.stringify({ name: 'counted', definition: machine({ A: { Type: 'Succeed' } }), roleArn }),
  );
  const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:counted';
  await call('StartExecution', JSON.stringify({ stateMachineArn }));
  const { body } = await send(server.stack.port, {}, '', 'GET', '/metrics');
  expect(body).toContain('ExecutionsStarted{state_machine="counted"} 1');
  expect(body).toContain('ExecutionsSucceeded{state_machine="counted"} 1');
  expect(body).toMatch(/^OpenExecutionCount 0$/m);
  expect(body).toMatch(/^ExecutionTime_sum\{state_machine="counted"\} \d+$/m);
  expect(body).toContain('ExecutionTime_count{state_machine="counted"} 1');
});

test('/health answers whoever only looks whether it is there', async () => {
  expect(await send(server.stack.port, {}, '', 'HEAD', '/health')).toMatchObject({ status: 200, body: '' });
});

test('its own log is structured: with the level debug every answer is a line', async () => {
  const lines: { readonly [member: string]: unknown }[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as { readonly [member: string]: unknown });
  const logged = await startServer({ logger: pino({ level: 'debug' }, { write }) });
  try {
    await send(logged.stack.port, { 'x-amz-target': 'AWSStepFunctions.ListActivities' });
    await send(logged.stack.port, { 'x-amz-target': 'AWSStepFunctions.DescribeExecution' }, '{"executionArn":"x"}');
  } finally {
    await logged.close();
  }
  expect(lines).toMatchObject([
    { msg: 'listening', url: logged.stack.url },
    { msg: 'answered', method: 'POST', path: '/', target: 'AWSStepFunctions.ListActivities', status: 200 },
    { msg: 'answered', target: 'AWSStepFunctions.DescribeExecution', status: 400 },
    { msg: 'stopped' },
  ]);
});

test('who waits for a write that the disk refuses is told why', async () => {
  const store = memoryStore();
  const refusal = new StoreError('refused', 'Writing failed: the disk is full.');
  const full = { ...storeOf(store), append: () => Promise.reject(refusal) };
  const fatal: unknown[] = [];
  const stopping = await startServer({ store: full, journal: true, onFatal: (error) => fatal.push(error) });
  try {
    const create = () =>
      send(stopping.stack.port, { 'x-amz-target': 'AWSStepFunctions.CreateActivity' }, JSON.stringify({ name: 'a' }));
    expect(await errorOf(create())).toEqual([503, 'ServiceUnavailable', 'Writing failed: the disk is full.']);
    expect(fatal).toEqual([refusal]);
    expect((await send(stopping.stack.port, {}, '', 'GET', '/health')).status).toBe(503);
  } finally {
    await stopping.close();
  }
});

test('with --throttle the buckets of AWS run dry', async () => {
  const throttled = await startServer({ throttle: true });
  try {
    const ask = () =>
      send(throttled.stack.port, { 'x-amz-target': 'AWSStepFunctions.ListTagsForResource' }, '{"resourceArn":"arn:x"}');
    const answers = await Promise.all(Array.from({ length: 105 }, ask));
    expect(answers.some(({ body }) => body.includes('ThrottlingException'))).toBe(true);
    expect(answers.filter(({ body }) => body.includes('InvalidArn')).length).toBeGreaterThanOrEqual(100);
  } finally {
    await throttled.close();
  }
});

test('closing lets a worker that waits for a task go home', async () => {
  const stopping = await startServer({ activityPollMs: 60_000 });
  const body = JSON.stringify({ name: 'a' });
  await send(stopping.stack.port, { 'x-amz-target': 'AWSStepFunctions.CreateActivity' }, body);
  const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:a';
  const waiting = send(
    stopping.stack.port,
    { 'x-amz-target': 'AWSStepFunctions.GetActivityTask' },
    JSON.stringify({ activityArn }),
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  await stopping.close();
  expect(await waiting).toMatchObject({ status: 200, body: '{}' });
});
