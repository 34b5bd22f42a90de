import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { createServices, ServiceError, type Services } from '../../lib/services';
import { bare, callOf, perform, testWorld } from './harness';

const world = testWorld();
let services: Services;
let url: string;
const returned: unknown[] = [];
let environment: { readonly [name: string]: string };
const client = () => ({ endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'y' } });

beforeAll(async () => {
  services = createServices({
    world,
    executions: {
      has: () => false,
      start: () => ({ executionArn: 'e', startDate: 0 }),
      describe: () => undefined,
      onEnd: () => () => {},
      stop: () => {},
      api: (operation, request) => {
        returned.push([operation, request]);
        if (request.taskToken === 'used') throw new ServiceError('TaskTimedOut', 'Task Timed Out');
        return {};
      },
    },
    resources: {
      tables: [
        {
          TableName: 'orders',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        },
      ],
    },
  });
  ({ url, environment } = await services.serve());
});
afterAll(() => services.close());

test('handlers are told where the services are', () => {
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL_SQS: url,
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_ENDPOINT_URL_S3: url,
    AWS_ENDPOINT_URL_SNS: url,
  });
});

test('DynamoDB: handlers and states share their tables', async () => {
  const dynamodb = new DynamoDBClient(client());
  await dynamodb.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: '1' }, total: { N: '5' } } }));
  const io = perform(
    services.performer,
    world,
    callOf('arn:aws:states:::dynamodb:getItem', { TableName: 'orders', Key: { id: { S: '1' } } }),
  );
  await io.settledOnce;
  expect(bare(io.output)).toEqual({ Item: { id: { S: '1' }, total: { N: '5' } } });
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'more',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: false },
    }),
  );
  expect(
    (await dynamodb.send(new GetItemCommand({ TableName: 'more', Key: { id: { S: 'x' } } }))).Item,
  ).toBeUndefined();
  await expect(dynamodb.send(new GetItemCommand({ TableName: 'none', Key: { id: { S: 'x' } } }))).rejects.toMatchObject(
    { name: 'ResourceNotFoundException' },
  );
  await expect(
    dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'orders', Item: { id: { S: '2' } } } },
          { Put: { TableName: 'orders', Item: { id: { S: '1' } }, ConditionExpression: 'attribute_not_exists(id)' } },
        ],
      }),
    ),
  ).rejects.toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
  });
  expect(
    (await dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '2' } } }))).Item,
  ).toBeUndefined();
  await expect(
    dynamodb.send(
      new CreateTableCommand({
        TableName: 'more',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    ),
  ).rejects.toMatchObject({ name: 'ResourceInUseException', message: 'Table already exists: more' });
  await expect(
    dynamodb.send(
      new PutItemCommand({
        TableName: 'orders',
        Item: { id: { S: '1' } },
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  ).rejects.toMatchObject({
    name: 'ConditionalCheckFailedException',
    Item: { id: { S: '1' }, total: { N: '5' } },
  });
  dynamodb.destroy();
});

test('SQS', async () => {
  const sqs = new SQSClient(client());
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'jobs', Attributes: { VisibilityTimeout: '10' } }),
  );
  expect(QueueUrl).toBe(`${url}/123456789012/jobs`);
  const attributes = {
    color: { DataType: 'String', StringValue: 'red' },
    bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) },
  };
  // The client checks both digests and would reject wrong ones.
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'héllo', MessageAttributes: attributes }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], AttributeNames: ['All'] }),
  );
  expect(Messages).toMatchObject([
    {
      Body: 'héllo',
      MessageAttributes: { color: { StringValue: 'red' } },
      Attributes: { ApproximateReceiveCount: '1' },
    },
  ]);
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
  const batch = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: 'a', MessageBody: '1' },
        { Id: 'b', MessageBody: '2' },
      ],
    }),
  );
  expect(batch.Successful).toHaveLength(2);
  const counted = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages', 'QueueArn'] }),
  );
  expect(counted.Attributes).toEqual({
    ApproximateNumberOfMessages: '2',
    QueueArn: 'arn:aws:sqs:us-east-1:123456789012:jobs',
  });
  await expect(
    sqs.send(new SendMessageCommand({ QueueUrl: `${url}/123456789012/none`, MessageBody: 'x' })),
  ).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  sqs.destroy();
});

