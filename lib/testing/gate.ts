// Between the driver and whoever answers: remembers who waits for a token, and holds calls back while a test walks through
// an execution step by step.
//
// G1  Held calls are let through one at a time, in the order in which they were made: the history is that of a run.
import type { ServiceCall, TaskIo, TaskPerformer } from '../engine';

/** A call that only a token or an activity worker can end. */
export interface Waiting {
  readonly call: ServiceCall;
  readonly io: TaskIo;
}

export class Gate implements TaskPerformer {
  /** Whether calls are held until `letThrough`. */
  holds = false;
  readonly #inner: TaskPerformer;
  readonly #held: Waiting[] = [];
  readonly #waiting = new Map<string, Waiting>();
  #whenHeld: (() => void)[] = [];

  constructor(inner: TaskPerformer) {
    this.#inner = inner;
  }

  perform(call: ServiceCall, io: TaskIo): void {
    const { taskToken } = call;
    if (taskToken !== undefined) this.#waiting.set(taskToken, { call, io });
    const answering = call.kind === 'activity' ? asWorker(io) : io;
    if (!this.holds) {
      this.#inner.perform(call, answering);
      return;
    }
    const held = { call, io: answering };
    this.#held.push(held);
    for (const tell of this.#whenHeld.splice(0)) tell();
    io.onCancel(() => {
      const at = this.#held.indexOf(held);
      if (at >= 0) this.#held.splice(at, 1);
    });
  }

  /** Whether the call has not been answered because it was not let through. */
  isHeld(call: ServiceCall): boolean {
    return this.#held.some((held) => held.call === call);
  }

  /** Lets the first held call through; false when there is none. G1 */
  letThrough(): boolean {
    const held = this.#held.shift();
    if (held === undefined) return false;
    this.#inner.perform(held.call, held.io);
    return true;
  }

  /** Settles when a call is held: real work has led to it. */
  nextHeld(): Promise<void> {
    return new Promise((resolve) => this.#whenHeld.push(resolve));
  }

  /** Who was given this token. */
  withToken(token: string): Waiting | undefined {
    return this.#waiting.get(token);
  }
}

/** History tells an activity's scheduling, its start by a worker and its end; a mock is worker and service in one. */
function asWorker(io: TaskIo): TaskIo {
  let scheduled = false;
  const schedule = (): void => {
    if (!scheduled) io.submitted(null);
    scheduled = true;
  };
  return {
    submitted: schedule,
    settled(outcome) {
      schedule();
      io.submitted({});
      io.settled(outcome);
    },
    parked() {
      schedule();
      io.parked();
    },
    after: (ms, callback) => io.after(ms, callback),
    onCancel: (callback) => io.onCancel(callback),
    now: () => io.now(),
  };
}
