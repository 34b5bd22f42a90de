// expect(construct).toHaveNoWorkflowFindings()
import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { StateMachineChecks } from '../../lib/index';
import '../../lib/testing/jest';

const choice = { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Done' }] };
const done = { Type: 'Pass', End: true };

function machine(stack: Stack, id: string, states: Record<string, object>): sfn.StateMachine {
  const text = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  return new sfn.StateMachine(stack, id, { definitionBody: sfn.DefinitionBody.fromString(text) });
}
const said = (assertion: () => unknown): string => {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it holds');
};

test('holds for an app, a stack and a construct without findings', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const flow = machine(stack, 'Flow', { Done: done });
  expect(app).toHaveNoWorkflowFindings();
  expect(stack).toHaveNoWorkflowFindings();
  expect(flow).toHaveNoWorkflowFindings();
});

test('says what was found, where, and what to do', () => {
  const stack = new Stack(new App(), 'Shop');
  machine(stack, 'Flow', { 'Which?': choice, Done: done });
  const message = said(() => expect(stack).toHaveNoWorkflowFindings());
  expect(message).toContain('Shop has 1 finding');
  expect(message).toMatch(/SFN204 warning Shop\/Flow: Which\?: .*\n\s+fix: .*\(docs\/checks\.md#sfn204\)/);
});

test('looks at the construct that is given and at no other', () => {
  const stack = new Stack(new App(), 'Shop');
  const flow = machine(stack, 'Flow', { Done: done });
  machine(stack, 'FlowOfOthers', { Which: choice, Done: done });
  expect(flow).toHaveNoWorkflowFindings();
  expect(stack).not.toHaveNoWorkflowFindings();
});

test('an acknowledged finding is none', () => {
  const stack = new Stack(new App(), 'Shop');
  machine(stack, 'Flow', { Which: choice, Done: done });
  StateMachineChecks.acknowledge(stack, { code: 'SFN204', reason: 'x is always there' });
  expect(stack).toHaveNoWorkflowFindings();
});

test('hints count when asked for', () => {
  const stack = new Stack(new App(), 'Shop');
  machine(stack, 'Flow', { Done: done }).addToRolePolicy(
    new iam.PolicyStatement({ actions: ['s3:DeleteBucket'], resources: ['*'] }),
  );
  expect(stack).toHaveNoWorkflowFindings();
  expect(said(() => expect(stack).toHaveNoWorkflowFindings({ hints: true }))).toContain('SFN410 hint');
});

test('what holds no state machine is a mistake of the test, as is what is no construct', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  machine(new Stack(app, 'Other'), 'Flow', { Done: done });
  expect(said(() => expect(stack).toHaveNoWorkflowFindings())).toContain('Shop holds no state machine');
  expect(said(() => expect({}).toHaveNoWorkflowFindings())).toContain('give it an App, a Stack or another construct');
});
