import type { Json } from '../../lib/json';
import { createServices } from '../../lib/services';
import { bare, callOf, perform, testWorld } from './harness';

const topicArn = 'arn:aws:sns:us-east-1:123456789012:news';
const queueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs';

function setUp() {
  const world = testWorld();
  const services = createServices({
    world,
    resources: {
      queues: [
        { name: 'jobs' },
        { name: 'given-up' },
        { name: 'ordered.fifo', attributes: { ContentBasedDeduplication: 'true' } },
      ],
      topics: [
        { name: 'news', subscriptions: [{ protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:123456789012:jobs' }] },
        { name: 'ordered.fifo' },
      ],
      eventBuses: ['shop'],
    },
  });
  const run = (resource: string, input: Json) =>
    perform(services.performer, world, callOf(`arn:aws:states:::${resource}`, input));
  const received = (): Json[] => {
    const output = run('aws-sdk:sqs:receiveMessage', { QueueUrl: queueUrl, MaxNumberOfMessages: 10 }).output as {
      Messages?: Json[];
    };
    return output.Messages ?? [];
  };
  return { world, services, run, received };
}

describe('sqs:sendMessage', () => {
  test('answers at once with the digest of the body and the SDK metadata', () => {
    const { run } = setUp();
    const { output } = run('sqs:sendMessage', { QueueUrl: queueUrl, MessageBody: 'test' });
    expect(bare(output)).toEqual({
      MD5OfMessageBody: '098f6bcd4621d373cade4e832627b4f6',
      MessageId: expect.any(String),
    });
    expect(Object.keys(output as object)).toEqual([
      'MD5OfMessageBody',
      'MessageId',
      'SdkHttpMetadata',
      'SdkResponseMetadata',
    ]);
  });

  test('a body that is not text is sent as JSON', () => {
    const { run, received } = setUp();
    run('sqs:sendMessage', { QueueUrl: queueUrl, MessageBody: { a: [1] } });
    expect(received()).toEqual([expect.objectContaining({ Body: '{"a":[1]}' })]);
  });

  test('the digest of attributes is the one that SDKs check', () => {
    const { run } = setUp();
    const attributes = {
      one: { DataType: 'String', StringValue: 'Hello' },
      two: { DataType: 'String', StringValue: 'World' },
    };
    const { output } = run('sqs:sendMessage', { QueueUrl: queueUrl, MessageBody: 'b', MessageAttributes: attributes });
    expect((output as { MD5OfMessageAttributes?: string }).MD5OfMessageAttributes).toMatch(/^[0-9a-f]{32}$/);
  });

  test('with a token it is submitted and then waits', () => {
    const { run } = setUp();
    const io = run('sqs:sendMessage.waitForTaskToken', { QueueUrl: queueUrl, MessageBody: 'x' });
    expect(io.submissions).toHaveLength(1);
    expect(io.waits).toBe(true);
    expect(io.outcome).toBeUndefined();
  });

  test('a queue that does not exist: names of both SDK versions', () => {
    const { run } = setUp();
    const input = { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/none', MessageBody: 'x' };
    expect(run('sqs:sendMessage', input).failure).toMatchObject({
      error: 'SQS.QueueDoesNotExistException',
      cause: expect.stringMatching(
        /^The specified queue does not exist\. \(Service: AmazonSQS; Status Code: 400; Error Code: AWS\.SimpleQueueService\.NonExistentQueue; Request ID: [0-9a-f-]+; Proxy: null\)$/,
      ),
    });
    expect(run('aws-sdk:sqs:sendMessage', input).failure).toMatchObject({
      error: 'Sqs.QueueDoesNotExistException',
      cause: expect.stringMatching(
        /^The specified queue does not exist\. \(Service: Sqs, Status Code: 400, Request ID: [0-9a-f-]+\)$/,
      ),
    });
  });

  test('a URL that leads nowhere: the SDK complains', () => {
    const { run } = setUp();
    expect(run('sqs:sendMessage', { QueueUrl: 'http://nowhere', MessageBody: 'x' }).failure).toMatchObject({
      error: 'SQS.SdkClientException',
      cause: 'Unable to execute HTTP request: nowhere: Name or service not known',
    });
  });
});

describe('a queue', () => {
  test('Q1: a received message is hidden until its visibility timeout ends', () => {
    const { world, run, received } = setUp();
    run('sqs:sendMessage', { QueueUrl: queueUrl, MessageBody: 'x' });
    expect(received()).toHaveLength(1);
    expect(received()).toHaveLength(0);
    world.advance(30_000);
    expect(received()).toHaveLength(1);
  });

  test('a deleted message is gone', () => {
    const { world, run, received } = setUp();
    run('sqs:sendMessage', { QueueUrl: queueUrl, MessageBody: 'x' });
    const [{ ReceiptHandle } = { ReceiptHandle: '' }] = received() as { ReceiptHandle: string }[];
    run('aws-sdk:sqs:deleteMessage', { QueueUrl: queueUrl, ReceiptHandle });
    world.advance(60_000);
    expect(received()).toHaveLength(0);
  });

  test('DelaySeconds', () => {
    const { world, run, received } = setUp();
    run('sqs:sendMessage', { QueueUrl: queueUrl, MessageBody: 'x', DelaySeconds: 5 });
    expect(received()).toHaveLength(0);
    world.advance(5_000);
    expect(received()).toHaveLength(1);
  });

  test('WaitTimeSeconds: the receiver gets what arrives meanwhile', async () => {
    const { world, run } = setUp();
    const io = run('aws-sdk:sqs:receiveMessage', { QueueUrl: queueUrl, WaitTimeSeconds: 20 });
    world.advance(3_000);
    run('sqs:sendMessage', { QueueUrl: queueUrl, MessageBody: 'late' });
    expect(await io.settledOnce).toMatchObject({ ok: true, output: { Messages: [{ Body: 'late' }] } });
  });

  test('WaitTimeSeconds: it also gets a message that becomes visible again, or nothing', async () => {
    const { world, run, received } = setUp();
    run('sqs:sendMessage', { QueueUrl: queueUrl, MessageBody: 'x' });
    received();
    world.advance(20_000);
    const again = run('aws-sdk:sqs:receiveMessage', { QueueUrl: queueUrl, WaitTimeSeconds: 20 });
    const never = run('aws-sdk:sqs:receiveMessage', {
      QueueUrl: queueUrl.replace('jobs', 'given-up'),
      WaitTimeSeconds: 20,
    });
    world.advance(20_000);
    expect(await again.settledOnce).toMatchObject({ output: { Messages: [{ Body: 'x' }] } });
    expect(await never.settledOnce).toEqual({ ok: true, output: {} });
  });

  test('Q3: a message received too often goes to the dead-letter queue', () => {
    const { world, run, received } = setUp();
    const policy = JSON.stringify({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:given-up',
      maxReceiveCount: 2,
    });
    run('aws-sdk:sqs:setQueueAttributes', { QueueUrl: queueUrl, Attributes: { RedrivePolicy: policy } });
    run('sqs:sendMessage', { QueueUrl: queueUrl, MessageBody: 'poison' });
    for (let i = 0; i < 3; i++) {
      received();
      world.advance(30_000);
    }
    const { output } = run('aws-sdk:sqs:receiveMessage', { QueueUrl: queueUrl.replace('jobs', 'given-up') });
    expect(output).toMatchObject({ Messages: [{ Body: 'poison' }] });
  });
});

describe('SQS refuses', () => {
  // AWS: SQS API reference; the SDK for Java has a general exception for what the model of the service does not list.
  const sdk = 'aws-sdk:sqs:';
  test.each<[string, string, Json, string, string]>([
    [
      'a message that waits longer than a quarter of an hour',
      'sendMessage',
      { MessageBody: 'x', DelaySeconds: 901 },
      'Sqs.SqsException',
      'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    ],
    [
      'an empty message',
      'sendMessage',
      { MessageBody: '' },
      'Sqs.SqsException',
      'The request must contain the parameter MessageBody.',
    ],
    [
      'eleven messages at once',
      'receiveMessage',
      { MaxNumberOfMessages: 11 },
      'Sqs.SqsException',
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ],
    [
      'a wait of a minute',
      'receiveMessage',
      { WaitTimeSeconds: 60 },
      'Sqs.SqsException',
      'Value 60 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.',
    ],
    [
      'a receipt handle of its own making',
      'deleteMessage',
      { ReceiptHandle: 'mine' },
      'Sqs.ReceiptHandleIsInvalidException',
      'The input receipt handle is invalid.',
    ],
    [
      'a queue of the same name with another timeout',
      'createQueue',
      { QueueName: 'jobs', Attributes: { VisibilityTimeout: '5' } },
      'Sqs.QueueNameExistsException',
      'A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    ],
    [
      'a dot in the name of a queue that is not FIFO',
      'createQueue',
      { QueueName: 'new.fifo' },
      'Sqs.SqsException',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    ],
    [
      'a FIFO queue that does not say so',
      'createQueue',
      { QueueName: 'new', Attributes: { FifoQueue: 'true' } },
      'Sqs.SqsException',
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    ],
  ])('%s', (_, action, input, error, sentence) => {
    const { run } = setUp();
    const { failure } = run(sdk + action, { QueueUrl: queueUrl, ...(input as object) });
    expect(failure.error).toBe(error);
    expect(failure.cause).toContain(sentence);
  });

  test('a message of a FIFO queue that waits on its own', () => {
    const { run } = setUp();
    const QueueUrl = queueUrl.replace('jobs', 'ordered.fifo');
    expect(
      run('sqs:sendMessage', { QueueUrl, MessageBody: 'x', MessageGroupId: 'g', DelaySeconds: 5 }).failure.cause,
    ).toContain('The request include parameter that is not valid for this queue type.');
  });
});

describe('SNS refuses', () => {
  test.each<[string, Json, string, string]>([
    ['an empty message', { Message: '' }, 'InvalidParameterException', 'Invalid parameter: Empty message'],
    ['a subject of two lines', { Subject: 'a\nb' }, 'InvalidParameterException', 'Invalid parameter: Subject'],
    [
      'what is no ARN',
      { TopicArn: 'news' },
      'InvalidParameterException',
      'Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1',
    ],
    [
      'an attribute of no type',
      { MessageAttributes: { k: { StringValue: 'v' } } },
      'InvalidParameterValueException',
      "The message attribute 'k' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
    ],
    [
      'an attribute without a value',
      { MessageAttributes: { k: { DataType: 'String' } } },
      'InvalidParameterValueException',
      "The message attribute 'k' must contain non-empty message attribute value for message attribute type 'String'.",
    ],
  ])('%s', (_, input, error, sentence) => {
    const { run } = setUp();
    const { failure } = run('sns:publish', { TopicArn: topicArn, Message: 'm', ...(input as object) });
    expect(failure.error).toBe(`SNS.${error}`);
    expect(failure.cause).toContain(sentence);
  });

  test('a protocol that it does not have', () => {
    const { run } = setUp();
    expect(
      run('aws-sdk:sns:subscribe', { TopicArn: topicArn, Protocol: 'pigeon', Endpoint: 'x' }).failure.cause,
    ).toContain('Invalid parameter: Amazon SNS does not support this protocol string: pigeon');
  });
});

describe('a FIFO queue', () => {
  const fifo = queueUrl.replace('jobs', 'ordered.fifo');

  test('sends a repeated message once within five minutes', () => {
    const { world, run } = setUp();
    const send = () =>
      run('sqs:sendMessage', { QueueUrl: fifo, MessageBody: 'x', MessageGroupId: 'g' }).output as {
        MessageId: string;
        SequenceNumber: string;
      };
    const first = send();
    expect(send().MessageId).toBe(first.MessageId);
    world.advance(300_000);
    const second = send();
    expect(second.MessageId).not.toBe(first.MessageId);
    expect(BigInt(second.SequenceNumber)).toBeGreaterThan(BigInt(first.SequenceNumber));
  });

  test('Q2: a group is in one pair of hands at a time, in order', () => {
    const { run } = setUp();
    for (const [body, group] of [
      ['a1', 'a'],
      ['a2', 'a'],
      ['b1', 'b'],
    ] as const) {
      run('sqs:sendMessage', { QueueUrl: fifo, MessageBody: body, MessageGroupId: group });
    }
    const take = () =>
      (
        (run('aws-sdk:sqs:receiveMessage', { QueueUrl: fifo }).output as { Messages?: { Body: string }[] }).Messages ??
        []
      ).map((message) => message.Body);
    expect(take()).toEqual(['a1']);
    expect(take()).toEqual(['b1']);
    expect(take()).toEqual([]);
  });

  test('needs a group', () => {
    const { run } = setUp();
    expect(run('sqs:sendMessage', { QueueUrl: fifo, MessageBody: 'x' }).failure.error).toBe('SQS.AmazonSQSException');
  });
});

describe('sns:publish', () => {
  test('answers with an id, and the queue that subscribes gets an envelope', () => {
    const { run, received } = setUp();
    const { output } = run('sns:publish', { TopicArn: topicArn, Message: { hello: 'world' } });
    const { MessageId } = bare(output) as { MessageId: string };
    const [{ Body } = { Body: '' }] = received() as { Body: string }[];
    expect(JSON.parse(Body)).toMatchObject({
      Type: 'Notification',
      MessageId,
      TopicArn: topicArn,
      Message: '{"hello":"world"}',
    });
  });

  test('a topic that does not exist', () => {
    const { run } = setUp();
    expect(run('sns:publish', { TopicArn: `${topicArn}s`, Message: 'x' }).failure).toMatchObject({
      error: 'SNS.NotFoundException',
      cause: expect.stringMatching(
        /^Topic does not exist \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: .*; Proxy: null\)$/,
      ),
    });
  });

  test('a FIFO topic numbers its messages and needs a way to tell repeats', () => {
    const { run } = setUp();
    const TopicArn = topicArn.replace('news', 'ordered.fifo');
    expect(
      run('sns:publish', { TopicArn, Message: 'x', MessageGroupId: 'g', MessageDeduplicationId: '1' }).output,
    ).toHaveProperty('SequenceNumber');
    expect(run('sns:publish', { TopicArn, Message: 'x', MessageGroupId: 'g' }).failure.error).toBe(
      'SNS.InvalidParameterException',
    );
  });

  test('filter policies look at attributes or at the body', () => {
    const { services, run } = setUp();
    services.add({
      queues: [{ name: 'big' }, { name: 'red' }],
      topics: [
        {
          name: 'news',
          subscriptions: [
            {
              protocol: 'sqs',
              endpoint: 'arn:aws:sqs:us-east-1:123456789012:big',
              attributes: {
                FilterPolicy: '{"size":[{"numeric":[">",10]}]}',
                FilterPolicyScope: 'MessageBody',
                RawMessageDelivery: 'true',
              },
            },
            {
              protocol: 'sqs',
              endpoint: 'arn:aws:sqs:us-east-1:123456789012:red',
              attributes: { FilterPolicy: '{"color":["red"]}', RawMessageDelivery: 'true' },
            },
          ],
        },
      ],
    });
    run('sns:publish', { TopicArn: topicArn, Message: { size: 11 } });
    run('sns:publish', {
      TopicArn: topicArn,
      Message: { size: 9 },
      MessageAttributes: { color: { DataType: 'String', StringValue: 'red' } },
    });
    const bodies = (name: string) =>
      (
        (
          run('aws-sdk:sqs:receiveMessage', { QueueUrl: queueUrl.replace('jobs', name), MaxNumberOfMessages: 10 })
            .output as { Messages?: { Body: string }[] }
        ).Messages ?? []
      ).map((message) => message.Body);
    expect(bodies('big')).toEqual(['{"size":11}']);
    expect(bodies('red')).toEqual(['{"size":9}']);
  });
});

describe('events:putEvents', () => {
  const entry = (detail: Json, bus = 'default') => ({
    Source: 'shop',
    DetailType: 'Order',
    Detail: detail,
    EventBusName: bus,
  });

  test('answers without SDK metadata', () => {
    const { run } = setUp();
    expect(run('events:putEvents', { Entries: [entry({ a: 1 })] }).output).toEqual({
      Entries: [{ EventId: expect.any(String) }],
      FailedEntryCount: 0,
    });
  });

  test('an entry that is not taken fails the task', () => {
    const { run } = setUp();
    const { error, cause } = run('events:putEvents', { Entries: [entry({ a: 1 }), entry('"text"')] }).failure;
    expect(error).toBe('EventBridge.FailedEntry');
    expect(JSON.parse(cause ?? '')).toEqual({
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
      ],
      FailedEntryCount: 1,
    });
  });

  test('rules lead events to their targets, the execution among the resources', () => {
    const { services, run, received } = setUp();
    services.add({
      rules: [
        {
          name: 'large',
          eventBusName: 'shop',
          eventPattern: { source: ['shop'], detail: { total: [{ numeric: ['>=', 100] }] } },
          targets: [{ Id: '1', Arn: 'arn:aws:sqs:us-east-1:123456789012:jobs' }],
        },
      ],
    });
    run('events:putEvents', {
      Entries: [entry({ total: 99 }, 'shop'), entry({ total: 100 }, 'shop'), entry({ total: 500 })],
    });
    const bodies = (received() as { Body: string }[]).map((message) => JSON.parse(message.Body));
    expect(bodies).toEqual([
      {
        version: '0',
        id: expect.any(String),
        'detail-type': 'Order',
        source: 'shop',
        account: '123456789012',
        time: '2026-01-01T00:00:00Z',
        region: 'us-east-1',
        resources: [
          'arn:aws:states:us-east-1:123456789012:stateMachine:m',
          'arn:aws:states:us-east-1:123456789012:execution:m:e',
        ],
        detail: { total: 100 },
      },
    ]);
  });
});

test('the outbox lists everything that was sent', () => {
  const { services, run } = setUp();
  run('sns:publish', { TopicArn: topicArn, Message: 'm', Subject: 's' });
  run('events:putEvents', { Entries: [{ Source: 'a', DetailType: 'b', Detail: { c: 1 } }] });
  run('sqs:sendMessage', { QueueUrl: queueUrl, MessageBody: 'q' });
  expect(services.outbox.sent.map(({ service, to, body }) => [service, to, body])).toEqual([
    ['sns', 'news', 'm'],
    ['events', 'default', { c: 1 }],
    ['sqs', 'jobs', 'q'],
  ]);
});
