// The states of OrderProcessing, one function each. The data path: the order is kept in variables from the first state on
// (`order`, `orderId`), every handler's result under its state's name in `results`, what went wrong in `failure`.
import { Duration } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { jsonata, text } from '../jsonata';

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
/** Errors of DynamoDB that are only for the moment. */
export const dynamoTransient = [
  'DynamoDB.ProvisionedThroughputExceededException',
  'DynamoDB.ThrottlingException',
  'DynamoDB.InternalServerError',
  'DynamoDB.SdkClientException',
];

/** Retries of these errors within the budget. */
export function retry(context: OrderStatesContext, errors: string[]): sfn.RetryProps {
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
