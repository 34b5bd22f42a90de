// What is executed while the server is killed: Parallel, Map in both modes, Wait, Retry, an activity, a task token, and a
// failure that is redriven. Functions write down every invocation in a file outside the server.
import { zipSync } from 'fflate';

export const names = { machine: 'crash', activity: 'crash-activity', function: 'crash-work' } as const;
const region = 'us-east-1';
const account = '123456789012';
export const activityArn = `arn:aws:states:${region}:${account}:activity:${names.activity}`;
export const machineArn = `arn:aws:states:${region}:${account}:stateMachine:${names.machine}`;

const invoke = (action: string, extra: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: {
    FunctionName: names.function,
    Payload: {
      'execution.$': '$$.Execution.Name',
      'state.$': '$$.State.Name',
      'retries.$': '$$.State.RetryCount',
      action,
      ...extra,
    },
  },
});

const branches = [
  {
    StartAt: 'Items',
    States: {
      Items: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: 2,
        ItemProcessor: {
          StartAt: 'Work',
          States: {
            Work: { ...invoke('work', { 'item.$': '$' }), ResultPath: null, Next: 'Rest' },
            Rest: { Type: 'Wait', Seconds: 1, End: true },
          },
        },
        End: true,
      },
    },
  },
  { StartAt: 'Sleep', States: { Sleep: { Type: 'Wait', Seconds: 2, End: true } } },
  { StartAt: 'Person', States: { Person: { Type: 'Task', Resource: activityArn, End: true } } },
  {
    StartAt: 'Children',
    States: {
      Children: {
        Type: 'Map',
        ItemsPath: '$.items',
        MaxConcurrency: 2,
        Label: 'Children',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Child',
          States: {
            Child: { ...invoke('work', { 'item.$': '$' }), ResultPath: null, Next: 'ChildRest' },
            ChildRest: { Type: 'Wait', Seconds: 1, End: true },
          },
        },
        End: true,
      },
    },
  },
];

/** Every execution fails at Gate once, and succeeds when it is redriven. */
export const definition = {
  StartAt: 'Fork',
  States: {
    Fork: { Type: 'Parallel', Branches: branches, ResultPath: '$.fork', Next: 'Flaky' },
    Flaky: {
      ...invoke('flaky'),
      Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 3, BackoffRate: 1 }],
      ResultPath: null,
      Next: 'Callback',
    },
    Callback: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Parameters: {
        FunctionName: names.function,
        Payload: { 'execution.$': '$$.Execution.Name', state: 'Callback', action: 'token', 'token.$': '$$.Task.Token' },
      },
      ResultPath: null,
      Next: 'Gate',
    },
    Gate: { ...invoke('gate'), ResultPath: null, End: true },
  },
};

/** The function: one line of JSON an invocation; Gate fails until its file is there. */
export function functionZip(directory: string): Uint8Array {
  const code = `
const fs = require('node:fs');
const directory = ${JSON.stringify(directory)};
exports.handler = async (event) => {
  fs.appendFileSync(directory + '/invocations', JSON.stringify(event) + '\\n');
  if (event.action === 'flaky' && event.retries < 2) throw new Error('not yet');
  if (event.action === 'gate' && !fs.existsSync(directory + '/gate-' + event.execution)) throw new Error('closed');
  return { done: event.action };
};`;
  return zipSync({ 'index.js': Buffer.from(code) });
}
