// The only loop that waits. It owns the inbox of entries, the timers and the tasks of all executions; it knows nothing of
// states, services or history's shapes.
//
// A turn: take the entries that have arrived → step each (nothing shows yet) → append them to the store → publish events
// and perform commands. Nothing is visible before its entry is durable; if the append fails, the driver stops for good.
//
// D1  Entries of one execution are applied in the order in which they were delivered, and published in that order.
// D2  A virtual clock moves only when the inbox is empty, nothing waits for the disk and no task does real work.
// D3  Without a store that waits, and with performers that answer at once, a whole execution runs inside start().
// D4  A turn does not wait for the one before it to be durable: what arrives while the disk is at work, or about to be, is
//     stepped and appended at once, so that the store can flush it together.
import {
  type Command,
  createExecution,
  type EpochMs,
  type ExecutionIdentity,
  type Failure,
  type Id,
  type JournalEntry,
  type Machine,
  type Outcome,
  type ServiceCall,
  type Step,
} from '../engine';
import { digest, type Json } from '../json';
import type { JournalRecord } from '../store';
import type { DriverOptions, StartOptions } from './driver-options';
import type { Host } from './host';
import { Running, TaskHandle, type TaskSide } from './running';
import { type Timer, Timers } from './timers';

/** Places of applied entries that may stay in the inbox. */
const drainedMax = 1024;

interface Delivery {
  readonly running: Running;
  readonly entry: JournalEntry;
}

/** A delivery that has been applied and not been published. */
interface Stepped extends Delivery {
  readonly step: Step;
}

export class Driver implements TaskSide {
  readonly host: Host;
  readonly #options: DriverOptions;
  readonly #timers = new Timers();
  readonly #executions = new Map<string, Running>();
  /** When the host has been asked to wake us. */
  #wakeDue: EpochMs | undefined;
  #inbox: (Delivery | undefined)[] = [];
  #pumping = false;
  #stopped = false;
  #failure: unknown;
  #busy = 0;
  #idleWaiters: (() => void)[] = [];
  /** Turns that wait for the disk, and the youngest of them: settled when it is published. */
  #appended = 0;
  #youngest: Promise<void> | undefined;

  constructor(options: DriverOptions) {
    this.host = options.host;
    this.#options = options;
  }

  /** Starts an execution; with synchronous performers and virtual time it has ended when this returns (D3). */
  start(machine: Machine, options: StartOptions): Running {
    const { identity, input, inputText } = options;
    const running = new Running(identity, machine, createExecution(machine));
    running.journalled = options.journalled ?? true;
    running.mapRun = options.mapRun;
    running.keepsEntries = options.keepEntries ?? this.#options.keepEntries ?? false;
    // Most children of Map Runs end with their first step; they are listed if they do not (#publish), since a name that
    // nobody asks for need not be made, and their Map Run knows that it is no other's.
    if (options.mapRun === undefined) {
      if (this.#executions.has(identity.executionArn))
        throw new Error(`an execution ${identity.executionArn} exists already`);
      this.#list(running);
    }
    const seed = options.seed ?? this.host.seed();
    const at = this.now();
    this.deliver(
      running,
      inputText === undefined
        ? { kind: 'started', at, identity, input, seed }
        : { kind: 'started', at, identity, input, inputText, seed },
    );
    return running;
  }

  #list(running: Running): void {
    this.#executions.set(running.arn, running);
    running.listed = true;
  }

  find(executionArn: string): Running | undefined {
    return this.#executions.get(executionArn);
  }

  /** Forgets an execution that has ended; its history belongs to whoever kept it. */
  forget(executionArn: string): void {
    const running = this.#executions.get(executionArn);
    if (running === undefined || running.open) return;
    this.#executions.delete(executionArn);
    running.listed = false;
  }

  /** Takes back an execution that had ended and was forgotten, to redrive it. */
  readmit(running: Running): void {
    this.#list(running);
  }

  /** Those it knows, and closed children that their Map Runs keep. */
  *executions(): Generator<Running> {
    yield* this.#executions.values();
    yield* this.#options.mapRunner?.closedChildren?.() ?? [];
  }

