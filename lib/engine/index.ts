export type { Command, MapRunCall, Pattern, ServiceCall } from './commands';
export type { EpochMs, ExecutionIdentity, Failure, Id, JournalEntry, Outcome } from './entries';
export { type ExecutionStatus, type Frame, framePath, type HistoryEvent, type HistoryEventType } from './events';
export type { TaskIo, TaskPerformer } from './service';
export type { Execution, Step } from './step';
