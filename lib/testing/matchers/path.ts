// Matchers about the way an execution took.
import type { Retrier, TaskState } from '../../asl';
import type { Visit } from '../../history';
import type { Execution } from '../execution';
import { explainChoice } from '../explain';
import { stateNamed } from '../names';
import { placeText } from '../places';
import { show } from './equal';
import { asExecution, type MatcherResult, told } from './matcher';

/** All of these states were entered; negated: none of them was. */
export function toHaveVisited(this: unknown, received: unknown, ...states: readonly string[]): MatcherResult {
  const execution = asExecution(received, 'toHaveVisited');
  const visited = states.filter((state) => execution.state(state).visits.length > 0);
  const isNot = typeof this === 'object' && this !== null && 'isNot' in this && this.isNot === true;
  const pass = isNot ? visited.length > 0 : visited.length === states.length;
  const missing = states.filter((state) => !visited.includes(state));
  return {
    pass,
    message: () =>
      pass
        ? told(`${visited.join(', ')} ${visited.length === 1 ? 'was' : 'were'} entered`, [], execution)
        : told(
            `${missing.join(', ')} ${missing.length === 1 ? 'was' : 'were'} never entered`,
            whereItTurned(execution),
            execution,
          ),
  };
}

/** These states were entered in this order, with any others between them. */
export function toHaveVisitedInOrder(received: unknown, ...states: readonly string[]): MatcherResult {
  const execution = asExecution(received, 'toHaveVisitedInOrder');
  for (const state of states) stateNamed(execution.source, state);
  const entered = [...execution.allVisits()].sort((left, right) => left.enteredAt - right.enteredAt);
  let next = 0;
  for (const { state, path } of entered) {
    if (next < states.length && (states[next] === state || states[next] === path)) next++;
  }
  const pass = next === states.length;
  const done = states.slice(0, next).join(' → ') || 'the start';
  return {
    pass,
    message: () =>
      pass
        ? told(`${states.join(' → ')} were entered in this order`, [], execution)
        : told(`"${states[next]}" was not entered after ${done}`, [], execution),
  };
}

/** The execution went from one state to another: by Next, a Choice rule, Default or a catcher. */
export function toHaveTaken(received: unknown, from: string, to: string): MatcherResult {
  const execution = asExecution(received, 'toHaveTaken');
  stateNamed(execution.source, to);
  const { visits } = execution.state(from);
  const pass = visits.some(({ next }) => next === to);
  return {
    pass,
    message: () => {
      if (visits.length === 0) return told(`${from} was never entered`, whereItTurned(execution), execution);
      return told(
        pass ? `${from} went to ${to}` : `${from} did not go to ${to}`,
        visits.flatMap((visit) => wayOut(execution, visit)),
        execution,
      );
    },
  };
}

/** The state was tried again that often, over all its visits. */
export function toHaveRetried(received: unknown, state: string, times: number): MatcherResult {
  const execution = asExecution(received, 'toHaveRetried');
  const record = execution.state(state);
  const retries = record.visits.reduce((sum, { attempts }) => sum + Math.max(0, attempts.length - 1), 0);
  return {
    pass: retries === times,
    message: () =>
      told(
        `${state} was tried again ${retries} ${retries === 1 ? 'time' : 'times'}${retries === times ? '' : `, not ${times}`}`,
        [...attemptLines(record.visits), ...retriers(execution, state)],
        execution,
      ),
  };
}

/** A catcher of the state caught this error. */
export function toHaveCaught(received: unknown, state: string, error: string): MatcherResult {
  const execution = asExecution(received, 'toHaveCaught');
  const { visits } = execution.state(state);
  const caught = visits.filter(({ catcher }) => catcher !== undefined);
  const pass = caught.some((visit) => visit.error === error);
  return {
    pass,
    message: () => {
      const lines = visits.map((visit) =>
        visit.catcher === undefined
          ? `${visit.path} ${visit.status}${visit.error === undefined ? '' : ` with ${visit.error}`}`
          : `${visit.path} caught ${visit.error} by catcher ${visit.catcher + 1} → ${visit.next}`,
      );
      const place = execution.source.places.get(stateNamed(execution.source, state).name);
      const where = place === undefined ? '' : `      ${placeText(place)}`;
      const headline = pass ? `${state} caught ${error}` : `${state} caught no ${error}`;
      return told(`${headline}${where}`, visits.length === 0 ? ['it was never entered'] : lines, execution);
    },
  };
}

function wayOut(execution: Execution, visit: Visit): string[] {
  if (visit.type === 'Choice') return explainChoice(execution, visit);
  const place = execution.source.places.get(visit.state);
  const where = place === undefined ? '' : `      ${placeText(place)}`;
  if (visit.catcher !== undefined)
    return [`${visit.path} went to ${visit.next}: catcher ${visit.catcher + 1} caught ${visit.error}${where}`];
  return [`${visit.path} went to ${visit.next ?? 'the end'} (${visit.status})${where}`];
}

/** The Choice states that were passed: one of them is where it went another way. */
function whereItTurned(execution: Execution): string[] {
  return [...execution.allVisits()]
    .filter(({ type }) => type === 'Choice')
    .flatMap((visit) => explainChoice(execution, visit));
}

function attemptLines(visits: readonly Visit[]): string[] {
  if (visits.length === 0) return ['it was never entered'];
  return visits.flatMap(({ path, attempts }) =>
    attempts.map(({ outcome, error, cause, backoffMs }, index) => {
      const what =
        error === undefined ? outcome : `${outcome} with ${error}${cause === undefined ? '' : `: ${show(cause)}`}`;
      return `${path} try ${index + 1}: ${what}${backoffMs === undefined ? '' : `, next in ${backoffMs} ms`}`;
    }),
  );
}

function retriers(execution: Execution, state: string): string[] {
  const { Retry = [] } = stateNamed(execution.source, state).state as TaskState;
  return Retry.map(
    ({ ErrorEquals, MaxAttempts = 3 }: Retrier, index) =>
      `retrier ${index + 1}: ${ErrorEquals.join(', ')}, at most ${MaxAttempts} times`,
  );
}
