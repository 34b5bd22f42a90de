// What events tell about: an execution is a tree of visits. A scope (the machine, a Parallel branch, a Map
// iteration) holds visits in order; a visit of a Parallel or Map holds scopes again, one set per attempt. Transcript,
// summary, graph, timeline, cost and coverage all read this tree, so that none of them follows events again.
import type { EpochMs, ExecutionStatus, Frame } from '../engine';
import type { Json } from '../json';

/** One try of a task, or of a whole Parallel or Map. */
export interface Attempt {
  readonly startedAt: EpochMs;
  endedAt: EpochMs | undefined;
  /** `running` until it ends; `aborted` when something else cut it short. */
  outcome: 'running' | 'succeeded' | 'failed' | 'timedOut' | 'aborted';
  /** `lambda:invoke`, `sqs:sendMessage.waitForTaskToken`, a function's or activity's ARN; undefined for Parallel and Map. */
  readonly resource: string | undefined;
  /** What the task was called with. */
  readonly input: Json | undefined;
  /** The answer of a .sync or .waitForTaskToken request. */
  submitted: { readonly at: EpochMs; readonly output: Json } | undefined;
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  /** Index of the retrier that took the failure. */
  retrier: number | undefined;
  /** Milliseconds from this attempt's failure to the next attempt. */
  backoffMs: number | undefined;
  /** Branches or iterations by index. */
  readonly scopes: Map<number, Scope>;
}

/** One visit of one state. */
export interface Visit {
  readonly state: string;
  /** StateType as the events name it: `Task`, `Map`, … */
  readonly type: string;
  /** `Fulfil[0]/ChargePayment`. */
  readonly path: string;
  readonly input: Json;
  readonly enteredAt: EpochMs;
  exitedAt: EpochMs | undefined;
  status: 'running' | 'succeeded' | 'caught' | 'failed' | 'aborted';
  output: Json | undefined;
  /** The state entered next; undefined at the end of a scope. */
  next: string | undefined;
  /** Choice: index of the rule that matched, -1 for Default. */
  rule: number | undefined;
  catcher: number | undefined;
  error: string | undefined;
  cause: string | undefined;
  assigned: { readonly [name: string]: Json } | undefined;
  readonly attempts: Attempt[];
  /** Map: number of items. */
  items: number | undefined;
  /** Distributed Map: the run's ARN. */
  mapRunArn: string | undefined;
}

/** The machine, a branch, or an iteration. */
export interface Scope {
  readonly kind: Frame['kind'];
  readonly index: number;
  /** `` for the machine, `Fulfil[0]/`, `ShipItems#1/`. */
  readonly path: string;
  readonly visits: Visit[];
  outcome: 'running' | 'succeeded' | 'failed' | 'aborted';
}

/** An execution as a tree. */
export interface Trace {
  status: ExecutionStatus;
  startedAt: EpochMs | undefined;
  endedAt: EpochMs | undefined;
  /** Time of the last event. */
  lastAt: EpochMs | undefined;
  input: Json | undefined;
  output: Json | undefined;
  error: string | undefined;
  cause: string | undefined;
  redrives: number;
  events: number;
  /** How often a state was entered. */
  entered: number;
  /** How often something was tried again. */
  retries: number;
  readonly machine: Scope;
}

/** Every visit of the tree in document order: a scope's visits, each followed by what ran inside it. */
export function* visitsOf(scope: Scope): Generator<Visit> {
  for (const visit of scope.visits) {
    yield visit;
    for (const attempt of visit.attempts) for (const inner of scopesOf(attempt)) yield* visitsOf(inner);
  }
}

/** Branches or iterations in order of their index, whatever order they began in. */
export function scopesOf(attempt: Attempt): Scope[] {
  return [...attempt.scopes.values()].sort((left, right) => left.index - right.index);
}
