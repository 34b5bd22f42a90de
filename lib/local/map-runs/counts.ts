// How many children and items a Map Run has, by what became of them: in the words of DescribeMapRun, live.
import type { ChildResult } from './items';

/** Item or execution counts. */
export interface Counts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
  resultsWritten: number;
}

const fields = { SUCCEEDED: 'succeeded', FAILED: 'failed', TIMED_OUT: 'timedOut', ABORTED: 'aborted' } as const;

/** C1  total = pending + running + succeeded + failed + timedOut + aborted, for executions and for items. */
export class Tally {
  readonly executions: Counts = none();
  readonly items: Counts = none();

  /** A child waits for its turn: one that was read and not started, or one to be redriven. */
  pending(itemCount: number): void {
    this.#add('total', 1, itemCount);
    this.#add('pending', 1, itemCount);
  }

  started(itemCount: number): void {
    this.#add('pending', -1, itemCount);
    this.#add('running', 1, itemCount);
  }

  ended({ status, itemCount }: ChildResult): void {
    this.#add('running', -1, itemCount);
    this.#add(fields[status], 1, itemCount);
    if (status === 'SUCCEEDED') this.#add('resultsWritten', 1, itemCount);
  }

  /** What had not succeeded is to run again. */
  again(status: ChildResult['status'], itemCount: number): void {
    this.#add(fields[status], -1, itemCount);
    this.#add('pending', 1, itemCount);
  }

  /** Items that did not succeed. */
  get failures(): number {
    const { failed, timedOut, aborted } = this.items;
    return failed + timedOut + aborted;
  }

  #add(field: keyof Counts, executions: 1 | -1, itemCount: number): void {
    this.executions[field] += executions;
    this.items[field] += executions * itemCount;
  }
}

function none(): Counts {
  return { pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, total: 0, resultsWritten: 0 };
}
