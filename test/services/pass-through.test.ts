import type { Json } from '../../lib/json';
import { createServices, PassThrough, type PassThroughOptions, type Services } from '../../lib/services';
import { bare, callOf, perform, testWorld } from './harness';

/** Somebody else's services, reached over HTTP with AWS's SDK clients. */
let elsewhere: Services;
let endpoint: string;
const open: PassThrough[] = [];

beforeAll(async () => {
  elsewhere = createServices({
    world: testWorld(),
    functions: {
      has: (name) => !name.includes('none'),
      invoke: ({ functionName, payload }) => ({
        payload: functionName.includes('fails') ? '{"errorType":"Broken"}' : payload,
        functionError: functionName.includes('fails') ? 'Unhandled' : undefined,
        executedVersion: '3',
        logTail: undefined,
      }),
    },
    resources: {
      tables: [
        {
          TableName: 'orders',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        },
      ],
      buckets: ['b-1'],
      queues: [{ name: 'q' }],
      topics: [{ name: 'news' }],
    },
  });
  endpoint = (await elsewhere.serve()).url;
});
afterAll(async () => {
  for (const one of open) await one.close();
  await elsewhere.close();
});

async function run(resource: string, input: Json, options: PassThroughOptions = { endpoint }) {
  const world = testWorld();
  const passThrough = new PassThrough(world, options);
  open.push(passThrough);
  const services = createServices({
    world,
    after: [passThrough],
    chosen: { dynamodb: 'pass-through', s3: 'pass-through', sqs: 'pass-through', sns: 'pass-through' },
  });
  const io = perform(
    services.performer,
    world,
    callOf(resource.startsWith('arn:') ? resource : `arn:aws:states:::${resource}`, input),
  );
  await Promise.race([
    io.settledOnce,
    new Promise((resolve) => setTimeout(resolve, io.submissions.length > 0 ? 0 : 2000)),
  ]);
  return io;
}

test('an optimized action gives what the embedded service gives', async () => {
  expect(bare((await run('dynamodb:putItem', { TableName: 'orders', Item: { id: { S: '1' } } })).output)).toEqual({});
  expect(bare((await run('dynamodb:getItem', { TableName: 'orders', Key: { id: { S: '1' } } })).output)).toEqual({
    Item: { id: { S: '1' } },
  });
  expect(
    bare((await run('sns:publish', { TopicArn: 'arn:aws:sns:us-east-1:123456789012:news', Message: { a: 1 } })).output),
  ).toEqual({ MessageId: expect.any(String) });
  expect(elsewhere.outbox.sent.at(-1)).toMatchObject({ service: 'sns', body: '{"a":1}' });
});

test('an SDK action: capital members, times as texts', async () => {
  const QueueUrl = `${endpoint}/123456789012/q`;
  expect((await run('aws-sdk:sqs:sendMessage', { QueueUrl, MessageBody: 'm' })).output).toEqual({
    Md5OfMessageBody: '6f8f57715090da2632453988d9a1501b',
    MessageId: expect.any(String),
  });
  expect((await run('aws-sdk:s3:listObjectsV2', { Bucket: 'b-1' })).output).toMatchObject({
    KeyCount: 0,
    IsTruncated: false,
  });
});

test('an SDK action: members are sent under the names of the API, and come back under those of the SDK for Java', async () => {
  const Item = { id: { S: 'typed' }, done: { Bool: true }, tags: { Ss: ['a'] }, BOOL: { S: 'an attribute' } };
  expect((await run('aws-sdk:dynamodb:putItem', { TableName: 'orders', Item })).output).toEqual({});
  const stored = await run('dynamodb:getItem', { TableName: 'orders', Key: { id: { S: 'typed' } } });
  expect(bare(stored.output)).toMatchObject({ Item: { done: { BOOL: true }, tags: { SS: ['a'] } } });
  expect((await run('aws-sdk:dynamodb:getItem', { TableName: 'orders', Key: { id: { S: 'typed' } } })).output).toEqual({
    Item,
  });
});

test('bodies: a JSON value is stored as its text, a stream is read', async () => {
  await run('aws-sdk:s3:putObject', { Bucket: 'b-1', Key: 'k', Body: { a: 1 } });
  expect((await run('aws-sdk:s3:getObject', { Bucket: 'b-1', Key: 'k' })).output).toMatchObject({
    Body: '{"a":1}',
    ContentLength: 7,
  });
  await run('aws-sdk:s3:deleteObject', { Bucket: 'b-1', Key: 'k' });
});

test('errors keep their names', async () => {
  expect((await run('dynamodb:putItem', { TableName: 'none', Item: { id: { S: '1' } } })).failure).toMatchObject({
    error: 'DynamoDB.ResourceNotFoundException',
    cause: expect.stringContaining(
      '(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException;',
    ),
  });
  expect((await run('aws-sdk:s3:listObjectsV2', { Bucket: 'nowhere' })).failure.error).toBe('S3.NoSuchBucketException');
  const TopicArn = 'arn:aws:sns:us-east-1:123456789012:none';
  expect((await run('sns:publish', { TopicArn, Message: 'm' })).failure).toMatchObject({
    error: 'SNS.NotFoundException',
    cause: expect.stringContaining('(Service: AmazonSNS; Status Code: 404; Error Code: NotFound;'),
  });
});

test('functions elsewhere', async () => {
  expect(bare((await run('lambda:invoke', { FunctionName: 'f', Payload: { a: 1 } })).output)).toEqual({
    ExecutedVersion: '3',
    Payload: { a: 1 },
    StatusCode: 200,
  });
  expect((await run('arn:aws:lambda:us-east-1:123456789012:function:f', { a: 2 })).output).toEqual({ a: 2 });
  expect((await run('lambda:invoke', { FunctionName: 'fails' })).failure).toEqual({
    ok: false,
    error: 'Broken',
    cause: '{"errorType":"Broken"}',
  });
});

test('a client package that is missing is named, with what to do', async () => {
  expect((await run('aws-sdk:rekognition:detectLabels', {})).failure).toEqual({
    ok: false,
    error: 'States.Runtime',
    cause:
      'aws-sdk:rekognition is passed through with @aws-sdk/client-rekognition, which is not installed. Install it: npm install --save-dev @aws-sdk/client-rekognition',
  });
});

test('nothing goes to AWS unless that is said', async () => {
  expect((await run('aws-sdk:rekognition:detectLabels', {}, {})).failure.cause).toContain('Nothing here answers');
});
