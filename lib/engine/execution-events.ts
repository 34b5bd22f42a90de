// The events of an execution itself: how it began, was redriven and ended. Every literal lists all members in one order, so that
// each kind of event has one hidden class.
import type { Json } from '../json';
import type { EpochMs, Failure, JournalEntry } from './entries';
import type { ExecutionEndedEvent, Frame, HistoryEvent } from './events';

/** Where the events of the machine itself happen. */
export const machineFrame: Frame = Object.freeze({ outer: undefined, kind: 'machine', state: '', index: 0 });

export function executionStarted(entry: Extract<JournalEntry, { readonly kind: 'started' }>): HistoryEvent {
  const { at, identity, input, inputText } = entry;
  return {
    id: 1,
    previousEventId: 0,
    timestamp: at,
    frame: machineFrame,
    state: undefined,
    type: 'ExecutionStarted',
    input,
    inputText,
    roleArn: identity.roleArn,
    stateMachineAliasArn: identity.stateMachineAliasArn,
    stateMachineVersionArn: identity.stateMachineVersionArn,
  };
}

/** Hangs below whatever happened last. */
export function executionRedriven(id: number, timestamp: EpochMs, redriveCount: number): HistoryEvent {
  return {
    id,
    previousEventId: id - 1,
    timestamp,
    frame: machineFrame,
    state: undefined,
    type: 'ExecutionRedriven',
    redriveCount,
  };
}

export function executionSucceeded(
  id: number,
  previousEventId: number,
  timestamp: EpochMs,
  output: Json,
): HistoryEvent {
  return {
    id,
    previousEventId,
    timestamp,
    frame: machineFrame,
    state: undefined,
    type: 'ExecutionSucceeded',
    output,
    outputText: undefined,
  };
}

export function executionEnded(
  type: ExecutionEndedEvent['type'],
  id: number,
  previousEventId: number,
  timestamp: EpochMs,
  failure: Failure,
): HistoryEvent {
  return {
    id,
    previousEventId,
    timestamp,
    frame: machineFrame,
    state: undefined,
    type,
    error: failure.error,
    cause: failure.cause,
  };
}
