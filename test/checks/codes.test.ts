// One fixture for every code: aws-cdk-lib synthesizes it without a word (but for two), the checks name what is wrong.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { checkAssembly, codeNames, type Finding } from '../../lib/checks';
import { assemblyOf, newApp, newStack } from '../constructs/synth';

type States = Record<string, Record<string, unknown>>;

const token = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
const putItem = 'arn:aws:states:::dynamodb:putItem';
const end = { Type: 'Pass', End: true };
const { EXPRESS } = sfn.StateMachineType;

/** A machine from text, as a file would give it; the first state starts. */
function machine(
  stack: Stack,
  states: States,
  more: Record<string, unknown> = {},
  props: Partial<sfn.StateMachineProps> = {},
): sfn.StateMachine {
  const text = JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...more });
  return new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromString(text), ...props });
}

const express =
  (states: States, more: Record<string, unknown> = {}) =>
  (stack: Stack) =>
    void machine(stack, states, more, {
      stateMachineType: EXPRESS,
      logs: { destination: new logs.LogGroup(stack, 'Logs', { logGroupName: '/aws/vendedlogs/states/x' }) },
    });
const standard =
  (states: States, more: Record<string, unknown> = {}) =>
  (stack: Stack) =>
    void machine(stack, states, more);

const child = { StartAt: 'Inner', States: { Inner: { Type: 'Pass', End: true } } };
const distributed = { ...child, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
const role = (stack: Stack) =>
  new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
const send = { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/q', 'MessageBody.$': '$$.Task.Token' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwright-code-'));
  writeFileSync(join(folder, 'other.js'), 'exports.handler = async () => 1;\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const cases: readonly [code: string, where: string, build: (stack: Stack) => void, message: RegExp][] = [
  [
    'SFN101',
    'Run',
    express({
      Run: {
        Type: 'Task',
        Resource: 'arn:aws:states:::glue:startJobRun.sync',
        Parameters: { JobName: 'j' },
        End: true,
      },
    }),
    /glue:startJobRun\.sync waits for the job/,
  ],
  [
    'SFN102',
    'Ask',
    express({ Ask: { Type: 'Task', Resource: token, TimeoutSeconds: 9, Parameters: send, End: true } }),
    /waits for a task token/,
  ],
  [
    'SFN103',
    'Work',
    express({ Work: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:dig', End: true } }),
    /activity:dig is an activity/,
  ],
  [
    'SFN104',
    'Each',
    express({ Each: { Type: 'Map', ItemProcessor: distributed, End: true } }),
    /the Map is distributed/,
  ],
  ['SFN105', '', express({ Go: end }, { TimeoutSeconds: 301 }), /TimeoutSeconds is 301/],
  ['SFN106', 'Sleep', express({ Sleep: { Type: 'Wait', Seconds: 301, End: true } }), /it waits 301 seconds/],
  ['SFN107', '', (stack) => void machine(stack, { Go: end }, {}, { stateMachineType: EXPRESS }), /logging is off/],
  [
    'SFN108',
    'Start',
    (stack) => {
      const inner = new sfn.StateMachine(stack, 'Inner', {
        definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'P')),
        stateMachineType: EXPRESS,
      });
      const start = new tasks.StepFunctionsStartExecution(stack, 'Start', {
        stateMachine: inner,
        integrationPattern: sfn.IntegrationPattern.RUN_JOB,
      });
      new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(start) });
    },
    /it waits for Test\/Inner, which is an Express workflow/,
  ],
  [
    'SFN201',
    'Ask',
    standard({ Ask: { Type: 'Task', Resource: token, Parameters: send, End: true } }),
    /neither TimeoutSeconds nor HeartbeatSeconds/,
  ],
  [
    'SFN202',
    'Ask',
    standard({
      Ask: { Type: 'Task', Resource: token, Parameters: send, TimeoutSeconds: 10, HeartbeatSeconds: 10, End: true },
    }),
    /heartbeat/i,
  ],
  [
    'SFN203',
    'Run',
    standard({
      Run: {
        Type: 'Task',
        Resource: putItem,
        Parameters: { TableName: 't', Item: {} },
        Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }],
        End: true,
      },
    }),
    /States\.ALL/,
  ],
  [
    'SFN204',
    'Which',
    standard({ Which: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'Done' }] }, Done: end }),
    /Default/,
  ],
  [
    'SFN205',
    'Each',
    standard({ Each: { Type: 'Map', MaxConcurrency: 41, ItemProcessor: child, End: true } }),
    /MaxConcurrency is 41/,
  ],
  [
    'SFN206',
    'Run',
    express({
      Run: {
        Type: 'Task',
        Resource: putItem,
        Parameters: { TableName: 't', Item: {} },
        TimeoutSeconds: 60,
        Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 5 }],
        End: true,
      },
    }),
    /can take 391 seconds; the execution ends after 300/,
  ],
  [
    'SFN207',
    'Train',
    standard({
      Train: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
        Parameters: { TrainingJobName: 'mine' },
        End: true,
      },
    }),
    /TrainingJobName is always "mine"/,
  ],
  [
    'SFN208',
    'Big',
    standard({
      Big: {
        Type: 'Pass',
        Result: Array.from({ length: 10 }, () => 'y'.repeat(30_000)),
        End: true,
      },
    }),
    /Result is \d+ bytes as written; 262144 are allowed/,
  ],
  [
    'SFN301',
    '',
    (stack) =>
      void new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromString('{"StartAt": }') }),
    /line 1, column \d+/,
  ],
  ['SFN302', 'Go', standard({ Go: { Type: 'Pass', Next: 'Nowhere' } }), /Nowhere/],
  ['SFN303', 'Go', standard({ Go: { Type: 'Pass', Parameters: { 'a.$': '$[[' }, End: true } }), /./],
  ['SFN304', 'Go', standard({ Go: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 + %}', End: true } }), /./],
  [
    'SFN305',
    'Go',
    standard({ Go: { Type: 'Pass', QueryLanguage: 'JSONata', ResultPath: '$.a', End: true } }),
    /ResultPath/,
  ],
  [
    'SFN306',
    'Run',
    standard({ Run: { Type: 'Task', Resource: `\${Handler}`, End: true } }),
    /\$\{Handler\} has no substitution/,
  ],
  ['SFN307', 'n'.repeat(81), standard({ ['n'.repeat(81)]: end }), /80|longer/],
  [
    'SFN308',
    'A',
    standard({
      Start: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'A' }], Default: 'Done' },
      A: { Type: 'Pass', Next: 'B' },
      B: { Type: 'Wait', Seconds: 1, Next: 'A' },
      Done: end,
    }),
    /from A, B no state that ends/,
  ],
  [
    'SFN309',
    'Use',
    standard({ Use: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $lost + 1 %}', End: true } }),
    /it reads \$lost/,
  ],
  ['SFN310', 'Go', standard({ Go: { Type: 'Pass', Assign: { states: 1 }, End: true } }), /states/],
  ['SFN311', 'Go', standard({ Go: { Type: 'Pass', Retry: [{ ErrorEquals: ['States.ALL'] }], End: true } }), /Retry/],
  ['SFN312', '', standard({ Go: { Type: 'Pass', Comment: 'c'.repeat(1_048_577), End: true } }), /./],
  [
    'SFN313',
    'Read',
    standard({
      Make: { Type: 'Pass', Result: { a: 1 }, Next: 'Read' },
      Read: { Type: 'Pass', Parameters: { 'x.$': '$.b' }, End: true },
    }),
    /Parameters\.x\.\$ reads \$\.b, and no state before gives "b"/,
  ],
  ['SFN314', 'Go', standard({ Go: { Type: 'Pass', Parameters: { a: '$.b' }, End: true } }), /literal/],
  [
    'SFN401',
    'Put',
    standard({ Put: { Type: 'Task', Resource: putItem, Parameters: { TableName: 'orders', Item: {} }, End: true } }),
    /does not allow dynamodb:PutItem on arn:aws:dynamodb:us-east-1:123456789012:table\/orders/,
  ],
  [
    'SFN402',
    'Each',
    standard({ Each: { Type: 'Map', ItemProcessor: distributed, End: true } }),
    /does not allow states:StartExecution/,
  ],
  [
    'SFN403',
    'Tell',
    (stack) => {
      const topic = new sns.Topic(stack, 'Topic', { masterKey: new kms.Key(stack, 'Key') });
      const tell = new sfn.CustomState(stack, 'Tell', {
        stateJson: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sns:publish',
          Parameters: { TopicArn: topic.topicArn, Message: 'm' },
          End: true,
        },
      });
      const owner = role(stack);
      owner.addToPolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }));
      new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(tell), role: owner });
    },
    /does not allow kms:GenerateDataKey .*is encrypted with a customer key/,
  ],
  [
    'SFN404',
    'Each',
    standard({
      Each: {
        Type: 'Map',
        ItemProcessor: distributed,
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Prefix: 'results' } },
        End: true,
      },
    }),
    /its ResultWriter names no bucket/,
  ],
  [
    'SFN405',
    'Run',
    standard({ Run: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItems', End: true } }),
    /putItems/,
  ],
  [
    'SFN406',
    '',
    (stack) => {
      const owner = role(stack);
      owner.addToPolicy(
        new iam.PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: ['arn:aws:lambda:us-east-1:123456789012:function:f:3'],
        }),
      );
      machine(
        stack,
        { Run: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f:3', End: true } },
        {},
        { role: owner },
      );
    },
    /function:f:3 and no other version/,
  ],
  [
    'SFN407',
    '',
    (stack) =>
      void machine(
        stack,
        { Go: end },
        {},
        { logs: { destination: new logs.LogGroup(stack, 'Logs', { logGroupName: '/my/log' }) } },
      ),
    /it logs to \/my\/log/,
  ],
  [
    'SFN408',
    'Put',
    standard({
      Put: { Type: 'Task', Resource: `${putItem}.sync`, Parameters: { TableName: 't', Item: {} }, End: true },
    }),
    /./,
  ],
  ['SFN409', '', (stack) => handler(stack, 'index.handler'), /no file for the handler index\.handler/],
  [
    'SFN410',
    '',
    (stack) => {
      const owner = role(stack);
      owner.addToPolicy(new iam.PolicyStatement({ actions: ['s3:DeleteBucket'], resources: ['*'] }));
      machine(stack, { Go: end }, {}, { role: owner });
    },
    /allows s3:DeleteBucket on \*, which no state uses/,
  ],
  [
    'SFN411',
    'Put',
    (stack) => {
      const owner = role(stack);
      owner.addToPolicy(
        new iam.PolicyStatement({
          actions: ['dynamodb:PutItem'],
          resources: ['*'],
          conditions: { StringEquals: { 'aws:ResourceTag/team': 'orders' } },
        }),
      );
      machine(
        stack,
        { Put: { Type: 'Task', Resource: putItem, Parameters: { TableName: 't', Item: {} }, End: true } },
        {},
        { role: owner },
      );
    },
    /is allowed under a condition that is not known here/,
  ],
  [
    'SFN412',
    '',
    (stack) => {
      handler(stack, 'other.handler', true);
    },
    /does not allow xray:PutTraceSegments/,
  ],
  [
    'SFN413',
    '',
    (stack) =>
      void machine(
        stack,
        { Go: end },
        {},
        { role: iam.Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/elsewhere') },
      ),
    /the role arn:aws:iam::123456789012:role\/elsewhere is not part of this app/,
  ],
  [
    'SFN414',
    'Train',
    (stack) => {
      const job = new iam.Role(stack, 'Job', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
      const train = {
        Type: 'Task',
        Resource: 'arn:aws:states:::sagemaker:createTrainingJob.sync',
        Parameters: { 'TrainingJobName.$': '$.name', RoleArn: job.roleArn, OutputDataConfig: {} },
        End: true,
      };
      const state = new sfn.CustomState(stack, 'Train', { stateJson: train });
      new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(state) });
    },
    /does not allow s3:GetObject on \* \(the job reads and writes its data\)/,
  ],
  [
    'SFN415',
    '',
    (stack) => {
      const flow = machine(stack, { Go: end });
      new scheduler.CfnSchedule(stack, 'Nightly', {
        scheduleExpression: 'rate(1 day)',
        flexibleTimeWindow: { mode: 'OFF' },
        target: { arn: flow.stateMachineArn, roleArn: role(stack).roleArn },
      });
    },
    /does not allow states:StartExecution/,
  ],
];

