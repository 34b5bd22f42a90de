// What all deployments of a model share.
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { jsonata } from '../jsonata';
import { ServiceTask } from '../tasks/service-task';

/** What a deployment is made with. */
export interface MlDeployContext {
  readonly scope: Construct;
  readonly role: iam.IRole;
  readonly inferenceImageUri: string;
  /** JSONata for the model artifact in S3. */
  readonly modelDataUrl: string;
  /** JSONata for a name that is new for every attempt. */
  name(prefix: string): string;
  /** Function that looks at the first answer. */
  smokeTest(): lambda.IFunction;
  /** Where it goes on when the deployment fails; the variable `failure` tells why. */
  readonly onFailure: sfn.State;
}

/** A deployment with its way in and its way out. */
export interface MlDeployment {
  readonly start: sfn.State;
  readonly ends: readonly sfn.INextable[];
}

/** A timeout has no cause. */
export const causeOrNothing = jsonata("$states.errorOutput.Cause ? $states.errorOutput.Cause : ''");

/** Makes the model known to SageMaker under a new name. */
export function createModel({ scope, role, inferenceImageUri, modelDataUrl, name }: MlDeployContext): ServiceTask {
  const modelName = name('model');
  return new ServiceTask(scope, 'CreateModel', {
    queryLanguage: sfn.QueryLanguage.JSONATA,
    service: 'sagemaker',
    action: 'createModel',
    parameters: {
      ModelName: modelName,
      ExecutionRoleArn: role.roleArn,
      PrimaryContainer: { Image: inferenceImageUri, ModelDataUrl: modelDataUrl },
    },
    assign: { modelName: jsonata("$split($states.result.ModelArn, '/')[-1]") },
  });
}

/** Lets every task of a deployment go on at `onFailure`. */
export function guarded(context: MlDeployContext, deployment: MlDeployment): MlDeployment {
  for (const state of sfn.State.findReachableStates(deployment.start, { includeErrorHandlers: true })) {
    if (
      !(state instanceof sfn.TaskStateBase) ||
      ['AskEndpoint', 'SmokeTest', 'RestorePreviousConfig'].includes(state.stateId)
    )
      continue;
    state.addCatch(context.onFailure, {
      assign: { failure: { state: state.stateId, error: jsonata('$states.errorOutput.Error'), cause: causeOrNothing } },
    });
  }
  return deployment;
}
