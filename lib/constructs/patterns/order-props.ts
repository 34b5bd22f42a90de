import type { Duration } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { ApprovalTimeout } from '../approval/approval';
import type { ApprovalChannel } from '../approval/approval-channel';
import type { HandlerBundling } from '../handlers/task-handlers';
import type { WorkflowOptions } from '../workflow/workflow-options';

/** When and how a person has to agree to an order. */
export interface OrderApproval {
  /** JSONata condition; `$order`, `$results` and `$orderId` are known. @example "$results.ValidateOrder.total > 500000" */
  readonly when: string;
  /** How the question is asked. */
  readonly channel: ApprovalChannel;
  /** How long the answer may take. @default Duration.days(3) */
  readonly timeout?: Duration;
  /** What no answer in time means. @default ApprovalTimeout.REJECT */
  readonly onTimeout?: ApprovalTimeout;
}

/** Entries of the handlers, each a source file. What is not given is done by the handlers that come with the package. */
export interface OrderHandlers {
  /** @default - lambdas/orders/validate-order */
  readonly validateOrder?: string;
  /** @default - lambdas/orders/score-fraud, if `fraudScoring` is on */
  readonly scoreFraud?: string;
  /** @default - lambdas/orders/reserve-item */
  readonly reserveItem?: string;
  /** @default - lambdas/orders/release-inventory */
  readonly releaseInventory?: string;
  /** @default - lambdas/orders/authorize-payment */
  readonly authorizePayment?: string;
  /** @default - lambdas/orders/void-payment */
  readonly voidPayment?: string;
  /** @default - lambdas/orders/arrange-shipment */
  readonly arrangeShipment?: string;
  /** @default - lambdas/orders/cancel-shipment */
  readonly cancelShipment?: string;
  /** @default - lambdas/orders/capture-payment */
  readonly capturePayment?: string;
  /** @default - lambdas/orders/refund-payment */
  readonly refundPayment?: string;
}

/** Properties of {@link OrderProcessing}. */
export interface OrderProcessingProps extends WorkflowOptions {
  /** Standard or Express; Express has no approval. @default sfn.StateMachineType.STANDARD */
  readonly stateMachineType?: sfn.StateMachineType;
  /** JSONata for the order's id in the input. @default '$states.input.orderId' */
  readonly orderId?: string;
  /**
   * JSONata for who claims the order; `$order` is the input. An execution that finds the order claimed by the same owner goes on
   * with it: a workflow that starts this one again after a timeout gives its own execution.
   * @default '$states.context.Execution.Id'
   */
  readonly owner?: string;
  /** JSONata for the items to reserve, each with a `sku`. @default '$order.items' */
  readonly items?: string;
  /** How many items are reserved at once, 1 to 40. @default 10 */
  readonly itemConcurrency?: number;
  /** Score orders for fraud before they are processed. @default false */
  readonly fraudScoring?: boolean;
  /** When a person has to agree. @default - never */
  readonly approval?: OrderApproval;
  /** Handlers of your own. @default - those that come with the package */
  readonly handlers?: OrderHandlers;
  /** Environment of all handlers. @default - TABLE_NAME */
  readonly environment?: { [name: string]: string };
  /** How handlers are bundled. @default - see {@link TaskHandlers} */
  readonly bundling?: HandlerBundling;
  /** Table with the string keys `pk` and `sk`, for orders and what was done for them. @default - a new one, retained */
  readonly table?: dynamodb.ITable;
  /** Bus for `OrderCompleted` and `OrderFailed`. @default - the account's default bus */
  readonly eventBus?: events.IEventBus;
  /** Source of the events. @default 'stepwright.orders' */
  readonly eventSource?: string;
  /** Topic that customers are notified through. @default - a new one */
  readonly notifications?: sns.ITopic;
  /** Queue for compensations that failed. @default - a new one */
  readonly failedCompensations?: sqs.IQueue;
  /** How long one execution may take. @default - 1 day (and the approval's timeout) for Standard, 5 minutes for Express */
  readonly timeout?: Duration;
  /** How long one task may take. @default Duration.seconds(30) for Standard, Duration.seconds(4) for Express */
  readonly taskTimeout?: Duration;
}
