import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { checkAssembly, findingLine, openFindings } from '../../lib/checks';
import {
  EtlLoad,
  EtlOverlap,
  EtlPipeline,
  type EtlPipelineProps,
  EtlQuality,
  EtlTransform,
  Step,
  Workflow,
} from '../../lib/index';
import { assemblyOf, newStack, readable, resourcesOf, templateOf } from './synth';

const standard = newStack('Etl');
new EtlPipeline(standard, 'EtlPipeline', {
  transform: EtlTransform.distributedMap({ toleratedFailurePercentage: 1 }),
  load: EtlLoad.athena('INSERT INTO facts SELECT * FROM staged'),
  output: new s3.Bucket(standard, 'Data') as s3.IBucket,
  quarantine: { topic: new sns.Topic(standard, 'Topic') },
  schedule: scheduler.ScheduleExpression.expression('rate(1 day)'),
});
const express = newStack('EtlExpress');
new EtlPipeline(express, 'EtlMicroBatch', { stateMachineType: sfn.StateMachineType.EXPRESS });

type States = Record<
  string,
  { Next?: string; Type: string; QueryLanguage?: string; Catch?: { Next: string }[]; [field: string]: unknown }
>;
const statesOf = (stack: typeof standard): States => JSON.parse(assemblyOf(stack).machines[0]!.definition).States;
const way = (states: States, from: string): string[] => {
  const names = [from];
  for (let next = states[from]!.Next; next !== undefined; next = states[next]!.Next) names.push(next);
  return names;
};

describe('the template', () => {
  test('of the Standard pipeline', () => {
    expect(readable(templateOf(standard))).toMatchSnapshot();
  });
  test('of the Express pipeline', () => {
    expect(readable(templateOf(express))).toMatchSnapshot();
  });
  test('a schedule starts it', () => {
    expect(resourcesOf(templateOf(standard), 'AWS::Scheduler::Schedule')).toHaveLength(1);
  });
});

describe('a run', () => {
  test('takes the lease, plans, works and decides', () => {
    const states = statesOf(standard);
    expect(way(states, 'AcquireRun')).toEqual(['AcquireRun', 'ReadWatermark', 'PlanRun', 'AnythingNew?']);
    expect(way(states, 'Transform')).toEqual(['Transform', 'ReadResults', 'CheckQuality', 'GoodEnough?']);
    expect(states['AnythingNew?']).toMatchObject({ Choices: [{ Next: 'ReleaseUpToDateRun' }], Default: 'Transform' });
  });

  test('loads, moves the watermark, tells and gives the lease back', () => {
    expect(way(statesOf(standard), 'Load')).toEqual([
      'Load',
      'AdvanceWatermark',
      'PublishDatasetReady',
      'ReleaseCompletedRun',
      'Completed',
    ]);
  });

  test('in quarantine tells somebody and leaves the watermark', () => {
    expect(way(statesOf(standard), 'KeepInQuarantine')).toEqual([
      'KeepInQuarantine',
      'NotifyQuarantine',
      'ReleaseQuarantinedRun',
      'Quarantined',
    ]);
  });

  test('that fails anywhere gives the lease back', () => {
    const states = statesOf(standard);
    for (const name of [
      'ReadWatermark',
      'PlanRun',
      'Transform',
      'ReadResults',
      'CheckQuality',
      'Load',
      'AdvanceWatermark',
    ]) {
      expect([name, states[name]!.Catch?.at(-1)?.Next]).toEqual([name, 'ReleaseFailedRun']);
    }
    expect(way(states, 'ReleaseFailedRun')).toEqual(['ReleaseFailedRun', 'PublishPipelineFailed', 'RunFailed']);
  });

  test('is skipped while another one is at work', () => {
    expect(statesOf(standard).AcquireRun).toMatchObject({
      Catch: [{ ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'], Next: 'Skipped' }],
    });
  });

  test('hands its data through in JSONPath and counts time in JSONata', () => {
    const jsonata = Object.entries(statesOf(express)).filter(([, state]) => state.QueryLanguage === 'JSONata');
    expect(jsonata.map(([name]) => name).sort()).toEqual(['AcquireRun', 'ReadWatermark', 'RunFailed', 'Skipped']);
  });

  test('writes results whatever the feature flag of the app says', () => {
    expect(statesOf(standard).Transform).toMatchObject({
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Prefix: 'runs' } },
    });
  });
});

test.each([
  ['Standard', standard],
  ['Express', express],
])('%s: the checks have no finding', (_, stack) => {
  expect(openFindings(checkAssembly(assemblyOf(stack))).map(findingLine)).toEqual([]);
});

