// How the tree of an execution grows, event by event.
//
// T1  A scope runs one state at a time: an event belongs to the last visit of its scope.
// T2  A retry is a new attempt of the same visit, a redrive continues the visit that failed.
import type { EpochMs, Frame, HistoryEvent } from '../engine';
import type { Json } from '../json';
import type { Projection } from './projection';
import type { Attempt, Scope, Trace, Visit } from './trace';

/** The tree of an execution. */
export const trace: Projection<Trace> = {
  initial: () => ({
    status: 'RUNNING',
    startedAt: undefined,
    endedAt: undefined,
    lastAt: undefined,
    input: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
    redrives: 0,
    events: 0,
    entered: 0,
    retries: 0,
    machine: newScope('machine', 0, ''),
  }),
  apply(tree, event) {
    tree.events++;
    tree.lastAt = event.timestamp;
    if (event.type.startsWith('Execution')) applyToExecution(tree, event);
    else if (event.state !== undefined) applyToScope(tree, event, event.state);
    return tree;
  },
};

function newScope(kind: Frame['kind'], index: number, path: string): Scope {
  return { kind, index, path, visits: [], outcome: 'running' };
}

function applyToExecution(tree: Trace, event: HistoryEvent): void {
  switch (event.type) {
    case 'ExecutionStarted':
      tree.startedAt = event.timestamp;
      tree.input = event.input;
      return;
    case 'ExecutionSucceeded':
      tree.status = 'SUCCEEDED';
      tree.endedAt = event.timestamp;
      tree.output = event.output;
      return;
    case 'ExecutionFailed':
    case 'ExecutionAborted':
    case 'ExecutionTimedOut':
      tree.status =
        event.type === 'ExecutionFailed' ? 'FAILED' : event.type === 'ExecutionAborted' ? 'ABORTED' : 'TIMED_OUT';
      tree.endedAt = event.timestamp;
      tree.error = event.error;
      tree.cause = event.cause;
      closeScope(tree.machine, event.timestamp, event.error, event.cause, event.type === 'ExecutionFailed');
      return;
    case 'ExecutionRedriven':
      tree.status = 'RUNNING';
      tree.endedAt = undefined;
      tree.error = undefined;
      tree.cause = undefined;
      tree.redrives = event.redriveCount;
  }
}

/** What was running when a scope ended: its last visit failed, and whatever that had running inside was aborted. */
function closeScope(scope: Scope, at: EpochMs, error: string | undefined, cause: string | undefined, failed: boolean) {
  scope.outcome = failed ? 'failed' : 'aborted';
  const visit = scope.visits.at(-1);
  if (visit === undefined || visit.status === 'succeeded' || visit.status === 'caught') return;
  if (visit.status === 'running') {
    visit.status = failed ? 'failed' : 'aborted';
    visit.exitedAt = at;
    visit.error = error;
    visit.cause = cause;
  }
  const attempt = visit.attempts.at(-1);
  if (attempt?.outcome === 'running') endAttempt(attempt, at, failed && visit.type === 'Task' ? 'failed' : 'aborted');
  for (const inner of attempt?.scopes.values() ?? []) {
    if (inner.outcome === 'running') closeScope(inner, at, undefined, undefined, false);
  }
}

function applyToScope(tree: Trace, event: HistoryEvent, state: string): void {
  const own = event.frame;
  // An iteration's own events may be told from inside it or from beside it: both mean the Map's visit outside.
  const inside = event.type.startsWith('MapIteration') && own.kind === 'iteration' && own.state === state;
  const scope = scopeOf(tree.machine, inside ? (own.outer as Frame) : own, event.timestamp);
  if (event.type.endsWith('StateEntered') && 'input' in event) {
    tree.entered++;
    scope.outcome = 'running';
    scope.visits.push(newVisit(scope, state, event.type, event.input, event.timestamp));
    return;
  }
  const visit = scope.visits.at(-1);
  if (visit === undefined || visit.state !== state) return; // T1: nothing but a projection of half a history gets here
  if ('catcher' in event) {
    visit.exitedAt = event.timestamp;
    visit.output = event.output;
    visit.next = event.next;
    visit.rule = event.rule;
    visit.catcher = event.catcher;
    visit.assigned = event.assigned;
    visit.status = event.catcher === undefined ? 'succeeded' : 'caught';
    const attempt = visit.attempts.at(-1);
    if (attempt?.outcome === 'running') {
      endAttempt(attempt, event.timestamp, event.catcher === undefined ? 'succeeded' : 'failed');
    }
    if (event.catcher !== undefined) {
      visit.error ??= attempt?.error;
      visit.cause ??= attempt?.cause;
    } else {
      visit.error = undefined;
      visit.cause = undefined;
    }
    if (event.next === undefined) scope.outcome = 'succeeded';
  } else applyToVisit(tree, visit, event);
}

function scopeOf(machine: Scope, frame: Frame, at: EpochMs): Scope {
  if (frame.outer === undefined) return machine;
  const outer = scopeOf(machine, frame.outer, at);
  const visit = outer.visits.at(-1);
  if (visit === undefined || visit.state !== frame.state) return newScope(frame.kind, frame.index, '');
  const attempt = visit.attempts.at(-1) ?? newAttempt(visit, at, undefined, undefined);
  const known = attempt.scopes.get(frame.index);
  if (known !== undefined) return known;
  const place = frame.kind === 'branch' ? `[${frame.index}]` : `#${frame.index}`;
  const scope = newScope(frame.kind, frame.index, `${visit.path}${place}/`);
  attempt.scopes.set(frame.index, scope);
  return scope;
}

