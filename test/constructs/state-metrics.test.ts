// Metrics of one state: AWS measures what a task uses. "Step Functions metrics for CloudWatch" tells names and dimensions.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { OrderProcessing, Step, Workflow } from '../../lib/index';
import { newStack } from './synth';

const env = { account: '123456789012', region: 'eu-west-1' };
const folder = mkdtempSync(join(tmpdir(), 'stepwright-metrics-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A workflow from a file with these Resources. */
function fromFile(resources: Record<string, string>, definitionSubstitutions: Record<string, string> = {}): Workflow {
  const file = join(folder, 'machine.asl.json');
  const States = Object.fromEntries(
    Object.entries(resources).map(([name, Resource]) => [name, { Type: 'Task', Resource, End: true }]),
  );
  writeFileSync(file, JSON.stringify({ StartAt: Object.keys(resources)[0], States }));
  return new Workflow(newStack('Test', { env }), 'Flow', { definitionFile: file, definitionSubstitutions });
}
const metricOf = (workflow: Workflow, state: string, name: string) => {
  const { metricName, dimensions, statistic } = workflow.metricFor(state, name).toMetricConfig().metricStat!;
  return { metricName, statistic, ...dimensions![0]! };
};

test('an integration is measured by its Resource, with region and account filled in', () => {
  expect(metricOf(fromFile({ Tell: 'arn:aws:states:::sns:publish.waitForTaskToken' }), 'Tell', 'Failed')).toEqual({
    metricName: 'ServiceIntegrationsFailed',
    statistic: 'Sum',
    name: 'ServiceIntegrationResourceArn',
    value: expect.stringMatching(
      /^arn:\$\{Token\[AWS\.Partition\.\d+\]\}:states:eu-west-1:123456789012:sns:publish\.waitForTaskToken$/,
    ),
  });
});

test('a function that is the Resource is measured by function, an activity by activity', () => {
  const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:f';
  const activityArn = 'arn:aws:states:eu-west-1:123456789012:activity:dig';
  const workflow = fromFile({ Call: `\${Handler}`, Dig: activityArn }, { Handler: functionArn });
  expect(metricOf(workflow, 'Call', 'RunTime')).toEqual({
    metricName: 'LambdaFunctionRunTime',
    statistic: 'Average',
    name: 'LambdaFunctionArn',
    value: functionArn,
  });
  expect(metricOf(workflow, 'Dig', 'TimedOut')).toMatchObject({ metricName: 'ActivitiesTimedOut', value: activityArn });
});

test('states inside of Map and Parallel are found', () => {
  const stack = newStack('Test', { env });
  const queue = sqs.Queue.fromQueueArn(stack, 'Q', 'arn:aws:sqs:eu-west-1:123456789012:q');
  const send = (id: string) => new tasks.SqsSendMessage(stack, id, { queue, messageBody: sfn.TaskInput.fromText('x') });
  const each = new sfn.Map(stack, 'Each').itemProcessor(send('InMap'));
  const definition = each.next(new sfn.Parallel(stack, 'Both').branch(send('InBranch')));
  const workflow = new Workflow(stack, 'Flow', { definition });
  for (const state of ['InMap', 'InBranch'])
    expect(metricOf(workflow, state, 'Time').metricName).toBe('ServiceIntegrationTime');
});

test('so are states of a pattern and of its slots, before it is synthesized', () => {
  const stack = newStack('Test', { env });
  const orders = new OrderProcessing(stack, 'Orders');
  const queue = sqs.Queue.fromQueueArn(stack, 'Q', 'arn:aws:sqs:eu-west-1:123456789012:q');
  const own = tasks.SqsSendMessage.jsonata(stack, 'Own', { queue, messageBody: sfn.TaskInput.fromText('x') });
  orders.before('CapturePayment', Step.states(own));
  expect(metricOf(orders.workflow, 'ReserveItem', 'Failed').value).toMatch(/:lambda:invoke$/);
  expect(metricOf(orders.workflow, 'Own', 'Failed').value).toMatch(/:sqs:sendMessage$/);
  expect(() => orders.after('CapturePayment', Step.none())).not.toThrow();
});

test('what is not there', () => {
  const workflow = fromFile({ Tell: 'arn:aws:states:::sns:publish' });
  expect(() => workflow.metricFor('Told', 'Failed')).toThrow(
    '[Test/Flow] metricFor: no task is named "Told"; the tasks are: Tell.',
  );
  expect(() => workflow.metricFor('Tell', 'Broken')).toThrow(
    '[Test/Flow] a task has no metric "Broken"; its metrics are RunTime, ScheduleTime, Time, Failed,',
  );
  const body = sfn.DefinitionBody.fromString('{}');
  expect(() => new Workflow(newStack(), 'Flow', { definitionBody: body }).metricFor('Tell', 'Failed')).toThrow(
    '[Test/Flow] metricFor: the states are not known; give definition or definitionFile.',
  );
});
