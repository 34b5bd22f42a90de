// The ways in which EtlPipeline transforms.
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { EmrServerlessStartJobRun } from '../tasks/emr-serverless';
import { ServiceTask } from '../tasks/service-task';
import { useOfKey } from '../tasks/with-key';
import { athenaQuery } from './etl-jobs';
import { EtlPart, type EtlPartContext, lambdaRetry } from './etl-parts';

/** How a Distributed Map transforms. */
export interface DistributedTransformProps {
  /** Source of the handler, which gets `{Items: [...]}`. @default - lambdas/etl/transform-batch */
  readonly entry?: string;
  /** Items in one call. @default 100 */
  readonly batchSize?: number;
  /** Batches at once. @default 50 */
  readonly concurrency?: number;
  /** Share of the items that may fail, in per cent. @default 0 */
  readonly toleratedFailurePercentage?: number;
  /** Reads the items. @default - the planned items are handed on as they are */
  readonly itemReader?: sfn.IItemReader;
  /** Run the children as Standard workflows: for batches that take longer than five minutes. @default false */
  readonly standardChildren?: boolean;
}

/** How a container on Amazon ECS transforms. */
export interface EcsTransformProps {
  /** Cluster that runs the task. */
  readonly cluster: ecs.ICluster;
  /** What runs. */
  readonly taskDefinition: ecs.TaskDefinition;
  /** Container that is told the run. @default - the task definition's default container */
  readonly container?: ecs.ContainerDefinition;
  /** Where the task runs. @default - Fargate, its latest platform */
  readonly launchTarget?: tasks.IEcsLaunchTarget;
  /** Subnets. @default - the cluster's private subnets */
  readonly subnets?: ec2.SubnetSelection;
  /** Security groups. @default - a new one */
  readonly securityGroups?: ec2.ISecurityGroup[];
  /** Give the task a public address. @default false */
  readonly assignPublicIp?: boolean;
}

/** How rows are transformed. */
export class EtlTransform extends EtlPart {
  /** A handler for each planned item, some at a time; for Express too. */
  static handler(entry?: string, concurrency = 10): EtlTransform {
    if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 40) {
      throw new Error(`the concurrency of a handler transform is ${concurrency}; an inline Map allows 1 to 40.`);
    }
    return new EtlTransform('handler', true, ({ scope, handler, express }) =>
      new sfn.Map(scope, 'Transform', {
        itemsPath: '$.plan.items',
        maxConcurrency: concurrency,
        resultPath: '$.transform',
      }).itemProcessor(
        invokeBatch(
          scope,
          handler('TransformBatch', 'etl/transform-batch', entry),
          { 'Items.$': 'States.Array($)' },
          express,
        ),
      ),
    );
  }

  /** A Distributed Map: thousands of batches at once, results in S3. */
  static distributedMap(props: DistributedTransformProps = {}): EtlTransform {
    return new EtlTransform('distributedMap', false, (context) => distributedTransform(context, props));
  }

  /** A Glue job; it is given the run as `--run`. */
  static glueJob(jobName: string): EtlTransform {
    return new EtlTransform(
      'glueJob',
      false,
      ({ scope }) =>
        new tasks.GlueStartJobRun(scope, 'Transform', {
          glueJobName: jobName,
          integrationPattern: sfn.IntegrationPattern.RUN_JOB,
          arguments: sfn.TaskInput.fromObject({ '--run.$': '$.run.id', '--plan.$': 'States.JsonToString($.plan)' }),
          resultPath: '$.transform',
        }),
    );
  }

  /** An Athena query. */
  static athena(queryString: string, workGroup = 'primary'): EtlTransform {
    return new EtlTransform('athena', false, ({ scope, output }) =>
      athenaQuery(scope, 'Transform', queryString, { workGroup, output }, '$.transform'),
    );
  }

  /** An EMR Serverless job. */
  static emrServerless(applicationId: string, executionRoleArn: string, entryPoint: string): EtlTransform {
    return new EtlTransform(
      'emrServerless',
      false,
      ({ scope }) =>
        new EmrServerlessStartJobRun(scope, 'Transform', {
          applicationId,
          executionRoleArn,
          entryPoint,
          entryPointArguments: ['$.run.id'],
          resultPath: '$.transform',
        }),
    );
  }

  /** A Batch job; it is given the run as the environment variable RUN. */
  static batchJob(jobDefinitionArn: string, jobQueueArn: string): EtlTransform {
    return new EtlTransform(
      'batchJob',
      false,
      ({ scope }) =>
        // CDK's own task does not allow to describe and to terminate the job.
        new ServiceTask(scope, 'Transform', {
          service: 'batch',
          action: 'submitJob',
          integrationPattern: sfn.IntegrationPattern.RUN_JOB,
          parameters: {
            JobName: 'transform',
            JobDefinition: jobDefinitionArn,
            JobQueue: jobQueueArn,
            ContainerOverrides: { Environment: [{ Name: 'RUN', 'Value.$': '$.run.id' }] },
          },
          resultPath: '$.transform',
        }),
    );
  }

  /** A task on Amazon ECS; its container is given the run and the plan as the environment variables RUN and PLAN. */
  static ecs(props: EcsTransformProps): EtlTransform {
    return new EtlTransform('ecs', false, ({ scope }) => ecsTransform(scope, props));
  }

  /**
   * States of your own; their result belongs at `$.transform`: a list of `{rowsIn, rowsOut, rejected}`, one for each
   * batch.
   */
  static states(chain: sfn.IChainable): EtlTransform {
    return new EtlTransform('states', true, () => chain);
  }

  /** @internal Whether the result tells how many rows there were. */
  get _counts(): boolean {
    return ['handler', 'distributedMap', 'states'].includes(this.kind);
  }
}

