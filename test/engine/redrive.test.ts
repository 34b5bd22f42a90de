// Redrive: the same execution goes on at the states that had not finished.
import type { Definition } from '../../lib/asl';
import { type Command, compileMachine, createExecution, type Outcome, type Step } from '../../lib/engine';
import { fail, identity, run } from './workbench';

const invoke = 'arn:aws:states:::lambda:invoke';
const task = { Type: 'Task', Resource: invoke, End: true };
const scopeOf = (state: object) => ({ StartAt: 'T', States: { T: state } });
function mapRunOf({ commands }: Step): Extract<Command, { readonly kind: 'mapRun' }> {
  const command = commands.find(({ kind }) => kind === 'mapRun');
  if (command?.kind !== 'mapRun') throw new Error('no Map Run was asked for');
  return command;
}
const failsOnce = () => {
  let failed = false;
  return () => {
    if (failed) return 'second';
    failed = true;
    return fail('E', 'first');
  };
};

test('a failed task is scheduled again without a second StateEntered', () => {
  const bench = run(
    { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'T' }, T: task } },
    {},
    { replies: { T: failsOnce() } },
  );
  expect(bench.status).toBe('FAILED');
  bench.driver.redrive(bench.running);
  expect(bench.status).toBe('SUCCEEDED');
  expect(bench.chain.slice(7)).toEqual([
    '8<7 ExecutionFailed',
    '9<8 ExecutionRedriven',
    '10<9 TaskScheduled',
    '11<10 TaskStarted',
    '12<11 TaskSucceeded',
    '13<12 TaskStateExited',
    '14<13 ExecutionSucceeded',
  ]);
  bench.replays();
});

test('only the branches that had not succeeded run again', () => {
  const definition = {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'X', States: { X: task } },
          { StartAt: 'Y', States: { Y: task } },
          { StartAt: 'W', States: { W: task } },
        ],
        End: true,
      },
    },
  };
  const bench = run(definition, {}, { replies: { X: 'x', Y: failsOnce(), W: 'w' } });
  expect(bench.calls.map((call) => call.state)).toEqual(['X', 'Y', 'W']);
  bench.driver.redrive(bench.running);
  expect(bench.calls.map((call) => call.state)).toEqual(['X', 'Y', 'W', 'Y', 'W']);
  expect(bench.output).toEqual(['x', 'second', 'w']);
  bench.replays();
});

test('a Map keeps the iterations that succeeded, finishes the failed one and starts the rest', () => {
  const definition = {
    StartAt: 'M',
    States: { M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: { StartAt: 'T', States: { T: task } }, End: true } },
  };
  const reply = failsOnce();
  const bench = run(definition, [1, 2, 3], {
    replies: { T: (call) => (call.item?.value === 2 ? reply() : call.item?.value) },
  });
  expect(bench.status).toBe('FAILED');
  bench.driver.redrive(bench.running);
  expect(bench.calls.map((call) => call.item?.value)).toEqual([1, 2, 2, 3]);
  expect(bench.output).toEqual([1, 'second', 3]);
  bench.replays();
});

describe('Developer Guide: after States.DataLimitExceeded all branches and iterations run again', () => {
  const large = 'a'.repeat(150_000);
  const scopes: readonly (readonly [string, object])[] = [
    ['Parallel', { Branches: [1, 2].map(() => ({ StartAt: 'T', States: { T: task } })) }],
    ['Map', { ItemsPath: '$.items', ItemProcessor: { StartAt: 'T', States: { T: task } } }],
  ];

  test.each(scopes)('%s', (Type, more) => {
    let reply = large;
    const bench = run(
      { StartAt: 'S', States: { S: { Type, ...more, End: true } } },
      { items: [1, 2] },
      { replies: { T: () => reply } },
    );
    expect(bench.failure).toMatchObject({ error: 'States.DataLimitExceeded' });
    reply = 'small';
    bench.driver.redrive(bench.running);
    expect(bench.output).toEqual(['small', 'small']);
    expect(bench.chain.find((line) => line.includes('ExecutionRedriven'))).toBeDefined();
    expect(bench.history.filter(({ type }) => type === `${Type}StateStarted`)).toHaveLength(2);
    expect(bench.history.filter(({ type }) => type === `${Type}StateEntered`)).toHaveLength(1);
    bench.replays();
  });
});