test('SNS', async () => {
  const sns = new SNSClient(client());
  const sqs = new SQSClient(client());
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
  const { TopicArn } = await sns.send(
    new CreateTopicCommand({ Name: 'news', Attributes: { DisplayName: 'News' }, Tags: [{ Key: 'k', Value: 'v' }] }),
  );
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: 'arn:aws:sqs:us-east-1:123456789012:inbox',
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  expect((await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toHaveLength(1);
  const published = await sns.send(
    new PublishCommand({
      TopicArn,
      Message: 'a <b> & "c"',
      MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } },
    }),
  );
  expect(published.MessageId).toMatch(/^[0-9a-f-]{36}$/);
  const batch = await sns.send(
    new PublishBatchCommand({
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: '1', Message: 'x' },
        { Id: '2', Message: 'y' },
      ],
    }),
  );
  expect(batch.Successful?.map((one) => one.Id)).toEqual(['1', '2']);
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  );
  expect(Messages.map((message) => message.Body)).toEqual(['a <b> & "c"', 'x', 'y']);
  await expect(sns.send(new PublishCommand({ TopicArn: `${TopicArn}x`, Message: 'm' }))).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Topic does not exist',
  });
  sns.destroy();
  sqs.destroy();
});

test('EventBridge', async () => {
  const events = new EventBridgeClient(client());
  const sqs = new SQSClient(client());
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'events' }));
  await events.send(
    new PutRuleCommand({ Name: 'paid', EventPattern: JSON.stringify({ detail: { state: [{ prefix: 'pa' }] } }) }),
  );
  await events.send(
    new PutTargetsCommand({
      Rule: 'paid',
      Targets: [{ Id: '1', Arn: 'arn:aws:sqs:us-east-1:123456789012:events', InputPath: '$.detail' }],
    }),
  );
  const put = await events.send(
    new PutEventsCommand({
      Entries: [
        { Source: 's', DetailType: 't', Detail: '{"state":"paid"}' },
        { Source: 's', DetailType: 't', Detail: 'no' },
      ],
    }),
  );
  expect(put).toMatchObject({
    FailedEntryCount: 1,
    Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'MalformedDetail' }],
  });
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages.map((message) => message.Body)).toEqual(['{"state":"paid"}']);
  await expect(events.send(new PutRuleCommand({ Name: 'bad', EventPattern: '{"a": 1}' }))).rejects.toMatchObject({
    name: 'InvalidEventPatternException',
  });
  events.destroy();
  sqs.destroy();
});

test('Step Functions: handlers return their task tokens', async () => {
  expect(environment.AWS_ENDPOINT_URL_SFN).toBe(url);
  const sfn = new SFNClient(client());
  await sfn.send(new SendTaskSuccessCommand({ taskToken: 't', output: '{}' }));
  expect(returned).toEqual([['SendTaskSuccess', { taskToken: 't', output: '{}' }]]);
  await expect(sfn.send(new SendTaskSuccessCommand({ taskToken: 'used', output: '{}' }))).rejects.toMatchObject({
    name: 'TaskTimedOut',
    message: 'Task Timed Out',
  });
  sfn.destroy();
});

