// Real handlers finish in any order, and with it would go the order of events. Under a virtual clock that order means
// nothing, for all of it happens at one instant; so tasks that work at the same time are heard in the order in which they
// were asked. The same seed then gives the same history, byte for byte.
import type { EpochMs, Outcome, ServiceCall, TaskIo, TaskPerformer } from '../engine';
import type { Json } from '../json';

/** Passes the reports of tasks on in the order in which the tasks began. */
export function inOrder(performer: TaskPerformer): TaskPerformer {
  const working: HeldIo[] = [];
  const release = (): void => {
    while (working[0]?.free === true) working.shift()?.release();
  };
  return {
    perform(call: ServiceCall, io: TaskIo): void {
      const held = new HeldIo(io, release);
      working.push(held);
      performer.perform(call, held);
    },
  };
}

class HeldIo implements TaskIo {
  /** True once the task does no more real work: it has settled, waits, or nobody waits for it. */
  free = false;
  readonly #io: TaskIo;
  readonly #release: () => void;
  #reports: (() => void)[] | undefined = [];

  constructor(io: TaskIo, release: () => void) {
    this.#io = io;
    this.#release = release;
    io.onCancel(() => this.#end());
  }

  submitted(value: Json): void {
    this.#report(() => this.#io.submitted(value));
  }

  settled(outcome: Outcome): void {
    this.#report(() => this.#io.settled(outcome));
    this.#end();
  }

  parked(): void {
    this.#report(() => this.#io.parked());
    this.#end();
  }

  after(ms: number, callback: () => void): void {
    this.#report(() => this.#io.after(ms, callback));
    this.#end();
  }

  onCancel(callback: () => void): void {
    this.#io.onCancel(callback);
  }

  now(): EpochMs {
    return this.#io.now();
  }

  /** Its turn has come: what it has said is passed on, and from now on at once. */
  release(): void {
    const reports = this.#reports ?? [];
    this.#reports = undefined;
    for (const report of reports) report();
  }

  #report(report: () => void): void {
    if (this.#reports === undefined) report();
    else this.#reports.push(report);
  }

  #end(): void {
    if (this.free) return;
    this.free = true;
    this.#release();
  }
}
