import type { Json } from '../../lib/json';
import {
  after,
  createServices,
  fail,
  MockConfig,
  MockConfigError,
  Mocks,
  never,
  resultDoubts,
  sequence,
  timeout,
  times,
} from '../../lib/services';
import { callOf, perform, testWorld } from './harness';

const publish = 'arn:aws:states:::sns:publish';
const invoke = 'arn:aws:states:::lambda:invoke';
const charge = 'arn:aws:lambda:us-east-1:123456789012:function:charge';

function setUp() {
  const world = testWorld();
  const mocks = new Mocks(world);
  const answered: string[] = [];
  const services = createServices({ world, before: [mocks], onAnswered: (_, by) => answered.push(by) });
  const run = (resource: string, input: Json = {}, more: Parameters<typeof callOf>[2] = {}) =>
    perform(services.performer, world, callOf(resource, input, more));
  return { world, mocks, run, answered };
}

describe('a mock', () => {
  test('of a state: its value is the result', () => {
    const { mocks, run, answered } = setUp();
    const handle = mocks.mock('Tell', { MessageId: 'm-1' });
    expect(run(publish, { Message: 'x' }, { state: 'Tell' }).output).toEqual({ MessageId: 'm-1' });
    expect(handle.calls).toMatchObject([{ state: 'Tell', input: { Message: 'x' }, attempt: 1 }]);
    expect(answered).toEqual(['mock']);
  });

  test('the more exactly it is named, the sooner it answers; of two alike the later one', () => {
    const { mocks, run } = setUp();
    mocks.mock({ any: true }, 'any');
    mocks.mock({ action: 'sns:publish' }, 'action');
    mocks.mock('Tell', 'state');
    mocks.mock('Both[1]/Tell', 'path');
    const at = (path: string, state: string) => run(publish, {}, { path, state }).output;
    expect([at('Both[1]/Tell', 'Tell'), at('Both[0]/Tell', 'Tell'), at('Other', 'Other')]).toEqual([
      'path',
      'state',
      'action',
    ]);
    expect(run('arn:aws:states:::sqs:sendMessage').output).toBe('any');
    mocks.mock('Tell', 'later');
    expect(at('Both[0]/Tell', 'Tell')).toBe('later');
  });

  test('of a function: its value is what the function returns, however it is called', () => {
    const { mocks, run } = setUp();
    mocks.mock({ functionName: 'charge' }, { ok: true });
    expect(run(charge).output).toEqual({ ok: true });
    for (const FunctionName of ['charge', 'charge:live', charge]) {
      expect(run(invoke, { FunctionName }).output).toMatchObject({
        ExecutedVersion: '$LATEST',
        Payload: { ok: true },
        StatusCode: 200,
      });
    }
  });

  test('computes its reply from the call, now or later, or throws', async () => {
    const { mocks, run } = setUp();
    mocks.mock('A', ({ input, item, attempt }) => ({ input, index: item?.index ?? -1, attempt }));
    mocks.mock('B', async () => 'later');
    mocks.mock('C', () => {
      throw new RangeError('too far');
    });
    mocks.mock('D', ({ attempt }) => (attempt < 2 ? fail('Busy') : 'done'));
    expect(run(publish, { x: 1 }, { state: 'A', item: { index: 3, value: 'i' }, attempt: 2 }).output).toEqual({
      input: { x: 1 },
      index: 3,
      attempt: 2,
    });
    expect(await run(publish, {}, { state: 'B' }).settledOnce).toEqual({ ok: true, output: 'later' });
    expect(run(publish, {}, { state: 'C' }).failure).toEqual({ ok: false, error: 'RangeError', cause: 'too far' });
    expect(run(publish, {}, { state: 'D' }).failure).toEqual({ ok: false, error: 'Busy' });
    expect(run(publish, {}, { state: 'D', attempt: 2 }).output).toBe('done');
  });

  test('fail, timeout, never, after, sequence, times', () => {
    const { world, mocks, run } = setUp();
    const replies = {
      Fail: fail('Declined', 'no money'),
      Timeout: timeout(),
      Never: never(),
      After: after('2s', fail('Late')),
      Sequence: sequence(1, 2),
      Times: times(1, 'once'),
    };
    for (const [state, reply] of Object.entries(replies)) mocks.mock(state, reply);
    mocks.mock({ action: 'sns:publish' }, 'next rule');
    const at = (state: string) => run(publish, {}, { state });
    expect(at('Fail').failure).toEqual({ ok: false, error: 'Declined', cause: 'no money' });
    expect(at('Timeout').failure).toEqual({ ok: false, error: 'States.Timeout' });
    const waiting = at('Never');
    const late = at('After');
    expect([waiting.waits, late.waits]).toEqual([true, true]);
    world.advance(1999);
    expect(late.outcome).toBeUndefined();
    world.advance(1);
    expect(late.failure.error).toBe('Late');
    expect(waiting.outcome).toBeUndefined();
    expect([at('Sequence'), at('Sequence'), at('Sequence')].map((io) => io.output)).toEqual([1, 2, 2]);
    expect([at('Times'), at('Times')].map((io) => io.output)).toEqual(['once', 'next rule']);
  });

  test('jobs and callbacks are submitted, with an answer that looks like the service’s', () => {
    const { mocks, run } = setUp();
    mocks.mock({ any: true }, { done: true });
    const job = run('arn:aws:states:::glue:startJobRun.sync', { JobName: 'j' });
    expect(job.submissions).toMatchObject([{ JobRunId: expect.any(String), SdkHttpMetadata: { HttpStatusCode: 200 } }]);
    expect(job.output).toEqual({ done: true });
    const callback = run('arn:aws:states:::sqs:sendMessage.waitForTaskToken', { QueueUrl: 'q', MessageBody: 'test' });
    expect(callback.submissions).toMatchObject([{ MD5OfMessageBody: '098f6bcd4621d373cade4e832627b4f6' }]);
  });
});