function newVisit(scope: Scope, state: string, type: string, input: Json, at: EpochMs): Visit {
  return {
    state,
    type: type.slice(0, -'StateEntered'.length),
    path: scope.path + state,
    input,
    enteredAt: at,
    exitedAt: undefined,
    status: 'running',
    output: undefined,
    next: undefined,
    rule: undefined,
    catcher: undefined,
    error: undefined,
    cause: undefined,
    assigned: undefined,
    attempts: [],
    items: undefined,
    mapRunArn: undefined,
  };
}

function newAttempt(visit: Visit, at: EpochMs, resource: string | undefined, input: Json | undefined): Attempt {
  const attempt: Attempt = {
    startedAt: at,
    endedAt: undefined,
    outcome: 'running',
    resource,
    input,
    submitted: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
    retrier: undefined,
    backoffMs: undefined,
    scopes: new Map(),
  };
  visit.attempts.push(attempt);
  return attempt;
}

function endAttempt(attempt: Attempt, at: EpochMs, outcome: Attempt['outcome']): void {
  attempt.endedAt = at;
  attempt.outcome = outcome;
}

/** A new attempt; one that is still open had failed without an event of its own (Parallel and Map tell only the last failure). */
function beginAttempt(tree: Trace, visit: Visit, at: EpochMs, resource?: string, input?: Json): void {
  const before = visit.attempts.at(-1);
  if (before !== undefined) {
    if (before.outcome === 'running') endAttempt(before, at, 'failed');
    before.backoffMs ??= at - (before.endedAt as EpochMs);
    tree.retries++;
  }
  if (visit.status !== 'running') {
    visit.status = 'running'; // T2
    visit.exitedAt = undefined;
    visit.error = undefined;
    visit.cause = undefined;
  }
  newAttempt(visit, at, resource, input);
}

function applyToVisit(tree: Trace, visit: Visit, event: HistoryEvent): void {
  const at = event.timestamp;
  const attempt = visit.attempts.at(-1);
  switch (event.type) {
    case 'TaskScheduled':
      beginAttempt(tree, visit, at, `${event.resourceType}:${event.resource}`, event.parameters);
      break;
    case 'LambdaFunctionScheduled':
    case 'ActivityScheduled':
      beginAttempt(tree, visit, at, event.resource, event.input);
      break;
    case 'MapStateStarted':
      visit.items = event.length;
      beginAttempt(tree, visit, at);
      break;
    case 'ParallelStateStarted':
      beginAttempt(tree, visit, at);
      break;
    case 'TaskSubmitted':
      if (attempt !== undefined) attempt.submitted = { at, output: event.output };
      break;
    case 'TaskSucceeded':
    case 'LambdaFunctionSucceeded':
    case 'ActivitySucceeded':
      if (attempt !== undefined) {
        endAttempt(attempt, at, 'succeeded');
        attempt.output = event.output;
      }
      break;
    case 'ParallelStateSucceeded':
    case 'MapStateSucceeded':
      if (attempt !== undefined) endAttempt(attempt, at, 'succeeded');
      break;
    case 'MapRunStarted':
    case 'MapRunRedriven':
      visit.mapRunArn = event.mapRunArn;
      break;
    case 'MapIterationSucceeded':
    case 'MapIterationFailed':
    case 'MapIterationAborted':
      endIteration(attempt, event.index, event.type, at);
      break;
    case 'TaskStateAborted':
    case 'WaitStateAborted':
    case 'MapStateAborted':
    case 'ParallelStateAborted':
      // AWS: the state whose failure ended the scope is reported as aborted too; it failed.
      if (visit.status === 'running') {
        visit.status = 'aborted';
        visit.exitedAt = at;
      }
      if (attempt?.outcome === 'running') endAttempt(attempt, at, 'aborted');
      break;
    default:
      if ('retrier' in event) failAttempt(visit, event, at);
  }
}

function endIteration(attempt: Attempt | undefined, index: number, type: string, at: EpochMs): void {
  const scope = attempt?.scopes.get(index);
  if (scope === undefined) return;
  if (type === 'MapIterationSucceeded') scope.outcome = 'succeeded';
  else closeScope(scope, at, undefined, undefined, type === 'MapIterationFailed');
}

interface FailureEvent {
  readonly type: string;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly retrier: number | undefined;
  readonly delayMs: number | undefined;
}

function failAttempt(visit: Visit, event: FailureEvent, at: EpochMs): void {
  // What fails after the answer (an Output that cannot be evaluated) fails the attempt that was answered.
  const last = visit.attempts.at(-1);
  const open = last?.outcome === 'running' || last?.outcome === 'succeeded';
  const attempt = open ? last : newAttempt(visit, at, undefined, undefined);
  endAttempt(attempt, at, event.type.endsWith('TimedOut') ? 'timedOut' : 'failed');
  attempt.error = event.error;
  attempt.cause = event.cause;
  attempt.retrier = event.retrier;
  attempt.backoffMs = event.delayMs;
  for (const inner of attempt.scopes.values()) {
    if (inner.outcome !== 'running') continue;
    const raised = inner.visits.at(-1)?.type === 'Fail';
    closeScope(inner, at, raised ? event.error : undefined, raised ? event.cause : undefined, raised);
  }
  if (event.retrier === undefined) {
    visit.status = 'failed';
    visit.exitedAt = at;
    visit.error = event.error;
    visit.cause = event.cause;
  }
}
