import { findIntegration, permissionsFor } from '../../lib/integrations';
import type { Json } from '../../lib/json';

const where = { partition: 'aws', region: 'eu-west-1', account: '123456789012' };
const needs = (resource: string, parameters: Json): string[] => {
  const found = findIntegration(resource);
  if (found.found !== 'optimized' && found.found !== 'aws-sdk') throw new Error(`${resource} is ${found.found}`);
  return permissionsFor(found, parameters, where).map(({ action, resource }) => `${action} ${resource}`);
};

describe('permissions of a task', () => {
  test('a name becomes an ARN', () => {
    expect(needs('arn:aws:states:::dynamodb:putItem', { TableName: 'orders', Item: {} })).toEqual([
      'dynamodb:PutItem arn:aws:dynamodb:eu-west-1:123456789012:table/orders',
    ]);
  });

  test('an ARN stays one', () => {
    const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:f:live';
    expect(needs('arn:aws:states:::lambda:invoke', { FunctionName: arn })).toEqual([`lambda:InvokeFunction ${arn}`]);
  });

  test('a queue URL names the queue', () => {
    const url = 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs.fifo';
    expect(needs('arn:aws:states:::sqs:sendMessage', { QueueUrl: url, MessageBody: 'x' })).toEqual([
      'sqs:SendMessage arn:aws:sqs:eu-west-1:123456789012:jobs.fifo',
    ]);
  });

  test('what is only known at run time is a star', () => {
    expect(needs('arn:aws:states:::sns:publish', { 'TopicArn.$': '$.t', Message: 'm' })).toEqual(['sns:Publish *']);
    expect(needs('arn:aws:states:::dynamodb:getItem', { TableName: '{% $t %}', Key: {} })).toEqual([
      'dynamodb:GetItem arn:aws:dynamodb:eu-west-1:123456789012:table/*',
    ]);
  });

  test('each bus of a PutEvents call, the default one where none is named', () => {
    expect(
      needs('arn:aws:states:::events:putEvents', {
        Entries: [{ EventBusName: 'shop' }, { Source: 's' }, { EventBusName: 'shop' }],
      }),
    ).toEqual([
      'events:PutEvents arn:aws:events:eu-west-1:123456789012:event-bus/shop',
      'events:PutEvents arn:aws:events:eu-west-1:123456789012:event-bus/default',
    ]);
  });

  test('.sync needs what watches and stops the job', () => {
    const machine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:child';
    expect(needs('arn:aws:states:::states:startExecution', { StateMachineArn: machine })).toEqual([
      `states:StartExecution ${machine}`,
    ]);
    expect(needs('arn:aws:states:::states:startExecution.sync:2', { StateMachineArn: machine })).toEqual([
      `states:StartExecution ${machine}`,
      'states:DescribeExecution arn:aws:states:eu-west-1:123456789012:execution:child:*',
      'states:StopExecution arn:aws:states:eu-west-1:123456789012:execution:child:*',
      ...['PutTargets', 'PutRule', 'DescribeRule'].map(
        (action) =>
          `events:${action} arn:aws:events:eu-west-1:123456789012:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`,
      ),
    ]);
  });

  test('a role that is handed on has to be passed', () => {
    const role = 'arn:aws:iam::123456789012:role/trainer';
    expect(
      needs('arn:aws:states:::sagemaker:createTrainingJob', {
        TrainingJobName: 'j',
        RoleArn: role,
        OutputDataConfig: {},
      }),
    ).toContain(`iam:PassRole ${role}`);
  });

  test('AWS SDK integrations: the operation, under the name that IAM has for it', () => {
    expect(needs('arn:aws:states:::aws-sdk:s3:listObjectsV2', { Bucket: 'b' })).toEqual([
      's3:ListBucket arn:aws:s3:::b',
    ]);
    expect(needs('arn:aws:states:::aws-sdk:s3:getObject', { Bucket: 'b', Key: 'k/1' })).toEqual([
      's3:GetObject arn:aws:s3:::b/k/1',
    ]);
    expect(needs('arn:aws:states:::aws-sdk:sfn:listExecutions', { StateMachineArn: 'arn:x' })).toEqual([
      'states:ListExecutions arn:x',
    ]);
    expect(needs('arn:aws:states:::aws-sdk:rekognition:detectLabels', {})).toEqual(['rekognition:DetectLabels *']);
  });
});
