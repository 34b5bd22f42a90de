import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeNag } from '../nag';

/** Ends of an execution that somebody has to look at. */
export const failureStatuses = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/** Where executions that did not succeed are told of. */
export interface FailureDestinationOptions {
  /** Queue for the messages. @default - a new one that keeps them 14 days */
  readonly queue?: sqs.IQueue;
  /** Which ends are told of. @default ['FAILED', 'TIMED_OUT', 'ABORTED'] */
  readonly statuses?: string[];
}

/**
 * Puts a message into a queue for every execution that did not succeed. It holds what a redrive or a new start needs:
 * `executionArn`, `stateMachineArn`, `name`, `status`, `input`, `error`, `cause`, `redriveCount`. Standard workflows only:
 * Express ones send no events.
 */
export class FailureDestination extends Construct {
  readonly queue: sqs.IQueue;
  readonly rule: events.Rule;

  constructor(scope: Construct, id: string, stateMachine: sfn.IStateMachine, options: FailureDestinationOptions) {
    super(scope, id);
    const statuses = options.statuses ?? failureStatuses;
    const unknown = statuses.filter((status) => !failureStatuses.includes(status));
    if (statuses.length === 0 || unknown.length > 0) {
      throw new Error(
        `[${this.node.path}] statuses are ${statuses.join(', ') || 'none'}; allowed are ${failureStatuses.join(', ')}.`,
      );
    }
    this.queue =
      options.queue ??
      new sqs.Queue(this, 'Queue', {
        encryption: sqs.QueueEncryption.SQS_MANAGED,
        enforceSSL: true,
        retentionPeriod: Duration.days(14),
      });
    if (options.queue === undefined) acknowledgeNag(this.queue, 'lastQueue');
    const detail = (name: string) => events.EventField.fromPath(`$.detail.${name}`);
    const fields = ['executionArn', 'stateMachineArn', 'name', 'status', 'input', 'error', 'cause', 'redriveCount'];
    this.rule = new events.Rule(this, 'Rule', {
      description: 'Keeps executions that did not succeed until somebody redrives them.',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: statuses, stateMachineArn: [stateMachine.stateMachineArn] },
      },
      targets: [
        new targets.SqsQueue(this.queue, {
          message: events.RuleTargetInput.fromObject(Object.fromEntries(fields.map((name) => [name, detail(name)]))),
        }),
      ],
    });
  }
}
