// The states of OrderProcessing, one function each. The data path: the order is kept in variables from the first state on
// (`order`, `orderId`), every handler's result under its state's name in `results`, what went wrong in `failure`.
import { Duration } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { jsonata, text } from '../jsonata';
import { PublishToTopic, SendToQueue } from '../tasks/with-key';

const { DynamoAttributeValue } = tasks;

/** How often and how patiently tasks are retried; Express has five minutes for everything. */
export interface RetryBudget {
  readonly maxAttempts: number;
  readonly interval: Duration;
  readonly maxDelay: Duration;
}

export const standardRetries: RetryBudget = {
  maxAttempts: 5,
  interval: Duration.seconds(2),
  maxDelay: Duration.minutes(1),
};
// Seventeen tasks stand on the longest way (everything fails at its last attempt, and so does every compensation): with
// attempts of 4 seconds that is 255 seconds, less than the 300 of an Express execution.
export const expressRetries: RetryBudget = {
  maxAttempts: 2,
  interval: Duration.seconds(1),
  maxDelay: Duration.seconds(2),
};

/** What all state makers need to know. */
export interface OrderStatesContext {
  readonly scope: Construct;
  readonly retries: RetryBudget;
  readonly taskTimeout: Duration;
  readonly table: dynamodb.ITable;
  readonly eventBus: events.IEventBus | undefined;
  readonly eventSource: string;
  readonly topic: sns.ITopic;
  /** JSONata for the order's id, from the input. */
  readonly orderId: string;
  /** JSONata for who claims the order, from `$order`. */
  readonly owner: string;
}

const lambdaTransient = [
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'TooManyRequests',
];
const dynamoTransient = [
  'DynamoDB.ProvisionedThroughputExceededException',
  'DynamoDB.ThrottlingException',
  'DynamoDB.InternalServerError',
  'DynamoDB.SdkClientException',
];

function retry(context: OrderStatesContext, errors: string[]): sfn.RetryProps {
  return { errors, backoffRate: 2, jitterStrategy: sfn.JitterType.FULL, ...context.retries };
}

/** What every handler is given; see lambdas/orders/order.ts. */
function payload(stateName: string, more: Record<string, unknown> = {}, keyTail = ''): sfn.TaskInput {
  return sfn.TaskInput.fromObject({
    orderId: jsonata('$orderId'),
    order: jsonata('$order'),
    results: jsonata('$results'),
    idempotencyKey: jsonata(`$orderId & ${text(`/${stateName}`)}${keyTail}`),
    attempt: jsonata('$states.context.State.RetryCount'),
    ...more,
  });
}

/** A state that calls a handler and keeps its result. */
export function invoke(
  context: OrderStatesContext,
  name: string,
  handler: lambda.IFunction,
  comment: string,
): tasks.LambdaInvoke {
  return tasks.LambdaInvoke.jsonata(context.scope, name, {
    comment,
    lambdaFunction: handler,
    payload: payload(name),
    retryOnServiceExceptions: false,
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
    outputs: jsonata('$states.result.Payload'),
    assign: { results: jsonata(`$merge([$results, {${text(name)}: $states.result.Payload}])`) },
  }).addRetry(retry(context, lambdaTransient)) as tasks.LambdaInvoke;
}

/** A state that takes back what another did; its handler is told why. */
export function compensate(
  context: OrderStatesContext,
  name: string,
  handler: lambda.IFunction,
  comment: string,
): tasks.LambdaInvoke {
  return tasks.LambdaInvoke.jsonata(context.scope, name, {
    comment,
    lambdaFunction: handler,
    payload: payload(name, { failure: jsonata('$failure') }),
    retryOnServiceExceptions: false,
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
    outputs: jsonata('$states.result.Payload'),
  }).addRetry({ ...retry(context, ['States.ALL']) }) as tasks.LambdaInvoke;
}

