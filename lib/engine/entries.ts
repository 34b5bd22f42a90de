// What the world tells an execution. Entries are the only inputs of the engine: ids, events and commands depend on them
// alone (E3), so an execution is recorded by recording its entries, and resumed by applying them again.
import type { StateMachineType } from '../asl';
import type { Json, JsonObject } from '../json';

/** Milliseconds since the epoch. */
export type EpochMs = number;
/** Names a timer, task, map run or fiber of one execution: 1, 2, 3, … in the order they were asked for. */
export type Id = number;

/** Who an execution is: what the context object and ExecutionStarted tell about it. */
export interface ExecutionIdentity {
  readonly executionArn: string;
  readonly name: string;
  readonly roleArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly type: StateMachineType;
  /** Set for the child executions of a distributed Map: `$$.Map.Item` of the item (or batch) they process. */
  readonly mapItem?: { readonly index: number; readonly value: Json; readonly key?: string; readonly source?: string };
}

/** How a task, or a map run, ended. */
export type Outcome =
  | { readonly ok: true; readonly output: Json }
  | {
      readonly ok: false;
      /** Absent when the caller gave none (SendTaskFailure without fields). */
      readonly error?: string;
      readonly cause?: string;
      /** Which event tells of it: the default is …Failed, `submit` gives TaskSubmitFailed, `schedule` …ScheduleFailed, `start` …StartFailed, `none` no event at all. */
      readonly stage?: 'submit' | 'schedule' | 'start' | 'none';
    };

/** What somebody who stops an execution may say. */
export interface Failure {
  readonly error?: string;
  readonly cause?: string;
}

export type JournalEntry =
  /** The beginning. `inputText` is the caller's own text: ExecutionStarted and the first StateEntered repeat it verbatim. */
  | {
      readonly kind: 'started';
      readonly at: EpochMs;
      readonly identity: ExecutionIdentity;
      readonly input: Json;
      readonly inputText?: string;
      readonly seed: number;
      /** TestState: the context object that the caller made up, and the variables the machine begins with. */
      readonly given?: { readonly context: JsonObject; readonly variables: JsonObject };
    }
  /** A timer that was asked for is due. */
  | { readonly kind: 'fired'; readonly at: EpochMs; readonly id: Id }
  /** The service accepted the request of a .sync or .waitForTaskToken task (value: its answer), an activity was scheduled (value: null) or taken by a worker (value: {workerName}). */
  | { readonly kind: 'submitted'; readonly at: EpochMs; readonly id: Id; readonly value: Json }
  | { readonly kind: 'heartbeat'; readonly at: EpochMs; readonly id: Id }
  /** A task or a map run ended. */
  | { readonly kind: 'settled'; readonly at: EpochMs; readonly id: Id; readonly outcome: Outcome }
  | { readonly kind: 'stopped'; readonly at: EpochMs; readonly failure: Failure }
  | { readonly kind: 'redriven'; readonly at: EpochMs };
