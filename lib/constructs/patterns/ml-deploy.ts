// How MlPipeline brings a registered model to where it answers.
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { jsonata } from '../jsonata';
import { clusterOf, type JobCluster } from '../tasks/sagemaker';
import { ServiceTask } from '../tasks/service-task';
import { endpoint } from './ml-endpoint';
import { createModel, guarded, type MlDeployContext, type MlDeployment } from './ml-model';
import { linkInOrder } from './slots';

/** Properties of an endpoint. */
export interface EndpointDeployProps {
  readonly endpointName: string;
  /** Instance type. @default 'ml.m5.large' */
  readonly instanceType?: string;
  /** Number of instances. @default 1 */
  readonly instanceCount?: number;
  /** SageMaker goes back by itself when one of them goes off during the change. @default - none */
  readonly rollbackAlarms?: cloudwatch.IAlarm[];
  /** What the endpoint is asked first. @default - no question is asked */
  readonly smokeTestBody?: string;
  /** What the answer must match. @default - any answer */
  readonly smokeTestPattern?: string;
}

/** Properties of a serverless endpoint. */
export interface ServerlessDeployProps {
  readonly endpointName: string;
  /** Memory in MB: 1024 to 6144 in steps of 1024. @default 2048 */
  readonly memorySizeInMB?: number;
  /** Requests at once. @default 5 */
  readonly maxConcurrency?: number;
  /** What the endpoint is asked first. @default - no question is asked */
  readonly smokeTestBody?: string;
  /** What the answer must match. @default - any answer */
  readonly smokeTestPattern?: string;
}

/** Properties of a batch transform. */
export interface BatchTransformDeployProps {
  /** Data in S3. */
  readonly inputS3Uri: string;
  /** Where the predictions go. */
  readonly outputS3Uri: string;
  /** Machines. @default - one ml.m5.xlarge */
  readonly cluster?: JobCluster;
}

type MakeDeployment = (context: MlDeployContext) => MlDeployment | undefined;

/** How a model is deployed. */
export class MlDeploy {
  /** An endpoint on instances; a change is blue/green. */
  static endpoint(props: EndpointDeployProps): MlDeploy {
    const variant = {
      InstanceType: props.instanceType ?? 'ml.m5.large',
      InitialInstanceCount: props.instanceCount ?? 1,
      InitialVariantWeight: 1,
    };
    return new MlDeploy((context) => endpoint(context, props, variant, deploymentConfig(props.rollbackAlarms ?? [])));
  }

  /** A serverless endpoint. */
  static serverless(props: ServerlessDeployProps): MlDeploy {
    const memory = props.memorySizeInMB ?? 2048;
    if (memory % 1024 !== 0 || memory < 1024 || memory > 6144) {
      throw new Error(
        `memorySizeInMB of a serverless endpoint is ${memory}; allowed are 1024 to 6144 in steps of 1024.`,
      );
    }
    const variant = { ServerlessConfig: { MemorySizeInMB: memory, MaxConcurrency: props.maxConcurrency ?? 5 } };
    return new MlDeploy((context) => endpoint(context, props, variant, undefined));
  }

  /** Predictions for a data set, once. */
  static batchTransform(props: BatchTransformDeployProps): MlDeploy {
    return new MlDeploy((context) => batchTransform(context, props));
  }

  /** Not at all: the model is registered. */
  static none(): MlDeploy {
    return new MlDeploy(() => undefined);
  }

  private readonly make: MakeDeployment;

  private constructor(make: MakeDeployment) {
    this.make = make;
  }

  /** @internal */
  _states(context: MlDeployContext): MlDeployment | undefined {
    return this.make(context);
  }
}

function batchTransform(context: MlDeployContext, props: BatchTransformDeployProps): MlDeployment {
  const { scope } = context;
  const { VolumeSizeInGB: _none, ...resources } = clusterOf(props.cluster);
  const transform = new ServiceTask(scope, 'BatchTransform', {
    queryLanguage: sfn.QueryLanguage.JSONATA,
    integrationPattern: sfn.IntegrationPattern.RUN_JOB,
    service: 'sagemaker',
    action: 'createTransformJob',
    parameters: {
      TransformJobName: context.name('transform'),
      ModelName: jsonata('$modelName'),
      TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: props.inputS3Uri } } },
      TransformOutput: { S3OutputPath: props.outputS3Uri },
      TransformResources: resources,
    },
  });
  return guarded(context, linkInOrder([createModel(context), transform])!);
}

/** SageMaker shifts the traffic to the new fleet at once and goes back when an alarm goes off. */
function deploymentConfig(alarms: cloudwatch.IAlarm[]): { readonly [name: string]: unknown } {
  return {
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 300 },
      TerminationWaitInSeconds: 300,
    },
    ...(alarms.length > 0 && {
      AutoRollbackConfiguration: { Alarms: alarms.map((alarm) => ({ AlarmName: alarm.alarmName })) },
    }),
  };
}
