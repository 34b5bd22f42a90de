// What an app's tasks name and the app does not make.
import { appResources } from '../../lib/app/resources';
import { readTemplate } from '../../lib/assembly';

const task = (Resource: string, Parameters: object) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::${Resource}`,
  Parameters,
});

/** Resources of an app with one machine of these tasks. */
function resources(tasks: Record<string, object>, more: Record<string, object> = {}) {
  const States = Object.fromEntries(Object.entries(tasks).map(([name, state]) => [name, { ...state, End: true }]));
  const definition = { StartAt: Object.keys(tasks)[0], States };
  const machine = {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { RoleArn: 'arn:aws:iam::123456789012:role/r', DefinitionString: JSON.stringify(definition) },
  };
  return appResources(readTemplate({ Resources: { Machine: machine, ...more } } as never, { name: 'S' }));
}

test('a table gets the key that is read with', () => {
  const { tables } = resources({
    Put: task('dynamodb:putItem', { TableName: 'orders', Item: { pk: { S: '1' }, total: { N: '2' } } }),
    Get: task('aws-sdk:dynamodb:getItem', { TableName: 'orders', Key: { pk: { 'S.$': '$.id' }, at: { N: '1' } } }),
  });
  expect(tables).toEqual([
    {
      TableName: 'orders',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'at', AttributeType: 'N' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    },
  ]);
});

test('queues, topics, buses and buckets have their name from a name, an ARN or a URL', () => {
  const found = resources({
    Send: task('sqs:sendMessage', {
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs',
      MessageBody: 'm',
    }),
    Tell: task('sns:publish', { TopicArn: 'arn:aws:sns:us-east-1:123456789012:sold', Message: 'm' }),
    Put: task('events:putEvents', {
      Entries: [{ EventBusName: 'arn:aws:events:us-east-1:123456789012:event-bus/shop' }],
    }),
    Read: task('aws-sdk:s3:getObject', { Bucket: 'data', Key: 'k' }),
  });
  expect(found.queues).toEqual([{ name: 'jobs' }]);
  expect(found.topics).toEqual([{ name: 'sold' }]);
  expect(found.eventBuses).toEqual(['shop']);
  expect(found.buckets).toEqual(['data']);
});

test('a Distributed Map reads from a bucket of somebody else', () => {
  const each = {
    Type: 'Map',
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'data', Key: 'k.json' } },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Tell',
      States: { Tell: { ...task('sns:publish', { TopicArn: 'arn:aws:sns:us-east-1:1:sold' }), End: true } },
    },
  };
  expect(resources({ Each: each })).toMatchObject({ buckets: ['data'], topics: [{ name: 'sold' }] });
});

test('a bus that the app only listens to is there', () => {
  const Rule = {
    Type: 'AWS::Events::Rule',
    Properties: { EventBusName: 'shop', EventPattern: { source: ['s'] }, Targets: [] },
  };
  expect(resources({ Go: { Type: 'Pass' } }, { Rule }).eventBuses).toEqual(['shop']);
});

test('what the app makes, and what is only known when the task runs, is not added', () => {
  const Jobs = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } };
  const found = resources(
    {
      Send: task('sqs:sendMessage', {
        QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/jobs',
        MessageBody: 'm',
      }),
      Other: task('sqs:sendMessage', { 'QueueUrl.$': '$.queue', MessageBody: 'm' }),
      Computed: { ...task('sqs:sendMessage', {}), QueryLanguage: 'JSONata', Arguments: { QueueUrl: '{% $q %}' } },
    },
    { Jobs },
  );
  expect(found.queues).toMatchObject([{ name: 'jobs', attributes: {} }]);
});