test('S3', async () => {
  const s3 = new S3Client(client());
  const Bucket = 'my-bucket';
  await s3.send(new CreateBucketCommand({ Bucket }));
  const put = await s3.send(
    new PutObjectCommand({
      Bucket,
      Key: 'a/ä b+c.txt',
      Body: 'text data',
      ContentType: 'text/plain',
      Metadata: { who: 'me' },
    }),
  );
  expect(put.ETag).toBe('"332eec544317a6d340b8e77da7fe54ad"');
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/ä b+c.txt' }));
  expect(await got.Body?.transformToString()).toBe('text data');
  expect(got).toMatchObject({ ContentType: 'text/plain', Metadata: { who: 'me' }, ContentLength: 9 });
  const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/ä b+c.txt', Range: 'bytes=5-' }));
  expect(await part.Body?.transformToString()).toBe('data');
  await s3.send(
    new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/${encodeURIComponent('a/ä b+c.txt')}` }),
  );
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'b' }))).ContentLength).toBe(9);
  await expect(s3.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x', IfNoneMatch: '*' }))).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  // Large objects are sent in pieces; the client checks their checksum.
  const large = Buffer.alloc(9 * 1024 * 1024, 'stepwright ');
  await s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body: large }));
  const sent = await s3.send(new GetObjectCommand({ Bucket, Key: 'large' }));
  expect(sent.ContentLength).toBe(large.length);
  expect(large.equals((await sent.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'large' }));
  // What is not here is refused: the body of another resource is not the object's.
  const tags = { Bucket, Key: 'b', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } };
  await expect(s3.send(new PutObjectTaggingCommand(tags))).rejects.toMatchObject({ name: 'NotImplemented' });
  expect((await s3.send(new HeadObjectCommand({ Bucket, Key: 'b' }))).ContentLength).toBe(9);
  await expect(s3.send(new GetBucketVersioningCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect(s3.send(new ListObjectsV2Command({ Bucket: 'nowhere' }))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'big' }));
  for (const [PartNumber, Body] of [
    [2, 'two'],
    [1, 'one'],
  ] as const)
    await s3.send(new UploadPartCommand({ Bucket, Key: 'big', UploadId, PartNumber, Body }));
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'big', UploadId, MultipartUpload: { Parts: [] } }));
  expect(await (await s3.send(new GetObjectCommand({ Bucket, Key: 'big' }))).Body?.transformToString()).toBe('onetwo');
  const first = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2 }));
  expect(first).toMatchObject({
    IsTruncated: true,
    KeyCount: 2,
    Contents: [{ Key: 'a/ä b+c.txt', Size: 9 }, { Key: 'b' }],
  });
  const second = await s3.send(new ListObjectsV2Command({ Bucket, ContinuationToken: first.NextContinuationToken }));
  expect(second).toMatchObject({ IsTruncated: false, Contents: [{ Key: 'big' }] });
  const folders = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }));
  expect(folders).toMatchObject({ CommonPrefixes: [{ Prefix: 'a/' }], Contents: [{ Key: 'b' }, { Key: 'big' }] });
  await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b' }, { Key: 'big' }] } }));
  expect((await s3.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(1);
  s3.destroy();
});

describe('the endpoint', () => {
  test('P1: answers only to names of this machine', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      const { port } = new URL(url);
      request({ host: '127.0.0.1', port, headers: { host: 'evil.example' } }, (response) =>
        resolve(response.resume().statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });

  test('an operation that nothing knows', async () => {
    const response = await fetch(url, { method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.Fly' }, body: '{}' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'com.amazonaws.sqs#UnknownOperationException' });
  });

  test('old SQS clients: the query protocol', async () => {
    services.add({ queues: [{ name: 'old' }] });
    const post = async (form: string) =>
      (
        await fetch(`${url}/123456789012/old`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: form,
        })
      ).text();
    expect(await post('Action=SendMessage&Version=2012-11-05&MessageBody=hi')).toMatch(
      /<SendMessageResult><MD5OfMessageBody>49f68a5c8493ec2c0bf489821c21fc3b<\/MD5OfMessageBody>/,
    );
    expect(await post('Action=ReceiveMessage&Version=2012-11-05&AttributeName.1=SentTimestamp')).toMatch(
      /<Message>.*<Body>hi<\/Body><Attribute><Name>SentTimestamp<\/Name><Value>\d+<\/Value><\/Attribute><\/Message>/,
    );
  });
});
