// What OrderProcessing tells others: the bus, the customer, and whoever has to put a failed compensation right.
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { jsonata } from '../jsonata';
import { PublishToTopic, SendToQueue } from '../tasks/with-key';
import { type OrderStatesContext, retry } from './order-states';

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
