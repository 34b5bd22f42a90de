// Executions: starting, describing, listing, stopping, redriving, and taking them up again after a crash.
//
// X1  What is told of an execution was durable before: its document and history move only when the driver publishes.
// X2  Open executions are in memory and in the journal; closed ones are documents and histories in the store.
// X3  A closed execution that did not succeed keeps its journal aside, so that it can be redriven.
import type {
  ExecutionIdentity,
  ExecutionStatus,
  Failure,
  HistoryEvent,
  JournalEntry,
  Machine,
  Step,
} from '../../engine';
import type { Json } from '../../json';
import type { JournalRecord, Store, StoredEntry } from '../../store';
import { ApiError } from '../api-error';
import { keys, remove, write } from '../documents';
import type { Driver } from '../driver';
import { Running } from '../running';
import { beginningAndEnd, childDocument, ExpressInMemory } from './children';
import { ClosedExecution } from './closed';
import { closedBy, type ExecutionDocument, redriven, redrivenWith } from './document';
import { ClosedHistories } from './history';
import { redrivable } from './redrivable';

/** Everything that starts one execution. */
export interface StartOrder {
  readonly identity: ExecutionIdentity;
  readonly machine: Machine;
  readonly revision: string;
  readonly input: Json;
  readonly inputText: string;
  readonly traceHeader?: string | undefined;
  readonly mapRunArn?: string | undefined;
  readonly itemCount?: number | undefined;
  /** Whose list it appears in: the state machine's, or its Map Run's. */
  readonly listedUnder: string;
}

interface OpenExecution {
  document: ExecutionDocument;
  running: Running | undefined;
  /** As it is once the step that ended it is published. */
  closed?: ExecutionDocument;
  /** Events that are durable (X1); 0 until the start is. */
  visible: number;
}

/** Who wants to know what executions do. */
export interface Observer {
  /** After the step is durable. */
  step(running: Running, step: Step): void;
  /** After a Standard execution has begun, ended or been redriven. */
  status(document: ExecutionDocument): void;
  /** After an execution was taken up that a process before this one had begun. */
  restored(running: Running, document: ExecutionDocument): void;
}

export interface RegistryOptions {
  readonly store: Store;
  /** Whether the driver writes the journal to the store; without it executions end with the process. */
  readonly journal: boolean;
  readonly observer: Observer;
  /** The compiled machine of an execution that is no child. */
  readonly machineOf: (document: ExecutionDocument) => Machine;
}

export class Executions {
  readonly #store: Store;
  readonly #journal: boolean;
  readonly #observer: Observer;
  readonly #machineOf: (document: ExecutionDocument) => Machine;
  readonly #histories: ClosedHistories;
  readonly #open = new Map<string, OpenExecution>();
  /** Closed, not succeeded, and still as the engine left them: redriving them needs no replay. */
  readonly #parked = new Map<string, Running>();
  /** Who waits for the end of an execution. */
  readonly #waiting = new Map<string, (() => void)[]>();
  readonly #puttingAside = new Map<string, Promise<void>>();
  readonly #express = new ExpressInMemory();
  /** Redrives that are under way: a second one would take up the same journal again. */
  readonly #redriving = new Set<string>();
  #driver!: Driver;
  #count = 0;

  constructor(options: RegistryOptions) {
    this.#store = options.store;
    this.#journal = options.journal;
    this.#observer = options.observer;
    this.#machineOf = options.machineOf;
    this.#histories = new ClosedHistories(options.store);
  }

  /** The driver needs the registry's hooks, the registry needs the driver. */
  attach(driver: Driver): void {
    this.#driver = driver;
  }

  // -- starting

  start(order: StartOrder): Running {
    const { identity, mapRunArn, itemCount, traceHeader } = order;
    const startDate = this.#driver.now();
    const document: ExecutionDocument = {
      arn: identity.executionArn,
      stateMachineArn: identity.stateMachineArn,
      ...(identity.stateMachineVersionArn === undefined
        ? {}
        : { stateMachineVersionArn: identity.stateMachineVersionArn }),
      ...(identity.stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn: identity.stateMachineAliasArn }),
      name: identity.name,
      type: identity.type,
      revision: order.revision,
      input: order.inputText,
      ...(traceHeader === undefined ? {} : { traceHeader }),
      startDate,
      listing: keys.listing(order.listedUnder, startDate, this.#count++),
      ...(mapRunArn === undefined ? {} : { mapRunArn }),
      ...(itemCount === undefined ? {} : { itemCount }),
      status: 'RUNNING',
      redriveCount: 0,
    };
    this.#open.set(document.arn, { document, running: undefined, visible: 0 });
    return this.#driver.start(order.machine, { identity, input: order.input, inputText: order.inputText });
  }

