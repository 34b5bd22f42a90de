// An execution of which only the history is left: nothing can happen to it any more.
import type { Execution, ExecutionStatus, History, Step } from '../../engine';

export class ClosedExecution implements Execution {
  readonly status: ExecutionStatus;
  readonly history: History;

  constructor(status: ExecutionStatus, history: History) {
    this.status = status;
    this.history = history;
  }

  step(): Step {
    throw new Error('an execution whose journal is gone takes no more entries');
  }
}
