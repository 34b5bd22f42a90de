// One Map Run: starts a child execution per portion, at most maxConcurrency at a time, and ends when all have ended or too
// many have failed. Children are executions like any other, with journals and histories of their own.
//
// M1  No more than maxConcurrency children run at a time.
// M2  A child that has ended is not held here: its input alone, if it may be redriven.
// M3  One loop starts children; who finds it at work leaves the rest to it. Children that end at once do not nest.
// M4  A run that has failed ends when its last child has: Standard ones are stopped, Express ones go on to their end.
import type { EpochMs, Machine, MapRunCall, Outcome, TaskIo } from '../../engine';
import { isArray, isObject, type Json } from '../../json';
import { EvaluationError } from '../../query';
import type { Driver } from '../driver';
import type { Running } from '../running';
import { type Child, ChildEnd, Family } from './child';
import type { Children } from './children';
import { type Counts, Tally } from './counts';
import { mapRunDocument } from './document';
import { type MapRunData, Portions, type ResultSink, stateItems } from './items';
import { Limits, type MapRunUpdate } from './limits';
import { Queue } from './queue';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** AWS: one more redrive of a Map Run fails the state. */
const redrivesMax = 1000;
/** An execution with this many history events cannot be redriven: the redrive itself is an event. */
const redrivableEventsMax = 24_999;

