// Runs a definition offline and tells its story in one line per event, so that tests can state facts about order and chaining.
import type { Definition, StateMachineType } from '../../lib/asl';
import {
  compileMachine,
  createExecution,
  type ExecutionIdentity,
  type History,
  type HistoryEvent,
  type JournalEntry,
  type Outcome,
  type ServiceCall,
  type TaskPerformer,
} from '../../lib/engine';
import { freeze, type Json } from '../../lib/json';
import { Driver, type Running, virtualHost } from '../../lib/local';

/** A value succeeds, a `fail()` fails, a function decides per call; undefined never answers. */
export type Reply =
  | Json
  | { readonly outcome: Outcome }
  | undefined
  | ((call: ServiceCall) => Json | { readonly outcome: Outcome } | undefined);

export const fail = (error: string, cause?: string): { readonly outcome: Outcome } => ({
  outcome: { ok: false, error, ...(cause === undefined ? {} : { cause }) },
});

export interface Options {
  readonly type?: StateMachineType;
  readonly replies?: { readonly [state: string]: Reply };
  readonly seed?: number;
  readonly start?: number;
  readonly inputText?: string;
  readonly historyEventsMax?: number;
  /** The test moves the clock itself. */
  readonly manual?: boolean;
}

export const identity = (type: StateMachineType = 'STANDARD'): ExecutionIdentity => ({
  executionArn: 'arn:aws:states:us-east-1:123456789012:execution:Machine:run',
  name: 'run',
  roleArn: 'arn:aws:iam::123456789012:role/Machine',
  stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:Machine',
  stateMachineName: 'Machine',
  type,
});

export class Bench {
  readonly driver: Driver;
  readonly running: Running;
  readonly calls: ServiceCall[] = [];
  readonly #definition: Definition;
  readonly #options: Options;

  constructor(definition: object, input: Json, options: Options = {}) {
    this.#definition = definition as Definition;
    this.#options = options;
    this.driver = new Driver({
      host: virtualHost({ start: options.start ?? 0 }),
      performer: performerOf(options.replies, this.calls),
      keepEntries: true,
      autoAdvance: options.manual !== true,
    });
    this.running = this.driver.start(this.#machine(), {
      identity: identity(options.type),
      input: freeze(input),
      seed: options.seed ?? 1,
      ...(options.inputText === undefined ? {} : { inputText: options.inputText }),
    });
    expectReplay(this.running, () => createExecution(this.#machine()));
  }

  get history(): readonly HistoryEvent[] {
    return this.running.execution.history.slice();
  }
  get status(): string {
    return this.running.execution.status;
  }
  /** `3<2 PassStateExited`, … */
  get chain(): string[] {
    return this.history.map((event) => `${event.id}<${event.previousEventId} ${event.type}`);
  }
  get last(): HistoryEvent {
    return this.history[this.history.length - 1] as HistoryEvent;
  }
  get output(): Json | undefined {
    return this.last.type === 'ExecutionSucceeded' ? this.last.output : undefined;
  }
  get failure(): { readonly error: string | undefined; readonly cause: string | undefined } | undefined {
    const { last } = this;
    return last.type === 'ExecutionFailed' || last.type === 'ExecutionAborted' || last.type === 'ExecutionTimedOut'
      ? { error: last.error, cause: last.cause }
      : undefined;
  }
  /** Milliseconds of virtual time. */
  get elapsed(): number {
    return this.last.timestamp - (this.history[0] as HistoryEvent).timestamp;
  }
  replays(): void {
    expectReplay(this.running, () => createExecution(this.#machine()));
  }

  #machine() {
    const { type, historyEventsMax } = this.#options;
    return compileMachine(this.#definition, {
      ...(type === undefined ? {} : { type }),
      ...(historyEventsMax === undefined ? {} : { historyEventsMax }),
    });
  }
}

export function outcomeOf(answer: Json | { readonly outcome: Outcome }): Outcome {
  if (typeof answer === 'object' && answer !== null && 'outcome' in answer)
    return (answer as { outcome: Outcome }).outcome;
  return { ok: true, output: freeze(answer as Json) };
}

export function performerOf(replies: Options['replies'], calls: ServiceCall[] = []): TaskPerformer {
  return {
    perform(call, io) {
      calls.push(call);
      const reply = replies?.[call.state];
      const answer = typeof reply === 'function' ? reply(call) : reply;
      if (call.pattern !== 'requestResponse' && call.kind !== 'activity') io.submitted({ accepted: true });
      if (call.kind === 'activity') {
        io.submitted(null);
        io.submitted({ workerName: 'w' });
      }
      if (answer === undefined) io.parked();
      else io.settled(outcomeOf(answer));
    },
  };
}

/** The entries alone determine the events: applied again they give the same history. */
export function expectReplay(
  running: Running,
  fresh: () => { step(entry: JournalEntry): unknown; readonly history: History },
): void {
  const again = fresh();
  for (const entry of running.entries) again.step(entry);
  const history = running.execution.history.slice();
  expect(again.history).toHaveLength(history.length);
  const differing = history.findIndex(
    (event, place) => JSON.stringify(event) !== JSON.stringify(again.history.at(place)),
  );
  expect(again.history.at(differing)).toEqual(history.at(differing));
}

/** The same for every execution that a driver knows, children of Map Runs among them. */
export function expectReplays(driver: Driver): void {
  for (const running of driver.executions()) expectReplay(running, () => createExecution(running.machine));
}

export const run = (definition: object, input: Json = {}, options: Options = {}): Bench =>
  new Bench(definition, input, options);
