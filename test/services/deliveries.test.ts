// Where topics and rules send things beside queues: functions, state machines, other topics and buses, HTTP addresses.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../lib/json';
import { createServices, type Executions, type Functions } from '../../lib/services';
import { callOf, perform, testWorld } from './harness';

const arn = (service: string, resource: string): string => `arn:aws:${service}:us-east-1:123456789012:${resource}`;
const topicArn = arn('sns', 'news');

function setUp() {
  const world = testWorld();
  const invoked: Json[] = [];
  const started: unknown[] = [];
  const functions: Functions = {
    has: (name) => !name.endsWith('none'),
    invoke: async ({ payload }) => {
      invoked.push(JSON.parse(payload));
      return { payload: 'null', functionError: undefined, executedVersion: '$LATEST', logTail: undefined };
    },
  };
  const executions: Executions = {
    has: (machine) => !machine.endsWith('none'),
    start: ({ stateMachineArn, input }) => {
      started.push([stateMachineArn, input]);
      return { executionArn: 'e', startDate: 0 };
    },
    describe: () => undefined,
    onEnd: () => () => {},
    stop: () => {},
    api: () => ({}),
  };
  const services = createServices({
    world,
    functions,
    executions,
    resources: { topics: [{ name: 'news' }, { name: 'more' }], eventBuses: ['shop'] },
  });
  const run = (resource: string, input: Json) =>
    perform(services.performer, world, callOf(`arn:aws:states:::${resource}`, input));
  return { world, services, run, invoked, started };
}

test('a topic invokes a function with records; the clock waits for it', async () => {
  const { world, services, run, invoked } = setUp();
  const endpoint = arn('lambda', 'function:f');
  services.add({
    topics: [
      {
        name: 'news',
        subscriptions: [
          { protocol: 'lambda', endpoint },
          { protocol: 'lambda', endpoint: `${endpoint}none` },
        ],
      },
    ],
  });
  run('sns:publish', {
    TopicArn: topicArn,
    Message: 'm',
    Subject: 's',
    MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } },
  });
  expect(world.held).toBe(1);
  await new Promise(setImmediate);
  expect(world.held).toBe(0);
  expect(invoked).toMatchObject([
    {
      Records: [
        {
          EventSource: 'aws:sns',
          Sns: {
            TopicArn: topicArn,
            Subject: 's',
            Message: 'm',
            MessageAttributes: { a: { Type: 'String', Value: 'v' } },
          },
        },
      ],
    },
  ]);
});

test('a topic posts to an address', async () => {
  const posts: { readonly type: unknown; readonly body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      posts.push({ type: request.headers['x-amz-sns-message-type'], body });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { world, services, run } = setUp();
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
    services.add({ topics: [{ name: 'news', subscriptions: [{ protocol: 'http', endpoint }] }] });
    run('sns:publish', { TopicArn: topicArn, Message: 'm' });
    while (world.held > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(posts).toHaveLength(1);
    expect(posts[0]?.type).toBe('Notification');
    expect(JSON.parse(posts[0]?.body ?? '')).toMatchObject({ Type: 'Notification', Message: 'm' });
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('a rule starts a state machine, invokes a function, publishes and hands on to another bus', async () => {
  const { services, run, invoked, started } = setUp();
  const machine = arn('states', 'stateMachine:m');
  services.add({
    rules: [
      {
        name: 'all',
        eventPattern: { source: ['shop'] },
        targets: [
          { Id: '1', Arn: machine, InputPath: '$.detail' },
          { Id: '2', Arn: arn('lambda', 'function:f'), Input: '{"fixed":true}' },
          {
            Id: '3',
            Arn: arn('sns', 'more'),
            InputTransformer: {
              InputPathsMap: { n: '$.detail.n', who: '$.detail.who' },
              InputTemplate: '"order <n> of <who>"',
            },
          },
          { Id: '4', Arn: arn('events', 'event-bus/shop') },
          { Id: '5', Arn: arn('firehose', 'deliverystream/x') },
          { Id: '6', Arn: `${machine}none` },
        ],
      },
      {
        name: 'there',
        eventBusName: 'shop',
        eventPattern: { source: ['shop'] },
        targets: [
          {
            Id: '1',
            Arn: machine,
            InputTransformer: {
              InputPathsMap: { d: '$.detail' },
              InputTemplate: '{"d": <d>, "rule": <aws.events.rule-name>}',
            },
          },
        ],
      },
    ],
  });
  run('events:putEvents', { Entries: [{ Source: 'shop', DetailType: 't', Detail: { n: 7, who: 'Ann' } }] });
  await new Promise(setImmediate);
  expect(started).toEqual([
    [machine, '{"n":7,"who":"Ann"}'],
    [machine, '{"d":{"n":7,"who":"Ann"},"rule":"there"}'],
  ]);
  expect(invoked).toEqual([{ fixed: true }]);
  const sent = services.outbox.sent.map(({ service, to, body }) => [service, to, body]);
  expect(sent).toContainEqual(['sns', 'more', 'order 7 of Ann']);
  // What nobody here receives is told of, too.
  expect(sent).toContainEqual([
    'firehose',
    arn('firehose', 'deliverystream/x'),
    expect.objectContaining({ source: 'shop' }),
  ]);
});

test('events of AWS services come in by themselves', () => {
  const { services, started } = setUp();
  services.add({
    rules: [
      {
        name: 'failed',
        eventPattern: { source: ['aws.states'], detail: { status: [{ 'anything-but': ['SUCCEEDED'] }] } },
        targets: [{ Id: '1', Arn: arn('states', 'stateMachine:m'), InputPath: '$.detail.status' }],
      },
    ],
  });
  for (const status of ['SUCCEEDED', 'FAILED']) services.emit({ source: 'aws.states', detail: { status } });
  expect(started).toEqual([[arn('states', 'stateMachine:m'), '"FAILED"']]);
});