const thresholdExceeded: Outcome = {
  ok: false,
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

export class MapRun {
  readonly call: MapRunCall;
  readonly limits: Limits;
  status: MapRunStatus = 'RUNNING';
  readonly startDate: EpochMs;
  stopDate: EpochMs | undefined;
  redriveCount = 0;
  redriveDate: EpochMs | undefined;

  readonly #driver: Driver;
  readonly #parent: Running;
  readonly #data: MapRunData;
  readonly #executions: Children;
  readonly #family: Family;
  readonly #tally = new Tally();
  #io: TaskIo;
  #portions: Portions | undefined;
  #sink: ResultSink | undefined;
  /** Portions that became children; a reader that is opened again begins with them. */
  #taken = 0;
  #reading = false;
  #filling = false;
  /** It has come to its end, files and all. */
  #finished = false;
  /** Why the run is to end before its time; its children may still be at work (M4). */
  #verdict: Outcome | undefined;
  /** Read and not started. */
  #waiting = new Queue<Child>();
  /** Children that run, or that did not succeed and may be redriven. */
  readonly #children = new Map<number, Child>();
  /** Of children that succeeded, by their index, where no ResultWriter takes them. */
  #outputs: (Json | undefined)[] = [];
  #redrives = new Queue<Child>();
  /** Items that were taken up again after a redrive by a process that did not start them, and are yet to be come across. */
  #expected = 0;

  constructor(call: MapRunCall, io: TaskIo, parent: Running, driver: Driver, data: MapRunData, executions: Children) {
    this.call = call;
    this.#io = io;
    this.#parent = parent;
    this.#driver = driver;
    this.#data = data;
    this.#executions = executions;
    this.#family = new Family(call, parent.identity);
    const saved = executions.saved(call.mapRunArn);
    this.limits = new Limits(call, saved);
    this.startDate = saved?.startDate ?? driver.now();
    this.redriveCount = saved?.redriveCount ?? 0;
    this.redriveDate = saved?.redriveDate;
    // One that was running is taken up after a crash; one that had ended is redriven by a process that did not start it.
    if (call.redriven && saved !== undefined && saved.status !== 'RUNNING') this.#redriven();
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
  /** Whether children that did not succeed before this time wait for their redrive; undefined if none do. */
  get redrivesWaitSince(): EpochMs | undefined {
    return this.status === 'RUNNING' && this.#verdict === undefined ? this.redriveDate : undefined;
  }

  start(): void {
    this.#io.onCancel(() => this.#abort());
    this.#guard(() => {
      const { items } = this.call;
      this.#openSink();
      const source = items.from === 'state' ? stateItems(items.value) : this.#data.open(this.call);
      this.#portions = new Portions(this.#family, source);
      if (this.call.redriven) this.#expect();
      // What the state gives is all there from the beginning, and counted.
      if (items.from === 'state') this.#readAhead(this.#portions);
      this.#executions.save(mapRunDocument(this));
      this.fill();
    });
  }

  #readAhead(portions: Portions): void {
    for (let child = portions.next(); child !== undefined; child = portions.next()) {
      if (child instanceof Promise) throw new Error('items of the state are there at once');
      this.#wait(child);
    }
  }

  /** A process that did not start the run learns from the children's own records how many await the redrive. */
  #expect(): void {
    if (this.#taken > 0) return;
    for (const itemCount of this.#executions.unsuccessful(this.arn)) {
      this.#tally.expected(itemCount);
      this.#expected++;
    }
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
    this.#verdict = undefined;
    this.#finished = false;
    this.#redriven();
    this.#tally.written(false);
    this.#redrives = new Queue(this.#children.values());
    for (const { status, itemCount } of this.#redrives.values()) {
      if (status !== undefined && status !== 'SUCCEEDED') this.#tally.awaitsRedrive(status, itemCount);
    }
    // AWS: if no child had started, the items are read again.
    if (this.#portions === undefined || this.#taken === 0) {
      this.#waiting = new Queue();
      this.#tally.forgetPending();
      this.start();
      return;
    }
    io.onCancel(() => this.#abort());
    this.#guard(() => {
      this.#openSink();
      this.#executions.save(mapRunDocument(this));
      this.fill();
    });
  }

  /** Each redrive writes files of its own. */
  #openSink(): void {
    this.#sink ??=
      this.call.writer?.resource === undefined ? undefined : this.#data.writer(this.call, this.redriveCount);
  }

  #redriven(): void {
    this.redriveCount++;
    this.redriveDate = this.#driver.now();
  }

  /** Changes limits while it runs: more children start at once; fewer means that none start until enough have ended. */
  update(update: MapRunUpdate): void {
    this.limits.update(update);
    this.#executions.save(mapRunDocument(this));
    if (this.limits.tooManyFailures(this.#tally, this.allRead)) this.#fail(thresholdExceeded);
    else this.fill();
  }

  /** Starts as many children as may run (M1); called again whenever one ends. */
  fill(): void {
    if (this.#filling) return;
    this.#filling = true;
    this.#guard(() => {
      while (this.#mayStart) {
        const again = this.#redrives.shift();
        const waiting = again === undefined ? this.#waiting.shift() : undefined;
        if (again !== undefined) this.#startChild(again);
        else if (waiting !== undefined) this.#startTaken(waiting);
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

  get #mayStart(): boolean {
    if (this.status !== 'RUNNING' || this.#verdict !== undefined || this.#reading) return false;
    return this.#tally.executions.running < this.limits.children;
  }

  /** Reading is real work: a virtual clock stands still meanwhile. */
  #read(next: Promise<Child | undefined>): void {
    this.#busy(
      next.then((child) => () => {
        this.#take(child);
        this.fill();
      }),
    );
  }

  /** Waits for work whose outcome is a piece of this run's own. */
  #busy(work: Promise<() => void>): void {
    this.#reading = true;
    this.#driver.busy(1);
    const done = (piece: () => void): void => {
      this.#reading = false;
      try {
        this.#guard(piece);
        this.#finishIfDone();
      } catch (fault) {
        this.#driver.fail(fault);
      }
      this.#driver.quiet();
    };
    work.then(done, (error: unknown) =>
      done(() => {
        throw error;
      }),
    );
  }

  #take(child: Child | undefined): void {
    if (child === undefined || child.index < this.#taken) return;
    this.#tally.pending(child.itemCount);
    // The run may have come to its end while the item was read.
    if (this.#mayStart) this.#startTaken(child);
    else this.#waiting.push(child);
  }

  #wait(child: Child): void {
    if (child.index < this.#taken) return;
    this.#tally.pending(child.itemCount);
    this.#waiting.push(child);
  }

  #startTaken(child: Child): void {
    this.#taken++;
    this.#startChild(child);
  }

  #startChild(child: Child): void {
    const before = child.status;
    const machine = this.call.machine as Machine;
    const standard = this.call.executionType === 'STANDARD';
    if (before === undefined) this.#tally.started(child.itemCount);
    else {
      this.#tally.redriven(child.itemCount);
      // AWS: Express children are started anew under the same ARN, Standard ones are redriven.
      if (!standard) child.restart();
    }
    child.status = undefined;
    const known =
      before !== undefined && !standard ? undefined : this.#executions.known(child, machine, before !== undefined);
    if (known !== undefined && this.#isRedriven(known)) {
      if (before === undefined) this.#foundExpected(child);
      child.redrive();
      child.runs(known);
      this.#children.set(child.index, child);
      this.#executions.redrive(known, () => this.#ended(child, known));
      return;
    }
    const running =
      known ??
      this.#driver.start(machine, {
        identity: child,
        input: child.input,
        seed: child.seed,
        journalled: standard,
        keepEntries: this.#executions.keepEntries === true,
        mapRun: child,
      });
    if (!running.open) {
      this.#ended(child, running);
      return;
    }
    child.runs(running);
    this.#children.set(child.index, child);
    running.onEnd(() => this.#ended(child, running));
  }

  #isRedriven({ open, execution }: Running): boolean {
    return (this.call.redriven || this.redriveCount > 0) && !open && execution.status !== 'SUCCEEDED';
  }

  #foundExpected({ itemCount }: Child): void {
    if (this.#expected === 0) return;
    this.#expected--;
    this.#tally.found(itemCount);
  }

  #ended(child: Child, running: Running): void {
    const { execution } = running;
    const status = execution.status as ChildEnd['status'];
    const { itemCount, index } = child;
    child.ended(status);
    this.#tally.ended(status, itemCount);
    const end = this.#sink === undefined ? undefined : new ChildEnd(child, running);
    // In the files of this run before the redrive, by a process that has ended.
    const written =
      status === 'SUCCEEDED' && end !== undefined && this.redriveDate !== undefined && end.stopDate < this.redriveDate;
    if (status === 'SUCCEEDED') {
      this.#children.delete(index);
      if (end === undefined) this.#outputs[index] = outputOf(running);
    } else if (execution.history.length >= redrivableEventsMax) {
      this.#children.delete(index);
      this.#tally.final(itemCount);
    } else this.#children.set(index, child);
    this.#guard(() => {
      if (end !== undefined && !written) this.#sink?.add(end);
      this.#executions.ended(child, running);
      if (this.status !== 'RUNNING' || this.#verdict !== undefined) this.#finishIfDone();
      else if (status !== 'SUCCEEDED' && this.limits.tooManyFailures(this.#tally, this.allRead))
        this.#fail(thresholdExceeded);
      else this.fill();
    });
  }

  /** Runs a piece; what it throws for the workflow's fault fails the run. */
  #guard(piece: () => void): void {
    try {
      piece();
    } catch (thrown) {
      const outcome = outcomeOf(thrown);
      // What could not be read or written is tried again by a redrive, from a source that is opened anew.
      this.#portions = undefined;
      this.#fail(outcome);
    }
  }

  #fail(outcome: Outcome): void {
    if (this.status !== 'RUNNING' || this.#verdict !== undefined) return;
    this.#verdict = outcome;
    this.#breakOffRedrives();
    if (this.call.executionType === 'STANDARD') this.#stopChildren();
    this.#finishIfDone();
  }

  /** The execution that has the run is stopped, or has timed out. */
  #abort(): void {
    if (this.status !== 'RUNNING') return;
    this.status = 'ABORTED';
    this.stopDate = this.#driver.now();
    this.#breakOffRedrives();
    this.#stopChildren();
    this.#finishIfDone();
  }

  /** Those whose turn did not come are what they were. */
  #breakOffRedrives(): void {
    for (const { status, itemCount } of this.#redrives.values()) {
      if (status !== undefined && status !== 'SUCCEEDED') this.#tally.notRedriven(status, itemCount);
    }
    this.#redrives = new Queue();
  }

  #stopChildren(): void {
    const cause = `The map run execution [${this.arn}] which was managing this resource was aborted`;
    for (const { running } of this.#children.values())
      if (running?.open === true) this.#driver.stop(running, { cause });
  }

  #finishIfDone(): void {
    if (this.#finished || this.#reading || this.#filling || this.#tally.executions.running > 0) return;
    if (this.status === 'ABORTED' || this.#verdict !== undefined) this.#finishEarly();
    else if (this.allRead && this.#redrives.size === 0 && this.#waiting.size === 0) this.#finish();
  }

  #finish(): void {
    if (this.limits.tooManyFailures(this.#tally, true)) {
      this.#fail(thresholdExceeded);
      return;
    }
    this.#guard(() => {
      const output = this.#sink?.close() ?? this.#result();
      this.#close('SUCCEEDED');
      // Nothing is redriven any more.
      this.#children.clear();
      this.#outputs = [];
      this.#io.settled({ ok: true, output });
    });
  }

  /** SPEC input-output-resultwriter: what was not started is written as pending, then the manifest. */
  #finishEarly(): void {
    const sink = this.#sink;
    if (sink === undefined) {
      this.#conclude();
      return;
    }
    for (const { input } of this.#waiting.values()) sink.pending(input);
    const rest = this.#portions;
    if (rest === undefined || rest.done) this.#conclude();
    else {
      // Nobody keeps what is read now: a redrive opens the source again.
      this.#portions = undefined;
      this.#busy(this.#writeRest(rest, sink).then(() => () => this.#conclude()));
    }
  }

  async #writeRest(portions: Portions, sink: ResultSink): Promise<void> {
    try {
      for (;;) {
        const next = portions.next();
        const child = next instanceof Promise ? await next : next;
        if (child === undefined) return;
        if (child.index < this.#taken) continue;
        this.#tally.pending(child.itemCount);
        sink.pending(child.input);
      }
    } catch (thrown) {
      // The run has failed already; of items that cannot be read there is nothing to tell. Our own faults are thrown on.
      outcomeOf(thrown);
    }
  }

  /** The end of a run that failed or was aborted. */
  #conclude(): void {
    const verdict = this.#verdict;
    this.#sink?.close();
    this.#close(this.status === 'ABORTED' ? 'ABORTED' : 'FAILED');
    if (verdict !== undefined && this.status === 'FAILED') this.#io.settled(verdict);
  }

  #close(status: MapRunStatus): void {
    this.#finished = true;
    this.status = status;
    this.stopDate ??= this.#driver.now();
    this.#sink = undefined;
    this.#tally.written(true);
    this.#executions.save(mapRunDocument(this));
  }

  /** Without a place to write to, the state's result: outputs in the order of the items. */
  #result(): Json {
    const outputs = this.#outputs.filter((one) => one !== undefined);
    if (this.call.writer?.config.Transformation !== 'FLATTEN') return outputs;
    return outputs.flatMap((one): readonly Json[] => (isArray(one) ? one : [one]));
  }
}

function outputOf({ execution }: Running): Json | undefined {
  const last = execution.history.at(-1);
  return last?.type === 'ExecutionSucceeded' ? last.output : undefined;
}

/** Readers and writers throw errors that carry the service's name and sentence; anything else is our fault. */
function outcomeOf(thrown: unknown): Outcome {
  if (thrown instanceof EvaluationError) return { ok: false, error: thrown.error, cause: thrown.message };
  if (thrown instanceof Error && 'error' in thrown && typeof thrown.error === 'string')
    return { ok: false, error: thrown.error, cause: thrown.message };
  throw thrown;
}
