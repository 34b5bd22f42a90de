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

/** What is counted for one state machine. */
interface Counted {
  readonly events: Map<string, number>;
  /** Executions that have ended, and the milliseconds they took together. */
  ended: number;
  endedMs: number;
}

export class Metrics {
  readonly #machines = new Map<string, Counted>();
  readonly #throttled = new Map<string, number>();
  readonly #gauges: { readonly [name: string]: () => number };

  constructor(gauges: { readonly [name: string]: () => number }) {
    this.#gauges = gauges;
  }

  throttled(operation: string): void {
    this.#throttled.set(operation, (this.#throttled.get(operation) ?? 0) + 1);
  }

  events(stateMachine: string, events: readonly HistoryEvent[]): void {
    const counted = this.#counted(stateMachine).events;
    for (const { type } of events) {
      const metric = metricOf[type];
      if (metric !== undefined) counted.set(metric, (counted.get(metric) ?? 0) + 1);
    }
  }

  /** ExecutionTime of an execution that has ended, in milliseconds as CloudWatch has it. */
  executionTime(stateMachine: string, ms: number): void {
    const counted = this.#counted(stateMachine);
    counted.ended++;
    counted.endedMs += ms;
  }

  #counted(stateMachine: string): Counted {
    let counted = this.#machines.get(stateMachine);
    if (counted === undefined) {
      counted = { events: new Map(), ended: 0, endedMs: 0 };
      this.#machines.set(stateMachine, counted);
    }
    return counted;
  }

  text(): string {
    const counters: [name: string, labels: string, value: number][] = [];
    const times: string[] = [];
    for (const [stateMachine, { events, ended, endedMs }] of [...this.#machines].sort(byName)) {
      const labels = `{state_machine=${JSON.stringify(stateMachine)}}`;
      for (const [name, value] of events) counters.push([name, labels, value]);
      if (ended > 0) times.push(`ExecutionTime_sum${labels} ${endedMs}`, `ExecutionTime_count${labels} ${ended}`);
    }
    for (const [operation, value] of this.#throttled) {
      counters.push(['ThrottledEvents', `{operation="${operation}"}`, value]);
    }
    const lines: string[] = [];
    let last = '';
    for (const [name, labels, value] of counters.sort(byName)) {
      if (name !== last) lines.push(`# TYPE ${name} counter`);
      last = name;
      lines.push(`${name}${labels} ${value}`);
    }
    if (times.length > 0) lines.push('# TYPE ExecutionTime summary', ...times);
    for (const [name, read] of Object.entries(this.#gauges)) lines.push(`# TYPE ${name} gauge`, `${name} ${read()}`);
    return `${lines.join('\n')}\n`;
  }
}

function byName([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