describe('mocked results beside what the service gives', () => {
  test.each([
    [
      'sns:publish',
      { MessageID: 'm' },
      ['sns:publish gives no member "MessageID"; it gives MessageId, SequenceNumber.'],
    ],
    ['sns:publish', { MessageId: 'm', SdkHttpMetadata: {} }, []],
    [
      'lambda:invoke',
      'text',
      ['lambda:invoke gives an object with ExecutedVersion, Payload, StatusCode, LogResult, FunctionError.'],
    ],
    [
      'athena:startQueryExecution.sync',
      { Status: {} },
      ['The result of athena:startQueryExecution.sync has its members in "QueryExecution".'],
    ],
    ['glue:startJobRun.sync', { anything: 1 }, []],
    ['sqs:sendMessage.waitForTaskToken', { approved: true }, []],
    ['aws-sdk:s3:getObject', { anything: 1 }, []],
  ])('%s: %j', (resource, result, doubts) => {
    expect(resultDoubts(`arn:aws:states:::${resource}`, result)).toEqual(doubts);
  });

  test('are doubted when they are given, and answer all the same', () => {
    const world = testWorld();
    const doubts: string[] = [];
    const mocks = new Mocks(world, (call, doubt) => doubts.push(`${call.path}: ${doubt}`));
    mocks.mock('Tell', { messageId: 'm' });
    const services = createServices({ world, before: [mocks] });
    const io = perform(services.performer, world, callOf(publish, {}, { state: 'Tell', path: 'Both[0]/Tell' }));
    expect(io.output).toEqual({ messageId: 'm' });
    expect(doubts).toEqual([
      'Both[0]/Tell: sns:publish gives no member "messageId"; it gives MessageId, SequenceNumber.',
    ]);
  });
});

test('a task that nobody answers fails so that no Catch hides it', () => {
  const { run, answered } = setUp();
  expect(run('arn:aws:states:::aws-sdk:rekognition:detectLabels', {}, { path: 'Look' }).failure).toEqual({
    ok: false,
    error: 'States.Runtime',
    cause:
      'Nothing here answers aws-sdk:rekognition:detectLabels (state Look). Mock it, let a handler do it, or name an endpoint that has the service.',
  });
  expect(answered).toEqual(['nobody']);
});