test('the empty slot Extract takes a handler', () => {
  const stack = newStack();
  const pipeline = new EtlPipeline(stack, 'Etl');
  pipeline.replace('Extract', Step.states(new sfn.Pass(stack, 'Fetch')));
  expect(way(statesOf(stack), 'Fetch')).toEqual(['Fetch', 'Transform', 'ReadResults', 'CheckQuality', 'GoodEnough?']);
});

test('data that gets old rings an alarm', () => {
  const stack = newStack();
  new EtlPipeline(stack, 'Etl', { freshness: Duration.hours(6) });
  expect(resourcesOf(templateOf(stack), 'AWS::CloudWatch::Alarm')).toMatchObject([
    { Properties: { MetricName: 'ExecutionsSucceeded', Period: 21_600, TreatMissingData: 'breaching' } },
  ]);
  expect(() => new EtlPipeline(newStack(), 'Etl', { freshness: Duration.days(2) })).toThrow(
    'freshness is 2 days; allowed are whole minutes up to one day.',
  );
});

describe('wrong props', () => {
  const build = (props: EtlPipelineProps) => () => new EtlPipeline(newStack(), 'Etl', props);
  const { EXPRESS } = sfn.StateMachineType;
  test.each([
    [
      { stateMachineType: EXPRESS, transform: EtlTransform.glueJob('j') },
      /stateMachineType is EXPRESS and transform is glueJob/,
    ],
    [{ stateMachineType: EXPRESS, load: EtlLoad.athena('x') }, /stateMachineType is EXPRESS and load is athena/],
    [{ transform: EtlTransform.distributedMap() }, /transform is distributedMap and output is missing/],
    [
      { stateMachineType: EXPRESS, quality: EtlQuality.athenaAssertions('x') },
      /stateMachineType is EXPRESS and quality is athenaAssertions/,
    ],
    [{ stateMachineType: EXPRESS, overlap: EtlOverlap.WAIT }, /stateMachineType is EXPRESS and overlap is WAIT/],
    [{ quarantine: {} }, /quarantine has neither bucket nor topic, and output is missing/],
    [
      { load: EtlLoad.redshift({ sql: 'COPY facts', database: 'dev' }) },
      /load is redshift: give one of workgroupName and clusterIdentifier/,
    ],
  ])('%#', (props, message) => {
    expect(build(props)).toThrow(message);
  });
  test('a concurrency that an inline Map does not have', () => {
    expect(() => EtlTransform.handler(undefined, 50)).toThrow(
      'the concurrency of a handler transform is 50; an inline Map allows 1 to 40.',
    );
  });
});

describe('loads that are asked how they are', () => {
  test.each([
    [
      'Redshift',
      EtlLoad.redshift({ sql: 'COPY facts', database: 'dev', workgroupName: 'wg' }),
      'redshiftdata:describeStatement',
    ],
    ['a Glue crawler', EtlLoad.crawler('facts'), 'glue:getCrawler'],
  ])('%s', (_, load, describe) => {
    const stack = newStack();
    new EtlPipeline(stack, 'Etl', { load });
    const states = statesOf(stack);
    expect(way(states, 'Load')).toEqual(['Load', 'WaitForLoad', 'DescribeLoad', 'LoadDone?']);
    expect(states.DescribeLoad!.Resource).toBe(`arn:aws:states:::aws-sdk:${describe}`);
    expect(states['LoadDone?']).toMatchObject({ Default: 'WaitForLoad' });
    expect(way(states, 'LoadEnded')).toEqual([
      'LoadEnded',
      'AdvanceWatermark',
      'PublishDatasetReady',
      'ReleaseCompletedRun',
      'Completed',
    ]);
    const findings = openFindings(checkAssembly(assemblyOf(stack)));
    expect(findings.filter((found) => found.severity === 'error').map(findingLine)).toEqual([]);
  });
});

