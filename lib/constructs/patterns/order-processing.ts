import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { defaultHandler } from '../handlers/default-handlers';
import { TaskHandlers } from '../handlers/task-handlers';
import { jsonata, text } from '../jsonata';
import { acknowledgeNag } from '../nag';
import { Saga } from '../saga';
import type { StepContext } from '../step';
import { Workflow } from '../workflow/workflow';
import { workflowOptions } from '../workflow/workflow-options';
import { approvalGate } from './order-approval';
import { claimedBefore, claimOrder, initialVariables, readClaim } from './order-claim';
import { notifyCustomer, publish, reportCompensation } from './order-messages';
import type { OrderProcessingProps } from './order-props';
import * as states from './order-states';
import { WorkflowPattern } from './pattern';
import { linkInOrder, linkTo } from './slots';
import { allowTableKey, patternTable } from './tables';

/**
 * Processes an order: claims it (a second start of the same order does nothing), validates it, asks a person where that is
 * needed, then reserves, authorizes, ships and captures. Whatever fails, all that was done is taken back in reverse.
 *
 * Slots: ValidateOrder, ScoreFraud, ReserveInventory, AuthorizePayment, ArrangeShipment, CapturePayment and their
 * compensations ReleaseInventory, VoidPayment, CancelShipment, RefundPayment.
 */
export class OrderProcessing extends WorkflowPattern {
  override readonly workflow: Workflow;
  readonly handlers: TaskHandlers;
  readonly table: dynamodb.ITable;
  readonly notifications: sns.ITopic;
  /** Messages about compensations that failed: a person has to put these orders right. */
  readonly failedCompensations: sqs.IQueue;
  readonly failedCompensationAlarm: cloudwatch.Alarm;
  private readonly props: OrderProcessingProps;
  private readonly context: states.OrderStatesContext;

  constructor(scope: Construct, id: string, props: OrderProcessingProps = {}) {
    super(scope, id);
    this.props = props;
    const express = props.stateMachineType === sfn.StateMachineType.EXPRESS;
    this.validate(express);
    this.table = props.table ?? patternTable(this);
    this.notifications = props.notifications ?? new sns.Topic(this, 'Notifications', { enforceSSL: true });
    this.failedCompensations = props.failedCompensations ?? this.makeQueue();
    if (props.failedCompensations === undefined) acknowledgeNag(this.failedCompensations, 'lastQueue');
    this.failedCompensationAlarm = this.makeAlarm();
    const taskTimeout = props.taskTimeout ?? Duration.seconds(express ? 4 : 30);
    this.handlers = new TaskHandlers(this, 'Handlers', {
      timeout: taskTimeout,
      environment: { TABLE_NAME: this.table.tableName, ...props.environment },
      ...(props.bundling !== undefined && { bundling: props.bundling }),
    });
    this.context = {
      scope: this._states,
      retries: express ? states.expressRetries : states.standardRetries,
      taskTimeout,
      table: this.table,
      eventBus: props.eventBus,
      eventSource: props.eventSource ?? 'stepwright.orders',
      topic: this.notifications,
      orderId: props.orderId ?? '$states.input.orderId',
      owner: props.owner ?? '$states.context.Execution.Id',
    };
    this.fillSlots();
    this.workflow = new Workflow(this, 'Workflow', {
      definitionBody: this._definition,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      stateMachineType: props.stateMachineType ?? sfn.StateMachineType.STANDARD,
      comment: 'Processes an order, once, and takes everything back if it fails.',
      ...this.timeoutOf(express),
      ...workflowOptions(props),
    });
    allowTableKey(this.table, this.stateMachine);
    this.node.defaultChild = this.workflow.stateMachine;
  }

  /** Orders that failed after something was done for them: how often the inventory was released. */
  metricCompensated(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.handlers.function('ReleaseInventory').metricInvocations(options);
  }

  /** How long people took to answer, in milliseconds; see {@link Approval}. */
  metricApprovalAge(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const { approval } = this.props;
    if (approval === undefined) throw new Error(`[${this.node.path}] approval is not given: nothing is asked.`);
    return approval.channel._metricAge(this, options);
  }

  /** Compensations that failed and wait for a person. */
  metricFailedCompensations(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.failedCompensations.metricApproximateNumberOfMessagesVisible(options);
  }

  /** @internal */
  protected override _stepContext(slot: string): StepContext {
    const { scope } = this.context;
    return {
      scope,
      slot,
      handler: (name, options) => this.handlers.add(name, options),
      invoke: (name, handler) => states.invoke(this.context, name, handler, `Fills the slot ${slot}.`),
      keep: (name, result) => ({
        assign: { results: jsonata(`$merge([$results, {${text(name)}: ${result}}])`) },
        outputs: jsonata(result),
      }),
    };
  }

  private validate(express: boolean): void {
    const { approval, itemConcurrency = 10 } = this.props;
    if (express && approval !== undefined) {
      throw new Error(
        `[${this.node.path}] approval is given and stateMachineType is EXPRESS: an Express workflow cannot wait for a task token. ` +
          'Use sfn.StateMachineType.STANDARD, or leave approval out.',
      );
    }
    if (!Number.isInteger(itemConcurrency) || itemConcurrency < 1 || itemConcurrency > 40) {
      throw new Error(`[${this.node.path}] itemConcurrency is ${itemConcurrency}; allowed are the integers 1 to 40.`);
    }
  }

  private timeoutOf(express: boolean): { timeout?: Duration } {
    const { timeout, approval } = this.props;
    if (timeout !== undefined) return { timeout };
    if (express || approval === undefined) return {};
    return { timeout: Duration.hours(24 + (approval.timeout ?? Duration.days(3)).toHours({ integral: false })) };
  }

