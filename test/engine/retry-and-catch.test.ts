// Retry and Catch: counting, delays, names, and what a catcher leaves behind.
import type { ServiceCall } from '../../lib/engine';
import { fail, run } from './workbench';

const invoke = 'arn:aws:states:::lambda:invoke';
const task = (fields: object): object => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: invoke, End: true, ...fields }, Z: { Type: 'Pass', End: true } },
});
const sequence = (...errors: string[]) => {
  let call = 0;
  return () => (call < errors.length ? fail(errors[call++] as string) : { done: true });
};

test('delays double from IntervalSeconds by default', () => {
  const bench = run(task({ Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 2 }] }), {}, { replies: { T: fail('E') } });
  expect(bench.calls).toHaveLength(4);
  expect(bench.elapsed).toBe((2 + 4 + 8) * 1000);
  bench.replays();
});

test('MaxDelaySeconds caps the delay', () => {
  const bench = run(
    task({ Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 10, BackoffRate: 10, MaxDelaySeconds: 15 }] }),
    {},
    { replies: { T: fail('E') } },
  );
  expect(bench.elapsed).toBe((10 + 15 + 15) * 1000);
});

test('each retrier counts for itself: A, B, C, B with [A,B twice] and [C] waits 1, 2, 5 and then catches', () => {
  const retry = [
    { ErrorEquals: ['A', 'B'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
    { ErrorEquals: ['C'], IntervalSeconds: 5 },
  ];
  const bench = run(
    task({ Retry: retry, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }] }),
    {},
    { replies: { T: sequence('A', 'B', 'C', 'B') } },
  );
  expect(bench.elapsed).toBe((1 + 2 + 5) * 1000);
  expect(bench.output).toEqual({ Error: 'B', Cause: null });
});

test('MaxAttempts 0 never retries', () => {
  expect(
    run(task({ Retry: [{ ErrorEquals: ['E'], MaxAttempts: 0 }] }), {}, { replies: { T: fail('E') } }).calls,
  ).toHaveLength(1);
});

test('full jitter draws the delay from [0, delay], the same for the same seed', () => {
  const definition = task({
    Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: 'FULL' }],
  });
  const elapsed = (seed: number): number => run(definition, {}, { replies: { T: fail('E') }, seed }).elapsed;
  expect(elapsed(1)).toBe(elapsed(1));
  expect(new Set([1, 2, 3, 4, 5].map(elapsed)).size).toBeGreaterThan(1);
  for (const seed of [1, 2, 3, 4, 5]) expect(elapsed(seed)).toBeLessThanOrEqual(100_000);
});

test('attempts are numbered and $$.State.RetryCount counts them', () => {
  const definition = task({
    Parameters: { n: 1 },
    ResultSelector: { 'retries.$': '$$.State.RetryCount' },
    Retry: [{ ErrorEquals: ['E'] }],
  });
  const bench = run(definition, {}, { replies: { T: sequence('E', 'E') } });
  expect(bench.calls.map((call: ServiceCall) => call.attempt)).toEqual([1, 2, 3]);
  expect(bench.output).toEqual({ retries: 2 });
});

test.each([
  ['States.ALL catches a timeout', 'States.Timeout', ['States.ALL'], true],
  ['States.TaskFailed does not catch a timeout', 'States.Timeout', ['States.TaskFailed'], false],
  ['States.TaskFailed catches any other error', 'Whatever', ['States.TaskFailed'], true],
  ['names match whole and with case', 'Whatever', ['whatever', 'What'], false],
  ['States.ALL does not catch States.DataLimitExceeded', 'States.DataLimitExceeded', ['States.ALL'], false],
  ['States.DataLimitExceeded catches itself', 'States.DataLimitExceeded', ['States.DataLimitExceeded'], true],
  ['nothing catches States.Runtime', 'States.Runtime', ['States.Runtime'], false],
])('%s', (_title, error, errorEquals, caught) => {
  const bench = run(
    task({ Catch: [{ ErrorEquals: errorEquals, Next: 'Z' }] }),
    {},
    { replies: { T: fail(error, 'c') } },
  );
  expect(bench.status).toBe(caught ? 'SUCCEEDED' : 'FAILED');
});

test('ResultPath of a catcher puts the error into the raw input', () => {
  const bench = run(
    task({ InputPath: '$.a', Catch: [{ ErrorEquals: ['E'], ResultPath: '$.e', Next: 'Z' }] }),
    { a: { b: 1 } },
    { replies: { T: fail('E', 'why') } },
  );
  expect(bench.output).toEqual({ a: { b: 1 }, e: { Error: 'E', Cause: 'why' } });
});

test('a JSONata catcher sees $states.errorOutput and assigns variables', () => {
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'T',
    States: {
      T: {
        Type: 'Task',
        Resource: invoke,
        Arguments: {},
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Output: '{% $states.errorOutput.Error %}',
            Assign: { cause: '{% $states.errorOutput.Cause %}' },
            Next: 'Z',
          },
        ],
        End: true,
      },
      Z: { Type: 'Pass', Output: '{% $states.input & ": " & $cause %}', End: true },
    },
  };
  expect(run(definition, {}, { replies: { T: fail('E', 'why') } }).output).toBe('E: why');
});

test('a timeout is caught with an empty Cause', () => {
  const bench = run(task({ TimeoutSeconds: 3, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Z' }] }));
  expect(bench.output).toEqual({ Error: 'States.Timeout', Cause: '' });
  expect(bench.elapsed).toBe(3000);
});

test('a lost heartbeat is recorded as States.Timeout and caught as States.HeartbeatTimeout', () => {
  const definition = task({
    Resource: `${invoke}.waitForTaskToken`,
    HeartbeatSeconds: 5,
    Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Z' }],
  });
  const bench = run(definition);
  expect(bench.history.find((event) => event.type === 'TaskTimedOut')).toMatchObject({
    error: 'States.Timeout',
    cause: undefined,
  });
  expect(bench.status).toBe('SUCCEEDED');
});

test('a heartbeat starts the heartbeat timer anew', () => {
  const definition = task({ Resource: `${invoke}.waitForTaskToken`, HeartbeatSeconds: 5, TimeoutSeconds: 60 });
  const bench = run(definition, {}, { manual: true });
  const [pending] = [...bench.running.pending.values()];
  for (let beat = 0; beat < 3; beat++) {
    bench.driver.host.advance(bench.driver.now() + 4000);
    bench.driver.heartbeat(bench.running, (pending as { id: number }).id);
  }
  while (bench.driver.fireNext());
  expect(bench.elapsed).toBe(3 * 4000 + 5000);
  bench.replays();
});

test('Parallel is retried as a whole', () => {
  const definition = {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'T', States: { T: { Type: 'Task', Resource: invoke, End: true } } },
          { StartAt: 'U', States: { U: { Type: 'Task', Resource: invoke, End: true } } },
        ],
        Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
        End: true,
      },
    },
  };
  const bench = run(definition, {}, { replies: { T: 1, U: sequence('E') } });
  expect(bench.calls.map((call) => call.state)).toEqual(['T', 'U', 'T', 'U']);
  expect(bench.output).toEqual([1, { done: true }]);
});