describe('Developer Guide: a redriven distributed Map goes on with its Map Run', () => {
  const large = Array.from({ length: 3 }, () => 'a'.repeat(100_000));
  const outcomes: readonly (readonly [string, Outcome, boolean])[] = [
    ['after failed children', { ok: false, error: 'States.ExceedToleratedFailureThreshold' }, true],
    ['but begins a new one after States.Runtime', { ok: false, error: 'States.Runtime' }, false],
    ['and after States.DataLimitExceeded', { ok: true, output: large }, false],
  ];

  test.each(outcomes)('%s', (_when, outcome, redriven) => {
    const ItemProcessor = { ...scopeOf(task), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
    const definition = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor, End: true } } };
    const execution = createExecution(compileMachine(definition as unknown as Definition));
    const first = mapRunOf(execution.step({ kind: 'started', at: 0, identity: identity(), input: [1, 2], seed: 1 }));
    execution.step({ kind: 'settled', at: 1, id: first.id, outcome });
    expect(execution.status).toBe('FAILED');
    const second = mapRunOf(execution.step({ kind: 'redriven', at: 2 }));
    expect(second.call.redriven).toBe(redriven);
    expect(second.call.mapRunArn === first.call.mapRunArn).toBe(redriven);
    expect(execution.history.at(-1)?.type).toBe(redriven ? 'MapRunRedriven' : 'MapRunStarted');
  });
});

test('retries are counted anew and $$.Execution tells of the redrive', () => {
  const definition = {
    StartAt: 'T',
    States: {
      T: {
        ...task,
        Parameters: { 'count.$': '$$.Execution.RedriveCount' },
        Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
      },
    },
  };
  const bench = run(definition, {}, { replies: { T: fail('E') } });
  expect(bench.calls).toHaveLength(2);
  bench.driver.redrive(bench.running);
  expect(bench.calls).toHaveLength(4);
  expect(bench.calls.map((call) => call.input)).toEqual([{ count: 0 }, { count: 0 }, { count: 1 }, { count: 1 }]);
  bench.replays();
});

test('after States.Runtime inside a branch the machine is found where it stood', () => {
  const definition = {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'X', States: { X: task } },
          { StartAt: 'R', States: { R: { Type: 'Pass', InputPath: '$.nope', End: true } } },
        ],
        End: true,
      },
    },
  };
  const bench = run(definition, {}, { replies: { X: 'x' } });
  bench.driver.redrive(bench.running);
  expect(bench.calls.map((call) => call.state)).toEqual(['X', 'X']);
  expect(bench.status).toBe('FAILED');
  expect(bench.chain.slice(-4).map((line) => line.split(' ')[1])).toEqual([
    'ExecutionRedriven',
    'TaskScheduled',
    'TaskStarted',
    'ExecutionFailed',
  ]);
  bench.replays();
});

test('an aborted wait keeps the time it waited for', () => {
  const bench = run({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 100, End: true } } }, {}, { manual: true });
  bench.driver.host.advance(40_000);
  bench.driver.stop(bench.running, {});
  bench.driver.redrive(bench.running);
  while (bench.driver.fireNext());
  expect(bench.status).toBe('SUCCEEDED');
  expect(bench.elapsed).toBe(100_000);
  bench.replays();
});

test('an iteration that States.Runtime ended is found by a redrive, and nothing is left waiting meanwhile', () => {
  const inner = {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'X', States: { X: task } },
          { StartAt: 'R', States: { R: { Type: 'Pass', InputPath: '$.nope', End: true } } },
        ],
        End: true,
      },
    },
  };
  const definition = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: inner, End: true } } };
  const bench = run(definition, [{ nope: 1 }, { a: 1 }, { nope: 3 }], { replies: { X: undefined } });
  expect(bench.status).toBe('FAILED');
  expect(bench.running.pending.size).toBe(0);
  bench.driver.redrive(bench.running);
  expect(bench.status).toBe('FAILED');
  expect(bench.running.pending.size).toBe(0);
  expect(bench.last).toMatchObject({ type: 'ExecutionFailed', error: 'States.Runtime' });
  bench.replays();
});