  /** Express executions leave no trace but their logs. */
  startExpress(order: StartOrder): Running {
    const { identity, input, inputText, machine } = order;
    return this.#driver.start(machine, { identity, input, inputText, journalled: false });
  }

  // -- hooks of the driver

  /** Records for the commit of a step. */
  records(running: Running, step: Step): readonly JournalRecord[] {
    const first = isFirst(step);
    const open = this.#open.get(running.arn) ?? (first ? this.#adopt(running) : undefined);
    if (open === undefined) return [];
    const { document } = open;
    const records: JournalRecord[] = first ? [write(document.listing, [document.arn])] : [];
    if (step.status === 'RUNNING') {
      if (first) records.push(write(keys.execution(document.arn), document));
      return records;
    }
    const history = first ? step.events : running.execution.history.slice();
    const closed = closedBy(document, step.status, history.at(-1) as HistoryEvent);
    open.closed = closed;
    records.push(write(keys.execution(document.arn), closed));
    // AWS: Express children are described and listed like any other, but have no history to be asked for.
    if (document.type === 'EXPRESS') return records;
    records.push(write(keys.history(document.arn), history));
    if (step.status === 'SUCCEEDED' && !first) records.push({ kind: 'closed', execution: document.arn });
    return records;
  }

  /** A child that its Map Run has started: it is known here from its first step on. */
  #adopt(running: Running): OpenExecution | undefined {
    const { mapRun, identity } = running;
    const parent = mapRun === undefined ? undefined : this.find(mapRun.parentArn);
    const before = parent !== undefined && identity.type === 'EXPRESS' ? this.find(running.arn) : undefined;
    const document = childDocument(running, parent, before, this.#count++);
    if (document === undefined) return undefined;
    const open: OpenExecution = { document, running, visible: 0 };
    this.#open.set(document.arn, open);
    return open;
  }

  /** After a step is durable. */
  published(running: Running, step: Step): void {
    const open = this.#open.get(running.arn) ?? (isFirst(step) ? this.#adopt(running) : undefined);
    if (open === undefined) {
      this.#observer.step(running, step);
      if (step.status !== 'RUNNING') this.#driver.forget(running.arn);
      return;
    }
    if (!this.#journal || !running.journalled) this.#store.append(this.records(running, step));
    const began = open.visible === 0;
    open.running = running;
    // The engine may be further already: event n stands at place n - 1, so the last one of this step tells how many show.
    open.visible = step.events.at(-1)?.id ?? open.visible;
    this.#observer.step(running, step);
    if (began) this.#tell(open.document);
    if (step.status !== 'RUNNING') this.#closed(open, running, step.status);
  }

  #closed(open: OpenExecution, running: Running, status: ExecutionStatus): void {
    const { arn } = open.document;
    const document = open.closed ?? closedBy(open.document, status, running.execution.history.at(-1) as HistoryEvent);
    this.#open.delete(arn);
    this.#driver.forget(arn);
    if (document.type === 'EXPRESS' && !this.#journal)
      this.#store.append(this.#express.closed(document, (known) => this.find(known)));
    if (status !== 'SUCCEEDED' && document.type === 'STANDARD') this.#park(running);
    this.#tell(document);
    const waiting = this.#waiting.get(arn);
    this.#waiting.delete(arn);
    for (const callback of waiting ?? []) callback();
  }

  #tell(document: ExecutionDocument): void {
    if (document.type === 'STANDARD') this.#observer.status(document);
  }

  /** Calls back when the execution has ended, durably; at once if it has, or if there is none. */
  onEnd(arn: string, callback: () => void): void {
    // One that runs without being open here is yet to be taken up.
    if (!this.#open.has(arn) && this.find(arn)?.status !== 'RUNNING') {
      callback();
      return;
    }
    const waiting = this.#waiting.get(arn);
    if (waiting === undefined) this.#waiting.set(arn, [callback]);
    else waiting.push(callback);
  }

