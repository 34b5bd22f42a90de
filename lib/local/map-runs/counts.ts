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

/** C1  total = pending + running + succeeded + failed + timedOut + aborted, for executions and for items. */
export class Tally {
  readonly executions: Counts = none();
  readonly items: Counts = none();

  /** A child waits for its turn: one that was read and not started, or one to be redriven. */
  pending(itemCount: number): void {
    this.executions.total++;
    this.items.total += itemCount;
    this.executions.pending++;
    this.items.pending += itemCount;
  }

  started(itemCount: number): void {
    this.executions.pending--;
    this.items.pending -= itemCount;
    this.executions.running++;
    this.items.running += itemCount;
  }

  ended({ status, itemCount }: ChildResult): void {
    this.executions.running--;
    this.items.running -= itemCount;
    count(this.executions, status, 1);
    count(this.items, status, itemCount);
  }

  /** What had not succeeded is to run again. */
  again(status: ChildResult['status'], itemCount: number): void {
    count(this.executions, status, -1);
    count(this.items, status, -itemCount);
    this.executions.pending++;
    this.items.pending += itemCount;
  }

  /** Items that did not succeed. */
  get failures(): number {
    const { failed, timedOut, aborted } = this.items;
    return failed + timedOut + aborted;
  }
}

function count(counts: Counts, status: ChildResult['status'], by: number): void {
  switch (status) {
    case 'SUCCEEDED':
      counts.succeeded += by;
      counts.resultsWritten += by;
      return;
    case 'FAILED':
      counts.failed += by;
      return;
    case 'TIMED_OUT':
      counts.timedOut += by;
      return;
    case 'ABORTED':
      counts.aborted += by;
  }
}

function none(): Counts {
  return { pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, total: 0, resultsWritten: 0 };
}
