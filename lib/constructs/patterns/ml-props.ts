import type { Duration } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { ApprovalTimeout } from '../approval/approval';
import type { ApprovalChannel } from '../approval/approval-channel';
import type { HandlerBundling } from '../handlers/task-handlers';
import type { JobCluster } from '../tasks/sagemaker';
import type { WorkflowOptions } from '../workflow/workflow-options';
import type { MlDeploy } from './ml-deploy';

/** A container that prepares or evaluates. */
export interface MlProcessing {
  readonly imageUri: string;
  /** Entry point. @default - the image's */
  readonly entrypoint?: string[];
  /** Machines. @default - one ml.m5.xlarge */
  readonly cluster?: JobCluster;
}

/** How the model is trained. */
export interface MlTraining {
  readonly imageUri: string;
  /** Hyperparameters. @default {} */
  readonly hyperParameters?: { [name: string]: string };
  /** Machines. @default - one ml.m5.xlarge */
  readonly cluster?: JobCluster;
  /** How long training may take. @default Duration.days(1) */
  readonly maxRuntime?: Duration;
  /** `HyperParameterTuningJobConfig` of the API: tune instead of training once. @default - train once */
  readonly tuning?: { [name: string]: unknown };
}

/** Least or greatest value of a metric. */
export interface MlThreshold {
  /** Least value. @default - none */
  readonly min?: number;
  /** Greatest value. @default - none */
  readonly max?: number;
}

/** Who agrees to a model before it is deployed. */
export interface MlApproval {
  readonly channel: ApprovalChannel;
  /** How long the answer may take. @default Duration.days(7) */
  readonly timeout?: Duration;
  /** What no answer in time means. @default ApprovalTimeout.REJECT */
  readonly onTimeout?: ApprovalTimeout;
}

/** Properties of {@link MlPipeline}. */
export interface MlPipelineProps extends WorkflowOptions {
  /** Bucket for data, models and metrics. */
  readonly bucket: s3.IBucket;
  /** Beginning of all keys of this pipeline. @default - the construct's id */
  readonly prefix?: string;
  /** Prepares the data. @default - the data is ready as it is */
  readonly preprocess?: MlProcessing;
  /** Trains the model. */
  readonly train: MlTraining;
  /** Evaluates the model; it writes `evaluation.json`, an object of numbers. */
  readonly evaluate: MlProcessing;
  /** When a model is good enough, by metric. @default {} */
  readonly thresholds?: { [metric: string]: MlThreshold };
  /** Metric in which the model must not be worse than `input.champion`; greater is better. @default - no comparison */
  readonly championMetric?: string;
  /** Group of the model registry. */
  readonly modelPackageGroupName: string;
  /** Container for inference. @default - that of the training */
  readonly inferenceImageUri?: string;
  /** Who agrees. @default - nobody has to */
  readonly approval?: MlApproval;
  /** How the model is deployed. @default MlDeploy.none() */
  readonly deploy?: MlDeploy;
  /** Role of the jobs. @default - a new one that may use the bucket's prefix, logs and metrics */
  readonly jobRole?: iam.IRole;
  /** Bus for `ModelDeployed` and `ModelFailed`. @default - the account's default bus */
  readonly eventBus?: events.IEventBus;
  /** Source of the events. @default 'stepwright.ml' */
  readonly eventSource?: string;
  /** How long a run may take. @default Duration.days(14) */
  readonly timeout?: Duration;
  /** How handlers are bundled. @default - see {@link TaskHandlers} */
  readonly bundling?: HandlerBundling;
}
