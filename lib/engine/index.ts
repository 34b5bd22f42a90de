import { MachineExecution } from './execution';
import type { Machine } from './node';
import type { Execution } from './step';

/** A fresh execution; its first entry must be `started`. */
export function createExecution(machine: Machine): Execution {
  return new MachineExecution(machine);
}

export type { Command, MapRunCall, Pattern, ServiceCall } from './commands';
export { type CompileOptions, compileMachine } from './compile';
export type { EpochMs, ExecutionIdentity, Failure, Id, JournalEntry, Outcome } from './entries';
export type { History } from './event-log';
export { type ExecutionStatus, type Frame, framePath, type HistoryEvent, type HistoryEventType } from './events';
export { expressMillisecondsMax, historyEventsMax, payloadBytesMax } from './limits';
export type { Machine } from './node';
export { type Random, seededRandom } from './random';
export type { HttpExchange, SentRequest, TaskIo, TaskPerformer } from './service';
export type { Execution, Step } from './step';
export { contextTime, isoTime, parseTimestamp } from './time';
