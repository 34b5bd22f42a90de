import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, type Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { checkAssembly, findingLine, openFindings } from '../../lib/checks';
import { ReleaseStrategy, Workflow, type WorkflowProps } from '../../lib/index';
import { assemblyOf, newStack, resourcesOf, templateOf } from './synth';

const workflow = (stack: Stack, props: Partial<WorkflowProps> = {}) =>
  new Workflow(stack, 'Flow', { definition: new sfn.Pass(stack, 'Go'), ...props });
const express = { stateMachineType: sfn.StateMachineType.EXPRESS };
const machineOf = (stack: Stack) => resourcesOf(templateOf(stack), 'AWS::StepFunctions::StateMachine')[0]!.Properties;

describe('defaults', () => {
  test('a Standard workflow logs errors under /aws/vendedlogs/, is traced and ends after a day', () => {
    const stack = newStack();
    workflow(stack);
    expect(machineOf(stack)).toMatchObject({
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
      TracingConfiguration: { Enabled: true },
    });
    expect(JSON.parse(assemblyOf(stack).machines[0]!.definition).TimeoutSeconds).toBe(86_400);
    expect(resourcesOf(templateOf(stack), 'AWS::Logs::LogGroup')[0]!.Properties.LogGroupName).toMatch(
      /^\/aws\/vendedlogs\/states\//,
    );
  });

  test('an Express workflow logs everything and ends after five minutes', () => {
    const stack = newStack();
    workflow(stack, express);
    expect(machineOf(stack)).toMatchObject({ LoggingConfiguration: { Level: 'ALL' }, StateMachineType: 'EXPRESS' });
    expect(JSON.parse(assemblyOf(stack).machines[0]!.definition).TimeoutSeconds).toBe(300);
  });
});

describe('definitions', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-asl-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('from an .asl.json file, with substitutions', () => {
    const stack = newStack();
    const path = file(
      'a.asl.json',
      JSON.stringify({ StartAt: 'Go', States: { Go: { Type: 'Task', Resource: `\${Handler}`, End: true } } }),
    );
    new Workflow(stack, 'Flow', {
      definitionFile: path,
      definitionSubstitutions: { Handler: 'arn:aws:lambda:us-east-1:123456789012:function:f' },
    });
    const definition = JSON.parse(assemblyOf(stack).machines[0]!.definition);
    expect(definition).toMatchObject({
      TimeoutSeconds: 86_400,
      States: { Go: { Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' } },
    });
  });

  test('from YAML, whose own timeout stays', () => {
    const stack = newStack();
    const path = file('b.asl.yaml', 'StartAt: Go\nTimeoutSeconds: 9\nStates:\n  Go: { Type: Pass, End: true }\n');
    new Workflow(stack, 'Flow', { definitionFile: path });
    expect(JSON.parse(assemblyOf(stack).machines[0]!.definition)).toMatchObject({ TimeoutSeconds: 9 });
  });

  test.each([
    [
      'a file that is not there',
      'gone.asl.json',
      /\[Test\/Flow\] the definition file .*gone\.asl\.json does not exist/,
    ],
    ['a file that is not JSON', file('c.asl.json', '{'), /\[Test\/Flow\] the definition file .* is not JSON: /],
    ['a file with a list', file('d.asl.json', '[]'), /must hold one object with StartAt and States/],
  ])('%s', (_, path, message) => {
    expect(() => new Workflow(newStack(), 'Flow', { definitionFile: path })).toThrow(message);
  });

  test('none or two', () => {
    expect(() => new Workflow(newStack(), 'Flow', {})).toThrow(
      /give exactly one of definition, definitionBody and definitionFile; given: none/,
    );
    expect(() => workflow(newStack(), { definitionFile: 'x.json' })).toThrow(/given: definition, definitionFile/);
  });
});

describe('Express refuses at construction', () => {
  const build = (make: (stack: Stack) => sfn.IChainable) => () => {
    const stack = newStack();
    new Workflow(stack, 'Flow', { definition: make(stack), ...express });
  };
  const queue = (stack: Stack) => sqs.Queue.fromQueueArn(stack, 'Q', 'arn:aws:sqs:us-east-1:123456789012:q');
  const ask = (stack: Stack) =>
    new tasks.SqsSendMessage(stack, 'Ask', {
      queue: queue(stack),
      messageBody: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken }),
      integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    });
  test.each<[string, (stack: Stack) => sfn.IChainable, RegExp]>([
    ['a task token', ask, /\[Test\/Flow\] stateMachineType is EXPRESS and the state "Ask" uses \.waitForTaskToken/],
    [
      'one inside a branch',
      (stack) => new sfn.Parallel(stack, 'Both').branch(ask(stack)),
      /the state "Both" uses \.waitForTaskToken/,
    ],
    [
      'a job',
      (stack) =>
        new tasks.GlueStartJobRun(stack, 'Job', {
          glueJobName: 'j',
          integrationPattern: sfn.IntegrationPattern.RUN_JOB,
        }),
      /the state "Job" uses \.sync/,
    ],
    [
      'a Distributed Map',
      (stack) => new sfn.DistributedMap(stack, 'Each').itemProcessor(new sfn.Pass(stack, 'Item')),
      /the state "Each" uses a Distributed Map/,
    ],
  ])('%s', (_, make, message) => {
    expect(build(make)).toThrow(message);
  });
});

