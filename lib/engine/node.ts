// What a compiled state is, and all that it may ask for while it runs.
import type { StateMachineType, StateType } from '../asl';
import type { Json, JsonObject } from '../json';
import type { Bindings } from '../query';
import type { MapRunCall, ServiceCall } from './commands';
import type { EpochMs, ExecutionIdentity, Id, JournalEntry } from './entries';
import type { EventKind } from './event-log';
import type { Frame, HistoryEvent } from './events';
import type { StateFailed } from './failure';
import type { StateExits } from './kinds';

/** The bound of a value that nobody has measured yet: whoever needs a better one measures. An integer, as all bounds are. */
export const unmeasured = 2 ** 30 - 1;

/** Where a state goes when its machine, branch or iteration ends with it. */
export const END = -1;

/** A compiled machine, branch or item processor: states by index, so that a transition is a number. */
export interface Machine {
  readonly nodes: readonly Node[];
  readonly start: number;
  readonly type: StateMachineType;
  /** TimeoutSeconds of the whole machine in milliseconds. */
  readonly timeoutMs: number | undefined;
  readonly historyEventsMax: number;
  readonly payloadBytesMax: number;
}

/** A compiled state: `run` never waits, `runs` may. Both leave output, assigned, … on the visit and give the next state's index. */
export type Node = {
  readonly name: string;
  readonly type: StateType;
  readonly entered: EventKind<Json>;
  readonly exits: StateExits;
} & (
  | { readonly run: (visit: Visit) => number; readonly runs?: never }
  | { readonly runs: (visit: Visit) => Strand<number>; readonly run?: never }
);

/** What wakes a fiber: an entry about something it owns, or the end of a child. */
export type Message = Extract<JournalEntry, { readonly id: Id }> | { readonly kind: 'ended'; readonly child: Child };

/** A state that may wait reads straight down: `const message = yield;` */
export type Strand<T> = Generator<undefined, T, Message>;

/** A Parallel branch or Map iteration as its owner sees it. */
export interface Child {
  readonly index: number;
  /** Undefined while it runs. */
  readonly ended: { readonly failure: StateFailed | undefined; readonly output: Json } | undefined;
  /** Once it has succeeded: an upper bound of its output's bytes. */
  readonly outputBound: number;
  /** Its last event in the chain: what comes after hangs below it. */
  readonly last: number;
  /** Enters its first state and goes on until it waits or ends. */
  begin(input: Json, bound: number): void;
  /** Enters the state again at which it failed or was frozen. */
  redrive(): void;
  /** Records what it was doing as aborted, below the failing event, and gives up all it owns. */
  abort(below: number): void;
}

/** The innermost Map item. */
export interface MapItem {
  readonly index: number;
  readonly value: Json;
  readonly key?: string;
  readonly source?: string;
}

/** One visit of one state: its data, and the only door to time, chance, history and the world. */
export interface Visit extends Bindings {
  /** Raw input of the state. */
  readonly input: Json;
  /** Set before Output and Assign see it. */
  result: Json | undefined;
  errorOutput: Json | undefined;
  /** The machine's limit of a payload's bytes. */
  readonly payloadBytesMax: number;
  /** An upper bound of the input's bytes, carried from state to state so that payloads are not measured again and again. */
  inputBound: number;
  /** What the state leaves behind, and an upper bound of its bytes: written by data.ts alone. */
  output: Json;
  outputBound: number;
  assigned: JsonObject | undefined;
  rule: number | undefined;
  catcher: number | undefined;
  /** Whether the state can be retried at all, so that `$$.State.RetryCount` exists. */
  readonly retries: boolean;
  /** `$$.State.RetryCount`. */
  retryCount: number;
  /** `$$.Task.Token`. */
  taskToken: string | undefined;
  /** `$$.Map.Item`. */
  item: MapItem | undefined;
  /** What the state wants to find again when it is redriven. */
  kept: unknown;

  /** Bytes of all variables that the state can read. */
  readonly variableBytes: number;
  readonly state: string;
  readonly frame: Frame;
  readonly path: string;
  readonly identity: ExecutionIdentity;
  /** Event id of this visit's StateEntered. */
  readonly enteredId: number;
  /** Event id that the StateEntered hangs below. */
  readonly beforeEntered: number;

  /** Head of the next event: id, predecessor, time. */
  readonly nextEventId: number;
  last: number;
  /** Records an event that continues the chain. */
  record<Fact>(kind: EventKind<Fact>, fact: Fact): void;
  /** Records an event that its successors do not follow, such as …Succeeded of scopes and iterations; gives its id. */
  recordAside<Fact>(kind: EventKind<Fact>, previous: number, fact: Fact): number;
  /** The same for a rare event, kept whole. */
  emit(event: HistoryEvent): void;

  token(): string;
  timer(due: EpochMs): Id;
  task(call: ServiceCall): Id;
  mapRun(call: MapRunCall): Id;
  cancel(id: Id): void;
  fork(machine: Machine, kind: 'branch' | 'iteration', index: number, last: number, item: MapItem | undefined): Child;

  /** A caught exception as the failure it means; anything that is not a workflow's fault is thrown on. */
  failureOf(thrown: unknown): StateFailed;
  /** The service's sentence: prefix with state and event id, then the cause. */
  explain(cause: string): string;
}