describe('quality', () => {
  test('assertions in Athena decide by their rows', () => {
    const stack = newStack();
    new EtlPipeline(stack, 'Etl', {
      transform: EtlTransform.glueJob('j'),
      quality: EtlQuality.athenaAssertions('SELECT * FROM facts WHERE amount < 0'),
    });
    expect(way(statesOf(stack), 'Transform')).toEqual([
      'Transform',
      'CheckQuality',
      'ReadAssertions',
      'DecideQuality',
      'GoodEnough?',
    ]);
  });

  test('a ruleset of Glue is evaluated, waited for and read', () => {
    const stack = newStack();
    const role = iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/glue');
    new EtlPipeline(stack, 'Etl', {
      transform: EtlTransform.glueJob('j'),
      quality: EtlQuality.glueRuleset({ rulesetName: 'r', databaseName: 'd', tableName: 't', role }),
    });
    const states = statesOf(stack);
    expect(way(states, 'CheckQuality')).toEqual(['CheckQuality', 'WaitForRuleset', 'DescribeRuleset', 'RulesetDone?']);
    expect(way(states, 'RulesetEnded')).toEqual(['RulesetEnded', 'ReadRuleset', 'DecideQuality', 'GoodEnough?']);
    expect(way(states, 'RulesetFailed')[1]).toBe('ReleaseFailedRun');
    expect(states.CheckQuality!.Parameters).toEqual({
      DataSource: { GlueTable: { DatabaseName: 'd', TableName: 't' } },
      Role: 'arn:aws:iam::123456789012:role/glue',
      RulesetNames: ['r'],
    });
  });

  test.each([
    [
      () => EtlQuality.handler({ quarantineAbovePercentage: 20 }),
      /quarantineAbovePercentage 20 and failAbovePercentage 10/,
    ],
    [() => EtlQuality.handler({ minRows: -1 }), /minRows of the quality is -1/],
    [
      () =>
        EtlQuality.glueRuleset({
          rulesetName: 'r',
          databaseName: 'd',
          tableName: 't',
          role: iam.Role.fromRoleArn(newStack(), 'R', 'arn:aws:iam::123456789012:role/r'),
          failBelowScore: 2,
        }),
      /quarantineBelowScore 1 and failBelowScore 2; allowed are 0 to 1/,
    ],
  ])('limits that make no sense: %#', (build, message) => {
    expect(build).toThrow(message);
  });

  test('after a job nothing is judged that nobody counted', () => {
    const stack = newStack();
    new EtlPipeline(stack, 'Etl', { transform: EtlTransform.glueJob('j') });
    expect(way(statesOf(stack), 'Transform')).toEqual([
      'Transform',
      'AdvanceWatermark',
      'PublishDatasetReady',
      'ReleaseCompletedRun',
      'Completed',
    ]);
  });
});

describe('a step in a slot of the growing object', () => {
  test('adds its result and loses nothing', () => {
    const stack = newStack();
    const pipeline = new EtlPipeline(stack, 'Etl');
    const inner = new Workflow(stack, 'Inner', { definition: new sfn.Pass(stack, 'P') });
    pipeline.before('Transform', Step.workflow('Enrich', inner, { run: '{% $states.input.run %}' }));
    pipeline.after(
      'Transform',
      Step.service('Tag', { service: 'sqs', action: 'getQueueUrl', parameters: { QueueName: 'q' }, resources: ['*'] }),
    );
    const states = statesOf(stack);
    expect(states.Enrich).toMatchObject({
      Output: "{% $merge([$states.input, {'Enrich': $states.result.Output}]) %}",
      Catch: [{ ErrorEquals: ['States.ALL'], Output: expect.stringContaining("'error'"), Next: 'ReleaseFailedRun' }],
    });
    expect(states.Tag!.Output).toBe("{% $merge([$states.input, {'Tag': $states.result}]) %}");
  });
});

describe('a run that begins while another one is at work', () => {
  test.each([
    [EtlOverlap.SKIP, 'Skipped', { Type: 'Succeed' }],
    [EtlOverlap.WAIT, 'WaitForOtherRun', { Type: 'Wait', Next: 'AcquireRun' }],
    [EtlOverlap.FAIL, 'RunOverlaps', { Type: 'Fail', Error: 'RunOverlaps' }],
  ])('$name', (overlap, next, state) => {
    const stack = newStack();
    new EtlPipeline(stack, 'Etl', { overlap });
    const states = statesOf(stack);
    expect(states.AcquireRun!.Catch).toMatchObject([{ Next: next, Output: '{% $states.input %}' }]);
    expect(states[next]).toMatchObject(state);
  });
});

