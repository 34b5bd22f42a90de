// One function per rare history event, which is kept as it is made here; the common ones are made from what kinds.ts
// says, those of the execution itself in execution-events.ts.
// Every literal lists all members in one order, so that each kind of event has one hidden class.
import type { StateType } from '../asl';
import type { Json } from '../json';
import type { HistoryEvent, StateAbortedEvent } from './events';
import type { StateFailed } from './failure';
import type { TaskNames } from './kinds';
import type { Visit } from './node';

/** The first state of a machine shows the caller's own text. */
export function stateEnteredWith(visit: Visit, stateType: StateType, input: Json, inputText: string): HistoryEvent {
  return {
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: `${stateType}StateEntered`,
    input,
    inputText,
  };
}

/** A state that a failure elsewhere, or a stop, cut short. */
export function stateAborted(visit: Visit, type: StateAbortedEvent['type'], below: number): HistoryEvent {
  return {
    id: visit.nextEventId,
    previousEventId: below,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type,
  };
}

/** An iteration that ends because what holds its Map was cut short. */
export function iterationAborted(visit: Visit, index: number, below: number): HistoryEvent {
  return {
    id: visit.nextEventId,
    previousEventId: below,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'MapIterationAborted',
    index,
  };
}

/** What a retrier decided, if one matched: private facts of the failure event. */
export interface Retrying {
  readonly retrier: number;
  readonly delayMs: number;
}

export function taskScheduled(
  visit: Visit,
  names: TaskNames,
  region: string,
  parameters: Json,
  timeoutInSeconds: number | undefined,
  heartbeatInSeconds: number | undefined,
  roleArn: string | undefined,
): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'TaskScheduled',
    resourceType: names.resourceType,
    resource: names.resource,
    region,
    parameters,
    timeoutInSeconds,
    heartbeatInSeconds,
    roleArn,
  });
}

export function taskFailed(
  visit: Visit,
  type: 'TaskFailed' | 'TaskTimedOut' | 'TaskSubmitFailed' | 'TaskStartFailed',
  names: TaskNames,
  failure: StateFailed,
  retrying: Retrying | undefined,
): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type,
    resourceType: names.resourceType,
    resource: names.resource,
    error: failure.error,
    cause: failure.errorCause,
    retrier: retrying?.retrier,
    delayMs: retrying?.delayMs,
  });
}

export function functionScheduledWith(
  visit: Visit,
  resource: string,
  input: Json,
  timeoutInSeconds: number | undefined,
  roleArn: string | undefined,
): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'LambdaFunctionScheduled',
    resource,
    input,
    timeoutInSeconds,
    roleArn,
  });
}

export type WorkFailedType =
  | 'LambdaFunctionFailed'
  | 'LambdaFunctionTimedOut'
  | 'LambdaFunctionScheduleFailed'
  | 'LambdaFunctionStartFailed'
  | 'ActivityFailed'
  | 'ActivityTimedOut'
  | 'ActivityScheduleFailed'
  | 'MapStateFailed'
  | 'ParallelStateFailed';

export function workFailed(
  visit: Visit,
  type: WorkFailedType,
  failure: StateFailed,
  retrying: Retrying | undefined,
): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type,
    error: failure.error,
    cause: failure.errorCause,
    retrier: retrying?.retrier,
    delayMs: retrying?.delayMs,
  });
}

export function activityScheduled(
  visit: Visit,
  resource: string,
  input: Json,
  timeoutInSeconds: number | undefined,
  heartbeatInSeconds: number | undefined,
): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'ActivityScheduled',
    resource,
    input,
    timeoutInSeconds,
    heartbeatInSeconds,
  });
}

export function activityStarted(visit: Visit, workerName: string | undefined): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'ActivityStarted',
    workerName,
  });
}

export function evaluationFailed(visit: Visit, failure: StateFailed, retrying: Retrying | undefined): void {
  visit.emit({
    id: visit.nextEventId,
    // AWS: while nothing has happened since the state was entered, the event hangs below the predecessor of StateEntered,
    // except where a Wait state cannot read its timestamp.
    previousEventId:
      visit.last === visit.enteredId && failure.location !== 'Timestamp' ? visit.beforeEntered : visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'EvaluationFailed',
    error: failure.error ?? 'States.QueryEvaluationError',
    cause: failure.errorCause ?? '',
    location: failure.location,
    retrier: retrying?.retrier,
    delayMs: retrying?.delayMs,
  });
}

export function mapStateStarted(visit: Visit, length: number): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'MapStateStarted',
    length,
  });
}

export function mapRunStarted(visit: Visit, mapRunArn: string): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'MapRunStarted',
    mapRunArn,
  });
}

export function mapRunRedriven(visit: Visit, mapRunArn: string, redriveCount: number): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'MapRunRedriven',
    mapRunArn,
    redriveCount,
  });
}

export function mapRunFailed(visit: Visit, failure: StateFailed): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'MapRunFailed',
    error: failure.error,
    cause: failure.errorCause,
  });
}
