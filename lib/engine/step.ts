// The engine seen from outside: a reducer. step() is synchronous, total and deterministic; nothing has happened in the
// world when it returns.
import type { Command } from './commands';
import type { JournalEntry } from './entries';
import type { History } from './event-log';
import type { ExecutionStatus, HistoryEvent } from './events';

/** What one entry led to. */
export interface Step {
  readonly events: readonly HistoryEvent[];
  readonly commands: readonly Command[];
  readonly status: ExecutionStatus;
}

/** One running, or ended, execution. */
export interface Execution {
  readonly status: ExecutionStatus;
  /** Every event so far, in order; event n has id n + 1. */
  readonly history: History;
  /** Applies one entry. E5: never throws for a workflow's fault, only for ours. */
  step(entry: JournalEntry): Step;
}
