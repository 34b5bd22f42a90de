// Limits as the service keeps them.
import { run } from './workbench';

const big = 'a'.repeat(262_144);

test('event number 25,000 is the ExecutionFailed itself', () => {
  const bench = run({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } });
  expect(bench.history).toHaveLength(25_000);
  expect(bench.last).toMatchObject({
    id: 25_000,
    previousEventId: 24_999,
    type: 'ExecutionFailed',
    error: 'States.Runtime',
  });
  expect(bench.failure?.cause).toBe('The execution reached the maximum number of history events (25000).');
});

test('an Express machine that never waits is ended as timed out, not looped for ever', () => {
  const bench = run(
    { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: false, Next: 'C' }] } } },
    {},
    { type: 'EXPRESS' },
  );
  expect(bench.status).toBe('TIMED_OUT');
});

test('an Express execution takes at most five minutes', () => {
  const bench = run(
    { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } },
    {},
    { type: 'EXPRESS' },
  );
  expect(bench.status).toBe('TIMED_OUT');
  expect(bench.elapsed).toBe(300_000);
  expect(bench.failure).toEqual({ error: undefined, cause: undefined });
});

test('an output over 256 KiB fails the state that made it, without the usual prefix', () => {
  const bench = run({ StartAt: 'A', States: { A: { Type: 'Pass', Result: { x: big }, End: true } } });
  expect(bench.failure).toEqual({
    error: 'States.DataLimitExceeded',
    cause: "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.",
  });
  expect(bench.chain.at(-1)).toBe('3<2 ExecutionFailed');
});

test.each([
  [262_142, 'SUCCEEDED'],
  [262_143, 'FAILED'],
])('the limit counts the quotes of the JSON text: %i characters', (length, status) => {
  expect(run({ StartAt: 'A', States: { A: { Type: 'Pass', Result: 'a'.repeat(length), End: true } } }).status).toBe(
    status,
  );
});

test('what grows through ResultPath is measured too', () => {
  const half = 'a'.repeat(150_000);
  const definition = { StartAt: 'A', States: { A: { Type: 'Pass', ResultPath: '$.copy', End: true } } };
  expect(run(definition, { half }).status).toBe('FAILED');
});

test('the context object counts when OutputPath takes it', () => {
  const definition = {
    StartAt: 'A',
    States: { A: { Type: 'Pass', Result: 1, ResultPath: '$.r', OutputPath: '$$', End: true } },
  };
  expect(run(definition, { big: 'a'.repeat(262_000) }).status).toBe('FAILED');
});

const invoke = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke' };
const half = 'a'.repeat(200_000);

describe('Developer Guide, States.DataLimitExceeded: the input of a state counts after Parameters', () => {
  const tooLarge = { error: 'States.DataLimitExceeded', cause: expect.stringContaining("The state/task 'S' returned") };
  const twice = { 'a.$': '$.half', 'b.$': '$.half' };

  test('a task is not even scheduled', () => {
    const bench = run(
      { StartAt: 'S', States: { S: { ...invoke, Parameters: { FunctionName: 'f', Payload: twice }, End: true } } },
      { half },
    );
    expect(bench.failure).toEqual(tooLarge);
    expect(bench.chain).toEqual(['1<0 ExecutionStarted', '2<0 TaskStateEntered', '3<2 ExecutionFailed']);
  });

  test.each([
    ['a variable', { 'a.$': '$v', 'b.$': '$v' }],
    ['the context', { 'a.$': '$$.Execution.Input.half', 'b.$': '$$.Execution.Input.half' }],
    ['a function', { 'a.$': "States.Format('{}{}', $.half, $.half)" }],
    ['an input without Parameters before it', { 'a.$': '$', 'b.$': '$' }],
  ])('also when they come from %s', (_where, Payload) => {
    const state = { ...invoke, Parameters: { FunctionName: 'f', Payload }, End: true };
    const first = { Type: 'Pass', Assign: { 'v.$': '$.half' }, Next: 'S' };
    expect(run({ StartAt: 'V', States: { V: first, S: state } }, { half }).failure).toEqual(tooLarge);
    expect(run({ StartAt: 'V', States: { V: first, S: state } }, { half: 'small' }, { replies: { S: 1 } }).output).toBe(
      1,
    );
  });

  test('Arguments count as well', () => {
    const Payload = '{% [$states.input.half, $states.input.half] %}';
    const state = { ...invoke, QueryLanguage: 'JSONata', Arguments: { FunctionName: 'f', Payload }, End: true };
    expect(run({ StartAt: 'S', States: { S: state } }, { half }).failure).toEqual(tooLarge);
  });

  test('the branches of a Parallel do not begin', () => {
    const branch = { StartAt: 'B', States: { B: { Type: 'Pass', Result: 1, End: true } } };
    const state = { Type: 'Parallel', Parameters: twice, Branches: [branch], End: true };
    const bench = run({ StartAt: 'S', States: { S: state } }, { half });
    expect(bench.failure).toEqual(tooLarge);
    expect(bench.history.map(({ type }) => type)).not.toContain('PassStateEntered');
  });

  test('nor does an iteration whose ItemSelector makes too much of its item', () => {
    const twoInputs = { 'a.$': '$$.Execution.Input', 'b.$': '$$.Execution.Input' };
    const ItemProcessor = { StartAt: 'B', States: { B: { Type: 'Pass', Result: 1, End: true } } };
    const state = { Type: 'Map', ItemSelector: twoInputs, ItemProcessor, End: true };
    expect(run({ StartAt: 'S', States: { S: state } }, [half]).failure).toEqual(tooLarge);
  });

  test('a Pass fails although it drops what it made', () => {
    const state = { Type: 'Pass', Parameters: twice, ResultPath: null, End: true };
    expect(run({ StartAt: 'S', States: { S: state } }, { half }).failure).toEqual(tooLarge);
  });
});

