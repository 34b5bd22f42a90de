import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** How a new version of a workflow gets its traffic. Executions that run finish on the version they began with. */
export class ReleaseStrategy {
  /** All new executions at once. */
  static allAtOnce(): ReleaseStrategy {
    return new ReleaseStrategy('ALL_AT_ONCE');
  }

  /** A share first, all others after the interval. @param percentage 1 to 99 */
  static canary(percentage: number, interval: Duration): ReleaseStrategy {
    return new ReleaseStrategy('CANARY', percentage, interval);
  }

  /** A share more after every interval. @param percentage 1 to 99 */
  static linear(percentage: number, interval: Duration): ReleaseStrategy {
    return new ReleaseStrategy('LINEAR', percentage, interval);
  }

  /** CloudFormation's name of the strategy. */
  readonly type: string;
  /** Share of the executions, in per cent. */
  readonly percentage?: number;
  /** Time between shifts. */
  readonly interval?: Duration;

  private constructor(type: string, percentage?: number, interval?: Duration) {
    this.type = type;
    if (percentage === undefined || interval === undefined) return;
    if (!Number.isInteger(percentage) || percentage < 1 || percentage > 99) {
      throw new Error(
        `the percentage of a ${type.toLowerCase()} release is ${percentage}; allowed are the integers 1 to 99.`,
      );
    }
    const minutes = interval.toMinutes({ integral: false });
    if (!Number.isInteger(minutes) || minutes < 1 || minutes > 2100) {
      throw new Error(
        `the interval of a ${type.toLowerCase()} release is ${interval.toHumanString()}; allowed are 1 to 2100 whole minutes.`,
      );
    }
    this.percentage = percentage;
    this.interval = interval;
  }
}

/** Properties of {@link WorkflowRelease}. */
export interface WorkflowReleaseProps {
  readonly stateMachine: sfn.StateMachine;
  readonly strategy: ReleaseStrategy;
  /** CloudFormation rolls back when one of them goes off during the shift. */
  readonly alarms: cloudwatch.IAlarm[];
  /** Name of the alias. */
  readonly aliasName: string;
}

/** A version for every deployment and the alias that leads to it. */
export class WorkflowRelease extends Construct {
  /** ARN of the alias: what clients start. */
  readonly aliasArn: string;
  /** ARN of the version of this deployment. */
  readonly versionArn: string;

  constructor(scope: Construct, id: string, props: WorkflowReleaseProps) {
    super(scope, id);
    const { stateMachine, strategy } = props;
    // A new revision replaces the resource; the version of the old one stays, because the shift and the rollback need it.
    const version = new sfn.CfnStateMachineVersion(this, 'Version', {
      stateMachineArn: stateMachine.stateMachineArn,
      stateMachineRevisionId: stateMachine.stateMachineRevisionId,
    });
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.versionArn = version.attrArn;
    const alias = new sfn.CfnStateMachineAlias(this, 'Alias', {
      name: props.aliasName,
      deploymentPreference: {
        stateMachineVersionArn: version.attrArn,
        type: strategy.type,
        ...(strategy.percentage !== undefined && { percentage: strategy.percentage }),
        ...(strategy.interval !== undefined && { interval: strategy.interval.toMinutes() }),
        ...(props.alarms.length > 0 && { alarms: props.alarms.map((alarm) => alarm.alarmName) }),
      },
    });
    this.aliasArn = alias.attrArn;
    this.node.defaultChild = alias;
  }
}