describe('MockConfigFile.json', () => {
  const file = {
    StateMachines: { Orders: { TestCases: { Retry: { Charge: 'ThrottledTwice', Tell: 'Told' } } } },
    MockedResponses: {
      ThrottledTwice: {
        '0-1': { Throw: { Error: 'Throttled', Cause: 'slow down' } },
        '2': { Return: { StatusCode: 200, Payload: { id: 7 } } },
      },
      Told: { '0': { Return: { MessageId: 'm' } } },
    },
  };

  test('answers by invocation, and leaves other states to the services', () => {
    const world = testWorld();
    const answerer = new MockConfig(file, 'mocks.json').testCase('Orders', 'Retry', world);
    const services = createServices({ world, before: [answerer], resources: { queues: [{ name: 'q' }] } });
    const run = (resource: string, state: string, input: Json = {}) =>
      perform(services.performer, world, callOf(resource, input, { state }));
    expect(run(charge, 'Charge').failure).toEqual({ ok: false, error: 'Throttled', cause: 'slow down' });
    expect(run(charge, 'Charge').failure.error).toBe('Throttled');
    expect(run(charge, 'Charge').output).toEqual({ id: 7 });
    expect(run(charge, 'Charge').failure).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining('no entry for invocation 3 of state Charge'),
    });
    expect(run(publish, 'Tell').output).toMatchObject({ MessageId: 'm', SdkHttpMetadata: { HttpStatusCode: 200 } });
    const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/q';
    expect(run('arn:aws:states:::sqs:sendMessage', 'Other', { QueueUrl, MessageBody: 'x' }).outcome?.ok).toBe(true);
  });

  test('a callback is submitted before it ends as mocked', () => {
    const world = testWorld();
    const services = createServices({
      world,
      before: [new MockConfig(file, 'mocks.json').testCase('Orders', 'Retry', world)],
    });
    const io = perform(
      services.performer,
      world,
      callOf(`${publish}.waitForTaskToken`, { Message: 'x' }, { state: 'Tell' }),
    );
    expect(io.submissions).toHaveLength(1);
    expect(io.output).toEqual({ MessageId: 'm' });
  });

  test('results that do not look right are named', () => {
    const wrong = { ...file, MockedResponses: { ...file.MockedResponses, Told: { '0': { Return: { Id: 'm' } } } } };
    expect(
      new MockConfig(wrong, 'mocks.json').doubts('Orders', (state) => (state === 'Tell' ? publish : charge)),
    ).toEqual([
      {
        at: '/MockedResponses/Told/0/Return',
        message: 'sns:publish gives no member "Id"; it gives MessageId, SequenceNumber.',
      },
    ]);
  });

  test('states that the machine does not have are named', () => {
    expect(new MockConfig(file, 'mocks.json').unknownStates('Orders', new Set(['Charge']))).toEqual([
      { at: '/StateMachines/Orders/TestCases/Retry/Tell', message: 'state machine Orders has no state named "Tell"' },
    ]);
  });

  test('every fault is told, with its place', () => {
    const wrong = {
      StateMachines: { M: { TestCases: { C: { S: 'Nothing', T: 4 } } }, N: {} },
      MockedResponses: {
        A: { '2-1': { Return: 1 } },
        B: { '0': { Return: 1, Throw: {} } },
        C: { '0': { Throw: { Error: 'E' } } },
        D: {},
      },
    };
    const faults = (() => {
      try {
        return new MockConfig(wrong, 'mocks.json') && [];
      } catch (error) {
        return error instanceof MockConfigError ? error.faults : [];
      }
    })();
    expect(faults.map(({ at, message }) => `${at}: ${message}`)).toEqual([
      '/MockedResponses/A/2-1: the key must be a number such as "0" or a range such as "1-2"',
      '/MockedResponses/B/0: must have either Return or Throw',
      '/MockedResponses/C/0/Throw: must have Error and Cause, both texts',
      '/MockedResponses/D: must have at least one entry such as "0"',
      '/StateMachines/M/TestCases/C/S: there is no mocked response named "Nothing"',
      '/StateMachines/M/TestCases/C/T: must be the name of a mocked response',
      '/StateMachines/N/TestCases: is required',
    ]);
    expect(() => new MockConfig([], 'mocks.json')).toThrow('must be an object');
    expect(() => new MockConfig(file, 'mocks.json').testCase('Orders', 'None', testWorld())).toThrow(
      'there is no test case "None"; there are Retry',
    );
  });
});
