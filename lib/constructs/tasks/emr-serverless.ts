import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { ServiceTask } from './service-task';

/** Properties of {@link EmrServerlessStartJobRun}. */
export interface EmrServerlessStartJobRunProps extends sfn.TaskStateBaseProps {
  /** Id of the application. */
  readonly applicationId: string;
  /** ARN of the role that the job works as. */
  readonly executionRoleArn: string;
  /** Script or jar in S3. */
  readonly entryPoint: string;
  /** Arguments; those that begin with `$.` are paths into the input. @default [] */
  readonly entryPointArguments?: string[];
  /** Options of spark-submit. @default - none */
  readonly sparkSubmitParameters?: string;
}

/** Runs a Spark job on EMR Serverless and waits for its end. */
export class EmrServerlessStartJobRun extends ServiceTask {
  constructor(scope: Construct, id: string, props: EmrServerlessStartJobRunProps) {
    super(scope, id, {
      integrationPattern: sfn.IntegrationPattern.RUN_JOB,
      ...props,
      service: 'emr-serverless',
      action: 'startJobRun',
      parameters: {
        ApplicationId: props.applicationId,
        ExecutionRoleArn: props.executionRoleArn,
        JobDriver: {
          SparkSubmit: {
            EntryPoint: props.entryPoint,
            ...entryPointArguments(props.entryPointArguments ?? []),
            ...(props.sparkSubmitParameters !== undefined && { SparkSubmitParameters: props.sparkSubmitParameters }),
          },
        },
      },
    });
  }
}

// A path cannot stand inside a list; the list itself is computed then.
function entryPointArguments(given: readonly string[]): { readonly [name: string]: unknown } {
  if (given.length === 0) return {};
  if (!given.some((argument) => argument.startsWith('$.'))) return { EntryPointArguments: given };
  const quoted = given.map((argument) =>
    argument.startsWith('$.') ? argument : `'${argument.replace(/[\\'{}]/g, '\\$&')}'`,
  );
  return { 'EntryPointArguments.$': `States.Array(${quoted.join(', ')})` };
}
