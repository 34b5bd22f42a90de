// Order and chaining of history events as the service records them (id<previousEventId).
import { fail, run } from './workbench';

const pass = { Type: 'Pass', End: true };
const lambda = 'arn:aws:lambda:us-east-1:123456789012:function:f';
const invoke = 'arn:aws:states:::lambda:invoke';

test('the first StateEntered hangs below 0, not below ExecutionStarted', () => {
  expect(run({ StartAt: 'A', States: { A: pass } }).chain).toEqual([
    '1<0 ExecutionStarted',
    '2<0 PassStateEntered',
    '3<2 PassStateExited',
    '4<3 ExecutionSucceeded',
  ]);
});

test('a Fail state has no exit', () => {
  expect(run({ StartAt: 'A', States: { A: { Type: 'Fail', Error: 'E', Cause: 'C' } } }).chain).toEqual([
    '1<0 ExecutionStarted',
    '2<0 FailStateEntered',
    '3<2 ExecutionFailed',
  ]);
});

test('an optimized task: scheduled, started, succeeded', () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Task', Resource: invoke, End: true } } };
  expect(run(definition, {}, { replies: { A: 1 } }).chain).toEqual([
    '1<0 ExecutionStarted',
    '2<0 TaskStateEntered',
    '3<2 TaskScheduled',
    '4<3 TaskStarted',
    '5<4 TaskSucceeded',
    '6<5 TaskStateExited',
    '7<6 ExecutionSucceeded',
  ]);
});

const activity = 'arn:aws:states:us-east-1:123456789012:activity:a';

test.each([
  ['an activity', activity, '5<4 ActivitySucceeded'],
  ['a job', 'arn:aws:states:::states:startExecution.sync', '6<5 TaskSucceeded'],
  ['a task with a token', `${invoke}.waitForTaskToken`, '6<5 TaskSucceeded'],
])('%s: each event below the one before', (_what, Resource, ended) => {
  const { chain } = run(
    { StartAt: 'A', States: { A: { Type: 'Task', Resource, End: true } } },
    {},
    { replies: { A: 1 } },
  );
  const types =
    Resource === activity
      ? ['ActivityScheduled', 'ActivityStarted']
      : ['TaskScheduled', 'TaskStarted', 'TaskSubmitted'];
  expect(chain).toEqual([
    '1<0 ExecutionStarted',
    '2<0 TaskStateEntered',
    ...types.map((type, i) => `${i + 3}<${i + 2} ${type}`),
    ended,
    `${types.length + 4}<${types.length + 3} TaskStateExited`,
    `${types.length + 5}<${types.length + 4} ExecutionSucceeded`,
  ]);
});

test('a caught task exits below its failure', () => {
  const caught = { Type: 'Task', Resource: invoke, Catch: [{ ErrorEquals: ['E'], Next: 'B' }], End: true };
  const bench = run({ StartAt: 'A', States: { A: caught, B: pass } }, {}, { replies: { A: fail('E') } });
  expect(bench.chain.slice(4)).toEqual([
    '5<4 TaskFailed',
    '6<5 TaskStateExited',
    '7<6 PassStateEntered',
    '8<7 PassStateExited',
    '9<8 ExecutionSucceeded',
  ]);
});

test('a retried function: no second entry, each attempt below the failure before it', () => {
  const definition = {
    StartAt: 'A',
    States: { A: { Type: 'Task', Resource: lambda, Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }], End: true } },
  };
  expect(run(definition, {}, { replies: { A: fail('Boom') } }).chain).toEqual([
    '1<0 ExecutionStarted',
    '2<0 TaskStateEntered',
    '3<2 LambdaFunctionScheduled',
    '4<3 LambdaFunctionStarted',
    '5<4 LambdaFunctionFailed',
    '6<5 LambdaFunctionScheduled',
    '7<6 LambdaFunctionStarted',
    '8<7 LambdaFunctionFailed',
    '9<8 ExecutionFailed',
  ]);
});

