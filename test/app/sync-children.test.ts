// aws-sdk:sfn:startSyncExecution of a machine of the same app.
import { Bench, fromTemplate } from '../../lib/testing';
import '../../lib/testing/jest';

const machine = (name: string, definition: object, type?: string) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName: name,
    RoleArn: 'arn:aws:iam::123456789012:role/r',
    DefinitionString: JSON.stringify(definition),
    ...(type !== undefined && { StateMachineType: type }),
  },
});
const call = (child: string) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Call',
  States: {
    Call: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
      Arguments: {
        StateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:${child}`,
        Name: 'mine',
        Input: '{% $string($states.input) %}',
      },
      End: true,
    },
  },
});
const double = {
  QueryLanguage: 'JSONata',
  StartAt: 'Nap',
  States: {
    Nap: { Type: 'Wait', Seconds: 90, Next: 'Double' },
    Double: { Type: 'Pass', Output: { n: '{% $states.input.n * 2 %}' }, End: true },
  },
};
const refuse = { StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Refused', Cause: 'no' } } };

const app = {
  Resources: {
    Double: machine('double', double, 'EXPRESS'),
    Refuse: machine('refuse', refuse, 'EXPRESS'),
    Slow: machine('slow', double),
    CallDouble: machine('call-double', call('double')),
    CallRefuse: machine('call-refuse', call('refuse')),
    CallSlow: machine('call-slow', call('slow')),
    CallNobody: machine('call-nobody', call('nobody')),
  },
};
const run = async (name: string) => {
  const bench = new Bench(fromTemplate(app, name), { unmocked: 'embedded', startTime: '2026-03-02T09:00:00Z' });
  try {
    return await bench.run({ n: 21 });
  } finally {
    await bench.reset();
  }
};

test('the child runs on the same clock, and its output is a text', async () => {
  const execution = await run('CallDouble');
  expect(execution).toSucceed();
  expect(execution).toHaveElapsed('90s');
  expect(execution.output).toEqual({
    BillingDetails: { BilledDurationInMilliseconds: 90_000, BilledMemoryUsedInMB: 64 },
    ExecutionArn: expect.stringMatching(/^arn:aws:states:us-east-1:123456789012:express:double:mine:/),
    Input: '{"n":21}',
    InputDetails: { Included: true },
    Name: 'mine',
    Output: '{"n":42}',
    OutputDetails: { Included: true },
    StartDate: '2026-03-02T09:00:00.000Z',
    StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:double',
    Status: 'SUCCEEDED',
    StopDate: '2026-03-02T09:01:30.000Z',
  });
});

test('a child that fails does not fail the call', async () => {
  const execution = await run('CallRefuse');
  expect(execution).toSucceed();
  expect(execution.output).toMatchObject({ Status: 'FAILED', Error: 'Refused', Cause: 'no' });
  expect(execution.output).not.toHaveProperty('Output');
});

test('a Standard child is refused', async () => {
  expect(await run('CallSlow')).toFailWith(
    'Sfn.StateMachineTypeNotSupportedException',
    /This operation is not supported by this type of state machine/,
  );
});

test('a machine that the app does not have', async () => {
  expect((await run('CallNobody')).status).toBe('FAILED');
});
