import { parseResource } from '../../lib/integrations';

describe('Resource', () => {
  test.each([
    ['arn:aws:states:::lambda:invoke', 'lambda', 'invoke', 'requestResponse'],
    ['arn:aws:states:::lambda:invoke.waitForTaskToken', 'lambda', 'invoke', 'waitForTaskToken'],
    ['arn:aws:states:::states:startExecution.sync', 'states', 'startExecution', 'sync'],
    ['arn:aws:states:::states:startExecution.sync:2', 'states', 'startExecution', 'sync:2'],
    ['arn:aws-us-gov:states:::aws-sdk:s3:getObject', 'aws-sdk:s3', 'getObject', 'requestResponse'],
    ['arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken', 'aws-sdk:dynamodb', 'putItem', 'waitForTaskToken'],
    ['arn:aws:states:us-east-1:123456789012:aws-sdk:s3:putObject', 'aws-sdk:s3', 'putObject', 'requestResponse'],
    ['arn:aws:states:::emr-serverless:startJobRun.sync', 'emr-serverless', 'startJobRun', 'sync'],
  ])('%s is an integration', (resource, service, action, pattern) => {
    expect(parseResource(resource)).toEqual({ kind: 'integration', service, action, pattern });
  });

  test.each([
    'arn:aws:lambda:eu-west-1:123456789012:function:f',
    'arn:aws:lambda:eu-west-1:123456789012:function:f:live',
  ])('%s is a function', (resource) => {
    expect(parseResource(resource)).toEqual({
      kind: 'function',
      service: 'lambda',
      action: resource,
      pattern: 'requestResponse',
    });
  });

  test('an activity ARN is an activity', () => {
    const resource = 'arn:aws:states:us-east-1:123456789012:activity:pack';
    expect(parseResource(resource)).toEqual({
      kind: 'activity',
      service: 'activity',
      action: resource,
      pattern: 'requestResponse',
    });
  });

  test.each([
    '',
    'lambda:invoke',
    'arn:aws:states:::lambda',
    'arn:aws:states:::lambda:invoke.later',
    'arn:aws:states:us-east-1:123456789012:stateMachine:m',
    'arn:aws:s3:::bucket',
  ])('%p is nothing a task can call', (resource) => {
    expect(parseResource(resource)).toBeUndefined();
  });
});