  stop(running: Running, failure: Failure): void {
    this.deliver(running, { kind: 'stopped', at: this.now(), failure });
  }

  redrive(running: Running): void {
    running.stopDate = undefined;
    running.redriving = true;
    this.deliver(running, { kind: 'redriven', at: this.now() });
  }

  heartbeat(running: Running, id: Id): void {
    this.deliver(running, { kind: 'heartbeat', at: this.now(), id });
  }

  /** Settles a pending task from outside: SendTaskSuccess, SendTaskFailure, an activity worker. False when nobody waits for it. */
  settle(running: Running, id: Id, outcome: Outcome): boolean {
    const pending = running.task(id);
    if (!(pending instanceof TaskHandle)) return false;
    pending.settled(outcome);
    return true;
  }

  /**
   * Takes up an execution from its journal: applies the entries again, then asks the world again for whatever is not
   * settled. A request that had been accepted is not sent twice.
   * @param replayed is called when the journal has been applied, before anything new happens
   * @throws Error naming the first entry whose events differ from what was recorded
   */
  restore(
    identity: ExecutionIdentity,
    machine: Machine,
    journal: Iterable<{ readonly entry: JournalEntry; readonly digest: string }>,
    replayed?: (running: Running) => void,
  ): Running {
    const running = new Running(identity, machine, createExecution(machine));
    running.keepsEntries = this.#options.keepEntries ?? false;
    const open = new Map<Id, Command>();
    const accepted = new Map<Id, Json>();
    for (const record of journal) {
      const step = running.execution.step(record.entry);
      if (digestOf(step) !== record.digest) {
        throw new Error(
          `the journal of ${identity.executionArn} does not replay: entry ${running.seq} (${record.entry.kind}) now gives other events than were recorded`,
        );
      }
      running.seq++;
      if (running.keepsEntries) running.keepEntry(record.entry);
      if ('id' in record.entry) note(record.entry, open, accepted);
      for (const command of step.commands) {
        if (command.kind === 'cancel') open.delete(command.id);
        else open.set(command.id, command);
      }
    }
    this.#list(running);
    replayed?.(running);
    // As in a turn: what is answered at once is applied when all have been asked.
    const wasPumping = this.#pumping;
    this.#pumping = true;
    for (const command of open.values()) this.#perform(running, command, accepted.get(command.id));
    this.#pumping = wasPumping;
    this.#pump();
    return running;
  }

  // -- time

  now(): EpochMs {
    return this.host.now();
  }

  timer(due: EpochMs, ring: () => void): Timer {
    const timer = this.#timers.add(due, ring);
    this.#schedule();
    return timer;
  }

  cancelTimer(timer: Timer): void {
    this.#timers.cancel(timer);
  }

  /** When the next timer is due; undefined when none is. */
  nextDue(): EpochMs | undefined {
    return this.#timers.next();
  }

  /** Virtual time: moves the clock to the next timer and rings it; false when there is none, or none until `horizon`. */
  fireNext(horizon: EpochMs = Number.POSITIVE_INFINITY): boolean {
    const due = this.#timers.next();
    if (due === undefined || due > horizon) return false;
    this.host.advance(due);
    this.#timers.take()?.ring();
    return true;
  }

  /** True when nothing can happen but by a timer or somebody outside. */
  get idle(): boolean {
    return this.#inbox.length === 0 && this.#appended === 0 && this.#busy === 0 && !this.#pumping;
  }

