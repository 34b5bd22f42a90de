// The kinds of events that most histories are made of: what they keep of each event, and the event itself. The others are
// made whole, in record.ts and execution-events.ts. Every literal lists all members in one order, so that each kind of event
// has one hidden class; with the head spread into it an event would cost a hundred times as much (2,500 ns on Node 20).
import type { StateType } from '../asl';
import type { Json, JsonObject } from '../json';
import type { EventKind, Head } from './event-log';
import type {
  HistoryEvent,
  LambdaFunctionStartedEvent,
  MapIterationEvent,
  PlainEvent,
  StateExitedEvent,
} from './events';

/** Kept: the input. */
export function stateEntered(state: string, stateType: StateType): EventKind<Json> {
  const type = `${stateType}StateEntered` as const;
  return {
    event: ({ id, previousEventId, timestamp, frame }, input) => ({
      id,
      previousEventId,
      timestamp,
      frame,
      state,
      type,
      input,
      inputText: undefined,
    }),
  };
}

type Exited = StateExitedEvent['type'];

/** The ways out of one state: a kind for each next state, rule and catcher, made when it is first gone. */
export class StateExits {
  readonly #state: string;
  readonly #type: Exited;
  readonly #exits: StateExit[] = [];

  constructor(state: string, stateType: StateType) {
    this.#state = state;
    // A Fail state never exits, so the name is never used for it.
    this.#type = stateType === 'Fail' ? 'PassStateExited' : `${stateType}StateExited`;
  }

  to(next: string | undefined, rule: number | undefined, catcher: number | undefined): StateExit {
    const exits = this.#exits;
    for (let place = 0; place < exits.length; place++) {
      const exit = exits[place] as StateExit;
      if (exit.next === next && exit.rule === rule && exit.catcher === catcher) return exit;
    }
    const exit = stateExit(this.#state, this.#type, next, rule, catcher);
    exits.push(exit);
    return exit;
  }
}

interface StateExit {
  readonly next: string | undefined;
  readonly rule: number | undefined;
  readonly catcher: number | undefined;
  /** Kept: the output. */
  readonly plain: EventKind<Json>;
  readonly assigning: EventKind<{ readonly output: Json; readonly assigned: JsonObject }>;
}

function stateExit(
  state: string,
  type: Exited,
  next: string | undefined,
  rule: number | undefined,
  catcher: number | undefined,
): StateExit {
  const exited = (
    { id, previousEventId, timestamp, frame }: Head,
    output: Json,
    assigned: JsonObject | undefined,
  ): HistoryEvent => ({
    id,
    previousEventId,
    timestamp,
    frame,
    state,
    type,
    output,
    outputText: undefined,
    assigned,
    next,
    rule,
    catcher,
  });
  return {
    next,
    rule,
    catcher,
    plain: { event: (head, output) => exited(head, output, undefined) },
    assigning: { event: (head, { output, assigned }) => exited(head, output, assigned) },
  };
}

/** The events of an inline Map. */
export interface MapEvents {
  readonly iterationStarted: EventKind<number>;
  readonly iterationSucceeded: EventKind<number>;
  readonly iterationFailed: EventKind<number>;
  readonly iterationAborted: EventKind<number>;
  readonly succeeded: EventKind<undefined>;
}

export function mapEvents(state: string): MapEvents {
  return {
    iterationStarted: iteration(state, 'MapIterationStarted'),
    iterationSucceeded: iteration(state, 'MapIterationSucceeded'),
    iterationFailed: iteration(state, 'MapIterationFailed'),
    iterationAborted: iteration(state, 'MapIterationAborted'),
    succeeded: plain(state, 'MapStateSucceeded'),
  };
}

/** Kept: the index. */
function iteration(state: string, type: MapIterationEvent['type']): EventKind<number> {
  return {
    event: ({ id, previousEventId, timestamp, frame }, index) => ({
      id,
      previousEventId,
      timestamp,
      frame,
      state,
      type,
      index,
    }),
  };
}

/** Kept: nothing. */
export function plain(
  state: string,
  type: PlainEvent['type'] | LambdaFunctionStartedEvent['type'],
): EventKind<undefined> {
  return {
    event: ({ id, previousEventId, timestamp, frame }) => ({ id, previousEventId, timestamp, frame, state, type }),
  };
}

/** Kept: the input. Without a timeout and credentials. */
export function functionScheduled(state: string, resource: string): EventKind<Json> {
  return {
    event: ({ id, previousEventId, timestamp, frame }, input) => ({
      id,
      previousEventId,
      timestamp,
      frame,
      state,
      type: 'LambdaFunctionScheduled',
      resource,
      input,
      timeoutInSeconds: undefined,
      roleArn: undefined,
    }),
  };
}

/** Kept: the output. */
export function workSucceeded(state: string, type: 'LambdaFunctionSucceeded' | 'ActivitySucceeded'): EventKind<Json> {
  return {
    event: ({ id, previousEventId, timestamp, frame }, output) => ({
      id,
      previousEventId,
      timestamp,
      frame,
      state,
      type,
      output,
    }),
  };
}

/** How the history names what a task asks: `lambda` and `invoke.waitForTaskToken`. */
export interface TaskNames {
  readonly resourceType: string;
  readonly resource: string;
}

/** Kept: nothing. */
export function taskStarted(state: string, names: TaskNames): EventKind<undefined> {
  const { resourceType, resource } = names;
  return {
    event: ({ id, previousEventId, timestamp, frame }) => ({
      id,
      previousEventId,
      timestamp,
      frame,
      state,
      type: 'TaskStarted',
      resourceType,
      resource,
    }),
  };
}

/** Kept: the output. */
export function taskResult(state: string, type: 'TaskSubmitted' | 'TaskSucceeded', names: TaskNames): EventKind<Json> {
  const { resourceType, resource } = names;
  return {
    event: ({ id, previousEventId, timestamp, frame }, output) => ({
      id,
      previousEventId,
      timestamp,
      frame,
      state,
      type,
      resourceType,
      resource,
      output,
    }),
  };
}
