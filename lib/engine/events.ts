// What an execution did: AWS's history events, flat, and with a few private facts that AWS omits (frame, state, rule,
// retrier, catcher, next). Events hold values by reference; their JSON text is made when somebody asks (history/aws).
import type { StateType } from '../asl';
import type { Json } from '../json';
import type { EpochMs } from './entries';

/**
 * Where in the running machine an event happened: the machine itself, a Parallel branch, or an inline Map iteration.
 * Private fact: AWS does not tell.
 */
export interface Frame {
  /** Undefined for the machine itself. */
  readonly outer: Frame | undefined;
  readonly kind: 'machine' | 'branch' | 'iteration';
  /** Name of the Parallel or Map state; empty for the machine. */
  readonly state: string;
  /** Which branch or iteration. */
  readonly index: number;
}

interface Head {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: EpochMs;
  readonly frame: Frame;
  /** The state that the event belongs to; undefined for events of the execution. AWS tells it in …Entered, …Exited, iterations and evaluations only. */
  readonly state: string | undefined;
}

export interface ExecutionStartedEvent extends Head {
  readonly type: 'ExecutionStarted';
  readonly input: Json;
  /** The caller's own text, shown in place of the value's compact text. */
  readonly inputText: string | undefined;
  readonly roleArn: string;
  readonly stateMachineAliasArn: string | undefined;
  readonly stateMachineVersionArn: string | undefined;
}
export interface ExecutionSucceededEvent extends Head {
  readonly type: 'ExecutionSucceeded';
  readonly output: Json;
  readonly outputText: string | undefined;
}
export interface ExecutionEndedEvent extends Head {
  readonly type: 'ExecutionFailed' | 'ExecutionAborted' | 'ExecutionTimedOut';
  readonly error: string | undefined;
  readonly cause: string | undefined;
}
export interface ExecutionRedrivenEvent extends Head {
  readonly type: 'ExecutionRedriven';
  readonly redriveCount: number;
}

export interface StateEnteredEvent extends Head {
  readonly type: `${StateType}StateEntered`;
  readonly state: string;
  readonly input: Json;
  readonly inputText: string | undefined;
}
export interface StateExitedEvent extends Head {
  readonly type: `${Exclude<StateType, 'Fail'>}StateExited`;
  readonly state: string;
  readonly output: Json;
  readonly outputText: string | undefined;
  /** Variables assigned by this exit. */
  readonly assigned: { readonly [name: string]: Json } | undefined;
  /** Private: the state entered next; undefined at the end of a machine, branch or iteration. */
  readonly next: string | undefined;
  /** Private: index of the Choice rule that matched, -1 for Default; undefined for other states. */
  readonly rule: number | undefined;
  /** Private: index of the catcher that caught. */
  readonly catcher: number | undefined;
}
/** Running states that a failure elsewhere, or a stop, cut short. */
export interface StateAbortedEvent extends Head {
  readonly type: 'TaskStateAborted' | 'WaitStateAborted' | 'MapStateAborted' | 'ParallelStateAborted';
}

/** Private facts of every event that tells of a failed attempt. */
interface Attempt {
  /** Index of the retrier that matched; undefined when nothing retries. */
  readonly retrier: number | undefined;
  /** Milliseconds until the retry. */
  readonly delayMs: number | undefined;
}

