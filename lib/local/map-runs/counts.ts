// How many children and items a Map Run has, by what became of them: in the words of DescribeMapRun, live.
import type { ChildResult } from './data';

/** Item or execution counts. */
export interface Counts {
  /** Read and not started yet. */
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
  /** 0 until the run has ended. */
  resultsWritten: number;
  /** Of those that did not succeed, the ones that no redrive can run again. */
  failuresNotRedrivable: number;
  /** Did not succeed before, and wait to be redriven. */
  pendingRedrive: number;
}

type Unsuccessful = Exclude<ChildResult['status'], 'SUCCEEDED'>;

/** C1  total = pending + running + succeeded + failed + timedOut + aborted + pendingRedrive, for executions and for items. */
export class Tally {
  readonly executions: Counts = none();
  readonly items: Counts = none();

  /** A child waits for its turn: one that was read and not started. */
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

  ended(status: ChildResult['status'], itemCount: number): void {
    this.executions.running--;
    this.items.running -= itemCount;
    count(this.executions, status, 1);
    count(this.items, status, itemCount);
  }

  /** One that did not succeed can never be run again. */
  final(itemCount: number): void {
    this.executions.failuresNotRedrivable++;
    this.items.failuresNotRedrivable += itemCount;
  }

  /** What had not succeeded is to run again. */
  awaitsRedrive(status: Unsuccessful, itemCount: number): void {
    count(this.executions, status, -1);
    count(this.items, status, -itemCount);
    this.executions.pendingRedrive++;
    this.items.pendingRedrive += itemCount;
  }

  redriven(itemCount: number): void {
    this.executions.pendingRedrive--;
    this.items.pendingRedrive -= itemCount;
    this.executions.running++;
    this.items.running += itemCount;
  }

  /** The redrive was broken off before their turn: what they were is what they are. */
  notRedriven(status: Unsuccessful, itemCount: number): void {
    this.executions.pendingRedrive--;
    this.items.pendingRedrive -= itemCount;
    count(this.executions, status, 1);
    count(this.items, status, itemCount);
  }

  /** Known from before to await the redrive, though this process has not come across it yet. */
  expected(itemCount: number): void {
    this.executions.total++;
    this.items.total += itemCount;
    this.executions.pendingRedrive++;
    this.items.pendingRedrive += itemCount;
  }

  /** One of those expected has been come across: it is counted like any other now. */
  found(itemCount: number): void {
    this.executions.total--;
    this.items.total -= itemCount;
    this.executions.pendingRedrive--;
    this.items.pendingRedrive -= itemCount;
  }

  /** What is pending is read, and counted, again. */
  forgetPending(): void {
    for (const counts of [this.executions, this.items]) {
      counts.total -= counts.pending;
      counts.pending = 0;
    }
  }

  /** AWS: nothing counts as written while the run goes on; in the end everything does, with or without a ResultWriter. */
  written(all: boolean): void {
    for (const counts of [this.executions, this.items]) counts.resultsWritten = all ? counts.total : 0;
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
  return {
    pending: 0,
    running: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    aborted: 0,
    total: 0,
    resultsWritten: 0,
    failuresNotRedrivable: 0,
    pendingRedrive: 0,
  };
}
