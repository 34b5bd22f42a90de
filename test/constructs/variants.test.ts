// The definitions of the patterns' other variants, one snapshot each; the templates of the main ones are in the patterns' own tests.
import { Duration, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
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
  type MlPipelineProps,
  OrderProcessing,
  ReleaseStrategy,
} from '../../lib/index';
import { newStack, readable, templateOf } from './synth';

const image = { imageUri: '123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1' };
const models = (stack: Stack, props: Partial<MlPipelineProps>) =>
  new MlPipeline(stack, 'Ml', {
    bucket: s3.Bucket.fromBucketName(stack, 'Data', 'models'),
    train: image,
    evaluate: image,
    modelPackageGroupName: 'churn',
    ...props,
  });
const container = (stack: Stack) => {
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Clean');
  taskDefinition.addContainer('clean', { image: ecs.ContainerImage.fromRegistry('clean:1') });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: ['us-east-1a'],
    privateSubnetIds: ['subnet-1'],
  });
  return { taskDefinition, cluster: ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'c', vpc }) };
};

test.each<[string, (stack: Stack) => void]>([
  [
    'orders approved by link, released by canary, with everything that watches',
    (stack) => {
      new OrderProcessing(stack, 'Orders', {
        approval: { when: 'true', channel: ApprovalChannel.api(new ApprovalApi(stack, 'Approvals')) },
        release: ReleaseStrategy.canary(10, Duration.minutes(5)),
        alarms: { duration: Duration.hours(1) },
        dashboard: true,
        failures: {},
      });
    },
  ],
  [
    'ETL by ECS, judged by a ruleset, loaded into Redshift',
    (stack) => {
      new EtlPipeline(stack, 'Etl', {
        transform: EtlTransform.ecs(container(stack)),
        quality: EtlQuality.glueRuleset({
          rulesetName: 'facts',
          databaseName: 'shop',
          tableName: 'facts',
          role: iam.Role.fromRoleArn(stack, 'GlueRole', 'arn:aws:iam::123456789012:role/glue'),
        }),
        load: EtlLoad.redshift({ sql: 'COPY facts', database: 'dev', workgroupName: 'wg' }),
        quarantine: { topic: new sns.Topic(stack, 'Topic') },
        overlap: EtlOverlap.WAIT,
      });
    },
  ],
  [
    'ML tuned, serverless',
    (stack) =>
      void models(stack, {
        train: { ...image, tuning: { Strategy: 'Bayesian' } },
        deploy: MlDeploy.serverless({ endpointName: 'churn' }),
      }),
  ],
  [
    'ML for a batch transform',
    (stack) =>
      void models(stack, {
        deploy: MlDeploy.batchTransform({ inputS3Uri: 's3://models/in', outputS3Uri: 's3://models/out' }),
      }),
  ],
])('%s', (_, build) => {
  const stack = newStack();
  build(stack);
  expect(readable(templateOf(stack))).toMatchSnapshot();
});
