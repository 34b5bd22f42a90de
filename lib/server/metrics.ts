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
  /** Milliseconds from the start of executions to their end: how many there were, and their sum. */
  readonly #times = new Map<string, { count: number; sum: number }>();
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
      if (metric !== undefined) this.count(metric, label(stateMachine));
    }
  }

  /** ExecutionTime of an execution that has ended, in milliseconds as CloudWatch has it. */
  executionTime(stateMachine: string, ms: number): void {
    const time = this.#times.get(stateMachine) ?? { count: 0, sum: 0 };
    time.count++;
    time.sum += ms;
    this.#times.set(stateMachine, time);
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
    if (this.#times.size > 0) lines.push('# TYPE ExecutionTime summary');
    for (const [stateMachine, { count, sum }] of [...this.#times].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const labels = label(stateMachine);
      lines.push(`ExecutionTime_sum${labels} ${sum}`, `ExecutionTime_count${labels} ${count}`);
    }
    for (const [name, read] of Object.entries(this.#gauges)) lines.push(`# TYPE ${name} gauge`, `${name} ${read()}`);
    return `${lines.join('\n')}\n`;
  }
}

function label(stateMachine: string): string {
  return `{state_machine=${JSON.stringify(stateMachine)}}`;
}
