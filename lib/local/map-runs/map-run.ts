// One Map Run: starts a child execution per portion, at most maxConcurrency at a time, and ends when all have ended or too
// many have failed. Children are executions like any other, with journals and histories of their own.
//
// M1  No more than maxConcurrency children run at a time.
// M2  A child that has ended is not held here: its input alone, if it may be redriven.
// M3  One loop starts children; who finds it at work leaves the rest to it. Children that end at once do not nest.
// M4  A run that has failed ends when its last child has: Standard ones are stopped, Express ones go on to their end.
import type { EpochMs, Machine, MapRunCall, Outcome, TaskIo } from '../../engine';
import { isArray, isObject, type Json } from '../../json';
import type { Driver } from '../driver';
import { Queue } from '../queue';
import type { Running } from '../running';
import { type Child, ChildEnd, Family } from './child';
import type { Children } from './children';
import { type Counts, Tally } from './counts';
import type { MapRunData, ResultSink } from './data';
import { type MapRunStatus, mapRunDocument } from './document';
import { outcomeOf, thresholdExceeded } from './failure';
import { Intake } from './intake';
import { Portions, stateItems } from './items';
import { Limits, type MapRunUpdate } from './limits';

/** AWS: one more redrive of a Map Run fails the state. */
const redrivesMax = 1000;
/** An execution with this many history events cannot be redriven: the redrive itself is an event. */
const redrivableEventsMax = 24_999;
/** Milliseconds of real time for which children are started without a pause, and how often the clock is looked at. */
const turnMs = 20;
const startsBetweenLooks = 64;

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
  readonly #intake = new Intake(this.#tally);
  #sink: ResultSink | undefined;
  #reading = false;
  #filling = false;
  /** Others have their turn. */
  #resting = false;
  /** Children that were started since the clock was looked at, and when it is time for a rest. */
  #starts = 0;
  #restAt: EpochMs = 0;
  /** It has come to its end, files and all. */
  #finished = false;
  /** Why the run is to end before its time; its children may still be at work (M4). */
  #verdict: Outcome | undefined;
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
    this.#restAt = driver.host.virtual ? Number.POSITIVE_INFINITY : driver.now() + turnMs;
    this.redriveCount = saved?.redriveCount ?? 0;
    this.redriveDate = saved?.redriveDate;
    // A process that did not start it redrives it, or takes it up after a crash. What was saved may be ahead of the journal:
    // its end is written before the state's.
    if (call.redriven && redrivesOf(parent, call.mapRunArn) > this.redriveCount) this.#redriven();
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
    return this.#intake.allRead;
  }
  /** How much of the file has been read, from 0 to 1; undefined where nobody knows. */
  get share(): number | undefined {
    return this.#intake.share;
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
      if (this.call.redriven) this.#expect();
      this.#intake.open(new Portions(this.#family, source));
      if (items.from === 'state') this.#intake.readAhead();
      this.#executions.save(mapRunDocument(this));
      this.fill();
    });
  }

  /** A process that did not start the run learns from the children's own records how many await the redrive. */
  #expect(): void {
    if (this.#intake.started > 0) return;
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
    if (!this.#intake.begun) {
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
        if (this.#isTired()) {
          this.#rest();
          break;
        }
        const again = this.#redrives.shift();
        const next = again === undefined ? this.#intake.next() : undefined;
        if (again !== undefined) this.#startChild(again);
        else if (next instanceof Promise) this.#read(next);
        else if (next === undefined) break;
        else this.#startNew(next);
      }
    });
    this.#filling = false;
    this.#finishIfDone();
  }

  /**
   * Children that end at once leave nobody else a turn: a server would answer no request until the last has ended. Under a
   * virtual clock nobody waits for a turn.
   */
  #rest(): void {
    this.#resting = true;
    this.#driver.timer(this.#driver.now(), () => {
      this.#resting = false;
      this.#restAt = this.#driver.now() + turnMs;
      this.fill();
    });
  }

  #isTired(): boolean {
    if (++this.#starts < startsBetweenLooks) return false;
    this.#starts = 0;
    return this.#driver.now() > this.#restAt;
  }

  get #mayStart(): boolean {
    if (this.status !== 'RUNNING' || this.#verdict !== undefined || this.#reading || this.#resting) return false;
    return this.#tally.executions.running < this.limits.children;
  }

  /** Reading is real work: a virtual clock stands still meanwhile. */
  #read(next: Promise<Child | undefined>): void {
    this.#busy(
      next.then((child) => () => {
        // The run may have come to its end while the item was read.
        if (child !== undefined && !this.#mayStart) this.#intake.giveBack(child);
        else if (child !== undefined) this.#startNew(child);
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

  #startNew(child: Child): void {
    this.#intake.take();
    this.#startChild(child);
  }

  #startChild(child: Child): void {
    const before = child.status;
    const again = before !== undefined;
    const machine = this.call.machine as Machine;
    const standard = this.call.executionType === 'STANDARD';
    if (again) this.#tally.redriven(child.itemCount);
    else this.#tally.started(child.itemCount);
    child.status = undefined;
    const known = again && !standard ? undefined : this.#executions.known(child, machine, again);
    const failed = known !== undefined && !known.open && known.execution.status !== 'SUCCEEDED' ? known : undefined;
    if (failed !== undefined && !again) this.#foundExpected(child);
    const redriven = failed !== undefined && (again || this.#isRedriven(failed)) ? failed : undefined;
    if (redriven !== undefined && standard) {
      child.redrive();
      child.runs(redriven);
      this.#children.set(child.index, child);
      this.#executions.redrive(redriven, (running) => this.#resumed(child, running));
      return;
    }
    // AWS: Express children are started anew under the same ARN, Standard ones are redriven.
    if (!standard && (again || redriven !== undefined)) child.restart();
    const running =
      (redriven === undefined ? known : undefined) ??
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

  /** A child that is redriven goes on, by now maybe in a run that has been stopped. */
  #resumed(child: Child, running: Running): void {
    child.runs(running);
    running.onEnd(() => this.#ended(child, running));
    if (running.open && (this.status !== 'RUNNING' || this.#verdict !== undefined)) this.#stopChild(running);
  }

  /** A child that another process ran: one that failed since the redrive has had its turn. */
  #isRedriven({ stopDate }: Running): boolean {
    if (this.redriveCount === 0) return false;
    return stopDate === undefined || this.redriveDate === undefined || stopDate <= this.redriveDate;
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
    try {
      if (end !== undefined && !written) this.#sink?.add(end);
      this.#executions.ended(child, running);
      if (this.status !== 'RUNNING' || this.#verdict !== undefined) this.#finishIfDone();
      else if (status !== 'SUCCEEDED' && this.limits.tooManyFailures(this.#tally, this.allRead))
        this.#fail(thresholdExceeded);
      else this.fill();
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  /** Runs a piece; what it throws for the workflow's fault fails the run. */
  #guard(piece: () => void): void {
    try {
      piece();
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  #failed(thrown: unknown): void {
    const outcome = outcomeOf(thrown);
    // What could not be read or written is tried again by a redrive, from a source that is opened anew.
    this.#intake.abandon();
    this.#fail(outcome);
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
    for (const { running } of this.#children.values()) if (running?.open === true) this.#stopChild(running);
  }

  #stopChild(running: Running): void {
    const cause = `The map run execution [${this.arn}] which was managing this resource was aborted`;
    this.#driver.stop(running, { cause });
  }

  #finishIfDone(): void {
    if (this.#finished || this.#reading || this.#filling || this.#tally.executions.running > 0) return;
    if (this.status === 'ABORTED' || this.#verdict !== undefined) this.#finishEarly();
    else if (this.#intake.empty && this.#redrives.size === 0) this.#finish();
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
    const reading = this.#sink === undefined ? undefined : this.#intake.writePending(this.#sink);
    if (reading === undefined) this.#conclude();
    else {
      // The run has failed already: of items that cannot be read there is nothing to tell. Our own faults are thrown on.
      const read = reading.catch((thrown: unknown) => void outcomeOf(thrown));
      this.#busy(read.then(() => () => this.#conclude()));
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

/** How often its execution has redriven it so far. */
function redrivesOf({ execution }: Running, mapRunArn: string): number {
  const redrives = execution.history
    .slice()
    .filter((event) => event.type === 'MapRunRedriven' && event.mapRunArn === mapRunArn);
  return redrives.length;
}
