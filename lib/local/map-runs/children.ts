// Who keeps the children of Map Runs: the registry of executions, or the driver within bounds.
import type { Machine } from '../../engine';
import type { Driver } from '../driver';
import { Queue } from '../queue';
import type { Running } from '../running';
import type { Child } from './child';
import type { MapRunDocument } from './document';

export interface Children {
  /** Whether the entries of a child stay with it, to tell its history again. @default false */
  readonly keepEntries?: boolean;
  /**
   * A child that was started before and is still known: open, taken up from its journal, or closed.
   * @param again whether this very run has started it before
   */
  known(child: Child, machine: Machine, again: boolean): Running | undefined;
  /**
   * Runs a child that had failed again.
   * @param resumed is told what runs now: another object than `running`, where another process had run that
   */
  redrive(running: Running, resumed: (running: Running) => void): void;
  /** A child has ended: it is kept or forgotten here. */
  ended(child: Child, running: Running): void;
  /** Closed children that are kept here, and found nowhere else. */
  closed(): Iterable<Running>;
  /** Item counts of the children of a run, as they are known from before, that did not succeed. */
  unsuccessful(mapRunArn: string): Iterable<number>;
  /** A Map Run as it was last saved. */
  saved(mapRunArn: string): MapRunDocument | undefined;
  /** Keeps what is to survive of a Map Run: it has begun, changed or come to its end. */
  save(document: MapRunDocument): void;
}

export interface Retention {
  /** Closed children that stay in memory with their histories, the last ones. @default 1,000 */
  readonly closed?: number;
  /** Items that those children had, all together: batches may be large. @default ten for each closed child */
  readonly items?: number;
  /**
   * Children that did not succeed and stay to be redriven, the last ones. A redrive starts older ones anew, as it does all
   * Express ones. @default 10,000
   */
  readonly failed?: number;
}

/** Children that end with the process; memory does not grow with the number of items. */
export function driverChildren(driver: () => Driver, retention: Retention = {}): Children {
  const closedMax = retention.closed ?? 1000;
  const closed = new Last<Child>(
    { count: closedMax, weight: retention.items ?? closedMax * 10 },
    ({ itemCount }) => itemCount,
    (child) => child.drop(),
  );
  const failed = new Last<string>(
    { count: retention.failed ?? 10_000, weight: Number.POSITIVE_INFINITY },
    () => 1,
    (arn) => driver().forget(arn),
  );
  return {
    keepEntries: true,
    known: (child, _machine, again) => (again ? driver().find(child.executionArn) : undefined),
    redrive(running, resumed) {
      driver().redrive(running);
      resumed(running);
    },
    ended(child, running) {
      // AWS: Express children are never redriven but started anew.
      if (running.execution.status !== 'SUCCEEDED' && child.type === 'STANDARD') {
        if (!running.listed) driver().readmit(running);
        failed.add(running.arn);
        return;
      }
      child.close(running);
      if (running.listed) driver().forget(child.executionArn);
      if (child.keep()) closed.add(child);
    },
    *closed() {
      for (const child of closed.all()) if (child.running === undefined) yield child.retold();
    },
    unsuccessful: () => [],
    saved: () => undefined,
    save() {},
  };
}

/** The last ones of a kind, up to a number and a weight; older ones are dropped. */
class Last<T> {
  readonly #max: { readonly count: number; readonly weight: number };
  readonly #weigh: (one: T) => number;
  readonly #drop: (one: T) => void;
  readonly #all = new Queue<T>();
  #weight = 0;

  constructor(
    max: { readonly count: number; readonly weight: number },
    weigh: (one: T) => number,
    drop: (one: T) => void,
  ) {
    this.#max = max;
    this.#weigh = weigh;
    this.#drop = drop;
  }

  add(one: T): void {
    this.#all.push(one);
    this.#weight += this.#weigh(one);
    while (this.#all.size > this.#max.count || this.#weight > this.#max.weight) {
      const oldest = this.#all.shift();
      if (oldest === undefined) return;
      this.#weight -= this.#weigh(oldest);
      this.#drop(oldest);
    }
  }

  all(): Iterable<T> {
    return this.#all.values();
  }
}