/** A machine that calls a function whose code lies in `folder`. */
function handler(stack: Stack, name: string, traced = false): void {
  const fn = new lambda.Function(stack, 'Function', {
    code: lambda.Code.fromAsset(folder),
    handler: name,
    runtime: lambda.Runtime.NODEJS_22_X,
    timeout: Duration.seconds(3),
    role: new iam.Role(stack, 'FunctionRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
  });
  const cfn = fn.node.defaultChild as lambda.CfnFunction;
  if (traced) cfn.tracingConfig = { mode: 'Active' };
  const invoke = new tasks.LambdaInvoke(stack, 'Invoke', { lambdaFunction: fn });
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(invoke) });
}

const find = (stack: Stack): readonly Finding[] => {
  const holdsHandler = (one: { handler: string }) => one.handler.startsWith('other.');
  return checkAssembly(assemblyOf(stack), { holdsHandler });
};

test.each(cases)('%s at "%s"', (code, where, build, message) => {
  const stack = newStack('Test', { env: { account: '123456789012', region: 'us-east-1' } });
  build(stack);
  const found = find(stack).filter((one) => one.code === code);
  expect(found.map((one) => one.state.at(-1) ?? '')).toContain(where);
  expect(found.map((one) => one.message).join('\n')).toMatch(message);
  expect(found[0]).toMatchObject({ page: `docs/checks.md#${code.toLowerCase()}`, fix: expect.stringMatching(/\.$/) });
});

// aws-cdk-lib warns of these two; it does not fail.
const warnedByCdk = ['SFN306', 'SFN312'];

test('aws-cdk-lib alone, with its own validation, says nothing to any other fixture', () => {
  const app = newApp();
  const env = { account: '123456789012', region: 'us-east-1' };
  const silent = cases.filter(([code]) => !warnedByCdk.includes(code));
  for (const [index, [, , build]] of silent.entries()) build(newStack(`Fixture${index}`, { env }, app));
  const before = process.env.CDK_VALIDATION;
  delete process.env.CDK_VALIDATION;
  try {
    const { stacks, directory } = app.synth();
    expect(stacks).toHaveLength(codeNames.length - warnedByCdk.length - 1);
    const said = stacks.flatMap(({ messages }) => messages.filter(({ level }) => level !== 'info'));
    expect(said.map(({ entry }) => entry.data)).toEqual([]);
    const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
    expect(report.pluginReports).toEqual([]);
  } finally {
    process.env.CDK_VALIDATION = before;
  }
});

test('every code has a fixture, but for SFN209, which the construct Saga reports', () => {
  expect(codeNames.filter((code) => !cases.some(([tested]) => tested === code))).toEqual(['SFN209']);
});
