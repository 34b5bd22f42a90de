import {
  cannotStart,
  type IntegrationRow,
  integrationRow,
  startCheck,
  startFaults,
  writtenFaults,
} from '../../lib/integrations';

const row = (service: string, action: string): IntegrationRow => {
  const found = integrationRow(service, action);
  if (found === undefined) throw new Error(`no row ${service}:${action}`);
  return found;
};
const messages = (faults: readonly { readonly message: string }[]): string[] => faults.map((fault) => fault.message);

describe('parameters as written', () => {
  test('a required one may be computed', () => {
    expect(writtenFaults(row('lambda', 'invoke'), { 'FunctionName.$': '$.f', Payload: 1 })).toEqual([]);
    expect(writtenFaults(row('ecs', 'runTask'), { TaskDefinition: '{% $t %}', Overrides: '{% $o %}' })).toEqual([]);
  });

  test('a required one that is missing', () => {
    expect(messages(writtenFaults(row('sns', 'publish'), {}))).toEqual([
      "The field 'Message' is required but was missing",
    ]);
  });

  test('one that the action does not take', () => {
    expect(writtenFaults(row('lambda', 'invoke'), { FunctionName: 'f', TaskToken: 't' })).toEqual([
      { field: 'TaskToken', message: 'The field "TaskToken" is not supported by Step Functions' },
    ]);
  });

  test('one of another kind', () => {
    expect(messages(writtenFaults(row('dynamodb', 'getItem'), { TableName: 't', Key: 'k' }))).toEqual([
      "The value of the field 'Key' has an invalid format",
    ]);
  });
});

describe('parameters of a task about to start', () => {
  test('message bodies and inputs may be any JSON', () => {
    expect(startFaults(row('sqs', 'sendMessage'), { QueueUrl: 'q', MessageBody: { a: [1] } })).toEqual([]);
    expect(startFaults(row('states', 'startExecution'), { StateMachineArn: 'm', Input: null })).toEqual([]);
  });

  test('headers of an API call are lists', () => {
    const parameters = { ApiEndpoint: 'a', Method: 'GET', Headers: { one: 'two' } };
    const faults = startFaults(row('apigateway', 'invoke'), parameters);
    expect(cannotStart(JSON.stringify(parameters), faults)).toBe(
      `The Parameters '{"ApiEndpoint":"a","Method":"GET","Headers":{"one":"two"}}' could not be used to start the Task: [The value of the field 'Headers' has an invalid format]`,
    );
    expect(startFaults(row('apigateway', 'invoke'), { ...parameters, Headers: { one: ['two'] } })).toEqual([]);
  });

  test('anything but an object has no parameters', () => {
    expect(messages(startFaults(row('glue', 'startJobRun'), [1]))).toEqual([
      "The field 'JobName' is required but was missing",
    ]);
  });
});

test('a check for one resource is made once and asked for every task', () => {
  const check = startCheck('arn:aws:states:::sqs:sendMessage.waitForTaskToken');
  expect(check?.({ QueueUrl: 'q', MessageBody: {} })).toBeUndefined();
  expect(check?.({ QueueUrl: 'q', MessageBody: 'm', MessageAttributes: 'none', DelaySeconds: 1 })).toBe(
    `The Parameters '{"QueueUrl":"q","MessageBody":"m","MessageAttributes":"none","DelaySeconds":1}' could not be used to start the Task: [The value of the field 'MessageAttributes' has an invalid format]`,
  );
  // Left to the service: a definition that leaves it out is refused before anything runs.
  expect(check?.({ QueueUrl: 'q' })).toBeUndefined();
  expect(startCheck('arn:aws:states:::aws-sdk:sqs:sendMessage')).toBeUndefined();
});
