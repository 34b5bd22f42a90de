// The environment variables of Step Functions Local: tasks of a service are sent where its variable says.
import { CreateStateMachineCommand, DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { endpointVariables } from '../../lib/server';
import { machine, roleArn, type Started, startServer, until } from './started';

const servers: Started[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
});

async function started(options: Parameters<typeof startServer>[0] = {}): Promise<Started> {
  const server = await startServer(options);
  servers.push(server);
  return server;
}

test('a variable names the service that is elsewhere; empty ones say nothing', () => {
  expect(endpointVariables({}, 8083)).toBeUndefined();
  expect(endpointVariables({ SQS_ENDPOINT: '', DYNAMODB_ENDPOINT: undefined }, 8083)).toBeUndefined();
  expect(endpointVariables({ SAGE_MAKER_ENDPOINT: 'http://models:4566', LAMBDA_ENDPOINT: 'http://x' }, 8083)).toEqual({
    endpoints: { sagemaker: 'http://models:4566' },
    chosen: { sagemaker: 'pass-through' },
  });
});

test('STEP_FUNCTIONS_ENDPOINT may name this very server', () => {
  expect(endpointVariables({ STEP_FUNCTIONS_ENDPOINT: 'http://localhost:8083' }, 8083)).toBeUndefined();
  expect(endpointVariables({ STEP_FUNCTIONS_ENDPOINT: 'http://localhost:8083' }, 9000)?.chosen).toEqual({
    sfn: 'pass-through',
    states: 'pass-through',
  });
});

test('a value that is no URL is named', () => {
  expect(() => endpointVariables({ SQS_ENDPOINT: 'localhost' }, 8083)).toThrow(
    'SQS_ENDPOINT must be a URL, got "localhost"',
  );
});

test('tasks go to the endpoint of their service, those of other services stay', async () => {
  const elsewhere = await started({ services: { resources: { queues: [{ name: 'q' }] } } });
  const found = endpointVariables({ SQS_ENDPOINT: elsewhere.stack.url }, 8083);
  const here = await started({
    passThrough: { endpoints: found?.endpoints ?? {} },
    services: { chosen: found?.chosen ?? {}, resources: { topics: [{ name: 't' }] } },
  });
  const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/q';
  const send = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage',
    Parameters: { QueueUrl, MessageBody: 'hello' },
  };
  const publish = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sns:publish',
    Parameters: { TopicArn: 'arn:aws:sns:us-east-1:123456789012:t', Message: 'here' },
    End: true,
  };
  const definition = machine({ Send: { ...send, Next: 'Publish' }, Publish: publish });
  const { stateMachineArn } = await here.sfn.send(new CreateStateMachineCommand({ name: 'm', definition, roleArn }));
  const { executionArn } = await here.sfn.send(new StartExecutionCommand({ stateMachineArn }));
  const { status, cause } = await until(async () => {
    const execution = await here.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });
  expect([status, cause]).toEqual(['SUCCEEDED', undefined]);
  const sent = (server: Started) => server.stack.services.outbox.sent.map(({ service, body }) => [service, body]);
  expect([sent(elsewhere), sent(here)]).toEqual([[['sqs', 'hello']], [['sns', 'here']]]);
});
