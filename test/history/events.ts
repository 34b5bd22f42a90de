// Builds histories by hand: events with ids, times and frames filled in, so that a test says only what it is about.
import type { Frame, HistoryEvent } from '../../lib/engine';
import type { Json } from '../../lib/json';

export const machine: Frame = { outer: undefined, kind: 'machine', state: '', index: 0 };
export const branch = (state: string, index: number, outer: Frame = machine): Frame => ({
  outer,
  kind: 'branch',
  state,
  index,
});
export const iteration = (state: string, index: number, outer: Frame = machine): Frame => ({
  outer,
  kind: 'iteration',
  state,
  index,
});

/** 2026-01-05T09:00:00Z */
export const start = 1_767_603_600_000;

/** An event by its type and the members that matter. */
export interface Facts {
  readonly type: HistoryEvent['type'];
  readonly at?: number;
  readonly [member: string]: unknown;
}

/** A history from the facts that matter: `at` is the offset from the start in milliseconds. */
export function history(...events: readonly Facts[]): HistoryEvent[] {
  return events.map(({ at = 0, ...facts }, index) => {
    const head = { id: index + 1, previousEventId: index, timestamp: start + at, frame: machine, state: undefined };
    // The engine's failure events have all their members, undefined ones too.
    const failure = /(?:Failed|TimedOut)$/.test(facts.type)
      ? { error: undefined, cause: undefined, retrier: undefined, delayMs: undefined }
      : {};
    return { ...head, ...failure, ...facts } as unknown as HistoryEvent;
  });
}

export const began = (input: Json = {}, at = 0): Facts => ({
  type: 'ExecutionStarted',
  at,
  input,
  inputText: undefined,
  roleArn: 'arn:aws:iam::123456789012:role/machine',
  stateMachineAliasArn: undefined,
  stateMachineVersionArn: undefined,
});
export const entered = (type: string, state: string, input: Json = {}, at = 0, frame: Frame = machine): Facts => ({
  type: `${type}StateEntered` as 'PassStateEntered',
  at,
  frame,
  state,
  input,
  inputText: undefined,
});
export const exited = (
  type: string,
  state: string,
  output: Json,
  at = 0,
  more: { next?: string; rule?: number; catcher?: number; assigned?: { [name: string]: Json }; frame?: Frame } = {},
): Facts => ({
  type: `${type}StateExited` as 'PassStateExited',
  at,
  frame: more.frame ?? machine,
  state,
  output,
  outputText: undefined,
  assigned: more.assigned,
  next: more.next,
  rule: more.rule,
  catcher: more.catcher,
});
export const scheduled = (state: string, parameters: Json, at = 0, frame: Frame = machine): Facts => ({
  type: 'TaskScheduled',
  at,
  frame,
  state,
  resourceType: 'lambda',
  resource: 'invoke',
  region: 'us-east-1',
  parameters,
  timeoutInSeconds: undefined,
  heartbeatInSeconds: undefined,
  roleArn: undefined,
});
export const answered = (state: string, output: Json, at = 0, frame: Frame = machine): Facts => ({
  type: 'TaskSucceeded',
  at,
  frame,
  state,
  resourceType: 'lambda',
  resource: 'invoke',
  output,
});
export const failed = (
  state: string,
  error: string,
  cause: string | undefined,
  at = 0,
  retry: { retrier?: number; delayMs?: number } = {},
  frame: Frame = machine,
): Facts => ({
  type: 'TaskFailed',
  at,
  frame,
  state,
  resourceType: 'lambda',
  resource: 'invoke',
  error,
  cause,
  retrier: retry.retrier,
  delayMs: retry.delayMs,
});