  /** Waits until idle: real work of tasks has come to an end. */
  whenIdle(): Promise<void> {
    if (this.idle) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  /**
   * Settles when everything delivered so far is durable and published; undefined when it is already.
   * Rejects when the store has refused an entry.
   */
  durable(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    // Asked from inside a turn: what has been delivered is appended when the turn is over.
    if (this.#pumping) return Promise.resolve().then(() => this.durable());
    return this.#youngest;
  }

  /** Takes no more entries; timers are called off. */
  close(): void {
    this.#stopped = true;
    if (!this.host.virtual) this.host.wakeAt(undefined, () => {});
    for (const running of this.#executions.values())
      for (const pending of [...running.pending.values()]) pending.cancel();
  }

  // -- the task's side

  busy(change: 1 | -1): void {
    this.#busy += change;
  }

  quiet(): void {
    this.#busy--;
    if (this.#busy === 0) this.#pump();
  }

  deliver(running: Running, entry: JournalEntry): void {
    if (this.#stopped) return;
    this.#inbox.push({ running, entry });
    this.#pump();
  }

  // -- the loop

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    try {
      while (this.#inbox.length > 0 || this.#advance()) this.#turn();
    } catch (error) {
      // Our own fault: what is in memory may be half done, so nothing more is executed.
      this.#pumping = false;
      this.#halt(error);
      return;
    }
    this.#pumping = false;
    this.#schedule();
    if (this.idle && this.#idleWaiters.length > 0) for (const waiter of this.#idleWaiters.splice(0)) waiter();
  }

  /** Stops for good: what is in memory and what is on disk may differ. */
  fail(error: unknown): void {
    this.#halt(error);
  }

  #halt(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#stopped = true;
    this.#failure = error;
    if (this.#options.onFatal === undefined) throw error;
    this.#options.onFatal(error);
  }

  #turn(): void {
    const { store } = this.#options;
    if (store === undefined) {
      this.#drain();
      return;
    }
    const batch = this.#inbox as Delivery[];
    this.#inbox = [];
    const turn: Stepped[] = [];
    const records: JournalRecord[] = [];
    for (const { running, entry } of batch) {
      // What comes after the end changes nothing, so it is not recorded either: a closed execution has no journal.
      if (running.execution.status !== 'RUNNING' && entry.kind !== 'redriven') continue;
      const step = this.#step(running, entry);
      turn.push({ running, entry, step });
      this.#record(running, entry, step, records);
    }
    const appended = records.length === 0 ? undefined : store.append(records);
    if (appended === undefined) this.#publishTurn(turn);
    else this.#await(appended, turn);
  }

  /** D4. Turns are published in the order in which they were appended: the store settles them so. */
  #await(appended: Promise<void>, turn: readonly Stepped[]): void {
    this.#appended++;
    const published = appended.then(() => {
      this.#appended--;
      if (this.#youngest === published) this.#youngest = undefined;
      if (this.#failure !== undefined) throw this.#failure;
      // Closed meanwhile: whoever takes the journal up will perform what it asks for.
      if (this.#stopped) return;
      this.#pumping = true;
      try {
        this.#publishTurn(turn);
      } finally {
        this.#pumping = false;
      }
      this.#pump();
    });
    this.#youngest = published;
    published.catch((error: unknown) => this.#halt(error));
  }

  #publishTurn(turn: readonly Stepped[]): void {
    for (const { running, entry, step } of turn) this.#publish(running, step, entry);
  }

  /** Without a store nothing waits: entries that arrive meanwhile belong to the same turn. */
  #drain(): void {
    const inbox = this.#inbox;
    for (let place = 0; place < inbox.length; place++) {
      const { running, entry } = inbox[place] as Delivery;
      // What is applied is let go at once: a Map Run has a thousand children in one turn, and of what V8 finds alive it makes
      // the next ones old from the beginning.
      inbox[place] = undefined;
      this.#publish(running, this.#step(running, entry), entry);
      if (place < drainedMax) continue;
      inbox.splice(0, place + 1);
      place = -1;
    }
    // Popped one by one the array keeps its room; a length of 0 would give it back, to be asked for again by the next entry.
    while (inbox.length > 0) inbox.pop();
  }

  /** What must be durable before the step shows. */
  #record(running: Running, entry: JournalEntry, step: Step, records: JournalRecord[]): void {
    if (!running.journalled) return;
    const seq = running.seq++;
    // An execution that succeeds in its first step is a history from the start: there is nothing to go on with.
    const whole = seq === 0 && step.status === 'SUCCEEDED';
    if (!whole) records.push({ kind: 'entry', execution: running.arn, seq, entry, digest: digestOf(step) });
    const more = this.#options.records?.(running, step);
    if (more !== undefined) records.push(...more);
  }

  #step(running: Running, entry: JournalEntry): Step {
    if (running.keepsEntries) running.keepEntry(entry);
    if (entry.kind === 'redriven') running.redriving = false;
    return running.execution.step(entry);
  }

  #publish(running: Running, step: Step, entry: JournalEntry): void {
    const { commands } = step;
    const ended = step.status !== 'RUNNING';
    if (!ended && !running.listed) this.#list(running);
    this.#options.onStep?.(running, step);
    for (let place = 0; place < commands.length; place++) {
      const command = commands[place] as Command;
      // Armed and called off within one step: an execution that has ended owns no timer (E4).
      if (!(ended && command.kind === 'timer')) this.#perform(running, command, undefined);
    }
    if (ended && entry.kind !== 'heartbeat') this.#ended(running, entry.at);
  }

  #ended(running: Running, at: EpochMs): void {
    if (running.stopDate === undefined || at > running.stopDate) running.end(at);
  }

  #perform(running: Running, command: Command, accepted: Json | undefined): void {
    switch (command.kind) {
      case 'timer':
        this.#arm(running, command.id, command.due);
        return;
      case 'cancel':
        this.#cancel(running, command.id);
        return;
      case 'task': {
        const handle = new TaskHandle(this, running, command.id, command.call, undefined);
        // A token may come back before perform() does; any other answer comes through the handle itself.
        if (command.call.taskToken !== undefined) handle.list();
        if (accepted === undefined) this.#options.performer.perform(command.call, handle);
        else this.#takeUp(command.call, accepted, handle);
        if (command.call.taskToken === undefined) handle.list();
        return;
      }
      case 'mapRun': {
        const runner = this.#options.mapRunner;
        if (runner === undefined) throw new Error('this driver runs no distributed Maps: give it a mapRunner');
        const handle = new TaskHandle(this, running, command.id, undefined, command.call);
        handle.list();
        runner.perform(command.call, handle, running);
      }
    }
  }

  /** A request that was accepted before the restart: a token waits for whoever has it, jobs and activities are taken up. */
  #takeUp(call: ServiceCall, accepted: Json, handle: TaskHandle): void {
    handle.accepted = true;
    const { performer } = this.#options;
    const waits = call.kind === 'activity' || call.pattern === 'sync' || call.pattern === 'sync:2';
    if (performer.resume !== undefined && waits) performer.resume(call, accepted, handle);
    else handle.parked();
  }

