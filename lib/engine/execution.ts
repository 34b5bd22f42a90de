// One execution: applies entries, and keeps what all its fibers share: history, ids, time, chance, the context object.
//
// E2  An id has one owner; later messages for it are dropped.
// E3  Ids, events and commands depend on the entries alone.
// E5  step() never throws for a workflow's fault, only for ours.
import { digest, type Json, type JsonObject, type MutableJsonObject } from '../json';
import type { Command, MapRunCall, ServiceCall } from './commands';
import type { EpochMs, ExecutionIdentity, Failure, Id, JournalEntry } from './entries';
import { type EventKind, EventLog, type History } from './event-log';
import type { ExecutionEndedEvent, ExecutionStatus, Frame, HistoryEvent } from './events';
import {
  executionEnded,
  executionRedriven,
  executionStarted,
  executionSucceeded,
  machineFrame,
} from './execution-events';
import { executionOver, type StateFailed } from './failure';
import { Fiber, type Run } from './fiber';
import { expressMillisecondsMax, transitionsPerStepMax } from './limits';
import { type Machine, unmeasured, type Visit } from './node';
import { type Random, seededRandom } from './random';
import type { Execution, Step } from './step';
import { contextTime } from './time';
import { Variables } from './variables';

const noCommands: readonly Command[] = Object.freeze([]);

export class MachineExecution implements Execution, Run {
  status: ExecutionStatus = 'RUNNING';
  readonly history = new EventLog();
  at: EpochMs = 0;
  identity!: ExecutionIdentity;

  readonly #machine: Machine;
  readonly #historyMax: number;
  #commands: Command[] = [];
  /** Who waits for each id. Ids count up and an execution asks for few, so an array serves better than a map. */
  readonly #owners: (Fiber | undefined)[] = [];
  #nextId = 1;
  #seed = 0;
  #generator: Random | undefined;
  #root!: Fiber;
  #deadline: Id = 0;
  #redriveCount = 0;
  #transitions = 0;
  #executionContext: JsonObject | undefined;
  /** TestState: shown in place of the context object. */
  #given: JsonObject | undefined;
  #started: { readonly at: EpochMs; readonly input: Json } = { at: 0, input: null };

  constructor(machine: Machine) {
    this.#machine = machine;
    this.#historyMax = machine.historyEventsMax;
  }

  step(entry: JournalEntry): Step {
    const from = this.history.length;
    this.at = entry.at;
    this.history.clock(entry.at);
    this.#transitions = 0;
    try {
      this.#apply(entry);
    } catch (thrown) {
      if (thrown !== executionOver) throw thrown;
    }
    const commands = this.#commands.length === 0 ? noCommands : this.#commands;
    if (commands !== noCommands) this.#commands = [];
    return new StepTaken(this.history, from, commands, this.status);
  }

