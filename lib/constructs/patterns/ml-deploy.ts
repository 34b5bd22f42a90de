// How MlPipeline brings a registered model to where it answers.
import { Duration, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { clusterOf, type JobCluster } from '../tasks/sagemaker';
import { ServiceTask } from '../tasks/service-task';
import { jsonata, text } from './jsonata';
import { linkInOrder } from './slots';

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

const JSONATA = sfn.QueryLanguage.JSONATA;

function createModel({ scope, role, inferenceImageUri, modelDataUrl, name }: MlDeployContext): ServiceTask {
  const modelName = name('model');
  return new ServiceTask(scope, 'CreateModel', {
    queryLanguage: JSONATA,
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

function batchTransform(context: MlDeployContext, props: BatchTransformDeployProps): MlDeployment {
  const { scope } = context;
  const { VolumeSizeInGB: _none, ...resources } = clusterOf(props.cluster);
  const transform = new ServiceTask(scope, 'BatchTransform', {
    queryLanguage: JSONATA,
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

interface Smoke {
  readonly endpointName: string;
  readonly smokeTestBody?: string;
  readonly smokeTestPattern?: string;
}

function endpoint(
  context: MlDeployContext,
  props: Smoke,
  variant: object,
  deployment: object | undefined,
): MlDeployment {
  const { scope } = context;
  const service = (
    id: string,
    name: string,
    action: string,
    parameters: { [name: string]: unknown },
    assign?: { [name: string]: unknown },
  ) =>
    new ServiceTask(scope, id, {
      queryLanguage: JSONATA,
      service: name,
      action,
      parameters,
      ...(assign !== undefined && { assign }),
    });
  const EndpointName = props.endpointName;
  const config = service(
    'CreateEndpointConfig',
    'sagemaker',
    'createEndpointConfig',
    {
      EndpointConfigName: context.name('config'),
      ProductionVariants: [{ VariantName: 'main', ModelName: jsonata('$modelName'), ...variant }],
    },
    { configName: jsonata("$split($states.result.EndpointConfigArn, '/')[-1]") },
  );
  const find = service(
    'FindEndpoint',
    'aws-sdk:sagemaker',
    'describeEndpoint',
    { EndpointName },
    { previousConfig: jsonata('$states.result.EndpointConfigName') },
  );
  const update = service('UpdateEndpoint', 'sagemaker', 'updateEndpoint', {
    EndpointName,
    EndpointConfigName: jsonata('$configName'),
    ...(deployment !== undefined && { DeploymentConfig: deployment }),
  });
  const create = service('CreateEndpoint', 'sagemaker', 'createEndpoint', {
    EndpointName,
    EndpointConfigName: jsonata('$configName'),
  });
  const ready = waitUntilReady(context, EndpointName, props);
  create.next(ready.start);
  update.next(ready.start);
  find.next(update);
  // An endpoint that is not there yet is answered with this error.
  find.addCatch(create, { errors: ['SageMaker.SageMakerException'], assign: { previousConfig: '' } });
  const first = linkInOrder([createModel(context), config])!;
  for (const end of first.ends) end.next(find);
  return guarded(context, { start: first.start, ends: ready.ends });
}

function waitUntilReady(context: MlDeployContext, endpointName: string, props: Smoke): MlDeployment {
  const { scope } = context;
  const wait = sfn.Wait.jsonata(scope, 'WaitForEndpoint', { time: sfn.WaitTime.duration(Duration.seconds(30)) });
  const describe = new ServiceTask(scope, 'DescribeEndpoint', {
    queryLanguage: JSONATA,
    service: 'aws-sdk:sagemaker',
    action: 'describeEndpoint',
    parameters: { EndpointName: endpointName },
    outputs: { status: jsonata('$states.result.EndpointStatus'), config: jsonata('$states.result.EndpointConfigName') },
  });
  const live = sfn.Pass.jsonata(scope, 'EndpointLive', {});
  const broken = sfn.Pass.jsonata(scope, 'EndpointBroken', {
    assign: {
      failure: {
        state: 'WaitForEndpoint',
        error: 'EndpointFailed',
        cause: jsonata("'the endpoint is ' & $states.input.status"),
      },
    },
  });
  const restore = restorePrevious(context, endpointName);
  broken.next(restore);
  const next = props.smokeTestBody === undefined ? live : smokeTest(context, endpointName, props, live, restore);
  wait.next(describe);
  describe.next(
    sfn.Choice.jsonata(scope, 'EndpointReady?')
      // SageMaker went back to the previous configuration by itself when an alarm went off.
      .when(
        sfn.Condition.jsonata(jsonata("$states.input.status = 'InService' and $states.input.config = $configName")),
        next,
      )
      .when(
        sfn.Condition.jsonata(
          jsonata("$states.input.status in ['InService', 'Failed', 'OutOfService', 'UpdateRollbackFailed']"),
        ),
        broken,
      )
      .otherwise(wait),
  );
  return { start: wait, ends: [live] };
}

function smokeTest(
  context: MlDeployContext,
  endpointName: string,
  props: Smoke,
  live: sfn.State,
  restore: sfn.State,
): sfn.State {
  const { scope } = context;
  const ask = new ServiceTask(scope, 'AskEndpoint', {
    queryLanguage: JSONATA,
    service: 'aws-sdk:sagemakerruntime',
    action: 'invokeEndpoint',
    parameters: { EndpointName: endpointName, ContentType: 'text/csv', Body: props.smokeTestBody },
    resources: { 'sagemaker:InvokeEndpoint': [endpointArn(scope, endpointName)] },
  });
  const test = tasks.LambdaInvoke.jsonata(scope, 'SmokeTest', {
    lambdaFunction: context.smokeTest(),
    payload: sfn.TaskInput.fromObject({
      body: jsonata('$states.input.Body'),
      ...(props.smokeTestPattern !== undefined && { pattern: props.smokeTestPattern }),
    }),
    outputs: jsonata('$states.result.Payload'),
  });
  for (const state of [ask, test]) {
    state.addCatch(restore, {
      assign: { failure: { state: state.stateId, error: jsonata('$states.errorOutput.Error'), cause: causeOrNothing } },
    });
  }
  ask.next(test);
  test.next(live);
  return ask;
}

/** A timeout has no cause. */
export const causeOrNothing = jsonata("$states.errorOutput.Cause ? $states.errorOutput.Cause : ''");

// The endpoint answers as before; the execution fails all the same, because the new model does not serve.
function restorePrevious(context: MlDeployContext, endpointName: string): sfn.State {
  const { scope, onFailure } = context;
  const restore = new ServiceTask(scope, 'RestorePreviousConfig', {
    queryLanguage: JSONATA,
    service: 'sagemaker',
    action: 'updateEndpoint',
    parameters: { EndpointName: endpointName, EndpointConfigName: jsonata('$previousConfig') },
  });
  restore.addCatch(onFailure);
  restore.next(onFailure);
  return sfn.Choice.jsonata(scope, 'HadPrevious?')
    .when(sfn.Condition.jsonata(jsonata(`$previousConfig != ${text('')}`)), restore)
    .otherwise(onFailure);
}

function endpointArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName: name.toLowerCase() });
}

function guarded(context: MlDeployContext, deployment: MlDeployment): MlDeployment {
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
