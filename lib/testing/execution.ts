// An execution that a test looks at: outcome, path, visits, transcript, history.

import type { ChoiceState } from '../asl';
import { ruleText } from '../asl';
import type { ExecutionStatus } from '../engine';
import {
  type AwsEvent,
  aws,
  type Cost,
  cost,
  type Prices,
  project,
  type Summary,
  summary,
  type Trace,
  trace,
  transcript,
  type Visit,
  visitsOf,
  visitsOfState,
} from '../history';
import type { JsonObject } from '../json';
import { TestingError } from './error';
import { stateNamed } from './names';
import { addObserver, observed } from './observers';
import type { MachineSource } from './source';
import type { Stage } from './stage';
import type { StateTarget } from './state-names';

/** What one state did, over all its visits. */
export class StateRecord {
  readonly name: string;
  /** In document order: branches and items by their index. */
  readonly visits: readonly Visit[];
  readonly #execution: Execution;

  /** @internal */
  constructor(name: string, visits: readonly Visit[], execution: Execution) {
    this.name = name;
    this.visits = visits;
    this.#execution = execution;
  }

  /** The last visit. @throws TestingError when the state was never entered */
  get last(): Visit {
    const visit = this.visits.at(-1);
    if (visit !== undefined) return visit;
    throw new TestingError(
      `state "${this.name}" was never entered`,
      `path  ${this.#execution.path.join(' → ')}   (${this.#execution.status})`,
    );
  }

  /** @internal the execution it was part of */
  get execution(): Execution {
    return this.#execution;
  }
}

export class Execution<Names extends string = string> {
  readonly #stage: Stage;
  #trace: { readonly events: number; readonly tree: Trace } | undefined;
  #children: readonly Trace[] | undefined;

  /** @internal */
  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** @internal goes on to the end, and lets those who watch know */
  static async finished<Names extends string>(stage: Stage): Promise<Execution<Names>> {
    await stage.finish();
    const execution = new Execution<Names>(stage);
    observed(execution as Execution);
    return execution;
  }

  /** The machine that ran. */
  get source(): MachineSource {
    return this.#stage.source;
  }
  /** @internal it, and executions of distributed Maps below it, as the driver holds them */
  get allRunning(): readonly Stage['running'][] {
    return [this.#stage.running, ...this.#stage.children()];
  }
  get executionArn(): string {
    return this.#stage.running.arn;
  }
  get status(): ExecutionStatus {
    return this.#stage.running.execution.status;
  }
  get output(): any {
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
    return project(aws(), this.#stage.running.execution.history);
  }
  /** Readable, stable text of the execution: what a snapshot holds. */
  get transcript(): string {
    return transcript(this.trace, {
      name: this.source.shortName,
      rule: (state, index) => this.#rule(state, index),
    });
  }
  /** @internal the visits as a tree */
  get trace(): Trace {
    const { history } = this.#stage.running.execution;
    if (this.#trace?.events !== history.length) {
      this.#trace = { events: history.length, tree: project(trace, history) };
      this.#children = undefined;
    }
    return this.#trace.tree;
  }
  /** @internal executions of distributed Maps below this one */
  get childTraces(): readonly Trace[] {
    const tree = this.trace;
    this.#children ??= tree.machine.visits.some(({ type }) => type === 'Map' || type === 'Parallel')
      ? this.#stage.children().map(({ execution }) => project(trace, execution.history))
      : [];
    return this.#children;
  }
  /** @internal */
  get summary(): Summary {
    return summary(this.trace);
  }

  /**
   * What a state did.
   * @param name its name, or its path such as `Fulfil[0]/ChargePayment`
   * @throws TestingError when there is no such state
   */
  state(name: StateTarget<Names>): StateRecord {
    stateNamed(this.source, name);
    const visits = [this.trace, ...this.childTraces].flatMap((tree) => visitsOfState(tree, name));
    return new StateRecord(name, visits, this as Execution);
  }

  /** @internal visits of all states, children's included */
  *allVisits(): Generator<Visit> {
    for (const tree of [this.trace, ...this.childTraces]) yield* visitsOf(tree.machine);
  }

  /** What the execution would cost on AWS. @param prices @default list prices of us-east-1 */
  cost(prices?: Prices): Cost {
    return cost(this.trace, this.source.type, prices);
  }

  /**
   * Redrives a failed execution: it goes on at the states that had not finished, and is the same execution afterwards.
   * @throws TestingError where AWS would refuse
   */
  async redrive(): Promise<Execution<Names>> {
    if (this.source.type === 'EXPRESS') throw new TestingError('Express executions cannot be redriven');
    if (this.status === 'RUNNING' || this.status === 'SUCCEEDED') {
      throw new TestingError(`the execution is ${this.status} and cannot be redriven`);
    }
    this.#stage.driver.redrive(this.#stage.running);
    return Execution.finished(this.#stage);
  }

  /** The transcript. */
  toString(): string {
    return this.transcript;
  }

  #rule(state: string, index: number): string | undefined {
    const found = stateNamed(this.source, state);
    const rule = (found.state as ChoiceState).Choices[index];
    return rule === undefined ? undefined : ruleText(rule);
  }
}

/** Snapshots of executions hold their transcript. */
export const serializer = {
  test: (value: unknown): boolean => value instanceof Execution,
  serialize: (value: unknown): string => (value as Execution).transcript,
};

/** Calls back for every execution that has ended under test. What it throws fails the test. */
export function observe(observer: (execution: Execution) => void): void {
  addObserver(observer);
}
