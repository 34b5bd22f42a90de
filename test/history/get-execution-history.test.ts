import type { HistoryEvent } from '../../lib/engine';
import { aws, awsEvent, awsEventsText, project } from '../../lib/history';
import { answered, began, entered, exited, type Facts, failed, history, scheduled, start } from './events';

const one = (event: Facts, options = {}) => awsEvent(history(event)[0] as HistoryEvent, options);

describe('events in the shape of GetExecutionHistory', () => {
  test('time is in seconds with milliseconds as fraction', () => {
    expect(one({ ...began(), at: 250 }).timestamp).toBe((start + 250) / 1000);
  });

  test('a whole execution keeps order, ids and chaining', () => {
    const events = history(began({ a: 1 }), entered('Pass', 'P', { a: 1 }), exited('Pass', 'P', { a: 2 }));
    expect(project(aws(), events).map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 1, 'PassStateEntered'],
      [3, 2, 'PassStateExited'],
    ]);
  });

  test('the input is the caller’s own text, spaces kept', () => {
    expect(one({ ...began({ a: 1 }), inputText: '{ "a" : 1 }' })).toMatchObject({
      executionStartedEventDetails: {
        input: '{ "a" : 1 }',
        inputDetails: { truncated: false },
        roleArn: 'arn:aws:iam::123456789012:role/machine',
      },
    });
  });

  test('values become compact JSON with their key order', () => {
    expect(one(entered('Task', 'T', { b: 1, a: [true, null] }))).toMatchObject({
      stateEnteredEventDetails: { name: 'T', input: '{"b":1,"a":[true,null]}', inputDetails: { truncated: false } },
    });
  });

  test('assigned variables are a map of JSON texts with details beside it', () => {
    expect(one(exited('Pass', 'P', 1, 0, { assigned: { n: 42, s: 'x' } }))).toMatchObject({
      stateExitedEventDetails: {
        name: 'P',
        output: '1',
        assignedVariables: { n: '42', s: '"x"' },
        assignedVariablesDetails: { truncated: false },
      },
    });
  });

  test('a variable named __proto__ is data', () => {
    const assigned = JSON.parse('{"__proto__": 1}');
    const event = one(exited('Pass', 'P', 1, 0, { assigned }));
    expect(JSON.stringify(event)).toContain('"assignedVariables":{"__proto__":"1"}');
  });

  test('an exit that assigns nothing has no assignedVariables', () => {
    expect(Object.keys(one(exited('Pass', 'P', 1)).stateExitedEventDetails as object)).toEqual([
      'name',
      'output',
      'outputDetails',
    ]);
  });

  test('a scheduled task tells its parameters, region and limits', () => {
    expect(one({ ...scheduled('T', { A: 1 }), timeoutInSeconds: 5 })).toMatchObject({
      taskScheduledEventDetails: {
        resourceType: 'lambda',
        resource: 'invoke',
        region: 'us-east-1',
        parameters: '{"A":1}',
        timeoutInSeconds: 5,
      },
    });
    expect(one({ ...scheduled('T', {}), roleArn: 'arn:role' })).toMatchObject({
      taskScheduledEventDetails: { taskCredentials: { roleArn: 'arn:role' } },
    });
  });

  test('error and cause that are absent are absent keys', () => {
    const details = one({ ...failed('T', 'E', undefined) }).taskFailedEventDetails;
    expect(details).toEqual({ resourceType: 'lambda', resource: 'invoke', error: 'E' });
    expect(one({ type: 'ExecutionFailed' }).executionFailedEventDetails).toEqual({});
    expect(one({ type: 'ActivityStarted', state: 'A' }).activityStartedEventDetails).toEqual({});
  });

  test.each(['LambdaFunctionStarted', 'ParallelStateStarted', 'MapStateSucceeded', 'TaskStateAborted'] as const)(
    '%s has no details',
    (type) => {
      expect(Object.keys(one({ type, state: 'S' }))).toEqual(['timestamp', 'type', 'id', 'previousEventId']);
    },
  );

  test.each([
    [{ type: 'MapStateStarted', state: 'M', length: 3 }, { mapStateStartedEventDetails: { length: 3 } }],
    [
      { type: 'MapIterationStarted', state: 'M', index: 1 },
      { mapIterationStartedEventDetails: { name: 'M', index: 1 } },
    ],
    [{ type: 'MapRunStarted', state: 'M', mapRunArn: 'arn' }, { mapRunStartedEventDetails: { mapRunArn: 'arn' } }],
    [{ type: 'ExecutionRedriven', redriveCount: 2 }, { executionRedrivenEventDetails: { redriveCount: 2 } }],
    [
      { type: 'EvaluationFailed', state: 'S', error: 'E', cause: 'c', location: 'Output/a' },
      { evaluationFailedEventDetails: { error: 'E', cause: 'c', location: 'Output/a', state: 'S' } },
    ],
    [
      { type: 'LambdaFunctionTimedOut', state: 'S', error: 'States.Timeout' },
      { lambdaFunctionTimedOutEventDetails: { error: 'States.Timeout' } },
    ],
  ] as const)('%j', (event, details) => {
    expect(one(event)).toMatchObject(details);
  });

  test('includeExecutionData false leaves out inputs, outputs, parameters and variables', () => {
    const events = history(
      began({ a: 1 }),
      scheduled('T', { A: 1 }),
      answered('T', 7),
      exited('Task', 'T', 7, 0, { assigned: { n: 1 } }),
    );
    const shown = project(aws({ includeExecutionData: false }), events);
    expect(shown.map((event) => Object.keys(Object.values(event).at(-1) as object))).toEqual([
      ['roleArn'],
      ['resourceType', 'resource', 'region'],
      ['resourceType', 'resource'],
      ['name'],
    ]);
  });
});

describe('as text', () => {
  const events = history(
    began({ a: 1 }),
    entered('Pass', 'P "quoted" \u2028 \ud83d\ude00 \ud800', { a: [1.5, null, 'é'] }),
    { ...entered('Task', 'T', null), inputText: ' {\n"a": 1e3 } ', at: 1 },
    scheduled('T', { FunctionName: 'f' }),
    answered('T', { ok: true }),
    exited('Task', 'T', 'done'),
    { ...exited('Pass', 'P', {}), outputText: '{ }' },
    exited('Pass', 'P', 1, 0, { assigned: { n: 42, s: 'x' } }),
    failed('T', 'E', 'because'),
  );

  test.each([true, false])('events say what they say as objects, includeExecutionData %s', (includeExecutionData) => {
    const options = { includeExecutionData };
    expect(awsEventsText(events, options)).toBe(JSON.stringify(project(aws(options), events)));
  });

  test('no events are an empty array', () => {
    expect(awsEventsText([])).toBe('[]');
  });
});
