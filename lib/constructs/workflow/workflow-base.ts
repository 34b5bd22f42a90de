// What every workflow offers, made here or imported: grants, metrics, events, triggers.
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as pipes from 'aws-cdk-lib/aws-pipes';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import {
  type ApiTrigger,
  apiTrigger,
  type EventTrigger,
  eventTrigger,
  type QueueTrigger,
  queueTrigger,
  type S3Trigger,
  type ScheduleTrigger,
  s3Trigger,
  scheduleTrigger,
} from './triggers';

/** A workflow, made here or imported. */
export interface IWorkflow extends IConstruct {
  /** The state machine. */
  readonly stateMachine: sfn.IStateMachine;
  /** What clients start: the alias of a released workflow, otherwise the state machine. */
  readonly startTarget: sfn.IStateMachine;
  /** Standard or Express; undefined if it is not known here. */
  readonly stateMachineType: sfn.StateMachineType | undefined;
  /** Allows to start executions. */
  grantStart(grantee: iam.IGrantable): iam.Grant;
  /** Allows to start executions of an Express workflow and wait for their result. */
  grantStartSync(grantee: iam.IGrantable): iam.Grant;
  /** Allows to answer tasks that wait for a token. */
  grantTaskResponse(grantee: iam.IGrantable): iam.Grant;
  /** Allows to redrive failed executions. */
  grantRedrive(grantee: iam.IGrantable): iam.Grant;
  /** Allows to read definition, executions and their history. */
  grantRead(grantee: iam.IGrantable): iam.Grant;
  /** A metric of the state machine in AWS/States. */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;
  /** A rule for executions that failed; Standard only. */
  onFailed(id: string, options?: events.OnEventOptions): events.Rule;
  /** A rule for executions that succeeded; Standard only. */
  onSucceeded(id: string, options?: events.OnEventOptions): events.Rule;
  /** A rule for executions that timed out; Standard only. */
  onTimedOut(id: string, options?: events.OnEventOptions): events.Rule;
  /** Starts executions by the clock. */
  triggerOnSchedule(id: string, options: ScheduleTrigger): scheduler.Schedule;
  /** Starts an execution for every new object of a bucket. */
  triggerOnS3(id: string, bucket: s3.IBucket, options?: S3Trigger): events.Rule;
  /** Starts an execution for every matching event. */
  triggerOnEvent(id: string, options: EventTrigger): events.Rule;
  /** Starts executions for the messages of a queue. */
  triggerFromQueue(id: string, queue: sqs.IQueue, options?: QueueTrigger): pipes.CfnPipe;
  /** Lets executions be started over HTTP. */
  exposeApi(id: string, options?: ApiTrigger): apigateway.Method;
}

export abstract class WorkflowBase extends Construct implements IWorkflow {
  abstract readonly stateMachine: sfn.IStateMachine;
  abstract readonly stateMachineType: sfn.StateMachineType | undefined;

  get startTarget(): sfn.IStateMachine {
    return this.stateMachine;
  }

  grantStart(grantee: iam.IGrantable): iam.Grant {
    return this.grantOnTarget(grantee, 'states:StartExecution');
  }
  grantStartSync(grantee: iam.IGrantable): iam.Grant {
    return this.grantOnTarget(grantee, 'states:StartSyncExecution');
  }
  grantTaskResponse(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantTaskResponse(grantee);
  }
  grantRedrive(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantRedriveExecution(grantee);
  }
  grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantRead(grantee);
  }

  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metric(metricName, options);
  }

  /** A rule for executions that failed; Standard only. */
  onFailed(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onStatus(id, ['FAILED'], options);
  }
  /** A rule for executions that succeeded; Standard only. */
  onSucceeded(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onStatus(id, ['SUCCEEDED'], options);
  }
  /** A rule for executions that timed out; Standard only. */
  onTimedOut(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.onStatus(id, ['TIMED_OUT'], options);
  }

  /** Starts executions by the clock. */
  triggerOnSchedule(id: string, options: ScheduleTrigger): scheduler.Schedule {
    return scheduleTrigger(this, id, this.startTarget, options);
  }
  /** Starts an execution for every new object of a bucket. */
  triggerOnS3(id: string, bucket: s3.IBucket, options: S3Trigger = {}): events.Rule {
    return s3Trigger(this, id, this.startTarget, bucket, options);
  }
  /** Starts an execution for every matching event. */
  triggerOnEvent(id: string, options: EventTrigger): events.Rule {
    return eventTrigger(this, id, this.startTarget, options);
  }
  /** Starts executions for the messages of a queue. */
  triggerFromQueue(id: string, queue: sqs.IQueue, options: QueueTrigger = {}): pipes.CfnPipe {
    return queueTrigger(this, id, this.startTarget, queue, options);
  }
  /** Lets executions be started over HTTP. */
  exposeApi(id: string, options: ApiTrigger = {}): apigateway.Method {
    this.checkApi(id, options);
    return apiTrigger(this, id, this.startTarget, options);
  }

  /** Throws where an API cannot be put before this workflow. */
  protected checkApi(_id: string, _options: ApiTrigger): void {}

  private grantOnTarget(grantee: iam.IGrantable, action: string): iam.Grant {
    return iam.Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [this.startTarget.stateMachineArn] });
  }

  private onStatus(id: string, statuses: string[], options: events.OnEventOptions): events.Rule {
    const { eventPattern, target, ...rest } = options;
    return new events.Rule(this, id, {
      ...rest,
      eventPattern: {
        ...eventPattern,
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { ...eventPattern?.detail, status: statuses, stateMachineArn: [this.stateMachine.stateMachineArn] },
      },
      targets: target === undefined ? [] : [target],
    });
  }
}

/** What is known of a workflow that exists elsewhere. */
export interface WorkflowAttributes {
  readonly stateMachineArn: string;
  /** ARN of the alias or version that clients start. @default - the state machine itself */
  readonly startTargetArn?: string;
  /** Standard or Express. @default - not known */
  readonly stateMachineType?: sfn.StateMachineType;
}

/** A workflow that exists elsewhere. */
export class ImportedWorkflow extends WorkflowBase {
  override readonly stateMachine: sfn.IStateMachine;
  private readonly target: sfn.IStateMachine;
  override readonly stateMachineType: sfn.StateMachineType | undefined;

  constructor(scope: Construct, id: string, attributes: WorkflowAttributes) {
    super(scope, id);
    const { stateMachineArn, startTargetArn, stateMachineType } = attributes;
    this.stateMachine = sfn.StateMachine.fromStateMachineArn(this, 'StateMachine', stateMachineArn);
    this.target =
      startTargetArn === undefined
        ? this.stateMachine
        : sfn.StateMachine.fromStateMachineArn(this, 'StartTarget', startTargetArn);
    this.stateMachineType = stateMachineType;
  }

  override get startTarget(): sfn.IStateMachine {
    return this.target;
  }
}
