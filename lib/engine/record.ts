// One function per history event: the only places where events are made. Every literal lists all members in one order, so
// that each kind of event has one hidden class.
import type { Json } from '../json';
import type { HistoryEvent } from './events';
import type { StateFailed } from './failure';
import type { Visit } from './node';

/** What a retrier decided, if one matched: private facts of the failure event. */
export interface Retrying {
  readonly retrier: number;
  readonly delayMs: number;
}

export interface TaskNames {
  readonly resourceType: string;
  readonly resource: string;
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

export function taskStarted(visit: Visit, names: TaskNames): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'TaskStarted',
    resourceType: names.resourceType,
    resource: names.resource,
  });
}

export function taskResult(
  visit: Visit,
  type: 'TaskSubmitted' | 'TaskSucceeded',
  names: TaskNames,
  output: Json,
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
    output,
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

export function functionScheduled(
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

export function functionStarted(visit: Visit): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type: 'LambdaFunctionStarted',
  });
}

export function workSucceeded(visit: Visit, type: 'LambdaFunctionSucceeded' | 'ActivitySucceeded', output: Json): void {
  visit.emit({
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type,
    output,
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

type PlainType =
  | 'MapStateSucceeded'
  | 'ParallelStateStarted'
  | 'ParallelStateSucceeded'
  | 'MapRunSucceeded'
  | 'MapRunAborted';

export function plain(visit: Visit, type: PlainType): HistoryEvent {
  return {
    id: visit.nextEventId,
    previousEventId: visit.last,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type,
  };
}

/** An iteration's own event, hung below `previous`. */
export function iteration(
  visit: Visit,
  type: 'MapIterationStarted' | 'MapIterationSucceeded' | 'MapIterationFailed' | 'MapIterationAborted',
  index: number,
  previous: number,
): HistoryEvent {
  return {
    id: visit.nextEventId,
    previousEventId: previous,
    timestamp: visit.now(),
    frame: visit.frame,
    state: visit.state,
    type,
    index,
  };
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