/** Reserves the items of the order, some at a time. */
export function reserveInventory(
  context: OrderStatesContext,
  handler: lambda.IFunction,
  items: string,
  concurrency: number,
): sfn.Map {
  const reserve = tasks.LambdaInvoke.jsonata(context.scope, 'ReserveItem', {
    comment: 'Reserves one product.',
    lambdaFunction: handler,
    payload: payload('ReserveItem', { item: jsonata('$states.input') }, " & '/' & $states.input.sku"),
    retryOnServiceExceptions: false,
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
    outputs: jsonata('$states.result.Payload'),
  }).addRetry(retry(context, lambdaTransient));
  return sfn.Map.jsonata(context.scope, 'ReserveInventory', {
    comment: 'Reserves every product of the order.',
    items: sfn.ProvideItems.jsonata(jsonata(items)),
    maxConcurrency: concurrency,
    assign: { results: jsonata("$merge([$results, {'ReserveInventory': $states.result}])") },
  }).itemProcessor(reserve);
}

/** Writes the order's record unless there is one: a second start of the same order ends at `ReadClaim`. */
export function claimOrder(context: OrderStatesContext): tasks.DynamoPutItem {
  return tasks.DynamoPutItem.jsonata(context.scope, 'ClaimOrder', {
    comment: 'Makes this execution the one that processes the order.',
    table: context.table,
    item: {
      pk: DynamoAttributeValue.fromString(jsonata(context.orderId)),
      sk: DynamoAttributeValue.fromString('ORDER'),
      status: DynamoAttributeValue.fromString('IN_PROGRESS'),
      executionId: DynamoAttributeValue.fromString(
        // The variable is assigned after this state.
        jsonata(context.owner.includes('$order') ? `($order := $states.input; ${context.owner})` : context.owner),
      ),
      claimedAt: DynamoAttributeValue.fromString(jsonata('$states.context.State.EnteredTime')),
    },
    conditionExpression: 'attribute_not_exists(pk)',
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
    outputs: jsonata('$states.input'),
    assign: initialVariables(context),
  }).addRetry(retry(context, dynamoTransient)) as tasks.DynamoPutItem;
}

/** The variables that all later states rely on. */
export function initialVariables(context: OrderStatesContext): { [name: string]: unknown } {
  return { order: jsonata('$states.input'), orderId: jsonata(context.orderId), results: {} };
}

/** Reads what another execution, or an earlier attempt of this one, wrote. */
export function readClaim(context: OrderStatesContext): tasks.DynamoGetItem {
  return tasks.DynamoGetItem.jsonata(context.scope, 'ReadClaim', {
    comment: 'Looks who claimed the order before.',
    table: context.table,
    key: { pk: DynamoAttributeValue.fromString(jsonata('$orderId')), sk: DynamoAttributeValue.fromString('ORDER') },
    consistentRead: true,
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
    outputs: jsonata('$states.result.Item'),
  }).addRetry(retry(context, dynamoTransient)) as tasks.DynamoGetItem;
}

/** Tells an order that is done, one that this execution claimed itself, and one that another is working on apart. */
export function claimedBefore(context: OrderStatesContext, goOn: sfn.IChainable): sfn.Choice {
  const done = sfn.Succeed.jsonata(context.scope, 'ReturnStoredResult', {
    comment: 'The order is completed: its result is the result.',
    outputs: jsonata('$parse($states.input.result.S)'),
  });
  const duplicate = sfn.Succeed.jsonata(context.scope, 'Duplicate', {
    comment: 'Another execution has the order.',
    outputs: {
      orderId: jsonata('$orderId'),
      status: jsonata('$states.input.status.S'),
      duplicate: true,
      executionId: jsonata('$states.input.executionId.S'),
    },
  });
  return sfn.Choice.jsonata(context.scope, 'ClaimedBefore?')
    .when(sfn.Condition.jsonata(jsonata("$states.input.status.S = 'COMPLETED'")), done)
    .when(
      sfn.Condition.jsonata(
        jsonata(`$states.input.status.S = 'IN_PROGRESS' and $states.input.executionId.S = ${context.owner}`),
      ),
      goOn,
    )
    .otherwise(duplicate);
}

