import { integrations } from '../../lib/integrations';
import { type TestStateRequest, testState } from '../../lib/local';
import shapes from '../../lib/local/test-state/response-shapes.json';
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

  const sync = (service: string, action: string, Parameters: object) => ({
    Type: 'Task',
    Resource: `arn:aws:states:::${service}:${action}`,
    Parameters,
    End: true,
  });
  test.each([
    // Of .sync tasks the answer of the API that describes the job counts.
    [sync('databrew', 'startJobRun.sync', { Name: 'j' }), '{"RunId":"r"}', "Required field 'JobName' is missing"],
    [sync('databrew', 'startJobRun', { Name: 'j' }), '{}', "Required field 'RunId' is missing"],
    [
      sync('eks', 'createCluster.sync', { Name: 'c', RoleArn: 'r', ResourcesVpcConfig: {} }),
      '{"Cluster":1}',
      "Field 'Cluster' must be an object",
    ],
    [
      sync('emr-serverless', 'startJobRun.sync', { ApplicationId: 'a', ExecutionRoleArn: 'r' }),
      '{}',
      "Required field 'JobRun' is missing",
    ],
    // AWS SDK integrations have the names of the SDK for Java.
    [
      sync('aws-sdk:dynamodb', 'getItem', { TableName: 't', Key: {} }),
      '{"Item":{"a":{"Bool":"x"}}}',
      "Field 'Bool' must be a boolean",
    ],
    [
      sync('dynamodb', 'getItem', { TableName: 't', Key: {} }),
      '{"Item":{"a":{"BOOL":"x"}}}',
      "Field 'BOOL' must be a boolean",
    ],
    [sync('athena', 'stopQueryExecution', { QueryExecutionId: 'q' }), '[]', "Field 'result' must be an object"],
  ])('of the API that the integration calls, %#', async (state, result, fault) => {
    await expect(ask({ state, mock: { result } })).rejects.toThrow(`Mock result schema validation error: ${fault}`);
  });

  test.each([
    // AWS: no schema for HTTP, API Gateway, and the two actions that call Kubernetes.
    sync('http', 'invoke', { ApiEndpoint: 'https://a.b', Method: 'GET', Authentication: { ConnectionArn: 'c' } }),
    sync('apigateway', 'invoke', { ApiEndpoint: 'a.b', Method: 'GET' }),
    sync('eks', 'runJob.sync', { ClusterName: 'c', CertificateAuthority: 'a', Endpoint: 'e', Job: {} }),
    sync('elasticmapreduce', 'createCluster.sync', { Name: 'c', Instances: {} }),
  ])('anything goes for %j', async (state) => {
    expect((await ask({ state, mock: { result: '"anything"' } })).status).toBe('SUCCEEDED');
  });

  test('every optimized integration with an API is held against it', () => {
    const services: { readonly [service: string]: { readonly operations: object } } = shapes;
    const isKnown = (service: string, operation: string) =>
      Object.hasOwn(services[service]?.operations ?? {}, operation);
    const unchecked = integrations.filter(
      ({ api, job }) =>
        api !== undefined &&
        [api.operation, ...(job === undefined ? [] : [job.describe.action])].some(
          (operation) => !isKnown(api.service, operation),
        ),
    );
    expect(unchecked.map(({ service }) => service)).toEqual([
      ...Array(7).fill('elasticmapreduce'),
      'bedrock-agentcore',
    ]);
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

// Sources: the descriptions of TestStateInput, MockErrorOutput and InspectionData in the service model of 2016-11-23.
describe('what the request says of itself', () => {
  test.each<[string, Partial<TestStateRequest>, string]>([
    ['a context object without a mock', { context: '{}', roleArn: 'arn:aws:iam::123456789012:role/r' }, 'a mock'],
    ['an error without its name', { mock: { errorOutput: { cause: 'why' } } }, 'must have an error'],
    ['a mock with nothing in it', { mock: { fieldValidationMode: 'NONE' } }, '[result, errorOutput]'],
  ])('%s is refused', async (_what, request, message) => {
    await expect(ask({ state: invoke, input: '{"p":1}', ...request })).rejects.toThrow(message);
  });
});

test.each([
  ['an activity', 'arn:aws:states:us-east-1:123456789012:activity:a'],
  ['a function', 'arn:aws:lambda:us-east-1:123456789012:function:f'],
])('%s shows what it is given', async (_what, Resource) => {
  const state = { Type: 'Task', Resource, Parameters: { 'a.$': '$.x' }, End: true };
  const answer = await ask({ state, input: '{"x":1}', mock: { result: '"r"' }, inspectionLevel: 'DEBUG' });
  expect(answer.inspectionData).toMatchObject({ afterParameters: '{"a":1}', result: '"r"' });
});

describe('a callback task', () => {
  const wait = {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Parameters: { FunctionName: 'f', Payload: { 'token.$': '$$.Task.Token' } },
    End: true,
  };

  test('has a token, and any result that somebody may send back with it', async () => {
    const answer = await ask({ state: wait, mock: { result: '{"StatusCode":"any"}' }, inspectionLevel: 'DEBUG' });
    expect(answer).toMatchObject({ status: 'SUCCEEDED', output: '{"StatusCode":"any"}' });
    expect(answer.inspectionData?.afterParameters).toMatch(/"token":"[^"]+"/);
  });

  test('has no result when it fails before it is scheduled', async () => {
    const state = { ...wait, Parameters: { FunctionName: 'f', 'Payload.$': '$.none' } };
    const answer = await ask({ state, mock: { result: '1' }, inspectionLevel: 'DEBUG' });
    expect(answer.status).toBe('FAILED');
    expect(answer.inspectionData).toEqual({ input: '{}', afterInputPath: '{}' });
  });
});

describe('a Map shows what becomes of its items', () => {
  const ItemProcessor = { StartAt: 'In', States: { In: { Type: 'Succeed' } } };
  const distributed = { ...ItemProcessor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
  const inspected = async (fields: object, request: Partial<TestStateRequest> = {}) => {
    const state = { Type: 'Map', ItemProcessor, End: true, ...fields };
    return ask({ state, mock: { result: '[0]' }, inspectionLevel: 'DEBUG', ...request });
  };
  const reader = (ReaderConfig: object) => ({
    ItemProcessor: distributed,
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig, Parameters: { Bucket: 'b', Key: 'k' } },
  });

  test('after the selector', async () => {
    const ItemSelector = { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'of.$': '$.k' };
    const input = '{"items":["a","b"],"k":1}';
    const { inspectionData } = await inspected({ ItemsPath: '$.items', ItemSelector }, { input });
    expect(inspectionData).toMatchObject({ afterItemsPath: '["a","b"]', maxConcurrency: 0 });
    expect(JSON.parse(String(inspectionData?.afterItemSelector))).toEqual([
      { i: 0, v: 'a', of: 1 },
      { i: 1, v: 'b', of: 1 },
    ]);
  });

  test('after the selector, in JSONata', async () => {
    const fields = {
      QueryLanguage: 'JSONata',
      Items: '{% [1, 2] %}',
      ItemSelector: '{% $states.context.Map.Item.Value * 2 %}',
    };
    expect((await inspected(fields)).inspectionData?.afterItemSelector).toBe('[2,4]');
  });

  test('after the batcher', async () => {
    const ItemBatcher = { MaxItemsPerBatch: 2, BatchInput: { of: 'x' } };
    const { inspectionData } = await inspected({ ItemProcessor: distributed, ItemBatcher }, { input: '[1,2,3]' });
    expect(inspectionData?.afterItemBatcher).toBe(
      '[{"BatchInput":{"of":"x"},"Items":[1,2]},{"BatchInput":{"of":"x"},"Items":[3]}]',
    );
  });

  test('after the pointer into what the reader found', async () => {
    const stateConfiguration = { mapItemReaderData: '{"a":{"b":[7,8]}}' };
    const fields = reader({ InputType: 'JSON', ItemsPointer: '/a/b' });
    expect((await inspected(fields, { stateConfiguration })).inspectionData?.afterItemsPointer).toBe('[7,8]');
  });

  test('what the reader found is in the form of its source', async () => {
    const stateConfiguration = { mapItemReaderData: 'name,age\nAda,36\n', mapIterationFailureCount: 2 };
    const csv = reader({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' });
    await expect(inspected(csv, { stateConfiguration })).rejects.toThrow(
      'Map iteration failure count must be less than or equal to the number of Map iterations',
    );
    const ItemSelector = { 'row.$': '$$.Map.Item.Value' };
    const one = { stateConfiguration: { ...stateConfiguration, mapIterationFailureCount: 1 } };
    expect((await inspected({ ...csv, ItemSelector }, one)).inspectionData?.afterItemSelector).toBe(
      '[{"row":{"name":"Ada","age":"36"}}]',
    );
  });

  test.each([
    ['JSONL', '{"n":1}\n{"n":2}\n'],
    ['MANIFEST', '[{"n":1},{"n":2}]'],
    ['PARQUET', '[{"n":1},{"n":2}]'],
  ])('rows of a %s', async (InputType, mapItemReaderData) => {
    const fields = { ...reader({ InputType }), ItemSelector: { 'n.$': '$$.Map.Item.Value.n' } };
    const { inspectionData } = await inspected(fields, { stateConfiguration: { mapItemReaderData } });
    expect(inspectionData?.afterItemSelector).toBe('[{"n":1},{"n":2}]');
  });

  test.each([
    ['an inline Map over an object', { ItemsPath: '$.o' }, 'Reference path "$.o" must point to array.'],
    ['a selector that finds nothing', { ItemsPath: '$.l', ItemSelector: { 'x.$': '$.none' } }, "The JSONPath '$.none'"],
    [
      'JSONata items that are no array',
      { QueryLanguage: 'JSONata', Items: '{% 5 %}' },
      "specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number'",
    ],
  ])('%s fails', async (_what, fields, cause) => {
    const answer = await inspected(fields, { input: '{"o":{"a":1},"l":[1]}' });
    expect(answer).toMatchObject({ status: 'FAILED', cause: expect.stringContaining(cause) });
  });

  test('a failure before the first iteration is caught like any other', async () => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }];
    const answer = await inspected({ QueryLanguage: 'JSONata', Items: '{% 5 %}', Catch });
    expect(answer).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'B',
      inspectionData: { errorDetails: { catchIndex: 0 } },
    });
  });
});
