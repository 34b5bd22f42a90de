// The SageMaker jobs of MlPipeline. Their names are new for every attempt and redrive.
import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { jsonata, text } from '../jsonata';
import { clusterOf, SageMakerCreateHyperParameterTuningJob, SageMakerCreateProcessingJob } from '../tasks/sagemaker';
import { ServiceTask } from '../tasks/service-task';
import type { MlProcessing, MlTraining } from './ml-props';

/** What jobs are made with. */
export interface MlJobContext {
  readonly scope: Construct;
  readonly role: iam.IRole;
  /** JSONata for a name that no earlier attempt or redrive has used. */
  jobName(prefix: string, length?: number): string;
}

/** A processing job. */
export function processing(
  context: MlJobContext,
  id: string,
  prefix: string,
  props: MlProcessing,
  inputs: { name: string; s3Uri: string; localPath: string }[],
  output: string,
): sfn.IChainable {
  return new SageMakerCreateProcessingJob(context.scope, id, {
    queryLanguage: sfn.QueryLanguage.JSONATA,
    processingJobName: context.jobName(prefix),
    role: context.role,
    imageUri: props.imageUri,
    inputs,
    outputChannels: [
      { name: output, s3Uri: jsonata(`$run & ${text(`/${output}`)}`), localPath: '/opt/ml/processing/output' },
    ],
    ...(props.entrypoint !== undefined && { entrypoint: props.entrypoint }),
    ...(props.cluster !== undefined && { cluster: props.cluster }),
  });
}

function trainingDefinition(train: MlTraining, dataUri: string): { [name: string]: unknown } {
  return {
    AlgorithmSpecification: { TrainingImage: train.imageUri, TrainingInputMode: 'File' },
    InputDataConfig: [
      { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: dataUri } } },
    ],
    OutputDataConfig: { S3OutputPath: jsonata("$run & '/model'") },
    ResourceConfig: clusterOf(train.cluster),
    StoppingCondition: { MaxRuntimeInSeconds: (train.maxRuntime ?? Duration.days(1)).toSeconds() },
  };
}

/** A training job. */
export function training(context: MlJobContext, train: MlTraining, dataUri: string): sfn.IChainable {
  return new ServiceTask(context.scope, 'Train', {
    queryLanguage: sfn.QueryLanguage.JSONATA,
    integrationPattern: sfn.IntegrationPattern.RUN_JOB,
    service: 'sagemaker',
    action: 'createTrainingJob',
    parameters: {
      TrainingJobName: context.jobName('train'),
      RoleArn: context.role.roleArn,
      ...trainingDefinition(train, dataUri),
      ...(train.hyperParameters !== undefined && { HyperParameters: train.hyperParameters }),
    },
    assign: { modelDataUrl: jsonata('$states.result.ModelArtifacts.S3ModelArtifacts') },
  });
}

/** A tuning job; the best model goes on. */
export function tuning(
  context: MlJobContext,
  train: MlTraining,
  dataUri: string,
  config: { [name: string]: unknown },
): sfn.IChainable {
  const best = '$states.result.BestTrainingJob.TrainingJobName';
  return new SageMakerCreateHyperParameterTuningJob(context.scope, 'Tune', {
    queryLanguage: sfn.QueryLanguage.JSONATA,
    tuningJobName: context.jobName('tune', 32),
    role: context.role,
    config,
    trainingJobDefinition: {
      ...trainingDefinition(train, dataUri),
      ...(train.hyperParameters !== undefined && { StaticHyperParameters: train.hyperParameters }),
    },
    assign: { modelDataUrl: jsonata(`$run & '/model/' & ${best} & '/output/model.tar.gz'`) },
  });
}