/** Keeps the result with the order, so that a later duplicate gets it too. */
export function recordCompleted(context: OrderStatesContext): tasks.DynamoUpdateItem {
  const result =
    "{'orderId': $orderId, 'status': 'COMPLETED', 'total': $results.ValidateOrder.total, 'results': $results}";
  return tasks.DynamoUpdateItem.jsonata(context.scope, 'RecordCompleted', {
    comment: 'Keeps the result with the order.',
    ...record(context),
    expressionAttributeValues: {
      ':status': DynamoAttributeValue.fromString('COMPLETED'),
      ':result': DynamoAttributeValue.fromString(jsonata(`$string(${result})`)),
      ':at': DynamoAttributeValue.fromString(jsonata('$states.context.State.EnteredTime')),
    },
    outputs: jsonata(result),
    assign: { completed: jsonata(result) },
  }).addRetry(retry(context, dynamoTransient)) as tasks.DynamoUpdateItem;
}

/** Keeps with the order why it failed. */
export function recordFailed(context: OrderStatesContext): tasks.DynamoUpdateItem {
  return tasks.DynamoUpdateItem.jsonata(context.scope, 'RecordFailed', {
    comment: 'Keeps with the order why it failed.',
    ...record(context),
    expressionAttributeValues: {
      ':status': DynamoAttributeValue.fromString('FAILED'),
      ':result': DynamoAttributeValue.fromString(jsonata('$string($failure)')),
      ':at': DynamoAttributeValue.fromString(jsonata('$states.context.State.EnteredTime')),
    },
    outputs: jsonata('$failure'),
  }).addRetry(retry(context, dynamoTransient)) as tasks.DynamoUpdateItem;
}

function record(context: OrderStatesContext) {
  return {
    table: context.table,
    key: { pk: DynamoAttributeValue.fromString(jsonata('$orderId')), sk: DynamoAttributeValue.fromString('ORDER') },
    updateExpression: 'SET #status = :status, #result = :result, endedAt = :at',
    expressionAttributeNames: { '#status': 'status', '#result': 'result' },
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
  };
}

/** Tells the world on the event bus. */
export function publish(
  context: OrderStatesContext,
  name: string,
  detailType: string,
  detail: Record<string, unknown>,
): tasks.EventBridgePutEvents {
  return tasks.EventBridgePutEvents.jsonata(context.scope, name, {
    comment: `Puts the event "${detailType}" on the bus.`,
    entries: [
      {
        source: context.eventSource,
        detailType,
        detail: sfn.TaskInput.fromObject(detail),
        ...(context.eventBus !== undefined && { eventBus: context.eventBus }),
      },
    ],
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
    outputs: jsonata('$states.input'),
  }).addRetry(retry(context, ['States.ALL'])) as tasks.EventBridgePutEvents;
}

/** Tells the customer. The order is done, so nothing that goes wrong here may fail it. */
export function notifyCustomer(context: OrderStatesContext): tasks.SnsPublish {
  const skipped = sfn.Pass.jsonata(context.scope, 'NotificationSkipped', {
    comment: 'The order is done all the same.',
  });
  return new PublishToTopic(context.scope, 'NotifyCustomer', {
    queryLanguage: sfn.QueryLanguage.JSONATA,
    comment: 'Tells the customer.',
    topic: context.topic,
    subject: jsonata("'Your order ' & $orderId & ' is complete'"),
    message: sfn.TaskInput.fromObject({
      orderId: jsonata('$orderId'),
      customerId: jsonata('$order.customer.id'),
      total: jsonata('$results.ValidateOrder.total'),
    }),
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
    outputs: jsonata('$states.input'),
  })
    .addRetry(retry(context, ['States.ALL']))
    .addCatch(skipped) as tasks.SnsPublish;
}

/** Reports a compensation that failed for good: a person has to put it right. */
export function reportCompensation(
  context: OrderStatesContext,
  scope: Construct,
  queue: sqs.IQueue,
  step: string,
): tasks.SqsSendMessage {
  return new SendToQueue(scope, `Report${step}`, {
    queryLanguage: sfn.QueryLanguage.JSONATA,
    comment: `What ${step} did could not be taken back; a person has to look.`,
    queue,
    messageBody: sfn.TaskInput.fromObject({
      orderId: jsonata('$orderId'),
      step,
      failure: jsonata('$failure'),
      compensationFailure: jsonata('$compensationFailure'),
      executionId: jsonata('$states.context.Execution.Id'),
      results: jsonata('$results'),
    }),
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
    outputs: jsonata('$states.input'),
  }).addRetry(retry(context, ['States.ALL'])) as tasks.SqsSendMessage;
}
