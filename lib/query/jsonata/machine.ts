// What one evaluation may use up. Evaluations are synchronous and never nest, so there is one machine.
// AWS: one expression may nest 100 evaluations deep, hold a value of about 7 MB and run for one second.
// M1  The second is counted in steps, so that the same expression ends the same way on every machine and every replay.
// M2  Code without loops and calls is bounded by its own length: only loops and calls pay.
import type { Bindings } from '../evaluate';

/** Nested evaluations (AWS accepts 100 terms of `1+1+…`, 99 parentheses, and refuses one more). */
export const depthMax = 100;
/** Bytes that one value may hold, a number counted as eight and a character as one (AWS accepts `[1..873782]`). */
export const valueBytesMax = 6_990_256;
export const arrayLengthMax = valueBytesMax / 8;
/** Steps of one evaluation: well below a second's work here, far above what the service gets done in its second. */
export const stepsMax = 25_000_000;

/** A bound of the service was reached. The message is the service's. */
export class LimitExceeded extends Error {
  constructor(message: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(message);
    Error.stackTraceLimit = limit;
  }
}

export function memoryExceeded(): LimitExceeded {
  return new LimitExceeded('Expression evaluation memory limit exceeded: Check for excessive memory usage');
}

export function timeExceeded(): LimitExceeded {
  return new LimitExceeded('Expression evaluation timeout: Check for infinite loop');
}

export function stackExceeded(): LimitExceeded {
  return new LimitExceeded(
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.',
  );
}

class Machine {
  bindings: Bindings | undefined;
  /** Steps left. */
  fuel = 0;
  /** Depth of the call that is being made; a lambda's body counts on from here. */
  depth = 0;
  /** A number or a function that JSON cannot write came up: the result has to be searched for it. */
  unwritable = false;
  private built: Set<object> | undefined;
  private kept: Set<object> | undefined;

  /** Begins an evaluation. */
  start(bindings: Bindings): void {
    this.bindings = bindings;
    this.fuel = stepsMax;
    this.depth = 0;
    this.unwritable = false;
    this.built = undefined;
    this.kept = undefined;
  }

  /** Takes steps off the budget. */
  spend(steps: number): void {
    this.fuel -= steps;
    if (this.fuel < 0) throw timeExceeded();
  }

  /** Pays for an array that was built, and refuses one that is too long. */
  checkLength(length: number): void {
    if (length > arrayLengthMax) throw memoryExceeded();
    this.spend(length >> 2);
  }

  /** Refuses a text that is too long. */
  checkText(length: number): void {
    if (length > valueBytesMax) throw memoryExceeded();
  }

  /** Remembers an array that `[…]` built as the first or last step of a path: paths do not flatten it. */
  markBuilt(array: object): void {
    this.built ??= new Set();
    this.built.add(array);
  }

  isBuilt(array: object): boolean {
    return this.built?.has(array) ?? false;
  }

  /** Remembers the array of a kept single item (`[]`) that became a member: the last step of a path unwraps it again. */
  markKept(array: object): void {
    this.kept ??= new Set();
    this.kept.add(array);
  }

  isKept(array: object): boolean {
    return this.kept?.has(array) ?? false;
  }
}

export const machine = new Machine();