  #apply(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'started':
        this.#start(entry);
        return;
      case 'stopped':
        if (this.status === 'RUNNING') this.#end('ABORTED', 'ExecutionAborted', entry.failure, 0);
        return;
      case 'redriven':
        this.#redrive();
        return;
      default:
        this.#deliver(entry);
    }
  }

  #start(entry: Extract<JournalEntry, { kind: 'started' }>): void {
    this.identity = entry.identity;
    this.#seed = entry.seed;
    this.#started = { at: entry.at, input: entry.input };
    this.push(executionStarted(entry));
    this.#setDeadline();
    const variables = new Variables();
    this.#given = entry.given?.context;
    if (entry.given !== undefined) variables.assign(entry.given.variables);
    this.#root = new Fiber(this, this.#machine, machineFrame, undefined, variables, 0, entry.identity.mapItem);
    this.#root.begin(entry.input, unmeasured, entry.inputText);
  }

  #setDeadline(): void {
    const express = this.identity.type === 'EXPRESS' ? expressMillisecondsMax : undefined;
    const timeoutMs = Math.min(
      this.#machine.timeoutMs ?? Number.POSITIVE_INFINITY,
      express ?? Number.POSITIVE_INFINITY,
    );
    if (timeoutMs === Number.POSITIVE_INFINITY) return;
    this.#deadline = this.#nextId++;
    this.#commands.push({ kind: 'timer', id: this.#deadline, due: this.at + timeoutMs });
  }

  #redrive(): void {
    if (this.status === 'RUNNING' || this.status === 'SUCCEEDED') return;
    this.status = 'RUNNING';
    this.#redriveCount++;
    this.#executionContext = undefined;
    const id = this.nextEventId;
    this.push(executionRedriven(id, this.at, this.#redriveCount));
    this.#setDeadline();
    this.#root.last = id;
    this.#root.redrive();
  }

  #deliver(entry: Extract<JournalEntry, { readonly id: Id }>): void {
    if (this.status !== 'RUNNING') return;
    if (entry.kind === 'fired' && entry.id === this.#deadline) {
      this.#end('TIMED_OUT', 'ExecutionTimedOut', {}, 0);
      return;
    }
    const owner = this.#owners[entry.id];
    if (owner === undefined) return;
    if (entry.kind === 'fired' || entry.kind === 'settled') {
      this.#owners[entry.id] = undefined;
      owner.disown(entry.id);
    }
    owner.resume(entry);
  }

  succeed(output: Json, previous: number): void {
    this.#closeDeadline();
    this.status = 'SUCCEEDED';
    this.history.addWhole(executionSucceeded(this.nextEventId, previous, this.at, output));
  }

  fail(failure: StateFailed, previous: number): void {
    this.#end('FAILED', 'ExecutionFailed', named(failure.error, failure.errorCause), previous);
    throw executionOver;
  }

  #end(status: ExecutionStatus, type: ExecutionEndedEvent['type'], failure: Failure, previous: number): void {
    this.#closeDeadline();
    this.#root.release();
    this.status = status;
    this.history.addWhole(executionEnded(type, this.nextEventId, previous, this.at, failure));
  }

  #closeDeadline(): void {
    if (this.#deadline !== 0) this.#commands.push({ kind: 'cancel', id: this.#deadline });
    this.#deadline = 0;
  }

  get nextEventId(): number {
    return this.history.length + 1;
  }

  record<Fact>(kind: EventKind<Fact>, frame: Frame, previous: number, fact: Fact): number {
    const id = this.history.length + 1;
    if (id >= this.#historyMax) this.#full(id);
    this.history.add(kind, frame, previous, fact);
    return id;
  }

  push(event: HistoryEvent): void {
    if (event.id >= this.#historyMax) this.#full(event.id);
    this.history.addWhole(event);
  }

  #full(id: number): never {
    const cause = `The execution reached the maximum number of history events (${this.#historyMax}).`;
    this.#end('FAILED', 'ExecutionFailed', { error: 'States.Runtime', cause }, id - 1);
    throw executionOver;
  }

  countTransition(): void {
    if (++this.#transitions <= transitionsPerStepMax) return;
    this.#end('TIMED_OUT', 'ExecutionTimedOut', {}, 0);
    throw executionOver;
  }

  /** Made when first asked for: most executions draw nothing. */
  get #random(): Random {
    this.#generator ??= seededRandom(this.#seed);
    return this.#generator;
  }
  random(): number {
    return this.#random.next();
  }
  uuid(): string {
    return this.#random.uuid();
  }
  /** Opaque, at most 2,048 characters, and never the same for two executions even where their seeds are. */
  token(): string {
    return `AQ${digest(this.identity.executionArn)}${this.#random.token(96)}=`;
  }

  timer(due: EpochMs, owner: Fiber): Id {
    const id = this.#adopt(owner);
    this.#commands.push({ kind: 'timer', id, due });
    return id;
  }
  task(call: ServiceCall, owner: Fiber): Id {
    const id = this.#adopt(owner);
    this.#commands.push({ kind: 'task', id, call });
    return id;
  }
  mapRun(call: MapRunCall, owner: Fiber): Id {
    const id = this.#adopt(owner);
    this.#commands.push({ kind: 'mapRun', id, call });
    return id;
  }
  cancel(id: Id): void {
    if (this.#owners[id] === undefined) return;
    this.#owners[id] = undefined;
    this.#commands.push({ kind: 'cancel', id });
  }

  #adopt(owner: Fiber): Id {
    const id = this.#nextId++;
    while (this.#owners.length < id) this.#owners.push(undefined);
    this.#owners.push(owner);
    return id;
  }

  context(fiber: Visit, enteredAt: EpochMs): JsonObject {
    if (this.#given !== undefined) {
      return fiber.item === undefined ? this.#given : { ...this.#given, Map: { Item: itemContext(fiber.item) } };
    }
    const state: MutableJsonObject = { Name: fiber.state, EnteredTime: contextTime(enteredAt) };
    const context: MutableJsonObject = {
      Execution: this.#contextOfExecution(),
      StateMachine: { Id: this.identity.stateMachineArn, Name: this.identity.stateMachineName },
      State: state,
    };
    if (fiber.retries) state.RetryCount = fiber.retryCount;
    if (fiber.taskToken !== undefined) context.Task = { Token: fiber.taskToken };
    if (fiber.item !== undefined) context.Map = { Item: itemContext(fiber.item) };
    return context;
  }

  #contextOfExecution(): JsonObject {
    if (this.#executionContext !== undefined) return this.#executionContext;
    const { executionArn, name, roleArn, type } = this.identity;
    const context: MutableJsonObject = { Id: executionArn, Input: this.#started.input };
    // AWS: the order differs by type, as recorded.
    if (type === 'STANDARD') context.StartTime = contextTime(this.#started.at);
    context.Name = name;
    context.RoleArn = roleArn;
    if (type === 'EXPRESS') context.StartTime = contextTime(this.#started.at);
    context.RedriveCount = this.#redriveCount;
    if (this.#redriveCount > 0) context.RedriveTime = contextTime(this.at);
    this.#executionContext = context;
    return context;
  }
}

function named(error: string | undefined, cause: string | undefined): Failure {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

function itemContext(item: {
  readonly index: number;
  readonly value: Json;
  readonly key?: string;
  readonly source?: string;
}): JsonObject {
  const context: MutableJsonObject = { Index: item.index, Value: item.value };
  if (item.key !== undefined) context.Key = item.key;
  if (item.source !== undefined) context.Source = item.source;
  return context;
}

/** The events of a step are cut out of the history only for those who look. */
class StepTaken implements Step {
  readonly commands: readonly Command[];
  readonly status: ExecutionStatus;
  readonly #history: History;
  readonly #from: number;
  readonly #to: number;
  #events: readonly HistoryEvent[] | undefined;

  constructor(history: History, from: number, commands: readonly Command[], status: ExecutionStatus) {
    this.#history = history;
    this.#from = from;
    this.#to = history.length;
    this.commands = commands;
    this.status = status;
  }

  get events(): readonly HistoryEvent[] {
    this.#events ??= this.#history.slice(this.#from, this.#to);
    return this.#events;
  }
}