test('a sequential Map: the next iteration hangs below the last state event of the one before', () => {
  const definition = {
    StartAt: 'M',
    States: { M: { Type: 'Map', MaxConcurrency: 1, ItemProcessor: { StartAt: 'P', States: { P: pass } }, End: true } },
  };
  expect(run(definition, [1, 2]).chain).toEqual([
    '1<0 ExecutionStarted',
    '2<0 MapStateEntered',
    '3<2 MapStateStarted',
    '4<3 MapIterationStarted',
    '5<4 PassStateEntered',
    '6<5 PassStateExited',
    '7<6 MapIterationSucceeded',
    '8<6 MapIterationStarted',
    '9<8 PassStateEntered',
    '10<9 PassStateExited',
    '11<10 MapIterationSucceeded',
    '12<11 MapStateSucceeded',
    '13<11 MapStateExited',
    '14<13 ExecutionSucceeded',
  ]);
});

test('a failing iteration: MapStateFailed hangs below the failing event, not below MapIterationFailed', () => {
  const definition = {
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E' } } },
        Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['E'], Next: 'Z' }],
        End: true,
      },
      Z: pass,
    },
  };
  expect(run(definition, [1]).chain).toEqual([
    '1<0 ExecutionStarted',
    '2<0 MapStateEntered',
    '3<2 MapStateStarted',
    '4<3 MapIterationStarted',
    '5<4 FailStateEntered',
    '6<5 MapIterationFailed',
    '7<5 MapStateStarted',
    '8<7 MapIterationStarted',
    '9<8 FailStateEntered',
    '10<9 MapIterationFailed',
    '11<9 MapStateFailed',
    '12<11 MapStateExited',
    '13<12 PassStateEntered',
    '14<13 PassStateExited',
    '15<14 ExecutionSucceeded',
  ]);
});

test('concurrent iterations that time out: the first ends the others as aborted, all below its failing event', () => {
  const definition = {
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'T',
          States: { T: { Type: 'Task', Resource: invoke, TimeoutSeconds: 5, End: true } },
        },
        End: true,
      },
    },
  };
  const bench = run(definition, [1, 2]);
  expect(bench.chain.slice(2)).toEqual([
    '3<2 MapStateStarted',
    '4<3 MapIterationStarted',
    '5<3 MapIterationStarted',
    '6<4 TaskStateEntered',
    '7<6 TaskScheduled',
    '8<7 TaskStarted',
    '9<5 TaskStateEntered',
    '10<9 TaskScheduled',
    '11<10 TaskStarted',
    '12<8 TaskTimedOut',
    '13<12 MapIterationFailed',
    '14<12 TaskStateAborted',
    '15<12 MapIterationAborted',
    '16<12 TaskStateAborted',
    '17<12 MapStateFailed',
    '18<17 ExecutionFailed',
  ]);
  expect(bench.failure).toEqual({ error: 'States.Timeout', cause: undefined });
  expect(bench.elapsed).toBe(5000);
});

test('a failing branch: its task is aborted beside it, ParallelStateFailed hangs below the failing event', () => {
  const definition = {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'T', States: { T: { Type: 'Task', Resource: `${invoke}.waitForTaskToken`, End: true } } },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'Z' }],
        End: true,
      },
      Z: pass,
    },
  };
  const bench = run(definition, { a: 1 }, { replies: { T: { outcome: { ok: false } } } });
  expect(bench.chain).toEqual([
    '1<0 ExecutionStarted',
    '2<0 ParallelStateEntered',
    '3<2 ParallelStateStarted',
    '4<3 TaskStateEntered',
    '5<4 TaskScheduled',
    '6<5 TaskStarted',
    '7<6 TaskSubmitted',
    '8<7 TaskFailed',
    '9<8 TaskStateAborted',
    '10<8 ParallelStateFailed',
    '11<10 ParallelStateExited',
    '12<11 PassStateEntered',
    '13<12 PassStateExited',
    '14<13 ExecutionSucceeded',
  ]);
  expect(bench.output).toEqual({ a: 1, e: { Error: null, Cause: null } });
});

