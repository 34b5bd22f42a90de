import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** A dashboard that shows how executions begin, end and how long they take. */
export function workflowDashboard(
  scope: Construct,
  id: string,
  stateMachine: sfn.IStateMachine,
  alarms: cloudwatch.Alarm[],
): cloudwatch.Dashboard {
  const period = Duration.minutes(5);
  const count = (metricName: string, label: string) =>
    stateMachine.metric(metricName, { statistic: 'sum', period, label });
  const time = (statistic: string) => stateMachine.metric('ExecutionTime', { statistic, period, label: statistic });
  return new cloudwatch.Dashboard(scope, id, {
    widgets: [
      ...(alarms.length === 0
        ? []
        : [[new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms, width: 24, height: 2 })]]),
      [
        new cloudwatch.GraphWidget({
          title: 'Executions',
          width: 12,
          left: [
            count('ExecutionsStarted', 'started'),
            count('ExecutionsSucceeded', 'succeeded'),
            count('ExecutionsFailed', 'failed'),
            count('ExecutionsTimedOut', 'timed out'),
            count('ExecutionsAborted', 'aborted'),
          ],
        }),
        new cloudwatch.GraphWidget({ title: 'Duration', width: 12, left: [time('p50'), time('p90'), time('p99')] }),
      ],
    ],
  });
}
