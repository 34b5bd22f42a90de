// A closed child as its journal: a run may have a hundred thousand of them, and few are ever looked at. The engine is
// deterministic (E3), so the same entries tell the same history again, in full, to whoever asks.
import {
  createExecution,
  type Execution,
  type ExecutionStatus,
  type History,
  type JournalEntry,
  type Machine,
  type Step,
} from '../../engine';

export class RetoldExecution implements Execution {
  readonly status: ExecutionStatus;
  readonly #machine: Machine;
  readonly #entries: () => readonly JournalEntry[];
  #told: WeakRef<History> | undefined;

  /** @param entries its journal, asked for when the history is */
  constructor(status: ExecutionStatus, machine: Machine, entries: () => readonly JournalEntry[]) {
    this.status = status;
    this.#machine = machine;
    this.#entries = entries;
  }

  get history(): History {
    const told = this.#told?.deref();
    if (told !== undefined) return told;
    const again = createExecution(this.#machine);
    for (const entry of this.#entries()) again.step(entry);
    if (again.status !== this.status)
      throw new Error(`a child that was ${this.status} is told again as ${again.status}`);
    this.#told = new WeakRef(again.history);
    return again.history;
  }

  /** What was under way when it ended, a stop for instance, comes too late. */
  step(): Step {
    return { events: [], commands: [], status: this.status };
  }
}