test('a branch that is ended inside a Map: its state, then each iteration and the state within', () => {
  const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 10, End: true } } };
  const definition = {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: wait, End: true } } },
          { StartAt: 'F', States: { F: { Type: 'Fail' } } },
        ],
        End: true,
      },
    },
  };
  expect(run(definition, [1, 2]).chain.slice(9)).toEqual([
    '10<3 FailStateEntered',
    '11<10 MapStateAborted',
    '12<10 MapIterationAborted',
    '13<10 WaitStateAborted',
    '14<10 MapIterationAborted',
    '15<10 WaitStateAborted',
    '16<10 ParallelStateFailed',
    '17<16 ExecutionFailed',
  ]);
});

const failing = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E' } } };

test('a Parallel that is retried starts again below the failing event and fails after the last attempt', () => {
  const state = { Type: 'Parallel', Branches: [failing], Retry: [{ ErrorEquals: ['E'], MaxAttempts: 2 }], End: true };
  expect(run({ StartAt: 'P', States: { P: state } }).chain.slice(1)).toEqual([
    '2<0 ParallelStateEntered',
    '3<2 ParallelStateStarted',
    '4<3 FailStateEntered',
    '5<4 ParallelStateStarted',
    '6<5 FailStateEntered',
    '7<6 ParallelStateStarted',
    '8<7 FailStateEntered',
    '9<8 ParallelStateFailed',
    '10<9 ExecutionFailed',
  ]);
});

test('a Map that is retried starts again below the failing event, beside MapIterationFailed', () => {
  const state = { Type: 'Map', ItemProcessor: failing, Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }], End: true };
  expect(run({ StartAt: 'M', States: { M: state } }, [1]).chain.slice(1)).toEqual([
    '2<0 MapStateEntered',
    '3<2 MapStateStarted',
    '4<3 MapIterationStarted',
    '5<4 FailStateEntered',
    '6<5 MapIterationFailed',
    '7<5 MapStateStarted',
    '8<7 MapIterationStarted',
    '9<8 FailStateEntered',
    '10<9 MapIterationFailed',
    '11<9 MapStateFailed',
    '12<11 ExecutionFailed',
  ]);
});

test('a Parallel that succeeds exits below the last event of a branch, one that is caught below its failure', () => {
  const branch = { StartAt: 'B', States: { B: pass } };
  expect(
    run({ StartAt: 'P', States: { P: { Type: 'Parallel', Branches: [branch], End: true } } }).chain.slice(4),
  ).toEqual(['5<4 PassStateExited', '6<5 ParallelStateSucceeded', '7<5 ParallelStateExited', '8<7 ExecutionSucceeded']);
  const caught = { Type: 'Parallel', Branches: [failing], Catch: [{ ErrorEquals: ['E'], Next: 'Z' }], End: true };
  expect(run({ StartAt: 'P', States: { P: caught, Z: pass } }).chain.slice(3, 6)).toEqual([
    '4<3 FailStateEntered',
    '5<4 ParallelStateFailed',
    '6<5 ParallelStateExited',
  ]);
});

test('States.Runtime inside a branch ends the execution without ParallelStateFailed', () => {
  const definition = {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', InputPath: '$.nope', End: true } } }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
        End: true,
      },
      Z: pass,
    },
  };
  const bench = run(definition);
  expect(bench.chain.slice(3)).toEqual(['4<3 PassStateEntered', '5<4 ExecutionFailed']);
  expect(bench.failure).toEqual({
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'A' (entered at the event id #4). Invalid path '$.nope' : No results for path: $['nope']",
  });
});

test('an expression that fails: EvaluationFailed hangs below the predecessor of StateEntered', () => {
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Output: { r: '{% $nope %}' }, End: true } },
  };
  expect(run(definition).chain.slice(3)).toEqual([
    '4<3 PassStateEntered',
    '5<3 EvaluationFailed',
    '6<5 ExecutionFailed',
  ]);
});

test('stopping: ExecutionAborted hangs below 0', () => {
  const bench = run({
    StartAt: 'A',
    States: { A: { Type: 'Task', Resource: `${invoke}.waitForTaskToken`, End: true } },
  });
  expect(bench.status).toBe('RUNNING');
  bench.driver.stop(bench.running, { error: 'E', cause: 'C' });
  expect(bench.chain.at(-1)).toBe('6<0 ExecutionAborted');
  expect(bench.failure).toEqual({ error: 'E', cause: 'C' });
  expect(bench.running.pending.size).toBe(0);
  bench.replays();
});
