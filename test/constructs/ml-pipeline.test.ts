import type { Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { checkAssembly, findingLine, openFindings } from '../../lib/checks';
import {
  ApprovalChannel,
  MlDeploy,
  MlPipeline,
  type MlPipelineProps,
  ServiceTask,
  StepFunctionsStartSyncExecution,
  Workflow,
} from '../../lib/index';
import { assemblyOf, newStack, readable, resourcesOf, templateOf } from './synth';

const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1';
function pipeline(stack: Stack, more: Partial<MlPipelineProps> = {}): MlPipeline {
  return new MlPipeline(stack, 'MlPipeline', {
    bucket: new s3.Bucket(stack, 'Models') as s3.IBucket,
    train: { imageUri: image },
    evaluate: { imageUri: image },
    thresholds: { auc: { min: 0.8 } },
    modelPackageGroupName: 'churn',
    ...more,
  });
}

const full = newStack('Ml');
pipeline(full, {
  preprocess: { imageUri: image },
  approval: { channel: ApprovalChannel.topic(new sns.Topic(full, 'Approvals')) },
  deploy: MlDeploy.endpoint({ endpointName: 'churn', smokeTestBody: '1,2', smokeTestPattern: '^[01]' }),
});

type States = Record<
  string,
  {
    Next?: string;
    Default?: string;
    Arguments?: Record<string, unknown>;
    Catch?: { Next: string }[];
    [field: string]: unknown;
  }
>;
const statesOf = (stack: Stack): States => JSON.parse(assemblyOf(stack).machines[0]!.definition).States;
const way = (states: States, from: string): string[] => {
  const names = [from];
  for (let next = states[from]!.Next; next !== undefined && !names.includes(next); next = states[next]!.Next)
    names.push(next);
  return names;
};
let states: States;
beforeAll(() => {
  states = statesOf(full);
});

test('the template', () => {
  expect(readable(templateOf(full))).toMatchSnapshot();
});

test('prepares, trains, evaluates and asks whether it is good enough', () => {
  expect(way(states, 'ResolveNames')).toEqual([
    'ResolveNames',
    'Preprocess',
    'Train',
    'Evaluate',
    'ReadMetrics',
    'QualityGate',
    'GoodEnough?',
  ]);
  expect(states['GoodEnough?']).toMatchObject({ Choices: [{ Next: 'RegisterModel' }], Default: 'NotGoodEnough' });
});

test('a model is registered, then approved, then deployed', () => {
  expect(way(states, 'RegisterModel')).toEqual(['RegisterModel', 'RequestApproval', 'RequestApprovalGranted?']);
  expect(way(states, 'ApproveModel')).toEqual([
    'ApproveModel',
    'CreateModel',
    'CreateEndpointConfig',
    'FindEndpoint',
    'UpdateEndpoint',
    'WaitForEndpoint',
    'DescribeEndpoint',
    'EndpointReady?',
  ]);
  expect(way(states, 'AskEndpoint')).toEqual(['AskEndpoint', 'SmokeTest', 'EndpointLive', 'PublishModelDeployed']);
});

test('an endpoint that fails its smoke test gets its previous configuration back, and the run fails', () => {
  expect(states.SmokeTest!.Catch!.map((rule) => rule.Next)).toContain('HadPrevious?');
  expect(way(states, 'RestorePreviousConfig')).toEqual(['RestorePreviousConfig', 'PublishModelFailed', 'ModelFailed']);
});

test('names of jobs are new for every attempt and redrive', () => {
  for (const [name, field] of [
    ['Preprocess', 'ProcessingJobName'],
    ['Train', 'TrainingJobName'],
    ['CreateModel', 'ModelName'],
  ] as const) {
    expect(states[name]!.Arguments![field]).toMatch(/RedriveCount.*RetryCount/);
  }
});

test('every task that can fail ends in ModelFailed', () => {
  for (const name of [
    'Preprocess',
    'Train',
    'Evaluate',
    'ReadMetrics',
    'QualityGate',
    'RegisterModel',
    'ApproveModel',
    'CreateModel',
  ]) {
    expect([name, states[name]!.Catch!.at(-1)!.Next]).toEqual([name, 'PublishModelFailed']);
  }
});

test('the role passes the job role to SageMaker only, and may do all that .sync does', () => {
  const policies = resourcesOf(templateOf(full), 'AWS::IAM::Policy').flatMap(
    (one) => (one.Properties.PolicyDocument as { Statement: Record<string, unknown>[] }).Statement,
  );
  const passes = policies.filter((statement) => statement.Action === 'iam:PassRole');
  expect(
    passes.every(
      (statement) =>
        JSON.stringify(statement.Condition) === '{"StringEquals":{"iam:PassedToService":"sagemaker.amazonaws.com"}}',
    ),
  ).toBe(true);
  expect(openFindings(checkAssembly(assemblyOf(full))).map(findingLine)).toEqual([]);
});

describe('other deployments', () => {
  test.each([
    ['none', MlDeploy.none(), []],
    [
      'serverless',
      MlDeploy.serverless({ endpointName: 'churn' }),
      ['CreateModel', 'CreateEndpointConfig', 'FindEndpoint', 'UpdateEndpoint', 'CreateEndpoint'],
    ],
    [
      'batch transform',
      MlDeploy.batchTransform({ inputS3Uri: 's3://data/in', outputS3Uri: 's3://data/out' }),
      ['CreateModel', 'BatchTransform'],
    ],
  ])('%s', (_, deploy, expected) => {
    const stack = newStack();
    pipeline(stack, { deploy });
    const found = statesOf(stack);
    expect(Object.keys(found)).toEqual(expect.arrayContaining(expected));
    expect('CreateModel' in found).toBe(expected.length > 0);
    expect(openFindings(checkAssembly(assemblyOf(stack))).map(findingLine)).toEqual([]);
  });

  test('tuning instead of training', () => {
    const stack = newStack();
    pipeline(stack, {
      train: {
        imageUri: image,
        tuning: { Strategy: 'Bayesian', ResourceLimits: { MaxNumberOfTrainingJobs: 4, MaxParallelTrainingJobs: 2 } },
      },
    });
    expect(statesOf(stack).Tune!.Resource).toBe('arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync');
    expect(openFindings(checkAssembly(assemblyOf(stack))).map(findingLine)).toEqual([]);
  });

  test('a memory that serverless endpoints do not have', () => {
    expect(() => MlDeploy.serverless({ endpointName: 'x', memorySizeInMB: 1000 })).toThrow(
      'allowed are 1024 to 6144 in steps of 1024',
    );
  });
});

describe('tasks that aws-cdk-lib lacks', () => {
  test('an integration that does not exist', () => {
    expect(
      () => new ServiceTask(newStack(), 'T', { service: 'sagemaker', action: 'createJoy', parameters: {} }),
    ).toThrow(/^\[Test\/T\] there is no integration sagemaker:createJoy: sagemaker has /);
  });

  test('waiting for an Express child', () => {
    const stack = newStack();
    const child = new Workflow(stack, 'Child', {
      definition: new sfn.Pass(stack, 'P'),
      stateMachineType: sfn.StateMachineType.EXPRESS,
    });
    const start = new StepFunctionsStartSyncExecution(stack, 'Start', { stateMachine: child.stateMachine });
    new Workflow(stack, 'Parent', { definition: start });
    const findings = openFindings(checkAssembly(assemblyOf(stack))).filter((found) => found.severity === 'error');
    expect(findings.map(findingLine)).toEqual([]);
  });
});
