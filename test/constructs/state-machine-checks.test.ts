import type { IPolicyValidationContext } from 'aws-cdk-lib';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { checkAssembly, openFindings } from '../../lib/checks';
import { StateMachineChecks, type StateMachineChecksProps, Workflow } from '../../lib/index';
import { assemblyOf, newApp } from './synth';

const choice = {
  StartAt: 'Which',
  States: {
    Which: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Done' }] },
    Done: { Type: 'Pass', End: true },
  },
};
const broken = { StartAt: 'Go', States: { Go: { Type: 'Pass', Next: 'Nowhere' } } };

/** What the plugin reports about an app with one machine. */
function report(definition: object, props: StateMachineChecksProps = {}, prepare: (stack: Stack) => void = () => {}) {
  const app = newApp();
  const stack = new Stack(app, 'Test');
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(definition)) });
  prepare(stack);
  const assembly = app.synth();
  const context = {
    templatePaths: assembly.stacks.map((one) => one.templateFullPath),
    appConstruct: app,
  } as unknown as IPolicyValidationContext;
  return new StateMachineChecks(props).validate(context);
}

test('an error fails the synth and names state, place and page', () => {
  const { success, violations } = report(broken);
  expect(success).toBe(false);
  expect(violations[0]).toMatchObject({
    ruleName: 'SFN302',
    severity: 'error',
    description: expect.stringContaining('Go'),
    fix: expect.stringContaining('docs/checks.md#sfn302'),
    violatingResources: [
      {
        resourceLogicalId: expect.stringContaining('Machine'),
        templatePath: expect.stringContaining('Test.template.json'),
      },
    ],
  });
});

test('a warning does not, unless it is strict', () => {
  expect(report(choice)).toMatchObject({ success: true, violations: [{ ruleName: 'SFN204', severity: 'warning' }] });
  expect(report(choice, { strict: true }).success).toBe(false);
});

test('hints are told when asked for', () => {
  const elsewhere = { ...choice, States: { ...choice.States, Which: { ...choice.States.Which, Default: 'Done' } } };
  expect(report(elsewhere).violations).toEqual([]);
});

test('a finding is acknowledged with a reason', () => {
  const known = report(choice, {}, (stack) =>
    StateMachineChecks.acknowledge(stack, { code: 'SFN204', state: 'Which', reason: 'x is always there' }),
  );
  expect(known).toEqual({ success: true, violations: [] });
});

test('a workflow acknowledges by its props', () => {
  const stack = new Stack(newApp(), 'Test');
  const start = new sfn.Choice(stack, 'Which').when(sfn.Condition.isPresent('$.x'), new sfn.Pass(stack, 'Done'));
  const acknowledgements = [{ code: 'SFN204', state: 'Which', reason: 'x is always there' }];
  new Workflow(stack, 'Flow', { definition: start, acknowledgements });
  expect(openFindings(checkAssembly(assemblyOf(stack)))).toEqual([]);
  expect(
    () =>
      new Workflow(stack, 'Other', {
        definition: new sfn.Pass(stack, 'P'),
        acknowledgements: [{ code: 'X', reason: 'y' }],
      }),
  ).toThrow('[Test/Other] there is no check X');
});

test('an acknowledgement of another state changes nothing', () => {
  const known = report(choice, {}, (stack) =>
    StateMachineChecks.acknowledge(stack, { code: 'SFN204', state: 'Other', reason: 'because' }),
  );
  expect(known.violations).toHaveLength(1);
});

test('an acknowledgement needs a code that exists, a reason and something to stand at', () => {
  const stack = new Stack(newApp(), 'Test');
  expect(() => StateMachineChecks.acknowledge(stack, { code: 'SFN999', reason: 'because' })).toThrow(
    'there is no check SFN999',
  );
  expect(() => StateMachineChecks.acknowledge(stack, { code: 'SFN204', reason: ' ' })).toThrow('reason is empty');
  expect(() => StateMachineChecks.acknowledge(stack, { code: 'SFN204', reason: 'because' })).toThrow(
    'holds no state machine',
  );
});

test('a result writer that CDK leaves out is found at its construct (SFN404)', () => {
  const withWriter = (stack: Stack) => {
    const bucket = s3.Bucket.fromBucketName(stack, 'Bucket', 'results');
    const each = new sfn.DistributedMap(stack, 'Each', { resultWriterV2: new sfn.ResultWriterV2({ bucket }) });
    each.itemProcessor(new sfn.Pass(stack, 'Item'));
    new sfn.StateMachine(stack, 'Mapper', { definitionBody: sfn.DefinitionBody.fromChainable(each) });
  };
  expect(report(choice, {}, withWriter).violations.map((one) => one.ruleName)).toContain('SFN404');
});

test('it works as a plugin of any app', () => {
  const app = new App({ outdir: newApp().outdir });
  Validations.of(app).addPlugins(new StateMachineChecks());
  new sfn.StateMachine(new Stack(app, 'Test'), 'Machine', {
    definitionBody: sfn.DefinitionBody.fromString(JSON.stringify(broken)),
  });
  const before = process.env.CDK_VALIDATION;
  delete process.env.CDK_VALIDATION;
  try {
    expect(() => app.synth()).toThrow(
      /ERROR Definition that the service refuses: Go: .*Acknowledge with 'stepwright::SFN302'/s,
    );
  } finally {
    process.env.CDK_VALIDATION = before;
  }
});