  #park(running: Running): void {
    this.#parked.set(running.arn, running);
    if (!this.#journal) return;
    this.#keepAside(running.arn);
    // With a journal aside, an older one need not stay in memory as well.
    if (this.#parked.size > parkedMax) this.#parked.delete(this.#parked.keys().next().value as string);
  }

  /** X3. The entries move from the journal of open executions to a document. */
  #keepAside(arn: string): void {
    const entries = [...this.#store.entries(arn)];
    const done = Promise.resolve(
      this.#store.append([write(keys.journal(arn), entries), { kind: 'closed', execution: arn }]),
    ).finally(() => this.#puttingAside.delete(arn));
    this.#puttingAside.set(arn, done);
    done.catch(() => {
      // A store that refuses tells the driver at its next turn; the entries are still in the journal.
    });
  }

  // -- looking

  find(arn: string): ExecutionDocument | undefined {
    const open = this.#open.get(arn);
    if (open !== undefined) return open.visible === 0 ? undefined : open.document;
    return this.#store.read(keys.execution(arn)) as unknown as ExecutionDocument | undefined;
  }

  /** @throws ApiError ExecutionDoesNotExist */
  get(arn: string): ExecutionDocument {
    const document = this.find(arn);
    if (document === undefined) throw doesNotExist(arn);
    return document;
  }

  /** Includes one whose start is not durable yet: a name must not be taken twice. */
  taken(arn: string): ExecutionDocument | undefined {
    return this.#open.get(arn)?.document ?? this.find(arn);
  }

  /** Events that are durable. @throws ApiError ExecutionDoesNotExist */
  history(arn: string): readonly HistoryEvent[] {
    const open = this.#open.get(arn);
    if (open?.running !== undefined) return open.running.execution.history.slice(0, open.visible);
    const closed = this.#histories.read(arn);
    if (closed === undefined) throw doesNotExist(arn);
    return closed;
  }

  running(arn: string): Running | undefined {
    return this.#open.get(arn)?.running;
  }

  /** Newest first, after a listing key. */
  *list(listedUnder: string, after: string | undefined): Iterable<ExecutionDocument> {
    const lines = this.#store.list(keys.listings(listedUnder), {
      reverse: true,
      ...(after === undefined ? {} : { after }),
    });
    for (const { value } of lines) {
      const document = this.find((value as unknown as [string])[0]);
      if (document !== undefined) yield document;
    }
  }

  get openCount(): number {
    return this.#open.size;
  }

  // -- changing

  async stop(arn: string, failure: Failure): Promise<ExecutionDocument> {
    const running = this.#open.get(arn)?.running;
    if (running === undefined) return this.get(arn);
    this.#driver.stop(running, failure);
    await this.#driver.durable();
    return this.get(arn);
  }

