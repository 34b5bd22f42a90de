import fc from 'fast-check';
import { integrations, sdkService } from '../../lib/integrations';
import type { Json } from '../../lib/json';
import { createServices, ServiceError } from '../../lib/services';
import { callOf, perform, testWorld } from './harness';

// A definition may compute anything, and hand it to any service. Whatever that is, the service has an answer or an error for
// it: what it throws would end the server, and every other execution with it.
const names = [
  'TableName',
  'Key',
  'Item',
  'Bucket',
  'QueueUrl',
  'QueueName',
  'MessageBody',
  'TopicArn',
  'Message',
  'Name',
  'Entries',
  'FunctionName',
  'Payload',
  'StateMachineArn',
  'ExecutionArn',
  'Input',
  'SecretId',
  'Id',
  'Attributes',
  'JobName',
  'Method',
  'ApiEndpoint',
  'Authentication',
  'Headers',
  'QueryParameters',
  'Transform',
  'logGroupName',
  'LogGroupName',
  'TransactItems',
  'RequestItems',
  'Names',
  'Rule',
  'Targets',
  'EventPattern',
  'Subject',
  'MessageAttributes',
  'Steps',
  'Step',
  'Delete',
  'ReceiptHandle',
  'VisibilityTimeout',
  'MaxNumberOfMessages',
  'MaxKeys',
  'Range',
  'CopySource',
  'Body',
  'Metadata',
  'ContinuationToken',
  'UploadId',
  'KeySchema',
  'AttributeDefinitions',
  'PublishBatchRequestEntries',
  'Protocol',
  'AttributeName',
  'AttributeValue',
  'ResourceArn',
  'Tags',
  'SubscriptionArn',
  'State',
  'EventBusName',
  'Ids',
  'RequestBody',
  'Path',
  'Stage',
];
const known = [
  'orders',
  'b-1',
  'jobs',
  'https://sqs.us-east-1.amazonaws.com/123456789012/jobs',
  'arn:aws:sns:us-east-1:123456789012:news',
  'echo',
  '',
  'a b!',
  '{"a":1}',
  'arn:',
  'https://example.com/x',
];
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, 0, -1, 1.5, [], {}, ...known),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom(...names, 'S', 'N', 'M', 'x'), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
/** Each member is there in half of the requests. */
const request = fc.record(Object.fromEntries(names.map((name) => [name, value])), {
  requiredKeys: [],
  noNullPrototype: true,
});

function setUp() {
  const world = testWorld();
  const services = createServices({
    world,
    functions: {
      has: (name) => name.startsWith('echo'),
      invoke: ({ payload }) => ({ payload, functionError: undefined, executedVersion: '1', logTail: undefined }),
    },
    executions: {
      has: () => false,
      start: () => {
        throw new ServiceError('StateMachineDoesNotExist', 'State Machine Does Not Exist');
      },
      describe: () => undefined,
      onEnd: () => () => {},
      stop: () => {},
      api: () => ({}),
    },
    http: { send: () => Promise.reject(new Error('fetch failed')) },
    resources: {
      tables: [
        {
          TableName: 'orders',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        },
      ],
      buckets: ['b-1'],
      queues: [{ name: 'jobs' }],
      topics: [{ name: 'news' }],
    },
  });
  return { world, services };
}

const optimized = integrations.map((row) => `${row.service}:${row.action}${row.job === undefined ? '' : '.sync'}`);
const embedded = [...setUp().services.apis].flatMap(([id, api]) =>
  sdkService(id) === undefined
    ? []
    : Object.keys(api.operations).map((name) => `aws-sdk:${id}:${name.charAt(0).toLowerCase()}${name.slice(1)}`),
);

test.each([...optimized, ...embedded])('%s has an answer for every request', async (resource) => {
  await fc.assert(
    fc.asyncProperty(request, async (input) => {
      const { world, services } = setUp();
      const io = perform(services.performer, world, callOf(`arn:aws:states:::${resource}`, input as Json));
      if (io.outcome === undefined && !io.waits) await io.settledOnce;
      expect(io.waits || io.outcome !== undefined).toBe(true);
    }),
    { numRuns: 40, seed: 1 },
  );
});
