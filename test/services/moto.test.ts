// Pass-through to services that nobody here wrote: moto's server, where it is installed.
import type { Json } from '../../lib/json';
import { createServices, PassThrough } from '../../lib/services';
import { Moto, motoMissing } from '../constructs/moto/aws';
import { bare, callOf, perform, testWorld } from './harness';

const missing = motoMissing();
let moto: Moto | undefined;
const open: PassThrough[] = [];
beforeAll(async () => {
  if (missing === undefined) moto = await Moto.start();
}, 60_000);
afterAll(async () => {
  for (const one of open) await one.close();
  await moto?.stop();
});

const there = (name: string, body: (run: typeof task) => Promise<void>) =>
  test(name, async () => {
    if (missing === undefined) await body(task);
    else process.stderr.write(`not tested (${name}): moto is not here: ${missing}\n`);
  }, 60_000);

/** One task, passed on to moto. */
async function task(resource: string, input: Json) {
  const world = testWorld();
  const passThrough = new PassThrough(world, { endpoint: moto?.url ?? '' });
  open.push(passThrough);
  const names = ['dynamodb', 's3', 'sqs', 'sns', 'events', 'eventbridge', 'lambda', 'sfn'];
  const chosen = Object.fromEntries(names.map((name) => [name, 'pass-through' as const]));
  const services = createServices({ world, after: [passThrough], chosen });
  const io = perform(services.performer, world, callOf(`arn:aws:states:::${resource}`, input));
  await io.settledOnce;
  return io;
}

there('DynamoDB: items, conditions and tables that are not there', async (run) => {
  await run('aws-sdk:dynamodb:createTable', {
    TableName: 'orders',
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const Item = { id: { S: '1' }, open: { BOOL: true } };
  expect(bare((await run('dynamodb:putItem', { TableName: 'orders', Item })).output)).toEqual({});
  expect((await run('aws-sdk:dynamodb:getItem', { TableName: 'orders', Key: { id: { S: '1' } } })).output).toEqual({
    Item: { id: { S: '1' }, open: { Bool: true } },
  });
  const again = { TableName: 'orders', Item, ConditionExpression: 'attribute_not_exists(id)' };
  expect((await run('dynamodb:putItem', again)).failure).toMatchObject({
    error: 'DynamoDB.ConditionalCheckFailedException',
    cause: expect.stringMatching(/^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; /),
  });
  expect((await run('dynamodb:putItem', { TableName: 'none', Item })).failure.error).toBe(
    'DynamoDB.ResourceNotFoundException',
  );
});

there('S3: a JSON value goes in as its text, what is not there has its own error', async (run) => {
  await run('aws-sdk:s3:createBucket', { Bucket: 'b-1' });
  await run('aws-sdk:s3:putObject', { Bucket: 'b-1', Key: 'k', Body: { a: 1 } });
  expect((await run('aws-sdk:s3:getObject', { Bucket: 'b-1', Key: 'k' })).output).toMatchObject({ Body: '{"a":1}' });
  expect((await run('aws-sdk:s3:getObject', { Bucket: 'b-1', Key: 'x' })).failure.error).toBe('S3.NoSuchKeyException');
  expect((await run('aws-sdk:s3:listObjectsV2', { Bucket: 'nobody-has-it' })).failure.error).toBe(
    'S3.NoSuchBucketException',
  );
});

there('SQS, SNS and EventBridge: values that are no texts are sent as JSON', async (run) => {
  const { QueueUrl } = (await run('aws-sdk:sqs:createQueue', { QueueName: 'q' })).output as { QueueUrl: string };
  const sent = await run('sqs:sendMessage', { QueueUrl, MessageBody: { a: 1 } });
  expect(sent.output).toMatchObject({ MD5OfMessageBody: 'bb6cb5c68df4652941caf652a366f2d8' });
  expect((await run('aws-sdk:sqs:receiveMessage', { QueueUrl })).output).toMatchObject({
    Messages: [{ Body: '{"a":1}', Md5OfBody: 'bb6cb5c68df4652941caf652a366f2d8' }],
  });
  expect((await run('sqs:sendMessage', { QueueUrl: `${QueueUrl}x`, MessageBody: 'x' })).failure.error).toBe(
    'SQS.QueueDoesNotExistException',
  );
  const { TopicArn } = (await run('aws-sdk:sns:createTopic', { Name: 't' })).output as { TopicArn: string };
  expect((await run('sns:publish', { TopicArn, Message: { a: 1 } })).output).toMatchObject({
    MessageId: expect.any(String),
  });
  const Entries = [{ Source: 'shop', DetailType: 'paid', Detail: { a: 1 } }];
  expect((await run('events:putEvents', { Entries })).output).toMatchObject({ FailedEntryCount: 0 });
});

there('Lambda: a function that is not there', async (run) => {
  expect((await run('lambda:invoke', { FunctionName: 'none' })).failure.error).toBe('Lambda.ResourceNotFoundException');
});