describe('release', () => {
  test('a version per deployment that stays, and an alias that moves by canary and rolls back on alarms', () => {
    const stack = newStack();
    workflow(stack, {
      release: ReleaseStrategy.canary(10, Duration.minutes(5)),
      alarms: { duration: Duration.seconds(30) },
    });
    const template = templateOf(stack);
    expect(resourcesOf(template, 'AWS::StepFunctions::StateMachineVersion')).toMatchObject([
      {
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: { StateMachineRevisionId: { 'Fn::GetAtt': [expect.anything(), 'StateMachineRevisionId'] } },
      },
    ]);
    expect(resourcesOf(template, 'AWS::StepFunctions::StateMachineAlias')[0]!.Properties).toMatchObject({
      Name: 'live',
      DeploymentPreference: { Type: 'CANARY', Percentage: 10, Interval: 5, Alarms: expect.any(Array) },
    });
    expect(resourcesOf(template, 'AWS::CloudWatch::Alarm')).toHaveLength(4);
  });

  test('clients start the alias', () => {
    const stack = newStack();
    const flow = workflow(stack, { release: ReleaseStrategy.allAtOnce() });
    const client = new iam.Role(stack, 'Client', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    flow.grantStart(client);
    const policies = resourcesOf(templateOf(stack), 'AWS::IAM::Policy').map((one) => JSON.stringify(one.Properties));
    expect(policies.find((text) => text.includes('"states:StartExecution"'))).toContain('FlowReleaseAlias');
  });

  test.each([
    [
      () => ReleaseStrategy.canary(100, Duration.minutes(5)),
      /percentage of a canary release is 100; allowed are the integers 1 to 99/,
    ],
    [
      () => ReleaseStrategy.linear(10, Duration.seconds(90)),
      /interval of a linear release is .*; allowed are 1 to 2100 whole minutes/,
    ],
  ])('wrong numbers', (build, message) => {
    expect(build).toThrow(message);
  });
});

describe('failures', () => {
  test('executions that did not succeed go to a queue with what a redrive needs', () => {
    const stack = newStack();
    workflow(stack, { failures: {} });
    const [rule] = resourcesOf(templateOf(stack), 'AWS::Events::Rule');
    expect(rule!.Properties).toMatchObject({
      EventPattern: { source: ['aws.states'], detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] } },
    });
    expect(JSON.stringify(rule!.Properties.Targets)).toContain('$.detail.executionArn');
    expect(JSON.stringify(rule!.Properties.Targets)).toContain('$.detail.input');
  });

  test('Express has none, and statuses are those of executions', () => {
    expect(() => workflow(newStack(), { ...express, failures: {} })).toThrow(
      /\[Test\/Flow\] failures is given and stateMachineType is EXPRESS/,
    );
    expect(() => workflow(newStack(), { failures: { statuses: ['RUNNING'] } })).toThrow(
      /statuses are RUNNING; allowed are FAILED, TIMED_OUT, ABORTED/,
    );
  });
});