test('a task that has succeeded does not fail as well when ResultPath makes the output too large', () => {
  const bench = run(
    { StartAt: 'S', States: { S: { ...invoke, Parameters: { FunctionName: 'f' }, ResultPath: '$.r', End: true } } },
    { half },
    { replies: { S: half } },
  );
  expect(bench.failure).toMatchObject({ error: 'States.DataLimitExceeded' });
  expect(bench.chain.slice(-2)).toEqual(['5<4 TaskSucceeded', '6<5 ExecutionFailed']);
});

describe('Developer Guide, Map in Inline mode: 40 iterations at a time', () => {
  const waiting = (more: object): object => ({
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, End: true } } },
        End: true,
        ...more,
      },
    },
  });
  const items = Array.from({ length: 81 }, (_, i) => i);

  test.each([
    ['without MaxConcurrency', {}, 30_000],
    ['with MaxConcurrency 0', { MaxConcurrency: 0 }, 30_000],
    ['with a larger MaxConcurrency', { MaxConcurrency: 1000 }, 30_000],
    ['with a smaller one fewer', { MaxConcurrency: 27 }, 30_000],
    ['with a much smaller one fewer', { MaxConcurrency: 9 }, 90_000],
  ])('%s', (_title, more, elapsed) => {
    const bench = run(waiting(more), items);
    expect(bench.output).toEqual(items);
    expect(bench.elapsed).toBe(elapsed);
  });

  test('the forty-first starts below the last event of the first one to end', () => {
    const { history } = run(waiting({}), items.slice(0, 41));
    const started = history.filter(({ type }) => type === 'MapIterationStarted');
    expect(started.slice(0, 40).every(({ previousEventId }) => previousEventId === 3)).toBe(true);
    expect(history[(started[40]?.previousEventId ?? 0) - 1]?.type).toBe('WaitStateExited');
  });
});

test('a machine timeout ends as TIMED_OUT with neither error nor cause, at start plus timeout', () => {
  const bench = run({ TimeoutSeconds: 10, StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 60, End: true } } });
  expect(bench.status).toBe('TIMED_OUT');
  expect(bench.elapsed).toBe(10_000);
  expect(bench.failure).toEqual({ error: undefined, cause: undefined });
});

test('all variables together may take 10 MiB', () => {
  const assigns = (count: number): object => ({
    StartAt: 'V0',
    States: Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `V${i}`,
        {
          Type: 'Pass',
          Assign: { [`v${i}`]: 'a'.repeat(262_000) },
          ...(i === count - 1 ? { End: true } : { Next: `V${i + 1}` }),
        },
      ]),
    ),
  });
  expect(run(assigns(40)).status).toBe('SUCCEEDED');
  expect(run(assigns(41)).failure).toMatchObject({ error: 'States.Runtime' });
});

test('a cause is cut after 32,768 characters', () => {
  const bench = run({
    StartAt: 'F',
    States: { F: { Type: 'Fail', Error: 'E'.repeat(300), Cause: 'c'.repeat(40_000) } },
  });
  expect(bench.failure?.error).toHaveLength(256);
  expect(bench.failure?.cause).toHaveLength(32_768);
});
