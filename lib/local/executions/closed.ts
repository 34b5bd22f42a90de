// An execution of which only the history is left: nothing can happen to it any more.
import type { Execution, ExecutionStatus, HistoryEvent, Step } from '../../engine';

export class ClosedExecution implements Execution {
  readonly status: ExecutionStatus;
  readonly history: readonly HistoryEvent[];

  constructor(status: ExecutionStatus, history: readonly HistoryEvent[]) {
    this.status = status;
    this.history = history;
  }

  step(): Step {
    throw new Error('an execution whose journal is gone takes no more entries');
  }
}
