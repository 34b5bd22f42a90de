// SageMaker tasks that aws-cdk-lib lacks.
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ServiceTask } from './service-task';

/** Machines that a job runs on. */
export interface JobCluster {
  /** Instance type, e.g. `ml.m5.xlarge`. @default 'ml.m5.xlarge' */
  readonly instanceType?: string;
  /** Number of instances. @default 1 */
  readonly instanceCount?: number;
  /** Size of the disk in GB. @default 30 */
  readonly volumeSizeInGB?: number;
}

/** Where a processing job gets or leaves data. */
export interface ProcessingChannel {
  /** Name of the channel. */
  readonly name: string;
  /** Place in S3; may be JSONata. */
  readonly s3Uri: string;
  /** Path in the container. */
  readonly localPath: string;
}

/** Properties of {@link SageMakerCreateProcessingJob}. */
export interface SageMakerCreateProcessingJobProps extends sfn.TaskStateBaseProps {
  /** Name, new for every attempt; may be JSONata. */
  readonly processingJobName: string;
  /** Container image. */
  readonly imageUri: string;
  /** Role that the job works as. */
  readonly role: iam.IRole;
  /** What the container runs. @default - the image's entry point */
  readonly entrypoint?: string[];
  /** Arguments of the entry point. @default [] */
  readonly arguments?: string[];
  /** Data in. @default [] */
  readonly inputs?: ProcessingChannel[];
  /** Data out. @default [] */
  readonly outputChannels?: ProcessingChannel[];
  /** Machines. @default - one ml.m5.xlarge */
  readonly cluster?: JobCluster;
  /** Environment of the container. @default {} */
  readonly environment?: { [name: string]: string };
}

/** Runs a SageMaker processing job and waits for its end. */
export class SageMakerCreateProcessingJob extends ServiceTask {
  constructor(scope: Construct, id: string, props: SageMakerCreateProcessingJobProps) {
    super(scope, id, {
      integrationPattern: sfn.IntegrationPattern.RUN_JOB,
      ...props,
      service: 'sagemaker',
      action: 'createProcessingJob',
      parameters: {
        ProcessingJobName: props.processingJobName,
        RoleArn: props.role.roleArn,
        AppSpecification: {
          ImageUri: props.imageUri,
          ...(props.entrypoint !== undefined && { ContainerEntrypoint: props.entrypoint }),
          ...(props.arguments !== undefined && { ContainerArguments: props.arguments }),
        },
        ProcessingResources: { ClusterConfig: clusterOf(props.cluster) },
        ...((props.inputs?.length ?? 0) > 0 && { ProcessingInputs: props.inputs!.map(inputOf) }),
        ...((props.outputChannels?.length ?? 0) > 0 && {
          ProcessingOutputConfig: { Outputs: props.outputChannels!.map(outputOf) },
        }),
        ...(props.environment !== undefined && { Environment: props.environment }),
      },
    });
  }
}

/** Properties of {@link SageMakerCreateHyperParameterTuningJob}. */
export interface SageMakerCreateHyperParameterTuningJobProps extends sfn.TaskStateBaseProps {
  /** Name of at most 32 characters, new for every attempt; may be JSONata. */
  readonly tuningJobName: string;
  /** Role that the training jobs work as. */
  readonly role: iam.IRole;
  /** `HyperParameterTuningJobConfig` of the API. */
  readonly config: { [name: string]: unknown };
  /** `TrainingJobDefinition` of the API; RoleArn is added. */
  readonly trainingJobDefinition: { [name: string]: unknown };
}

/** Runs a hyperparameter tuning job and waits for its end. */
export class SageMakerCreateHyperParameterTuningJob extends ServiceTask {
  constructor(scope: Construct, id: string, props: SageMakerCreateHyperParameterTuningJobProps) {
    super(scope, id, {
      integrationPattern: sfn.IntegrationPattern.RUN_JOB,
      ...props,
      service: 'sagemaker',
      action: 'createHyperParameterTuningJob',
      parameters: {
        HyperParameterTuningJobName: props.tuningJobName,
        HyperParameterTuningJobConfig: props.config,
        TrainingJobDefinition: { ...props.trainingJobDefinition, RoleArn: props.role.roleArn },
      },
    });
  }
}

/** Properties of {@link SageMakerCreateModelPackage}. */
export interface SageMakerCreateModelPackageProps extends sfn.TaskStateBaseProps {
  /** Group that the version belongs to. */
  readonly modelPackageGroupName: string;
  /** Container image for inference. */
  readonly imageUri: string;
  /** Model artifact in S3; may be JSONata. */
  readonly modelDataUrl: string;
  /** Whether it may be deployed. @default 'PendingManualApproval' */
  readonly approvalStatus?: string;
  /** Metrics as JSON in S3; may be JSONata. @default - none */
  readonly metricsS3Uri?: string;
}

/** Registers a version of a model. */
export class SageMakerCreateModelPackage extends ServiceTask {
  constructor(scope: Construct, id: string, props: SageMakerCreateModelPackageProps) {
    super(scope, id, {
      ...props,
      service: 'aws-sdk:sagemaker',
      action: 'createModelPackage',
      parameters: {
        ModelPackageGroupName: props.modelPackageGroupName,
        ModelApprovalStatus: props.approvalStatus ?? 'PendingManualApproval',
        InferenceSpecification: {
          Containers: [{ Image: props.imageUri, ModelDataUrl: props.modelDataUrl }],
          SupportedContentTypes: ['text/csv', 'application/json'],
          SupportedResponseMIMETypes: ['text/csv', 'application/json'],
        },
        ...(props.metricsS3Uri !== undefined && {
          ModelMetrics: {
            ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri: props.metricsS3Uri } },
          },
        }),
      },
    });
  }
}

/** Properties of {@link SageMakerStartPipelineExecution}. */
export interface SageMakerStartPipelineExecutionProps extends sfn.TaskStateBaseProps {
  /** Name or ARN of the pipeline. */
  readonly pipelineName: string;
  /** Values of its parameters. @default {} */
  readonly pipelineParameters?: { [name: string]: string };
}

/** Starts a SageMaker pipeline; it does not wait. */
export class SageMakerStartPipelineExecution extends ServiceTask {
  constructor(scope: Construct, id: string, props: SageMakerStartPipelineExecutionProps) {
    super(scope, id, {
      ...props,
      service: 'aws-sdk:sagemaker',
      action: 'startPipelineExecution',
      parameters: {
        PipelineName: props.pipelineName,
        PipelineParameters: Object.entries(props.pipelineParameters ?? {}).map(([Name, Value]) => ({ Name, Value })),
      },
    });
  }
}

/** Machines as the API wants them. */
export function clusterOf(cluster: JobCluster = {}): { readonly [name: string]: unknown } {
  return {
    InstanceType: cluster.instanceType ?? 'ml.m5.xlarge',
    InstanceCount: cluster.instanceCount ?? 1,
    VolumeSizeInGB: cluster.volumeSizeInGB ?? 30,
  };
}

function inputOf({ name, s3Uri, localPath }: ProcessingChannel): { readonly [name: string]: unknown } {
  return {
    InputName: name,
    S3Input: { S3Uri: s3Uri, LocalPath: localPath, S3DataType: 'S3Prefix', S3InputMode: 'File' },
  };
}

function outputOf({ name, s3Uri, localPath }: ProcessingChannel): { readonly [name: string]: unknown } {
  return { OutputName: name, S3Output: { S3Uri: s3Uri, LocalPath: localPath, S3UploadMode: 'EndOfJob' } };
}