  /**
   * Gives the date of the redrive; of an earlier one for a client token that is known.
   * @throws ApiError ExecutionNotRedrivable
   */
  async redrive(arn: string, clientToken: string | undefined): Promise<number> {
    const document = this.get(arn);
    const now = this.#driver.now();
    const before = clientToken === undefined ? undefined : redrivenWith(document, clientToken, now);
    if (before !== undefined) {
      await this.#driver.durable();
      return before;
    }
    if (this.#redriving.has(arn)) throw notRedrivable('Execution is RUNNING and cannot be redriven');
    const { redriveStatus, redriveStatusReason } = redrivable(document, now, this.history(arn).length);
    if (redriveStatus !== 'REDRIVABLE') {
      throw notRedrivable(redriveStatusReason ?? 'Execution is redrivable by its Map Run only');
    }
    this.#redriving.add(arn);
    try {
      await this.redriveNow(document, clientToken);
    } finally {
      this.#redriving.delete(arn);
    }
    return this.get(arn).redriveDate as number;
  }

  /** Redrives without asking whether it may: what a Map Run does with its children. */
  async redriveNow(
    document: ExecutionDocument,
    clientToken?: string,
    machine: Machine = this.#machineOf(document),
  ): Promise<Running> {
    const { arn } = document;
    const open: OpenExecution = {
      document: redriven(document, this.#driver.now(), clientToken),
      running: undefined,
      visible: this.history(arn).length,
    };
    await this.#puttingAside.get(arn);
    const parked = this.#parked.get(arn);
    this.#parked.delete(arn);
    this.#histories.forget(arn);
    const journal = (this.#store.read(keys.journal(arn)) ?? []) as unknown as StoredEntry[];
    if (this.#journal) await this.#store.append(this.#backIntoJournal(open.document, journal));
    this.#open.set(arn, open);
    const running = this.#resume(parked, document, journal, machine);
    open.running = running;
    this.#observer.status(open.document);
    this.#driver.redrive(running);
    await this.#driver.durable();
    return running;
  }

  #backIntoJournal(document: ExecutionDocument, journal: readonly StoredEntry[]): JournalRecord[] {
    return [
      ...journal.map(({ entry, digest }, seq) => ({
        kind: 'entry' as const,
        execution: document.arn,
        seq,
        entry,
        digest,
      })),
      remove(keys.journal(document.arn)),
      write(keys.execution(document.arn), document),
    ];
  }

  #resume(
    parked: Running | undefined,
    document: ExecutionDocument,
    journal: readonly StoredEntry[],
    machine: Machine,
  ): Running {
    if (parked !== undefined) {
      this.#driver.readmit(parked);
      return parked;
    }
    return this.#driver.restore(identityOf(document, journal), machine, journal);
  }

  // -- children of Map Runs

  /** A child that was started before, here or by a process that has ended. */
  known(arn: string, machine: Machine): Running | undefined {
    const running = this.#driver.find(arn);
    if (running !== undefined) return running;
    const document = this.find(arn);
    if (document === undefined) return undefined;
    const express = document.type === 'EXPRESS';
    // An Express child ended with the process that ran it.
    if (document.status === 'RUNNING') return express ? undefined : this.#takeUp(document, machine);
    const parked = this.#parked.get(arn);
    if (parked !== undefined) return parked;
    const history = express ? beginningAndEnd(document) : this.history(arn);
    const closed = new Running(this.#identityOf(document), machine, new ClosedExecution(document.status, history));
    closed.stopDate = document.stopDate;
    return closed;
  }

  /** Item counts of the children of a Map Run that have ended without success. */
  *unsuccessful(mapRunArn: string): Iterable<number> {
    for (const { status, itemCount } of this.list(mapRunArn, undefined))
      if (status !== 'SUCCEEDED' && status !== 'RUNNING') yield itemCount ?? 1;
  }

  /**
   * Runs a child again that had not succeeded.
   * @param resumed is told what runs now, which need not be the object that ended
   */
  redriveChild(running: Running, resumed: (running: Running) => void): void {
    const document = this.find(running.arn);
    if (document === undefined) throw new Error(`the child ${running.arn} is not known`);
    this.redriveNow(document, undefined, running.machine)
      .then(resumed)
      .catch((error: unknown) => this.#driver.fail(error));
  }

  #identityOf(document: ExecutionDocument): ExecutionIdentity {
    const { arn, name, stateMachineArn, type } = document;
    return {
      executionArn: arn,
      name,
      roleArn: '',
      stateMachineArn,
      stateMachineName: stateMachineArn.split(':')[6] ?? '',
      type,
    };
  }

  // -- after a crash

  /**
   * Takes up every open execution where it was.
   * @param failed is told of executions that cannot go on
   */
  restore(failed: (arn: string, error: unknown) => void): void {
    if (!this.#journal) return;
    for (const arn of this.#store.open()) {
      const document = this.#store.read(keys.execution(arn)) as unknown as ExecutionDocument;
      if (document.status !== 'RUNNING') {
        this.#keepAside(arn);
        continue;
      }
      // Children are taken up by their Map Run, which has their machine.
      if (document.mapRunArn !== undefined) continue;
      try {
        this.#takeUp(document, this.#machineOf(document));
      } catch (error) {
        this.#open.delete(arn);
        failed(arn, error);
      }
    }
  }

  #takeUp(document: ExecutionDocument, machine: Machine): Running {
    const journal = [...this.#store.entries(document.arn)];
    const open: OpenExecution = { document, running: undefined, visible: 1 };
    this.#open.set(document.arn, open);
    const running = this.#driver.restore(identityOf(document, journal), machine, journal, (replayed) => {
      open.running = replayed;
      open.visible = replayed.execution.history.length;
    });
    this.#observer.restored(running, document);
    // The crash came between the decision to redrive and its entry.
    const redrives = journal.filter(({ entry }) => entry.kind === 'redriven').length;
    if (redrives < document.redriveCount) this.#driver.redrive(running);
    return running;
  }
}

/** Whether the step is the one that began the execution. */
function isFirst(step: Step): boolean {
  return step.events[0]?.id === 1;
}

function doesNotExist(arn: string): ApiError {
  return new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

function notRedrivable(reason: string): ApiError {
  return new ApiError('ExecutionNotRedrivable', reason);
}

/** Running objects of closed executions that stay in memory beside their journals. */
const parkedMax = 1_000;

function identityOf(document: ExecutionDocument, journal: readonly StoredEntry[]): ExecutionIdentity {
  const first = journal[0]?.entry as JournalEntry | undefined;
  if (first?.kind !== 'started') throw new Error(`the journal of ${document.arn} does not begin with its start`);
  return first.identity;
}
