// What starts a workflow: schedule, object in S3, queue, event, HTTP. Each makes the resource and the least role for it.
import type { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** When a workflow starts by the clock. */
export interface ScheduleTrigger {
  /** Rate, cron expression or one point in time. */
  readonly schedule: scheduler.ScheduleExpression;
  /** Input of the execution. @default - the scheduler's own */
  readonly input?: scheduler.ScheduleTargetInput;
  /** Start within this time after the point, to spread the load. @default - at the point */
  readonly window?: Duration;
}

/** Which objects of a bucket start a workflow. */
export interface S3Trigger {
  /** Beginning of the key. @default - any */
  readonly prefix?: string;
  /** End of the key. @default - any */
  readonly suffix?: string;
}

/** How messages of a queue start a workflow. */
export interface QueueTrigger {
  /** Messages that one execution gets at most, as a list. @default 1 */
  readonly batchSize?: number;
  /** How long messages are collected. @default - not at all */
  readonly batchingWindow?: Duration;
  /** Wait for the end of an Express execution, so that a failure brings the messages back. @default false */
  readonly waitForResult?: boolean;
}

/** Which events start a workflow. */
export interface EventTrigger {
  /** What events look like. */
  readonly eventPattern: events.EventPattern;
  /** Bus that is listened to. @default - the account's default bus */
  readonly eventBus?: events.IEventBus;
  /** Input of the execution. @default - the whole event */
  readonly input?: events.RuleTargetInput;
}

/** How a workflow is started over HTTP. */
export interface ApiTrigger {
  /** Answer with the result instead of the execution's ARN; Express only. @default false */
  readonly sync?: boolean;
  /** API to add to. @default - a new REST API that wants signed requests */
  readonly api?: apigateway.RestApi;
  /** Path below the root. @default - the root */
  readonly path?: string;
}

/** Starts by the clock. */
export function scheduleTrigger(
  scope: Construct,
  id: string,
  stateMachine: sfn.IStateMachine,
  options: ScheduleTrigger,
): scheduler.Schedule {
  return new scheduler.Schedule(scope, id, {
    schedule: options.schedule,
    target: new StepFunctionsStartExecution(stateMachine, {
      ...(options.input !== undefined && { input: options.input }),
    }),
    ...(options.window !== undefined && { timeWindow: scheduler.TimeWindow.flexible(options.window) }),
  });
}

/** Starts for every new object. The bucket has to send its events to EventBridge. */
export function s3Trigger(
  scope: Construct,
  id: string,
  stateMachine: sfn.IStateMachine,
  bucket: s3.IBucket,
  options: S3Trigger,
): events.Rule {
  const key = [
    ...(options.prefix === undefined ? [] : [{ prefix: options.prefix }]),
    ...(options.suffix === undefined ? [] : [{ suffix: options.suffix }]),
  ];
  if (key.length === 2) {
    throw new Error(
      `[${scope.node.path}/${id}] prefix and suffix are given; EventBridge matches any of them, not both. Give one.`,
    );
  }
  bucket.enableEventBridgeNotification();
  return new events.Rule(scope, id, {
    eventPattern: {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: { bucket: { name: [bucket.bucketName] }, ...(key.length > 0 && { object: { key } }) },
    },
    targets: [new targets.SfnStateMachine(stateMachine)],
  });
}

/** Starts for every matching event. */
export function eventTrigger(
  scope: Construct,
  id: string,
  stateMachine: sfn.IStateMachine,
  options: EventTrigger,
): events.Rule {
  return new events.Rule(scope, id, {
    eventPattern: options.eventPattern,
    ...(options.eventBus !== undefined && { eventBus: options.eventBus }),
    targets: [
      new targets.SfnStateMachine(stateMachine, { ...(options.input !== undefined && { input: options.input }) }),
    ],
  });
}

/** Starts for messages of a queue, through a pipe. */
export function queueTrigger(
  scope: Construct,
  id: string,
  stateMachine: sfn.IStateMachine,
  queue: sqs.IQueue,
  options: QueueTrigger,
): pipes.CfnPipe {
  const role = new iam.Role(scope, `${id}Role`, { assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com') });
  queue.grantConsumeMessages(role);
  if (options.waitForResult === true) stateMachine.grantStartSyncExecution(role);
  else stateMachine.grantStartExecution(role);
  return new pipes.CfnPipe(scope, id, {
    roleArn: role.roleArn,
    source: queue.queueArn,
    sourceParameters: {
      sqsQueueParameters: {
        batchSize: options.batchSize ?? 1,
        ...(options.batchingWindow !== undefined && {
          maximumBatchingWindowInSeconds: options.batchingWindow.toSeconds(),
        }),
      },
    },
    target: stateMachine.stateMachineArn,
    targetParameters: {
      stepFunctionStateMachineParameters: {
        invocationType: options.waitForResult === true ? 'REQUEST_RESPONSE' : 'FIRE_AND_FORGET',
      },
    },
  });
}

/** Adds `POST <path>` that starts an execution with the request's body as input. */
export function apiTrigger(
  scope: Construct,
  id: string,
  stateMachine: sfn.IStateMachine,
  options: ApiTrigger,
): apigateway.Method {
  const api =
    options.api ??
    new apigateway.RestApi(scope, id, {
      defaultMethodOptions: { authorizationType: apigateway.AuthorizationType.IAM },
    });
  const resource = options.path === undefined ? api.root : api.root.resourceForPath(options.path);
  const sync = options.sync === true;
  const role = new iam.Role(scope, `${id}Role`, { assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com') });
  if (sync) stateMachine.grantStartSyncExecution(role);
  else stateMachine.grantStartExecution(role);
  const integration = new apigateway.AwsIntegration({
    service: 'states',
    action: sync ? 'StartSyncExecution' : 'StartExecution',
    options: {
      credentialsRole: role,
      passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
      requestTemplates: { 'application/json': requestTemplate(stateMachine) },
      integrationResponses: sync ? syncResponses : asyncResponses,
    },
  });
  return resource.addMethod('POST', integration, {
    methodResponses: [{ statusCode: '200' }, { statusCode: '400' }, { statusCode: '500' }],
  });
}

// The body goes into the request as text: escaped as JSON wants it, which leaves single quotes alone.
function requestTemplate(stateMachine: sfn.IStateMachine): string {
  const body = '$util.escapeJavaScript($input.json(\'$\')).replaceAll("\\\\\'", "\'")';
  return `{"stateMachineArn": "${stateMachine.stateMachineArn}", "input": "${body}"}`;
}

const serverFault = {
  statusCode: '500',
  selectionPattern: '5\\d{2}',
  responseTemplates: { 'application/json': '{"message": "internal error"}' },
};
const clientFault = {
  statusCode: '400',
  selectionPattern: '4\\d{2}',
  responseTemplates: { 'application/json': '{"message": "bad request"}' },
};
const asyncResponses = [{ statusCode: '200' }, clientFault, serverFault];
// A failed execution is answered with HTTP 200 by the service; the template tells it apart.
const syncResponses = [
  {
    statusCode: '200',
    responseTemplates: {
      'application/json': [
        "#set($result = $util.parseJson($input.json('$')))",
        "#if($result.status == 'SUCCEEDED')$result.output",
        '#else#set($context.responseOverride.status = 500){"error": "$result.error"}#end',
      ].join('\n'),
    },
  },
  clientFault,
  serverFault,
];
