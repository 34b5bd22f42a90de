// The children of a Map Run that have not been started, in order: read ahead where the state gives the items, one by one
// where a reader does. What waits here is counted as pending.

import { Queue } from '../queue';
import type { Child } from './child';
import type { Tally } from './counts';
import type { ResultSink } from './data';
import type { Portions } from './items';

export class Intake {
  readonly #tally: Tally;
  #portions: Portions | undefined;
  #waiting = new Queue<Child>();
  /** Children that were started; a source that is opened again begins with them. */
  #started = 0;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** Whether every item has been read. */
  get allRead(): boolean {
    return this.#portions?.done === true;
  }
  /** How much of the source has been read, from 0 to 1; undefined where nobody knows. */
  get share(): number | undefined {
    return this.#portions?.share;
  }
  get empty(): boolean {
    return this.allRead && this.#waiting.size === 0;
  }
  /** Whether a redrive goes on with what is here. AWS: if no child had started, the items are read again. */
  get begun(): boolean {
    return this.#portions !== undefined && this.#started > 0;
  }
  get started(): number {
    return this.#started;
  }

  /** What has been read and not been started is forgotten: it is read again. */
  open(portions: Portions): void {
    this.#waiting = new Queue();
    this.#tally.forgetPending();
    this.#portions = portions;
  }

  /** What the state gives is all there from the beginning, and counted. */
  readAhead(): void {
    for (let child = this.#read(); child !== undefined; child = this.#read()) {
      if (child instanceof Promise) throw new Error('items of the state are there at once');
      this.#waiting.push(child);
    }
  }

  /** What is read now is read again by a redrive. */
  abandon(): void {
    this.#portions = undefined;
  }

  /** The next child to be started; undefined when there is none, after a promise also when there may be more. */
  next(): Child | undefined | Promise<Child | undefined> {
    return this.#waiting.shift() ?? this.#read();
  }

  /** It is started now. */
  take(): void {
    this.#started++;
  }

  /** Its time has not come. */
  giveBack(child: Child): void {
    this.#waiting.push(child);
  }

  #read(): Child | undefined | Promise<Child | undefined> {
    const portions = this.#portions;
    while (portions !== undefined && !portions.done) {
      const next = portions.next();
      if (next instanceof Promise) return next.then((child) => this.#counted(child));
      const child = this.#counted(next);
      if (child !== undefined) return child;
    }
    return undefined;
  }

  /** Undefined for one that was started before the source was opened again. */
  #counted(child: Child | undefined): Child | undefined {
    if (child === undefined || child.index < this.#started) return undefined;
    this.#tally.pending(child.itemCount);
    return child;
  }

  /**
   * Tells the sink of everything that was never started, to the end of the source; a promise where it has to be read on.
   * Nobody keeps what is read for this.
   */
  writePending(sink: ResultSink): Promise<void> | undefined {
    for (const { input } of this.#waiting.values()) sink.pending(input);
    const rest = this.#portions;
    if (rest === undefined || rest.done) return undefined;
    return this.#writeRest(rest, sink).finally(() => this.abandon());
  }

  async #writeRest(portions: Portions, sink: ResultSink): Promise<void> {
    while (!portions.done) {
      const next = this.#read();
      const child = next instanceof Promise ? await next : next;
      if (child !== undefined) sink.pending(child.input);
    }
  }
}