  #arm(running: Running, id: Id, due: EpochMs): void {
    const timer = this.timer(due, () => {
      running.disarm(id);
      this.deliver(running, { kind: 'fired', at: this.now(), id });
    });
    running.arm(id, timer);
  }

  #cancel(running: Running, id: Id): void {
    const timer = running.disarm(id);
    if (timer !== undefined) this.#timers.cancel(timer);
    running.task(id)?.cancel();
  }

  /** D2. Rings the next timer; true when that brought entries. */
  #advance(): boolean {
    if (!this.host.virtual || this.#options.autoAdvance === false || this.#stopped) return false;
    if (this.#appended > 0) return false;
    while (this.#inbox.length === 0 && this.#busy === 0) {
      if (!this.fireNext()) return false;
    }
    return this.#inbox.length > 0;
  }

  /** Real time: asks to be woken for the next timer. */
  #schedule(): void {
    if (this.host.virtual || this.#pumping || this.#stopped) return;
    const due = this.#timers.next();
    if (due === this.#wakeDue) return;
    this.#wakeDue = due;
    this.host.wakeAt(due, () => {
      this.#wakeDue = undefined;
      this.#ring();
    });
  }

  #ring(): void {
    const now = this.now();
    for (let due = this.#timers.next(); due !== undefined && due <= now; due = this.#timers.next())
      this.#timers.take()?.ring();
    this.#schedule();
  }
}

/** The digest that replay compares: all that a step recorded. */
function digestOf(step: Step): string {
  return digest(JSON.stringify(step.events));
}

function note(
  entry: Extract<JournalEntry, { readonly id: Id }>,
  open: Map<Id, Command>,
  accepted: Map<Id, Json>,
): void {
  if (entry.kind === 'fired' || entry.kind === 'settled') open.delete(entry.id);
  if (entry.kind === 'submitted') accepted.set(entry.id, entry.value);
}
