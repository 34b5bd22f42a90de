// An execution that a test looks at: outcome, path, visits, transcript, history.

import type { ChoiceState } from '../asl';
import { ruleText } from '../asl';
import type { ExecutionStatus, HistoryEvent } from '../engine';
import {
  type AwsEvent,
  aws,
  type Cost,
  cost,
  project,
  type Summary,
  summary,
  type Trace,
  trace,
  transcript,
  type Visit,
  visitsOfState,
} from '../history';
import type { Json, JsonObject } from '../json';
import { TestingError } from './error';
import { stateNamed } from './names';
import type { MachineSource } from './source';
import type { Stage } from './stage';

/** What one state did, over all its visits. */
export interface StateRecord {
  readonly name: string;
  readonly visits: readonly Visit[];
  /** The last visit. @throws TestingError when the state was never entered */
  readonly last: Visit;
}

export class Execution {
  readonly source: MachineSource;
  readonly #stage: Stage;
  readonly #events: readonly HistoryEvent[];
  #trace: Trace | undefined;
  #summary: Summary | undefined;

  /** @internal */
  constructor(stage: Stage) {
    this.#stage = stage;
    this.source = stage.source;
    this.#events = stage.running.execution.history;
  }

  get status(): ExecutionStatus {
    return this.#stage.running.execution.status;
  }
  get output(): Json | undefined {
    return this.summary.output;
  }
  get error(): string | undefined {
    return this.summary.error;
  }
  get cause(): string | undefined {
    return this.summary.cause;
  }
  /** Virtual milliseconds from start to end. */
  get elapsedMs(): number {
    return this.summary.elapsedMs;
  }
  /** How often a state was entered. */
  get transitions(): number {
    return this.summary.transitions;
  }
  /** Names of the machine's own states in the order they were entered. */
  get path(): readonly string[] {
    return this.summary.path;
  }
  /** Variables of the machine's own scope at the end. */
  get variables(): JsonObject {
    return this.summary.variables;
  }
  /** Exactly what GetExecutionHistory would give. */
  get history(): readonly AwsEvent[] {
    return project(aws(), this.#events);
  }
  /** Readable, stable text of the execution: what a snapshot holds. */
  get transcript(): string {
    return transcript(this.trace, {
      name: this.source.name.split('/').at(-1) ?? this.source.name,
      rule: (state, index) => this.#rule(state, index),
    });
  }
  get trace(): Trace {
    this.#trace ??= project(trace, this.#events);
    return this.#trace;
  }
  get summary(): Summary {
    this.#summary ??= summary(this.trace);
    return this.#summary;
  }

  /** What a state did. @param name its name, or its path such as `Fulfil[0]/ChargePayment` */
  state(name: string): StateRecord {
    stateNamed(this.source, name);
    const visits = visitsOfState(this.trace, name);
    return {
      name,
      visits,
      get last() {
        const visit = visits.at(-1);
        if (visit === undefined) throw new TestingError(`state "${name}" was never entered`);
        return visit;
      },
    };
  }

  /** What the execution would cost on AWS. */
  cost(): Cost {
    return cost(this.trace, this.source.type);
  }

  /** Redrives a failed execution: it goes on at the states that had not finished. */
  async redrive(): Promise<Execution> {
    if (this.source.type === 'EXPRESS') throw new TestingError('Express executions cannot be redriven');
    if (this.status === 'RUNNING' || this.status === 'SUCCEEDED') {
      throw new TestingError(`Execution is ${this.status} and cannot be redriven`);
    }
    const { driver, running } = this.#stage;
    driver.redrive(running);
    await this.#stage.until(() => !running.open);
    return new Execution(this.#stage);
  }

  #rule(state: string, index: number): string | undefined {
    const found = stateNamed(this.source, state);
    const rule = (found.state as ChoiceState).Choices[index];
    return rule === undefined ? undefined : ruleText(rule);
  }
}
