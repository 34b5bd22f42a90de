// The ways in which EtlPipeline transforms, checks and loads. Each is given where to make states and what is there, and
// answers with the states; the pipeline links them.
import { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { EmrServerlessStartJobRun } from '../tasks/emr-serverless';
import { ServiceTask } from '../tasks/service-task';
import { athenaQuery, crawlerLoad, type RedshiftLoadProps, redshiftLoad } from './etl-jobs';

/** What a pipeline offers to its parts. */
export interface EtlPartContext {
  readonly scope: Construct;
  /** Where results are written; none in an Express pipeline. */
  readonly output: s3.IBucket | undefined;
  readonly express: boolean;
  /** Takes a state in which the part fails, with `$.error` set; the pipeline goes on from there. */
  fails(state: sfn.Pass): void;
  /** Makes a function from a source, or from the package's default of that name. */
  handler(name: string, folder: string, entry: string | undefined): lambda.IFunction;
}

type MakePart = (context: EtlPartContext) => sfn.IChainable;

/** How many failures a Map forgives. */
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
  /** Run the children as Standard workflows, to redrive them one by one. @default false */
  readonly standardChildren?: boolean;
}

/** How rows are transformed. */
export class EtlTransform {
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

  /**
   * States of your own (ECS, …); their result belongs at `$.transform`: a list of `{rowsIn, rowsOut, rejected}`, one for each
   * batch.
   */
  static states(chain: sfn.IChainable): EtlTransform {
    return new EtlTransform('states', true, () => chain);
  }

  /** Name of the kind, for errors. */
  readonly kind: string;
  /** Whether it can run in an Express workflow. */
  readonly express: boolean;
  private readonly make: MakePart;

  private constructor(kind: string, express: boolean, make: MakePart) {
    this.kind = kind;
    this.express = express;
    this.make = make;
  }

  /** @internal Whether the result tells how many rows there were. */
  get _counts(): boolean {
    return ['handler', 'distributedMap', 'states'].includes(this.kind);
  }

  /** @internal */
  _states(context: EtlPartContext): sfn.IChainable {
    return this.make(context);
  }
}

/** How the result is loaded. */
export class EtlLoad {
  /** An Athena statement such as `INSERT INTO …`. */
  static athena(queryString: string, workGroup = 'primary'): EtlLoad {
    return new EtlLoad('athena', false, ({ scope, output }) =>
      athenaQuery(scope, 'Load', queryString, { workGroup, output }, '$.load'),
    );
  }

  /** A Glue crawler, which is waited for. */
  static crawler(crawlerName: string): EtlLoad {
    return new EtlLoad('crawler', false, ({ scope }) => crawlerLoad(scope, crawlerName));
  }

  /** A statement in Redshift Serverless, which is waited for. */
  static redshift(props: RedshiftLoadProps): EtlLoad {
    return new EtlLoad('redshift', false, ({ scope, fails }) => redshiftLoad(scope, props, fails));
  }

  /** A handler. */
  static handler(entry: string): EtlLoad {
    return new EtlLoad('handler', true, ({ scope, handler }) =>
      invokeWith(scope, 'Load', handler('Load', 'etl/load', entry), '$.load'),
    );
  }

  /** States of your own. */
  static states(chain: sfn.IChainable): EtlLoad {
    return new EtlLoad('states', true, () => chain);
  }

  readonly kind: string;
  readonly express: boolean;
  private readonly make: MakePart;

  private constructor(kind: string, express: boolean, make: MakePart) {
    this.kind = kind;
    this.express = express;
    this.make = make;
  }

  /** @internal */
  _states(context: EtlPartContext): sfn.IChainable {
    return this.make(context);
  }
}

/** A state that calls a handler with everything so far and puts its answer at a path. */
export function invokeWith(
  scope: Construct,
  name: string,
  lambdaFunction: lambda.IFunction,
  resultPath: string,
): tasks.LambdaInvoke {
  return new tasks.LambdaInvoke(scope, name, {
    lambdaFunction,
    payload: sfn.TaskInput.fromJsonPathAt('$'),
    resultSelector: { 'value.$': '$.Payload' },
    resultPath,
  });
}

/** Retries of what is only for the moment; Express has five minutes for everything. */
export function lambdaRetry(express: boolean): sfn.RetryProps {
  return {
    errors: [
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
    ],
    interval: Duration.seconds(express ? 1 : 2),
    maxAttempts: express ? 2 : 6,
    backoffRate: 2,
    jitterStrategy: sfn.JitterType.FULL,
  };
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
      resultWriterV2: new sfn.ResultWriterV2({ bucket: output, prefix: 'runs' }),
    }),
  });
  map.itemProcessor(
    invokeBatch(scope, handler('TransformBatch', 'etl/transform-batch', props.entry), undefined, false),
  );
  return map;
}