  private makeQueue(): sqs.Queue {
    return new sqs.Queue(this, 'FailedCompensations', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
  }

  private makeAlarm(): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, 'FailedCompensationAlarm', {
      alarmDescription: 'An order failed and something done for it could not be taken back: a person has to look.',
      metric: this.failedCompensations.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'max',
      }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  private fillSlots(): void {
    const { context, _slots: slots } = this;
    const invoke = (name: string, folder: string, entry: string | undefined, comment: string) =>
      slots.define(name, states.invoke(context, name, this.handler(name, folder, entry, false), comment));
    const compensate = (name: string, folder: string, entry: string | undefined, comment: string) =>
      slots.define(name, states.compensate(context, name, this.handler(name, folder, entry, true), comment));
    const own = this.props.handlers ?? {};
    invoke('ValidateOrder', 'validate-order', own.validateOrder, 'Checks that the order is complete and adds it up.');
    if (this.props.fraudScoring ?? own.scoreFraud !== undefined) {
      invoke('ScoreFraud', 'score-fraud', own.scoreFraud, 'Says how likely the order is a fraud.');
    } else {
      slots.define('ScoreFraud', undefined);
    }
    const reserveItem = this.handler('ReserveItem', 'reserve-item', own.reserveItem, true);
    slots.define(
      'ReserveInventory',
      states.reserveInventory(
        context,
        reserveItem,
        this.props.items ?? '$order.items',
        this.props.itemConcurrency ?? 10,
      ),
    );
    compensate('ReleaseInventory', 'release-inventory', own.releaseInventory, 'Releases what was reserved.');
    invoke('AuthorizePayment', 'authorize-payment', own.authorizePayment, 'Holds the total on the customer’s card.');
    compensate('VoidPayment', 'void-payment', own.voidPayment, 'Gives the held amount back.');
    invoke('ArrangeShipment', 'arrange-shipment', own.arrangeShipment, 'Books the shipment.');
    compensate('CancelShipment', 'cancel-shipment', own.cancelShipment, 'Cancels the shipment.');
    invoke('CapturePayment', 'capture-payment', own.capturePayment, 'Takes the held amount.');
    compensate('RefundPayment', 'refund-payment', own.refundPayment, 'Pays the captured amount back.');
  }

  private handler(name: string, folder: string, entry: string | undefined, effects: boolean): lambda.IFunction {
    const handler = this.handlers.add(name, { entry: entry ?? defaultHandler(`orders/${folder}`) });
    // Only what has an effect records it.
    if (effects || ['AuthorizePayment', 'ArrangeShipment', 'CapturePayment'].includes(name)) {
      this.table.grant(handler, 'dynamodb:GetItem', 'dynamodb:PutItem');
      allowTableKey(this.table, handler);
    }
    return handler;
  }

  /** @internal */
  protected override _link(): sfn.IChainable {
    const { context } = this;
    const failed = this.linkFailure();
    const saga = new Saga(context.scope, 'Saga', {
      onFailure: failed,
      onCompensationFailed: {
        report: (scope, step) => reportCompensation(context, scope, this.failedCompensations, step),
      },
    });
    // What comes before the saga has nothing to take back.
    const prelude = ['ValidateOrder', 'ScoreFraud'].flatMap((name) => this._parts(name));
    for (const part of prelude) saga.guard(part);
    const approval = approvalGate(context, this.props.approval, failed);
    const step = (name: string, compensation: string, harmlessErrors: string[]) => {
      const action = this._parts(name)[0];
      const undo = this._parts(compensation)[0];
      if (action !== undefined)
        saga.step(name, { action, harmlessErrors, ...(undo !== undefined && { compensation: undo }) });
    };
    step('ReserveInventory', 'ReleaseInventory', []);
    step('AuthorizePayment', 'VoidPayment', ['PaymentDeclined']);
    step('ArrangeShipment', 'CancelShipment', ['AddressRejected']);
    step('CapturePayment', 'RefundPayment', []);
    const record = states.recordCompleted(context);
    saga.guard(record);
    record.next(this.announce());
    for (const end of saga.endStates) end.next(record);
    const body = linkInOrder(prelude);
    const next = approval ?? saga;
    if (body !== undefined) linkTo(body, next.startState);
    if (approval !== undefined) approval.linkOn(saga.startState);
    return this.claim(body?.start ?? next.startState);
  }

  private claim(goOn: sfn.State): sfn.IChainable {
    const claim = claimOrder(this.context);
    const read = readClaim(this.context);
    claim.next(goOn);
    claim.addCatch(read, {
      errors: ['DynamoDB.ConditionalCheckFailedException'],
      assign: initialVariables(this.context),
    });
    read.next(claimedBefore(this.context, goOn));
    return claim;
  }

  private announce(): sfn.IChainable {
    const { context } = this;
    return sfn.Parallel.jsonata(context.scope, 'Announce', {
      comment: 'The order is done; a failure here can be redriven and takes nothing back.',
      outputs: jsonata('$completed'),
    })
      .branch(publish(context, 'PublishOrderCompleted', 'OrderCompleted', { order: jsonata('$completed') }))
      .branch(notifyCustomer(context));
  }

  private linkFailure(): sfn.State {
    const { context } = this;
    const record = states.recordFailed(context);
    const tell = publish(context, 'PublishOrderFailed', 'OrderFailed', {
      orderId: jsonata('$orderId'),
      failure: jsonata('$failure'),
    });
    const fail = sfn.Fail.jsonata(context.scope, 'OrderFailed', {
      comment: 'All that was done for the order is taken back.',
      error: jsonata('$failure.error'),
      cause: jsonata(`$failure.state & ${text(': ')} & $failure.cause`),
    });
    record.next(tell);
    tell.next(fail);
    return record;
  }
}
