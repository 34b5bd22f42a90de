// One Map Run: starts a child execution per portion, at most maxConcurrency at a time, and ends when all have ended or too
// many have failed. Children are executions like any other, with journals and histories of their own.
//
// M1  No more than maxConcurrency children run at a time.
// M2  A child that has ended is not held here: its input alone, if it may be redriven.
// M3  One loop starts children; who finds it at work leaves the rest to it. Children that end at once do not nest.
import type { EpochMs, Machine, MapRunCall, Outcome, TaskIo } from '../../engine';
import { isArray, isObject, type Json } from '../../json';
import { EvaluationError } from '../../query';
import type { Driver } from '../driver';
import type { Running } from '../running';
import { type Child, Family, resultOf } from './child';
import type { Children } from './children';
import { type Counts, Tally } from './counts';
import { type MapRunData, type Portion, Portions, type ResultSink, stateItems } from './items';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** Service's maximum of children at a time; also what MaxConcurrency 0 means. */
const childrenMax = 10_000;
/** AWS: one more redrive of a Map Run fails the state. */
const redrivesMax = 1000;

const thresholdExceeded: Outcome = {
  ok: false,
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** What UpdateMapRun may change. */
export interface MapRunUpdate {
  readonly maxConcurrency?: number | undefined;
  readonly toleratedFailureCount?: number | undefined;
  readonly toleratedFailurePercentage?: number | undefined;
}

export class MapRun {
  readonly call: MapRunCall;
  status: MapRunStatus = 'RUNNING';
  readonly startDate: EpochMs;
  stopDate: EpochMs | undefined;
  redriveCount = 0;
  redriveDate: EpochMs | undefined;
  maxConcurrency: number;
  toleratedFailureCount: number;
  toleratedFailurePercentage: number;

  readonly #driver: Driver;
  readonly #parent: Running;
  readonly #data: MapRunData;
  readonly #executions: Children;
  readonly #family: Family;
  readonly #tally = new Tally();
  #countGiven: boolean;
  #percentageGiven: boolean;
  #io: TaskIo;
  #portions: Portions | undefined;
  #sink: ResultSink | undefined;
  /** Portions that became children; a reader that is opened again begins with them. */
  #taken = 0;
  #reading = false;
  #filling = false;
  /** Children that run, or that did not succeed and may be redriven. */
  readonly #children = new Map<number, Child>();
  /** Of children that succeeded, by their index, where no ResultWriter takes them. */
  #outputs: (Json | undefined)[] = [];
  #redrives: Child[] = [];

  constructor(call: MapRunCall, io: TaskIo, parent: Running, driver: Driver, data: MapRunData, executions: Children) {
    this.call = call;
    this.#io = io;
    this.#parent = parent;
    this.#driver = driver;
    this.#data = data;
    this.#executions = executions;
    this.#family = new Family(call, parent.identity);
    this.startDate = driver.now();
    this.maxConcurrency = call.maxConcurrency;
    this.toleratedFailureCount = call.toleratedFailureCount ?? 0;
    this.toleratedFailurePercentage = call.toleratedFailurePercentage ?? 0;
    this.#countGiven = call.toleratedFailureCount !== undefined;
    this.#percentageGiven = call.toleratedFailurePercentage !== undefined;
  }

  get arn(): string {
    return this.call.mapRunArn;
  }
  /** How many items the state itself gives; undefined where a reader does. */
  get itemsGiven(): number | undefined {
    const { items } = this.call;
    if (items.from !== 'state') return undefined;
    if (isArray(items.value)) return items.value.length;
    return isObject(items.value) ? Object.keys(items.value).length : 0;
  }
  /** By this process, or by one before it. */
  get #redriven(): boolean {
    return this.call.redriven || this.redriveCount > 0;
  }
  get parentArn(): string {
    return this.#parent.arn;
  }
  get executionCounts(): Readonly<Counts> {
    return this.#tally.executions;
  }
  get itemCounts(): Readonly<Counts> {
    return this.#tally.items;
  }
  /** Whether every item has been read: until then the totals grow. */
  get allRead(): boolean {
    return this.#portions?.done === true;
  }

  start(): void {
    this.#io.onCancel(() => this.#abort());
    this.#guard(() => {
      const { items } = this.call;
      this.#sink ??= this.call.writer?.resource === undefined ? undefined : this.#data.writer(this.call);
      this.#portions = new Portions(
        this.call,
        items.from === 'state' ? stateItems(items.value) : this.#data.open(this.call),
      );
      this.fill();
    });
  }

  /** Continues after a redrive: children that had not succeeded first, then what had not been started. */
  redrive(io: TaskIo): void {
    this.#io = io;
    if (this.redriveCount >= redrivesMax) {
      io.settled({
        ok: false,
        error: 'States.Runtime',
        cause: `A Map Run can be redriven ${redrivesMax} times at most`,
      });
      return;
    }
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.redriveCount++;
    this.redriveDate = this.#driver.now();
    this.#redrives = [...this.#children.values()];
    for (const { status, portion } of this.#redrives) {
      if (status !== undefined) this.#tally.again(status, portion.itemCount);
    }
    // AWS: if no child had started, the items are read again.
    if (this.#portions === undefined || this.#taken === 0) this.start();
    else {
      io.onCancel(() => this.#abort());
      this.fill();
    }
  }

  /** Changes limits while it runs: more children start at once; fewer means that none start until enough have ended. */
  update({ maxConcurrency, toleratedFailureCount, toleratedFailurePercentage }: MapRunUpdate): void {
    this.maxConcurrency = maxConcurrency ?? this.maxConcurrency;
    if (toleratedFailureCount !== undefined) {
      this.#countGiven = true;
      this.toleratedFailureCount = toleratedFailureCount;
    }
    if (toleratedFailurePercentage !== undefined) {
      this.#percentageGiven = true;
      this.toleratedFailurePercentage = toleratedFailurePercentage;
    }
    if (this.#tooManyFailures()) this.#fail(thresholdExceeded);
    else this.fill();
  }

  /** Starts as many children as may run (M1); called again whenever one ends. */
  fill(): void {
    if (this.#filling) return;
    this.#filling = true;
    this.#guard(() => {
      while (this.status === 'RUNNING' && !this.#reading && this.executionCounts.running < this.#limit()) {
        const again = this.#redrives.shift();
        if (again !== undefined) this.#startChild(again);
        else if (this.#portions === undefined || this.#portions.done) break;
        else {
          const next = this.#portions.next();
          if (next instanceof Promise) this.#read(next);
          else this.#take(next);
        }
      }
    });
    this.#filling = false;
    this.#finishIfDone();
  }

  #limit(): number {
    return this.maxConcurrency === 0 ? childrenMax : Math.min(this.maxConcurrency, childrenMax);
  }

  /** Reading is real work: a virtual clock stands still meanwhile. */
  #read(next: Promise<Portion | undefined>): void {
    this.#reading = true;
    this.#driver.busy(1);
    const done = (piece: () => void): void => {
      this.#reading = false;
      try {
        this.#guard(piece);
      } catch (fault) {
        this.#driver.fail(fault);
      }
      this.#driver.quiet();
    };
    next.then(
      (portion) =>
        done(() => {
          this.#take(portion);
          this.fill();
        }),
      (error: unknown) =>
        done(() => {
          throw error;
        }),
    );
  }

  #take(portion: Portion | undefined): void {
    if (portion === undefined || this.status !== 'RUNNING' || portion.index < this.#taken) return;
    this.#taken++;
    const child = this.#family.child(portion);
    this.#children.set(portion.index, child);
    this.#tally.pending(portion.itemCount);
    this.#startChild(child);
  }

  #startChild(child: Child): void {
    const { portion, arn, seed } = child;
    this.#tally.started(portion.itemCount);
    const before = child.status;
    child.status = undefined;
    const machine = this.call.machine as Machine;
    const standard = this.call.executionType === 'STANDARD';
    // AWS: Express children are started anew under the same ARN, Standard ones are redriven.
    if (!standard && before !== undefined) this.#driver.forget(arn);
    const known = this.#executions.known(arn, machine);
    if (known !== undefined && this.#redriven && !known.open && known.execution.status !== 'SUCCEEDED') {
      child.running = known;
      this.#executions.redrive(known, () => this.#ended(child, known));
      return;
    }
    const running =
      known ??
      this.#driver.start(machine, {
        identity: this.#family.identity(child),
        input: portion.input,
        seed,
        journalled: standard,
        ...(this.#executions.keepEntries === true ? { keepEntries: true } : {}),
        mapRun: { mapRunArn: this.arn, parentArn: this.parentArn, itemCount: portion.itemCount },
      });
    child.running = running;
    if (running.open) running.onEnd(() => this.#ended(child, running));
    else this.#ended(child, running);
  }

  #ended(child: Child, running: Running): void {
    const result = resultOf(child, running);
    child.running = undefined;
    child.status = result.status;
    this.#tally.ended(result);
    this.#executions.ended(running);
    if (result.status === 'SUCCEEDED') {
      this.#children.delete(child.portion.index);
      if (this.#sink === undefined) this.#outputs[child.portion.index] = result.output;
    }
    this.#guard(() => {
      this.#sink?.add(result);
      if (this.status !== 'RUNNING') this.#finishFiles();
      else if (this.#tooManyFailures()) this.#fail(thresholdExceeded);
      else this.fill();
    });
  }

  #tooManyFailures(): boolean {
    const { failures, items } = this.#tally;
    if (failures === 0) return false;
    if (this.#countGiven && failures > this.toleratedFailureCount) return true;
    // A share can only be told when the whole is known.
    if (this.#percentageGiven) return this.allRead && (failures / items.total) * 100 > this.toleratedFailurePercentage;
    return !this.#countGiven;
  }

  #finishIfDone(): void {
    if (this.status !== 'RUNNING' || this.#reading || !this.allRead) return;
    if (this.executionCounts.running > 0 || this.#redrives.length > 0) return;
    if (this.#tooManyFailures()) {
      this.#fail(thresholdExceeded);
      return;
    }
    this.#guard(() => {
      const output = this.#sink?.close(0) ?? this.#result();
      this.#close('SUCCEEDED');
      // Nothing is redriven any more.
      this.#children.clear();
      this.#outputs = [];
      this.#io.settled({ ok: true, output });
    });
  }

  /** Without a place to write to, the state's result: outputs in the order of the items. */
  #result(): Json {
    const outputs = this.#outputs.filter((one) => one !== undefined);
    if (this.call.writer?.config.Transformation !== 'FLATTEN') return outputs;
    return outputs.flatMap((one): readonly Json[] => (isArray(one) ? one : [one]));
  }

  /** Runs a piece; what it throws for the workflow's fault fails the run. */
  #guard(piece: () => void): void {
    try {
      piece();
    } catch (thrown) {
      // What could not be read or written is tried again by a redrive, from a source that is opened anew.
      this.#portions = undefined;
      this.#fail(outcomeOf(thrown));
    }
  }

  #fail(outcome: Outcome): void {
    if (this.status !== 'RUNNING') return;
    this.#close('FAILED');
    this.#stopChildren();
    this.#io.settled(outcome);
  }

  #abort(): void {
    if (this.status !== 'RUNNING') return;
    this.#close('ABORTED');
    this.#stopChildren();
  }

  #stopChildren(): void {
    for (const { running } of this.#children.values()) if (running?.open === true) this.#driver.stop(running, {});
    this.#finishFiles();
  }

  /** A run that failed or was aborted has written what became of its children, too, once the last has stopped. */
  #finishFiles(): void {
    if (this.executionCounts.running === 0) this.#sink?.close(this.itemCounts.pending);
  }

  #close(status: MapRunStatus): void {
    this.status = status;
    this.stopDate = this.#driver.now();
    this.#executions.closed(this);
  }
}

/** Readers and writers throw errors that carry the service's name and sentence; anything else is our fault. */
function outcomeOf(thrown: unknown): Outcome {
  if (thrown instanceof EvaluationError) return { ok: false, error: thrown.error, cause: thrown.message };
  if (thrown instanceof Error && 'error' in thrown && typeof thrown.error === 'string')
    return { ok: false, error: thrown.error, cause: thrown.message };
  throw thrown;
}
