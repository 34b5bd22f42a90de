import { createServices, type Functions } from '../../lib/services';
import { callOf, perform, testWorld } from './harness';

interface Event {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly messageAttributes: object;
  }[];
}

function setUp(answer: (event: Event, call: number) => object | 'throw') {
  const world = testWorld();
  const events: Event[] = [];
  const functions: Functions = {
    has: () => true,
    invoke: async ({ payload }) => {
      const event = JSON.parse(payload) as Event;
      events.push(event);
      const answered = answer(event, events.length);
      return {
        payload: JSON.stringify(answered === 'throw' ? { errorType: 'Error' } : answered),
        functionError: answered === 'throw' ? 'Unhandled' : undefined,
        executedVersion: '$LATEST',
        logTail: undefined,
      };
    },
  };
  const policy = JSON.stringify({ deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:dead', maxReceiveCount: 2 });
  const services = createServices({
    world,
    functions,
    resources: {
      queues: [{ name: 'dead' }, { name: 'work', attributes: { RedrivePolicy: policy } }],
      eventSources: [
        {
          queueArn: 'arn:aws:sqs:us-east-1:123456789012:work',
          functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
        },
      ],
    },
  });
  const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/work';
  const run = (action: string, input: object) =>
    perform(services.performer, world, callOf(`arn:aws:states:::aws-sdk:sqs:${action}`, { QueueUrl, ...input }));
  const count = (name: string) => {
    const { output } = run('getQueueAttributes', { QueueUrl: QueueUrl.replace('work', name), AttributeNames: ['All'] });
    const { Attributes } = output as { Attributes: { [name: string]: string } };
    return Number(Attributes.ApproximateNumberOfMessages) + Number(Attributes.ApproximateNumberOfMessagesNotVisible);
  };
  return { world, events, run, count, services };
}

const turn = () => new Promise(setImmediate);

test('a message invokes the function and is deleted when it succeeds; the clock stands still meanwhile', async () => {
  const { world, events, run, count } = setUp(() => ({}));
  run('sendMessage', { MessageBody: 'x', MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } } });
  expect(world.held).toBe(1);
  await turn();
  expect([world.held, count('work')]).toEqual([0, 0]);
  expect(events).toEqual([
    {
      Records: [
        expect.objectContaining({
          body: 'x',
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:work',
          messageAttributes: {
            n: { stringValue: '1', stringListValues: [], binaryListValues: [], dataType: 'Number' },
          },
        }),
      ],
    },
  ]);
});

test('of a function that fails it comes back, and ends in the dead-letter queue', async () => {
  const { world, events, run, count } = setUp(() => 'throw');
  run('sendMessage', { MessageBody: 'x' });
  for (let i = 0; i < 3; i++) {
    await turn();
    world.advance(30_000);
  }
  await turn();
  expect([events.length, count('work'), count('dead')]).toEqual([2, 0, 1]);
});

test('only the messages that the function names come back', async () => {
  const { world, events, run } = setUp(({ Records }, call) => ({
    batchItemFailures: call === 2 ? [{ itemIdentifier: Records[1]?.messageId }] : [],
  }));
  run('sendMessage', { MessageBody: 'first' });
  run('sendMessage', { MessageBody: 'a' });
  run('sendMessage', { MessageBody: 'b' });
  await turn();
  world.advance(30_000);
  await turn();
  expect(events.map(({ Records }) => Records.map(({ body }) => body))).toEqual([['first'], ['a', 'b'], ['b']]);
});