describe('triggers', () => {
  test('schedule, S3, queue, event and API, each with a role that may only start this workflow', () => {
    const stack = newStack();
    const flow = workflow(stack);
    flow.triggerOnSchedule('Nightly', { schedule: scheduler.ScheduleExpression.cron({ hour: '2', minute: '0' }) });
    flow.triggerOnS3('Arrived', new s3.Bucket(stack, 'Bucket') as s3.IBucket, { prefix: 'in/' });
    flow.triggerFromQueue('Messages', new sqs.Queue(stack, 'Queue'), { batchSize: 10 });
    flow.triggerOnEvent('Asked', { eventPattern: { source: ['shop'] } });
    flow.exposeApi('Api', { path: 'orders' });
    const template = templateOf(stack);
    expect(resourcesOf(template, 'AWS::Scheduler::Schedule')).toHaveLength(1);
    expect(
      resourcesOf(template, 'AWS::Events::Rule')
        .map((one) => (one.Properties.EventPattern as { source: string[] }).source[0])
        .sort(),
    ).toEqual(['aws.s3', 'shop']);
    expect(resourcesOf(template, 'AWS::Pipes::Pipe')[0]!.Properties).toMatchObject({
      SourceParameters: { SqsQueueParameters: { BatchSize: 10 } },
    });
    expect(resourcesOf(template, 'AWS::ApiGateway::Method')[0]!.Properties).toMatchObject({
      HttpMethod: 'POST',
      AuthorizationType: 'AWS_IAM',
    });
    const starts = resourcesOf(template, 'AWS::IAM::Policy').flatMap((one) =>
      (one.Properties.PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] }).Statement.filter(
        (statement) => statement.Action === 'states:StartExecution',
      ),
    );
    expect(starts.length).toBeGreaterThanOrEqual(4);
    expect(
      starts.every(
        (statement) =>
          JSON.stringify(statement.Resource) ===
          JSON.stringify({
            Ref: Object.keys(template.Resources).find(
              (id) => template.Resources[id]!.Type === 'AWS::StepFunctions::StateMachine',
            ),
          }),
      ),
    ).toBe(true);
  });

  test('an API that answers with the result needs Express within 29 seconds', () => {
    expect(() => workflow(newStack()).exposeApi('Api', { sync: true })).toThrow(
      /only an Express workflow can be waited for; this one is Standard/,
    );
    expect(() => workflow(newStack(), express).exposeApi('Api', { sync: true })).toThrow(
      /API Gateway waits 29 seconds and the workflow's timeout is 5 minutes/,
    );
    const stack = newStack();
    workflow(stack, { ...express, timeout: Duration.seconds(29) }).exposeApi('Api', { sync: true });
    expect(JSON.stringify(resourcesOf(templateOf(stack), 'AWS::ApiGateway::Method')[0]!.Properties)).toContain(
      'StartSyncExecution',
    );
  });

  test('a bucket is watched by prefix or suffix, not both', () => {
    const stack = newStack();
    expect(() =>
      workflow(stack).triggerOnS3('A', new s3.Bucket(stack, 'B') as s3.IBucket, { prefix: 'a', suffix: 'b' }),
    ).toThrow(/prefix and suffix are given/);
  });
});

describe('grants, metrics, events, imports', () => {
  test('an imported workflow can be started and watched', () => {
    const stack = newStack();
    const imported = Workflow.fromStateMachineArn(
      stack,
      'Other',
      'arn:aws:states:us-east-1:123456789012:stateMachine:other',
    );
    const client = new lambda.Function(stack, 'Client', {
      code: lambda.Code.fromInline('x'),
      handler: 'i.h',
      runtime: lambda.Runtime.NODEJS_22_X,
    });
    imported.grantStart(client);
    expect(imported.metric('ExecutionsFailed').dimensions).toEqual({
      StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:other',
    });
    expect(Workflow.isWorkflow(imported)).toBe(false);
    expect(JSON.stringify(templateOf(stack))).toContain('stateMachine:other');
  });

  test('a customer key encrypts, and the role may use it', () => {
    const stack = newStack();
    workflow(stack, { encryptionKey: new kms.Key(stack, 'Key'), logging: { level: sfn.LogLevel.OFF } });
    expect(openFindings(checkAssembly(assemblyOf(stack))).map(findingLine)).toEqual([]);
    expect(machineOf(stack)).toHaveProperty('EncryptionConfiguration.Type', 'CUSTOMER_MANAGED_KMS_KEY');
  });

  test('a dashboard', () => {
    const stack = newStack();
    workflow(stack, { dashboard: true, alarms: {} });
    expect(resourcesOf(templateOf(stack), 'AWS::CloudWatch::Dashboard')).toHaveLength(1);
  });

  test('a timeout beyond what the type allows', () => {
    expect(() => workflow(newStack(), { ...express, timeout: Duration.minutes(6) })).toThrow(
      /timeout is 6 minutes; an Express workflow runs 5 minutes at most/,
    );
  });
});
