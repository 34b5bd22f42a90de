import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** Which alarms a workflow has. */
export interface WorkflowAlarmOptions {
  /** What happens when an alarm goes off. @default - nothing but the alarm's state */
  readonly actions?: cloudwatch.IAlarmAction[];
  /** Failed executions within the period. 0 switches the alarm off. @default 1 */
  readonly failed?: number;
  /** Executions that timed out within the period. 0 switches the alarm off. @default 1 */
  readonly timedOut?: number;
  /** Throttled state transitions or starts within the period. 0 switches the alarm off. @default 1 */
  readonly throttled?: number;
  /** Aborted executions within the period. 0 switches the alarm off. @default 0 */
  readonly aborted?: number;
  /** 99 of 100 executions should take no longer than this. @default - no alarm */
  readonly duration?: Duration;
  /** Period that is looked at. @default Duration.minutes(5) */
  readonly period?: Duration;
}

/** The alarms of one workflow. */
export class WorkflowAlarms extends Construct {
  /** Alarms by name: Failed, TimedOut, Throttled, Aborted, Duration. */
  private readonly byName = new Map<string, cloudwatch.Alarm>();
  private readonly options: WorkflowAlarmOptions;
  private readonly period: Duration;

  constructor(scope: Construct, id: string, stateMachine: sfn.IStateMachine, options: WorkflowAlarmOptions) {
    super(scope, id);
    this.options = options;
    this.period = options.period ?? Duration.minutes(5);
    const sum = (metricName: string) => stateMachine.metric(metricName, { statistic: 'sum', period: this.period });
    this.count('Failed', 'Executions failed.', sum('ExecutionsFailed'), options.failed ?? 1);
    this.count('TimedOut', 'Executions timed out.', sum('ExecutionsTimedOut'), options.timedOut ?? 1);
    this.count('Throttled', 'Executions were throttled.', sum('ExecutionThrottled'), options.throttled ?? 1);
    this.count('Aborted', 'Executions were aborted.', sum('ExecutionsAborted'), options.aborted ?? 0);
    const { duration } = options;
    if (duration !== undefined) {
      const metric = stateMachine.metric('ExecutionTime', { statistic: 'p99', period: this.period });
      this.add(
        'Duration',
        `Executions take longer than ${duration.toHumanString()}.`,
        metric,
        duration.toMilliseconds(),
      );
    }
  }

  /** All alarms. */
  get all(): cloudwatch.Alarm[] {
    return [...this.byName.values()];
  }

  /** One alarm by its name; undefined if it is switched off. */
  alarm(name: string): cloudwatch.Alarm | undefined {
    return this.byName.get(name);
  }

  private count(name: string, description: string, metric: cloudwatch.Metric, threshold: number): void {
    if (!Number.isInteger(threshold) || threshold < 0) {
      throw new Error(
        `[${this.node.path}] the threshold of ${name} is ${threshold}; give a whole number, 0 for no alarm.`,
      );
    }
    if (threshold > 0) this.add(name, description, metric, threshold);
  }

  private add(name: string, description: string, metric: cloudwatch.Metric, threshold: number): void {
    const alarm = new cloudwatch.Alarm(this, name, {
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    for (const action of this.options.actions ?? []) alarm.addAlarmAction(action);
    this.byName.set(name, alarm);
  }
}