function ecsTransform(scope: Construct, props: EcsTransformProps): sfn.IChainable {
  const containerDefinition = props.container ?? props.taskDefinition.defaultContainer;
  if (containerDefinition === undefined) {
    throw new Error(
      `[${scope.node.path}] transform is ecs and the task definition ${props.taskDefinition.node.path} has no container; add one, or give container.`,
    );
  }
  const version = ecs.FargatePlatformVersion.LATEST;
  return new tasks.EcsRunTask(scope, 'Transform', {
    integrationPattern: sfn.IntegrationPattern.RUN_JOB,
    cluster: props.cluster,
    taskDefinition: props.taskDefinition,
    launchTarget: props.launchTarget ?? new tasks.EcsFargateLaunchTarget({ platformVersion: version }),
    containerOverrides: [
      {
        containerDefinition,
        environment: [
          { name: 'RUN', value: sfn.JsonPath.stringAt('$.run.id') },
          { name: 'PLAN', value: sfn.JsonPath.jsonToString(sfn.JsonPath.objectAt('$.plan')) },
        ],
      },
    ],
    resultSelector: { 'taskArn.$': '$.TaskArn' },
    resultPath: '$.transform',
    ...(props.subnets !== undefined && { subnets: props.subnets }),
    ...(props.securityGroups !== undefined && { securityGroups: props.securityGroups }),
    ...(props.assignPublicIp !== undefined && { assignPublicIp: props.assignPublicIp }),
  });
}

function invokeBatch(
  scope: Construct,
  lambdaFunction: lambda.IFunction,
  payload: Record<string, unknown> | undefined,
  express: boolean,
): tasks.LambdaInvoke {
  const invoke = new tasks.LambdaInvoke(scope, 'TransformBatch', {
    comment: 'Transforms some rows.',
    lambdaFunction,
    retryOnServiceExceptions: false,
    payload: payload === undefined ? sfn.TaskInput.fromJsonPathAt('$') : sfn.TaskInput.fromObject(payload),
    outputPath: '$.Payload',
  });
  return invoke.addRetry(lambdaRetry(express)) as tasks.LambdaInvoke;
}

/** CDK lets a writer write everywhere in the bucket, and not at all into one that a customer's key encrypts. */
class RunWriter extends sfn.ResultWriterV2 {
  override providePolicyStatements(): iam.PolicyStatement[] {
    const bucket = this.bucket!;
    const actions = ['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'];
    return [
      new iam.PolicyStatement({ actions, resources: [bucket.arnForObjects(`${this.prefix}/*`)] }),
      ...useOfKey(bucket.encryptionKey, 'kms:GenerateDataKey', 'kms:Decrypt'),
    ];
  }
}

function distributedTransform(
  { scope, output, handler }: EtlPartContext,
  props: DistributedTransformProps,
): sfn.DistributedMap {
  const map = new sfn.DistributedMap(scope, 'Transform', {
    comment: 'Transforms the rows in batches, each in an execution of its own.',
    label: 'Transform',
    mapExecutionType: props.standardChildren === true ? sfn.StateMachineType.STANDARD : sfn.StateMachineType.EXPRESS,
    maxConcurrency: props.concurrency ?? 50,
    itemBatcher: new sfn.ItemBatcher({ maxItemsPerBatch: props.batchSize ?? 100 }),
    toleratedFailurePercentage: props.toleratedFailurePercentage ?? 0,
    resultPath: '$.transform',
    ...(props.itemReader === undefined ? { itemsPath: '$.plan.items' } : { itemReader: props.itemReader }),
    ...(output !== undefined && {
      resultWriterV2: new RunWriter({ bucket: output, prefix: 'runs' }),
    }),
  });
  map.itemProcessor(
    invokeBatch(scope, handler('TransformBatch', 'etl/transform-batch', props.entry), undefined, false),
  );
  return map;
}
