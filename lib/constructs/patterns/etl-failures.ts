// What happens when a run fails, or does not happen at all.
import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { withError } from './etl-states';

/** Goes off when no run succeeded within this time. */
export function freshnessAlarm(
  scope: Construct,
  stateMachine: sfn.IStateMachine,
  freshness: Duration,
): cloudwatch.Alarm {
  const seconds = freshness.toSeconds();
  if (seconds < 60 || seconds > 86_400 || seconds % 60 !== 0) {
    throw new Error(
      `[${scope.node.path}] freshness is ${freshness.toHumanString()}; allowed are whole minutes up to one day.`,
    );
  }
  return new cloudwatch.Alarm(scope, 'FreshnessAlarm', {
    alarmDescription: `The data set is older than ${freshness.toHumanString()}: no run succeeded.`,
    metric: stateMachine.metric('ExecutionsSucceeded', { statistic: 'sum', period: freshness }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
  });
}

/** Whatever fails after the lease is taken gives it back. */
export function catchAll(start: sfn.State, failed: sfn.State): void {
  for (const state of sfn.State.findReachableStates(start)) {
    if (
      state.stateId === 'RunFailed' ||
      state.stateId.startsWith('Release') ||
      state.stateId === 'PublishPipelineFailed'
    )
      continue;
    if (
      state instanceof sfn.TaskStateBase ||
      state instanceof sfn.Map ||
      state instanceof sfn.DistributedMap ||
      state instanceof sfn.Parallel
    ) {
      const { QueryLanguage: language } = state.toStateJson(sfn.QueryLanguage.JSON_PATH) as {
        QueryLanguage?: string;
      };
      const options = language === 'JSONata' ? { outputs: withError } : { resultPath: '$.error' };
      state.addCatch(failed, options);
    }
  }
}
