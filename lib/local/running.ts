// One execution as the driver holds it: the reducer, and what it has asked of the world and not yet been told.
import type {
  EpochMs,
  Execution,
  ExecutionIdentity,
  Id,
  JournalEntry,
  Machine,
  MapRunCall,
  Outcome,
  ServiceCall,
  TaskIo,
} from '../engine';
import type { Json } from '../json';
import type { Timer } from './timers';

/** A task or map run that has been asked for and not settled. */
export interface Pending {
  readonly id: Id;
  readonly call: ServiceCall | undefined;
  readonly mapRun: MapRunCall | undefined;
  readonly since: EpochMs;
  /** True once the service has accepted the request (.sync, .waitForTaskToken, an activity). */
  accepted: boolean;
  cancel(): void;
}

/** What a child execution of a Map Run knows of it. */
export interface ChildOf {
  readonly mapRunArn: string;
  /** The execution that has the Map Run. */
  readonly parentArn: string;
  readonly itemCount: number;
}

/**
 * Pending tasks by id, oldest first. Ids count up and few are pending at a time, so an array serves better than a map, which
 * makes itself anew after every few deletions.
 */
export class PendingTasks {
  readonly #tasks: (Pending | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }
  get(id: Id): Pending | undefined {
    return this.#tasks[id];
  }
  has(id: Id): boolean {
    return this.#tasks[id] !== undefined;
  }
  set(id: Id, task: Pending): void {
    while (this.#tasks.length < id) this.#tasks.push(undefined);
    if (this.#tasks[id] === undefined) this.#size++;
    this.#tasks[id] = task;
  }
  delete(id: Id): void {
    if (this.#tasks[id] === undefined) return;
    this.#tasks[id] = undefined;
    this.#size--;
  }
  *values(): Generator<Pending> {
    for (const task of this.#tasks) if (task !== undefined) yield task;
  }
  *[Symbol.iterator](): Generator<[Id, Pending]> {
    for (const task of this.values()) yield [task.id, task];
  }
}

const none: readonly JournalEntry[] = Object.freeze([]);

export class Running {
  readonly identity: ExecutionIdentity;
  readonly machine: Machine;
  /** The reducer; for closed children of Map Runs what tells their history again. */
  execution: Execution;
  // Most executions of many never have timers, tasks or waiters, and there may be hundreds of thousands.
  #timers: Map<Id, Timer> | undefined;
  #waiters: (() => void)[] | undefined;
  #pending: PendingTasks | undefined;
  #entries: JournalEntry[] | undefined;
  keepsEntries = false;
  /** Whether the driver finds it by its ARN. */
  listed = false;
  /** Whether its entries are kept in the store. */
  journalled = true;
  /** The Map Run that started it, for children of distributed Maps. */
  mapRun: ChildOf | undefined;
  seq = 0;
  stopDate: EpochMs | undefined;
  /** A redrive has been asked for and not been applied yet. */
  redriving = false;

  constructor(identity: ExecutionIdentity, machine: Machine, execution: Execution) {
    this.identity = identity;
    this.machine = machine;
    this.execution = execution;
  }

  get arn(): string {
    return this.identity.executionArn;
  }

  get pending(): PendingTasks {
    this.#pending ??= new PendingTasks();
    return this.#pending;
  }

  /** The task, unless it has been settled. */
  task(id: Id): Pending | undefined {
    return this.#pending?.get(id);
  }

  /** Every entry applied so far, if the driver was told to keep them. */
  get entries(): readonly JournalEntry[] {
    return this.#entries ?? none;
  }

  keepEntry(entry: JournalEntry): void {
    // Most executions of many take one entry.
    if (this.#entries === undefined) this.#entries = [entry];
    else this.#entries.push(entry);
  }

  arm(id: Id, timer: Timer): void {
    this.#timers ??= new Map();
    this.#timers.set(id, timer);
  }

  /** The timer is not the execution's any more; it has rung or is called off. */
  disarm(id: Id): Timer | undefined {
    const timer = this.#timers?.get(id);
    if (timer !== undefined) this.#timers?.delete(id);
    return timer;
  }

  get open(): boolean {
    return this.redriving || this.execution.status === 'RUNNING';
  }

  /** Calls back when the execution has ended, at once if it has. */
  onEnd(callback: () => void): void {
    if (!this.open) {
      callback();
      return;
    }
    this.#waiters ??= [];
    this.#waiters.push(callback);
  }

  end(at: EpochMs): void {
    this.stopDate = at;
    const waiters = this.#waiters;
    this.#waiters = undefined;
    if (waiters !== undefined) for (const waiter of waiters) waiter();
  }
}

/** What the driver gives a performer for one task. */
export class TaskHandle implements TaskIo, Pending {
  readonly id: Id;
  readonly call: ServiceCall | undefined;
  readonly mapRun: MapRunCall | undefined;
  readonly since: EpochMs;
  accepted = false;
  #phase: 'busy' | 'parked' | 'done' = 'busy';
  #listed = false;
  readonly #driver: TaskSide;
  readonly #running: Running;
  // Most tasks have neither, and there may be very many tasks.
  #timers: Set<Timer> | undefined;
  #cancellations: (() => void)[] | undefined;

  constructor(
    driver: TaskSide,
    running: Running,
    id: Id,
    call: ServiceCall | undefined,
    mapRun: MapRunCall | undefined,
  ) {
    this.#driver = driver;
    this.#running = running;
    this.id = id;
    this.call = call;
    this.mapRun = mapRun;
    this.since = driver.now();
    driver.busy(1);
  }

  submitted(value: Json): void {
    if (this.#phase === 'done') return;
    this.accepted = true;
    this.#driver.deliver(this.#running, { kind: 'submitted', at: this.#driver.now(), id: this.id, value });
  }

  /** Lists the task as pending, unless it was answered at once. */
  list(): void {
    if (this.#phase === 'done') return;
    this.#listed = true;
    this.#running.pending.set(this.id, this);
  }

  settled(outcome: Outcome): void {
    if (this.#phase === 'done') return;
    // Counted off before the delivery, whose pump sees to the entry first: one pump serves both.
    if (this.#phase === 'busy') this.#driver.busy(-1);
    this.#close();
    this.#driver.deliver(this.#running, { kind: 'settled', at: this.#driver.now(), id: this.id, outcome });
  }

  parked(): void {
    if (this.#phase !== 'busy') return;
    this.#phase = 'parked';
    this.#driver.quiet();
  }

  after(ms: number, callback: () => void): void {
    if (this.#phase === 'done') return;
    const timer = this.#driver.timer(this.#driver.now() + ms, () => {
      this.#timers?.delete(timer);
      callback();
    });
    this.#timers ??= new Set();
    this.#timers.add(timer);
    this.parked();
  }

  onCancel(callback: () => void): void {
    this.#cancellations ??= [];
    this.#cancellations.push(callback);
  }

  now(): EpochMs {
    return this.#driver.now();
  }

  cancel(): void {
    if (this.#phase === 'done') return;
    const wasBusy = this.#phase === 'busy';
    const callbacks = this.#cancellations;
    this.#close();
    if (callbacks !== undefined) for (const callback of callbacks) callback();
    if (wasBusy) this.#driver.quiet();
  }

  #close(): void {
    this.#phase = 'done';
    if (this.#timers !== undefined) for (const timer of this.#timers) this.#driver.cancelTimer(timer);
    this.#timers = undefined;
    this.#cancellations = undefined;
    if (this.#listed) this.#running.pending.delete(this.id);
  }
}

/** The driver as a task sees it. */
export interface TaskSide {
  now(): EpochMs;
  /** Counts tasks that do real work; virtual time stands still while there are any. */
  busy(change: 1 | -1): void;
  /** One task fewer does real work, and nothing was delivered: time may go on. */
  quiet(): void;
  deliver(running: Running, entry: JournalEntry): void;
  timer(due: EpochMs, ring: () => void): Timer;
  cancelTimer(timer: Timer): void;
}
