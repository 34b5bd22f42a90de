// Asynchronous Express executions run at least once on AWS: a step may be carried out twice. Here it is when asked for, to
// show handlers that are not idempotent. What the first time gave is thrown away.
import { type ServiceCall, seededRandom, type TaskIo, type TaskPerformer } from '../engine';

/** Share of tasks that are carried out twice. */
const repeatedShare = 0.25;

export class AtLeastOnce {
  readonly #random: () => number;
  readonly #executions = new Set<string>();

  constructor(seed: number) {
    const random = seededRandom(seed);
    this.#random = () => random.next();
  }

  /** An asynchronous Express execution begins. */
  begin(executionArn: string): void {
    this.#executions.add(executionArn);
  }

  end(executionArn: string): void {
    this.#executions.delete(executionArn);
  }

  /** Carries out a task, and by chance once more before. */
  perform(performer: TaskPerformer, call: ServiceCall, io: TaskIo): void {
    if (this.#executions.has(call.executionArn) && this.#random() < repeatedShare) performer.perform(call, deaf(io));
    performer.perform(call, io);
  }
}

/** Hears nothing of the outcome. */
function deaf(io: TaskIo): TaskIo {
  return {
    submitted() {},
    settled() {},
    parked() {},
    after: (ms, callback) => io.after(ms, callback),
    onCancel: (callback) => io.onCancel(callback),
    now: () => io.now(),
  };
}