describe('quarantine', () => {
  const bucket = (stack: typeof standard) => s3.Bucket.fromBucketName(stack, 'Kept', 'kept');
  const topic = (stack: typeof standard) => new sns.Topic(stack, 'Topic');
  test.each<[string, (stack: typeof standard) => EtlPipelineProps, string[]]>([
    ['nothing is kept and nobody told', () => ({}), ['ReleaseQuarantinedRun']],
    ['told', (stack) => ({ quarantine: { topic: topic(stack) } }), ['NotifyQuarantine', 'ReleaseQuarantinedRun']],
    ['kept', (stack) => ({ output: bucket(stack) }), ['KeepInQuarantine', 'ReleaseQuarantinedRun']],
    [
      'kept elsewhere and told',
      (stack) => ({ quarantine: { bucket: bucket(stack), prefix: 'bad/', topic: topic(stack) } }),
      ['KeepInQuarantine', 'NotifyQuarantine', 'ReleaseQuarantinedRun'],
    ],
  ])('%s', (_, props, names) => {
    const stack = newStack();
    new EtlPipeline(stack, 'Etl', props(stack));
    const states = statesOf(stack);
    expect(states['GoodEnough?']).toMatchObject({ Choices: [{}, { Next: names[0] }] });
    expect(way(states, names[0]!)).toEqual([...names, 'Quarantined']);
  });

  test('has one object for each run, below a prefix of its own', () => {
    const stack = newStack();
    new EtlPipeline(stack, 'Etl', { quarantine: { bucket: bucket(stack), prefix: 'bad/' }, pipelineName: 'facts' });
    expect(statesOf(stack).KeepInQuarantine!.Parameters).toMatchObject({
      Bucket: 'kept',
      'Key.$': "States.Format('bad/facts/{}.json', $.run.id)",
    });
  });
});

test.each([
  ['metricRowsIn', 'RowsIn'],
  ['metricRowsOut', 'RowsOut'],
  ['metricRowsQuarantined', 'RowsQuarantined'],
  ['metricFailedItems', 'FailedItems'],
] as const)('%s', (method, metricName) => {
  const pipeline = new EtlPipeline(newStack(), 'Etl', { pipelineName: 'facts' });
  expect(pipeline[method]().toMetricConfig().metricStat).toMatchObject({
    namespace: 'Stepwright/Etl',
    metricName,
    dimensions: [{ name: 'Pipeline', value: 'facts' }],
    statistic: 'Sum',
  });
});

describe('other transforms', () => {
  test('a task on ECS is told the run and the plan', () => {
    const stack = newStack();
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Clean');
    taskDefinition.addContainer('clean', { image: ecs.ContainerImage.fromRegistry('clean:1') });
    const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: new ec2.Vpc(stack, 'Vpc') as ec2.IVpc }) as ecs.ICluster;
    new EtlPipeline(stack, 'Etl', { transform: EtlTransform.ecs({ cluster, taskDefinition }) });
    expect(statesOf(stack).Transform).toMatchObject({
      Resource: 'arn:aws:states:::ecs:runTask.sync',
      Parameters: {
        LaunchType: 'FARGATE',
        Overrides: {
          ContainerOverrides: [
            {
              Name: 'clean',
              Environment: [
                { Name: 'RUN', 'Value.$': '$.run.id' },
                { Name: 'PLAN', 'Value.$': 'States.JsonToString($.plan)' },
              ],
            },
          ],
        },
      },
    });
    const empty = new ecs.FargateTaskDefinition(stack, 'Empty');
    expect(
      () => new EtlPipeline(stack, 'Other', { transform: EtlTransform.ecs({ cluster, taskDefinition: empty }) }),
    ).toThrow('transform is ecs and the task definition Test/Empty has no container; add one, or give container.');
  });

  test.each([
    ['Glue', EtlTransform.glueJob('clean'), 'arn:aws:states:::glue:startJobRun.sync'],
    [
      'Batch',
      EtlTransform.batchJob(
        'arn:aws:batch:us-east-1:123456789012:job-definition/d:1',
        'arn:aws:batch:us-east-1:123456789012:job-queue/q',
      ),
      'arn:aws:states:::batch:submitJob.sync',
    ],
    ['Athena', EtlTransform.athena('SELECT 1'), 'arn:aws:states:::athena:startQueryExecution.sync'],
    [
      'EMR Serverless',
      EtlTransform.emrServerless('app1', 'arn:aws:iam::123456789012:role/job', 's3://code/job.py'),
      'arn:aws:states:::emr-serverless:startJobRun.sync',
    ],
  ])('%s, with all that the role needs', (_, transform, resource) => {
    const stack = newStack();
    new EtlPipeline(stack, 'Etl', { transform });
    expect(statesOf(stack).Transform!.Resource).toBe(resource);
    const findings = openFindings(checkAssembly(assemblyOf(stack)));
    expect(findings.filter((found) => found.severity === 'error').map(findingLine)).toEqual([]);
  });
});
