// `/metrics`: Prometheus text with the names of AWS's CloudWatch metrics (namespace AWS/States), counted from events.
import type { HistoryEvent, HistoryEventType } from '../engine';

/** Event type → metric; lambda functions and service integrations have several ends each. */
const metricOf: { readonly [T in HistoryEventType]?: string } = {
  ExecutionStarted: 'ExecutionsStarted',
  ExecutionSucceeded: 'ExecutionsSucceeded',
  ExecutionFailed: 'ExecutionsFailed',
  ExecutionAborted: 'ExecutionsAborted',
  ExecutionTimedOut: 'ExecutionsTimedOut',
  ExecutionRedriven: 'ExecutionsRedriven',
  ActivityScheduled: 'ActivitiesScheduled',
  ActivityStarted: 'ActivitiesStarted',
  ActivitySucceeded: 'ActivitiesSucceeded',
  ActivityFailed: 'ActivitiesFailed',
  ActivityTimedOut: 'ActivitiesTimedOut',
  LambdaFunctionScheduled: 'LambdaFunctionsScheduled',
  LambdaFunctionStarted: 'LambdaFunctionsStarted',
  LambdaFunctionSucceeded: 'LambdaFunctionsSucceeded',
  LambdaFunctionFailed: 'LambdaFunctionsFailed',
  LambdaFunctionTimedOut: 'LambdaFunctionsTimedOut',
  TaskScheduled: 'ServiceIntegrationsScheduled',
  TaskStarted: 'ServiceIntegrationsStarted',
  TaskSucceeded: 'ServiceIntegrationsSucceeded',
  TaskFailed: 'ServiceIntegrationsFailed',
  TaskTimedOut: 'ServiceIntegrationsTimedOut',
  MapRunStarted: 'MapRunsStarted',
  MapRunSucceeded: 'MapRunsSucceeded',
  MapRunFailed: 'MapRunsFailed',
  MapRunAborted: 'MapRunsAborted',
};

export class Metrics {
  readonly #counters = new Map<string, number>();
  readonly #gauges: { readonly [name: string]: () => number };

  constructor(gauges: { readonly [name: string]: () => number }) {
    this.#gauges = gauges;
  }

  count(name: string, labels = '', by = 1): void {
    const key = `${name}${labels}`;
    this.#counters.set(key, (this.#counters.get(key) ?? 0) + by);
  }

  events(stateMachine: string, events: readonly HistoryEvent[]): void {
    for (const event of events) {
      const metric = metricOf[event.type];
      if (metric !== undefined) this.count(metric, `{state_machine=${JSON.stringify(stateMachine)}}`);
    }
  }

  text(): string {
    const lines: string[] = [];
    let last = '';
    for (const key of [...this.#counters.keys()].sort()) {
      const name = key.split('{')[0] as string;
      if (name !== last) lines.push(`# TYPE ${name} counter`);
      last = name;
      lines.push(`${key} ${this.#counters.get(key)}`);
    }
    for (const [name, read] of Object.entries(this.#gauges)) lines.push(`# TYPE ${name} gauge`, `${name} ${read()}`);
    return `${lines.join('\n')}\n`;
  }
}
