// Who keeps the children of Map Runs: the registry of executions, or the driver within bounds.
import type { Machine } from '../../engine';
import type { Driver } from '../driver';
import type { Running } from '../running';
import { RetoldExecution } from './retold';

export interface Children {
  /** Whether the entries of a child stay with it, to tell its history again. @default false */
  readonly keepEntries?: boolean;
  /** A child that was started before and is still known: open, taken up from its journal, or closed. */
  known(executionArn: string, machine: Machine): Running | undefined;
  /** Runs a child that had failed again. */
  redrive(running: Running, ended: () => void): void;
  /** A child has ended: it is kept or forgotten here. */
  ended(running: Running): void;
  /** A Map Run has come to its end. */
  closed(run: { readonly arn: string }): void;
}

export interface Retention {
  /** Closed children that stay in memory with their histories, the last ones. @default 1,000 */
  readonly closed?: number;
  /**
   * Children that did not succeed and stay to be redriven, the last ones. A redrive starts older ones anew, as it does all
   * Express ones. @default 10,000
   */
  readonly failed?: number;
}

/** Children that end with the process; memory does not grow with the number of items. */
export function driverChildren(driver: () => Driver, retention: Retention = {}): Children {
  const closed = new Kept(driver, retention.closed ?? 1000);
  const failed = new Kept(driver, retention.failed ?? 10_000);
  return {
    keepEntries: true,
    known: (executionArn) => driver().find(executionArn),
    redrive(running, ended) {
      driver().redrive(running);
      running.onEnd(ended);
    },
    ended(running) {
      // AWS: Express children are never redriven.
      const redrivable = running.execution.status !== 'SUCCEEDED' && running.identity.type === 'STANDARD';
      if (redrivable) failed.add(running.arn);
      else {
        const { execution, machine, entries } = running;
        running.execution = new RetoldExecution(execution.status, machine, entries);
        closed.add(running.arn);
      }
    },
    closed() {},
  };
}

/** The last executions of a kind; older ones are forgotten. */
class Kept {
  readonly #driver: () => Driver;
  readonly #max: number;
  /** Written in a circle once it is full. */
  readonly #arns: string[] = [];
  #next = 0;

  constructor(driver: () => Driver, max: number) {
    this.#driver = driver;
    this.#max = max;
  }

  add(arn: string): void {
    if (this.#max === Number.POSITIVE_INFINITY) return;
    const oldest = this.#max === 0 ? arn : this.#arns[this.#next];
    if (oldest !== undefined) this.#driver().forget(oldest);
    this.#arns[this.#next] = arn;
    this.#next = (this.#next + 1) % Math.max(1, this.#max);
  }
}
