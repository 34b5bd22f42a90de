// The outcome of an execution and what each state did in it: what test matchers, the console and the command line ask for.
import type { EpochMs, ExecutionStatus } from '../engine';
import type { Json, JsonObject, MutableJsonObject } from '../json';
import { put } from '../json';
import { type Trace, type Visit, visitsOf } from './trace';

/** An execution in short. */
export interface Summary {
  readonly status: ExecutionStatus;
  readonly input: Json | undefined;
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startedAt: EpochMs | undefined;
  readonly endedAt: EpochMs | undefined;
  /** From the start to the end, or to the last event so far. */
  readonly elapsedMs: number;
  /** How often a state was entered. */
  readonly transitions: number;
  readonly events: number;
  /** Names of the machine's own states in the order they were entered; what ran inside Parallel and Map is not in it. */
  readonly path: readonly string[];
  /** Variables of the machine's own scope at the end. */
  readonly variables: JsonObject;
  /** The innermost visits that failed and were not caught. */
  readonly failedAt: readonly Visit[];
}

export function summary(tree: Trace): Summary {
  const variables: MutableJsonObject = {};
  for (const visit of tree.machine.visits) {
    for (const name of Object.keys(visit.assigned ?? {})) put(variables, name, visit.assigned?.[name] as Json);
  }
  return {
    status: tree.status,
    input: tree.input,
    output: tree.output,
    error: tree.error,
    cause: tree.cause,
    startedAt: tree.startedAt,
    endedAt: tree.endedAt,
    elapsedMs: tree.startedAt === undefined ? 0 : (tree.endedAt ?? tree.lastAt ?? tree.startedAt) - tree.startedAt,
    transitions: tree.entered,
    events: tree.events,
    path: tree.machine.visits.map((visit) => visit.state),
    variables,
    failedAt: innermostFailures(tree),
  };
}

/** All visits of a state, by its name (wherever it is) or its path (`Fulfil[0]/ChargePayment`), in document order. */
export function visitsOfState(tree: Trace, nameOrPath: string): Visit[] {
  const found: Visit[] = [];
  for (const visit of visitsOf(tree.machine)) {
    if (visit.state === nameOrPath || visit.path === nameOrPath) found.push(visit);
  }
  return found;
}

function innermostFailures(tree: Trace): Visit[] {
  if (tree.status === 'SUCCEEDED') return [];
  const last = tree.machine.visits.at(-1);
  if (last === undefined || last.status !== 'failed') return [];
  const failed: Visit[] = [];
  const open = [last];
  for (let visit = open.pop(); visit !== undefined; visit = open.pop()) {
    const inner: Visit[] = [];
    for (const scope of visit.attempts.at(-1)?.scopes.values() ?? []) {
      const end = scope.visits.at(-1);
      if (end?.status === 'failed') inner.push(end);
    }
    if (inner.length === 0) failed.push(visit);
    open.push(...inner);
  }
  return failed;
}
