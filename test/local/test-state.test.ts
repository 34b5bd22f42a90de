import { type TestStateRequest, testState } from '../../lib/local';
import { service } from './service';

const ask = (request: Partial<TestStateRequest> & { readonly state?: object }) =>
  testState(service(), { definition: JSON.stringify(request.state ?? {}), ...request });

const invoke = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'f', 'Payload.$': '$.p' },
  ResultSelector: { 'code.$': '$.StatusCode' },
  ResultPath: '$.r',
  Next: 'B',
};
const result = { result: '{"StatusCode":200}' };

test('DEBUG shows each stage of the data', async () => {
  const answer = await ask({ state: invoke, input: '{"p": 1}', mock: result, inspectionLevel: 'DEBUG' });
  expect(answer).toEqual({
    status: 'SUCCEEDED',
    output: '{"p":1,"r":{"code":200}}',
    nextState: 'B',
    inspectionData: {
      input: '{"p": 1}',
      afterInputPath: '{"p":1}',
      afterParameters: '{"FunctionName":"f","Payload":1}',
      result: '{"StatusCode":200}',
      afterResultSelector: '{"code":200}',
      afterResultPath: '{"p":1,"r":{"code":200}}',
    },
  });
});

test('INFO shows the outcome only', async () => {
  const answer = await ask({ state: invoke, input: '{"p":1}', mock: result });
  expect(answer.inspectionData).toBeUndefined();
});

describe('a mocked error', () => {
  const Retry = [{ ErrorEquals: ['A'], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 2 }];
  const Catch = [
    { ErrorEquals: ['X'], Next: 'B' },
    { ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'C' },
  ];
  const mock = { errorOutput: { error: 'A', cause: 'why' } };
  const state = { ...invoke, Retry, Catch };

  test.each([
    [0, 2],
    [1, 6],
  ])('is retried after %i retries in %i seconds', async (retrierRetryCount, seconds) => {
    const stateConfiguration = { retrierRetryCount };
    const answer = await ask({ state, input: '{"p":1}', mock, stateConfiguration, inspectionLevel: 'TRACE' });
    expect(answer).toMatchObject({ status: 'RETRIABLE', error: 'A', cause: 'why' });
    expect(answer.inspectionData?.errorDetails).toEqual({ retryIndex: 0, retryBackoffIntervalSeconds: seconds });
  });

  test('is caught when the retries are used up', async () => {
    const stateConfiguration = { retrierRetryCount: 2 };
    const answer = await ask({ state, input: '{"p":1}', mock, stateConfiguration, inspectionLevel: 'TRACE' });
    expect(answer).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'C',
      output: '{"p":1,"e":{"Error":"A","Cause":"why"}}',
      inspectionData: { errorDetails: { catchIndex: 1 } },
    });
  });

  test('fails the state when nobody catches it', async () => {
    const answer = await ask({ state: { ...invoke, Catch: undefined }, input: '{"p":1}', mock });
    expect(answer).toEqual({ status: 'FAILED', error: 'A', cause: 'why' });
  });
});

test('a state of a machine is found by its name, also inside a Map, and sees the variables that it is given', async () => {
  const inner = { Type: 'Pass', Parameters: { 'v.$': '$x' }, End: true };
  const map = { Type: 'Map', ItemProcessor: { StartAt: 'In', States: { In: inner } }, End: true };
  const state = {
    StartAt: 'A',
    States: { A: { Type: 'Pass', Assign: { x: 1 }, Next: 'M' }, M: map },
  };
  expect((await ask({ state, stateName: 'In', variables: '{"x":7}' })).output).toBe('{"v":7}');
  await expect(ask({ state, stateName: 'None' })).rejects.toThrow('State not found in definition');
});

test('a context object may be made up', async () => {
  const state = { ...invoke, Parameters: { FunctionName: 'f', 'Payload.$': '$$.Execution.Name' } };
  const context = '{"Execution":{"Name":"mine"}}';
  const answer = await ask({ state, context, mock: result, inspectionLevel: 'TRACE' });
  expect(answer.inspectionData?.afterParameters).toBe('{"FunctionName":"f","Payload":"mine"}');
  await expect(ask({ state, context: '{"Execution":{"Id":1}}', mock: result })).rejects.toThrow(
    'Invalid Context object provided: Execution.Id must be a string',
  );
});

test('Wait states do not wait', async () => {
  const answer = await ask({ state: { Type: 'Wait', Seconds: 100_000, Next: 'B' }, input: '1' });
  expect(answer).toEqual({ status: 'SUCCEEDED', output: '1', nextState: 'B' });
});

describe('a mocked result is held against the API', () => {
  const put = { Type: 'Task', Resource: 'arn:aws:states:::events:putEvents', Parameters: { Entries: [] }, End: true };
  const start = {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution',
    Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m' },
    End: true,
  };
  test.each([
    [invoke, '{"StatusCode":"200"}', "Field 'StatusCode' must be a number"],
    [put, '{"Entries":"x"}', "Field 'Entries' must be an array"],
    [put, '{"Entries":[{"EventId":1}]}', "Field 'EventId' must be a string"],
    [start, '{}', "Required field 'ExecutionArn' is missing"],
  ])('%#: %s', async (state, text, fault) => {
    const mocked = (fieldValidationMode?: 'STRICT' | 'PRESENT' | 'NONE') =>
      ask({ state, input: '{"p":1}', mock: { result: text, fieldValidationMode } });
    await expect(mocked()).rejects.toThrow(`Mock result schema validation error: ${fault}`);
    expect(['SUCCEEDED', 'FAILED']).toContain((await mocked('NONE')).status);
  });

  test('PRESENT asks for no members', async () => {
    const mock = { result: '{}', fieldValidationMode: 'PRESENT' as const };
    expect((await ask({ state: start, mock })).status).toBe('SUCCEEDED');
  });
});

test.each([
  [{ Type: 'Pass', End: true }, { result: '1' }, "State type 'Pass' is not supported when a mock is specified"],
  [invoke, { result: '1', errorOutput: {} }, 'only one of the following fields: [result, errorOutput]'],
  [invoke, undefined, 'RoleArn must be specified when testing a Task state'],
  [
    { Type: 'Map', ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Succeed' } } }, End: true },
    { result: '{}' },
    'Mocked result must be an array.',
  ],
])('%j with the mock %j is refused', async (state, mock, message) => {
  await expect(ask({ state, mock, input: '{"p":1}' })).rejects.toThrow(message);
});
