// An endpoint: made or changed, waited for, asked once; the previous one comes back when the new one does not serve.
import { Duration, Stack } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { jsonata, text } from '../jsonata';
import { ServiceTask } from '../tasks/service-task';
import { causeOrNothing, createModel, guarded, type MlDeployContext, type MlDeployment } from './ml-model';
import { linkInOrder } from './slots';

const JSONATA = sfn.QueryLanguage.JSONATA;

/** What an endpoint is asked first. */
export interface Smoke {
  readonly endpointName: string;
  readonly smokeTestBody?: string;
  readonly smokeTestPattern?: string;
}

/** An endpoint with one variant. */
export function endpoint(
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
