// The state machines of the crash campaign: one for each thing that must survive. Every task tells the process outside which
// step of which chain it is, so that the outside can see what was run, how often, and in which order.
import type { JsonObject } from '../../lib/json';

/** What a task asks of the outside: an answer, some failures first, an answer after a redrive only, or the token's return. */
type Act = 'answer' | 'failTwice' | 'failUntilRedriven' | 'returnToken';

export interface CrashMachine {
  readonly name: string;
  readonly definition: JsonObject;
  /** Runs under the alias `live` of its first version. */
  readonly aliased?: boolean;
  readonly redriven?: boolean;
}

/** Activity of the machine `Worker`. */
export const activityName = 'crash-work';
export const activityArn = `arn:aws:states:us-east-1:123456789012:activity:${activityName}`;

const machineArn = (name: string) => `arn:aws:states:us-east-1:123456789012:stateMachine:${name}`;
const next = (Next: string | undefined) => (Next === undefined ? { End: true } : { Next });
const role = '{% $states.context.Execution.RedriveCount %}';

function work(step: number, act: Act, after?: string): JsonObject {
  const retry = act === 'failTwice' ? '{% $states.context.State.RetryCount %}' : 0;
  const token = act === 'returnToken' ? { token: '{% $states.context.Task.Token %}' } : {};
  return {
    Type: 'Task',
    Resource: `arn:aws:states:::lambda:invoke${act === 'returnToken' ? '.waitForTaskToken' : ''}`,
    Arguments: {
      FunctionName: 'work',
      Payload: { chain: '{% $states.input.chain %}', step, act, retry, redrive: role, ...token },
    },
    Output: '{% $states.input %}',
    ...(act === 'failTwice'
      ? { Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 3 }] }
      : {}),
    ...next(after),
  };
}

function machine(states: JsonObject): JsonObject {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0] as string, States: states };
}

const twoSteps = (name: string) => ({
  StartAt: `${name}One`,
  States: { [`${name}One`]: work(1, 'answer', `${name}Two`), [`${name}Two`]: work(2, 'answer') },
});
const branch = (name: string): JsonObject => ({
  StartAt: `${name}Enter`,
  States: {
    [`${name}Enter`]: {
      Type: 'Pass',
      Output: { chain: `{% $states.input.chain & '/${name}' %}` },
      Next: `${name}One`,
    },
    ...twoSteps(name).States,
  },
});
/** `chain/0`, `chain/1`, … as items. */
const items = (count: number) => `{% [0..${count - 1}].{ 'chain': $states.input.chain & '/' & $string($) } %}`;
const chained = { chain: "{% $split($states.input[0].chain, '/')[0] %}" };

function startExecution(suffix: string, named: boolean, after: string): JsonObject {
  const chain = `{% $states.input.chain & '/${suffix}' %}`;
  const name = named ? { Name: `{% $states.input.chain & '-${suffix}' %}` } : {};
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Arguments: { StateMachineArn: machineArn('Child'), Input: { chain }, ...name },
    Output: '{% $states.input %}',
    Next: after,
  };
}

const chain = machine({
  First: work(1, 'answer', 'Pause'),
  Pause: { Type: 'Wait', Seconds: 1, Next: 'Second' },
  Second: work(2, 'failTwice', 'Third'),
  Third: work(3, 'answer'),
});

export const machines: readonly CrashMachine[] = [
  { name: 'Chain', definition: chain },
  { name: 'Aliased', definition: chain, aliased: true },
  {
    name: 'Branches',
    definition: machine({
      Both: { Type: 'Parallel', Branches: [branch('left'), branch('right')], Output: chained, Next: 'After' },
      After: work(3, 'answer'),
    }),
  },
  {
    name: 'Items',
    definition: machine({
      Each: {
        Type: 'Map',
        Items: items(4),
        MaxConcurrency: 2,
        ItemProcessor: twoSteps('item'),
        Output: chained,
        Next: 'After',
      },
      After: work(3, 'answer'),
    }),
  },
  {
    name: 'Distributed',
    definition: machine({
      Each: {
        Type: 'Map',
        Label: 'Each',
        Items: items(4),
        MaxConcurrency: 2,
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...twoSteps('item') },
        Output: chained,
        Next: 'After',
      },
      After: work(3, 'answer'),
    }),
  },
  { name: 'Token', definition: machine({ Ask: work(1, 'returnToken', 'After'), After: work(2, 'answer') }) },
  {
    name: 'Worker',
    definition: machine({
      Hand: {
        Type: 'Task',
        Resource: activityArn,
        Arguments: {
          chain: '{% $states.input.chain %}',
          step: 1,
          retry: '{% $states.context.State.RetryCount %}',
          redrive: role,
        },
        Output: '{% $states.input %}',
        HeartbeatSeconds: 4,
        Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 50 }],
        Next: 'After',
      },
      After: work(2, 'answer'),
    }),
  },
  {
    name: 'Nested',
    definition: machine({
      Unnamed: startExecution('u', false, 'Between'),
      Between: work(1, 'answer', 'Named'),
      Named: startExecution('n', true, 'After'),
      After: work(2, 'answer'),
    }),
  },
  { name: 'Child', definition: machine(twoSteps('child').States) },
  {
    name: 'Redriven',
    redriven: true,
    definition: machine({
      Both: { Type: 'Parallel', Branches: [branch('left'), branch('right')], Output: chained, Next: 'Breaks' },
      Breaks: work(4, 'failUntilRedriven', 'After'),
      After: work(5, 'answer'),
    }),
  },
];

export { machineArn };
