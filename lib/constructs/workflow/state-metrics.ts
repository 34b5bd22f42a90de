// What Step Functions measures of a state: nothing by its name, but of the integration, function or activity that it uses.
// AWS: "Step Functions metrics for CloudWatch". The dimension of an integration is its Resource with region and account
// filled in; a task that names a function as its Resource is measured by function, lambda:invoke by integration.
import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';

/** Resources of all tasks by state name, those inside of Map and Parallel too. */
export type TaskResources = ReadonlyMap<string, string>;

/** Resources of the tasks among states that are there. */
export function resourcesOfStates(states: readonly sfn.State[]): TaskResources {
  const found = new Map<string, string>();
  for (const state of states) collect({ [state.stateId]: state.toStateJson(sfn.QueryLanguage.JSONATA) }, found);
  return found;
}

/** Resources of the tasks in a definition. */
export function resourcesOfDefinition(definition: unknown): TaskResources {
  const found = new Map<string, string>();
  collect((definition as { readonly States?: object }).States ?? {}, found);
  return found;
}

interface StateJson {
  readonly Resource?: unknown;
  readonly Branches?: readonly { readonly States?: object }[];
  readonly ItemProcessor?: { readonly States?: object };
  readonly Iterator?: { readonly States?: object };
}

function collect(states: object, found: Map<string, string>): void {
  for (const [name, state] of Object.entries(states) as [string, StateJson][]) {
    if (typeof state.Resource === 'string') found.set(name, state.Resource);
    for (const inner of [...(state.Branches ?? []), state.ItemProcessor, state.Iterator])
      collect(inner?.States ?? {}, found);
  }
}

/** Metrics of a task, as AWS names them after the prefix of their kind. */
const names = [
  'RunTime',
  'ScheduleTime',
  'Time',
  'Failed',
  'HeartbeatTimedOut',
  'Scheduled',
  'Started',
  'Succeeded',
  'TimedOut',
];

/** The metric of a task with this Resource. @throws Error for a metric that AWS does not have */
export function metricOfResource(
  scope: Construct,
  resource: string,
  name: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  if (!names.includes(name)) {
    throw new Error(`[${scope.node.path}] a task has no metric "${name}"; its metrics are ${names.join(', ')}.`);
  }
  const { prefix, dimension, value } = measured(scope, resource);
  const time = name.endsWith('Time');
  return new cloudwatch.Metric({
    namespace: 'AWS/States',
    metricName: `${time ? prefix : prefix.replace(/y$/, 'ie').concat('s')}${name}`,
    dimensionsMap: { [dimension]: value },
    statistic: time ? 'avg' : 'sum',
    period: Duration.minutes(5),
    ...options,
  }).attachTo(scope);
}

function measured(scope: Construct, resource: string) {
  const integration = /:states:::(.+)$/.exec(resource)?.[1];
  if (integration !== undefined) {
    const { region, account, partition } = Stack.of(scope);
    const value = `arn:${partition}:states:${region}:${account}:${integration}`;
    return { prefix: 'ServiceIntegration', dimension: 'ServiceIntegrationResourceArn', value };
  }
  if (/:activity:/.test(resource)) return { prefix: 'Activity', dimension: 'ActivityArn', value: resource };
  return { prefix: 'LambdaFunction', dimension: 'LambdaFunctionArn', value: resource };
}