export interface TaskScheduledEvent extends Head {
  readonly type: 'TaskScheduled';
  readonly resourceType: string;
  readonly resource: string;
  readonly region: string;
  readonly parameters: Json;
  readonly timeoutInSeconds: number | undefined;
  readonly heartbeatInSeconds: number | undefined;
  /** RoleArn of the state's Credentials. */
  readonly roleArn: string | undefined;
}
export interface TaskStartedEvent extends Head {
  readonly type: 'TaskStarted';
  readonly resourceType: string;
  readonly resource: string;
}
export interface TaskResultEvent extends Head {
  readonly type: 'TaskSubmitted' | 'TaskSucceeded';
  readonly resourceType: string;
  readonly resource: string;
  readonly output: Json;
}
export interface TaskFailedEvent extends Head, Attempt {
  readonly type: 'TaskFailed' | 'TaskTimedOut' | 'TaskSubmitFailed' | 'TaskStartFailed';
  readonly resourceType: string;
  readonly resource: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export interface LambdaFunctionScheduledEvent extends Head {
  readonly type: 'LambdaFunctionScheduled';
  readonly resource: string;
  readonly input: Json;
  readonly timeoutInSeconds: number | undefined;
  readonly roleArn: string | undefined;
}
export interface LambdaFunctionStartedEvent extends Head {
  readonly type: 'LambdaFunctionStarted';
}
export interface LambdaFunctionSucceededEvent extends Head {
  readonly type: 'LambdaFunctionSucceeded';
  readonly output: Json;
}
export interface LambdaFunctionFailedEvent extends Head, Attempt {
  readonly type:
    | 'LambdaFunctionFailed'
    | 'LambdaFunctionTimedOut'
    | 'LambdaFunctionScheduleFailed'
    | 'LambdaFunctionStartFailed';
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export interface ActivityScheduledEvent extends Head {
  readonly type: 'ActivityScheduled';
  readonly resource: string;
  readonly input: Json;
  readonly timeoutInSeconds: number | undefined;
  readonly heartbeatInSeconds: number | undefined;
}
export interface ActivityStartedEvent extends Head {
  readonly type: 'ActivityStarted';
  readonly workerName: string | undefined;
}
export interface ActivitySucceededEvent extends Head {
  readonly type: 'ActivitySucceeded';
  readonly output: Json;
}
export interface ActivityFailedEvent extends Head, Attempt {
  readonly type: 'ActivityFailed' | 'ActivityTimedOut' | 'ActivityScheduleFailed';
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

export interface MapStateStartedEvent extends Head {
  readonly type: 'MapStateStarted';
  readonly length: number;
}
export interface MapIterationEvent extends Head {
  readonly type: 'MapIterationStarted' | 'MapIterationSucceeded' | 'MapIterationFailed' | 'MapIterationAborted';
  readonly state: string;
  readonly index: number;
}
/** Events without details of their own. Private: `…Failed` tells error, cause and retry like every other failure. */
export interface PlainEvent extends Head {
  readonly type:
    | 'MapStateSucceeded'
    | 'ParallelStateStarted'
    | 'ParallelStateSucceeded'
    | 'MapRunSucceeded'
    | 'MapRunAborted';
}
export interface ScopeFailedEvent extends Head, Attempt {
  readonly type: 'MapStateFailed' | 'ParallelStateFailed';
  readonly error: string | undefined;
  readonly cause: string | undefined;
}
export interface MapRunStartedEvent extends Head {
  readonly type: 'MapRunStarted';
  readonly mapRunArn: string;
}
export interface MapRunFailedEvent extends Head {
  readonly type: 'MapRunFailed';
  readonly error: string | undefined;
  readonly cause: string | undefined;
}
export interface MapRunRedrivenEvent extends Head {
  readonly type: 'MapRunRedriven';
  readonly mapRunArn: string;
  readonly redriveCount: number;
}
export interface EvaluationFailedEvent extends Head, Attempt {
  readonly type: 'EvaluationFailed';
  readonly state: string;
  readonly error: string;
  readonly cause: string;
  readonly location: string | undefined;
}

export type HistoryEvent =
  | ExecutionStartedEvent
  | ExecutionSucceededEvent
  | ExecutionEndedEvent
  | ExecutionRedrivenEvent
  | StateEnteredEvent
  | StateExitedEvent
  | StateAbortedEvent
  | TaskScheduledEvent
  | TaskStartedEvent
  | TaskResultEvent
  | TaskFailedEvent
  | LambdaFunctionScheduledEvent
  | LambdaFunctionStartedEvent
  | LambdaFunctionSucceededEvent
  | LambdaFunctionFailedEvent
  | ActivityScheduledEvent
  | ActivityStartedEvent
  | ActivitySucceededEvent
  | ActivityFailedEvent
  | MapStateStartedEvent
  | MapIterationEvent
  | PlainEvent
  | ScopeFailedEvent
  | MapRunStartedEvent
  | MapRunFailedEvent
  | MapRunRedrivenEvent
  | EvaluationFailedEvent;

export type HistoryEventType = HistoryEvent['type'];

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

/** Path of the frame as a prefix: `` for the machine, `Fulfil[0]/` for a branch, `ShipItems#1/` for an iteration. */
export function framePath(frame: Frame): string {
  if (frame.outer === undefined) return '';
  const place = frame.kind === 'branch' ? `[${frame.index}]` : `#${frame.index}`;
  return `${framePath(frame.outer)}${frame.state}${place}/`;
}
