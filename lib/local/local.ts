// The Step Functions service of one account and region, without HTTP: what the API's operations, the tasks of workflows,
// the console and the tests call.
import type { Definition } from '../asl';
import type { ExecutionIdentity, ServiceCall, Step, TaskIo, TaskPerformer } from '../engine';
import { parseJsonText } from '../json';
import type { Store } from '../store';
import { Activities } from './activities';
import { ApiError } from './api-error';
import { parseStatesArn, statesArn, type Whereabouts } from './arns';
import { AtLeastOnce } from './at-least-once';
import { keys, write } from './documents';
import { Driver } from './driver';
import { executionInput } from './execution-input';
import type { ExecutionDocument } from './executions/document';
import { CompiledMachines } from './executions/machines-cache';
import { Executions, type StartOrder } from './executions/registry';
import type { Host } from './host';
import { ExecutionLogs } from './logging/execution-logs';
import { LogGroups, type LogSink } from './logging/groups';
import { Aliases } from './machines/aliases';
import { type Resolved, StateMachines } from './machines/registry';
import { type MapRunData, MapRuns, stateDataOnly } from './map-runs';
import { type MapRunDocument, mapRunDocument } from './map-runs/document';
import { processorDefinition } from './map-runs/processor';
import { checkName } from './names';
import type { Running } from './running';
import { type StatusEvent, statusEvent } from './status-event';
import { TaskTokens } from './tokens';
import { type WrittenStore, writtenStore } from './written-store';

export interface LocalOptions {
  readonly host: Host;
  readonly store: Store;
  /** Whether executions are journalled in the store, to go on after a crash. @default false */
  readonly journal?: boolean;
  /** Who answers the tasks of workflows; activities are answered here. */
  readonly performer: (local: Local) => TaskPerformer;
  /** Where distributed Maps read their items and write their results. @default their state's own data */
  readonly mapRunData?: (local: Local) => MapRunData;
  /** `#name` behind a state machine's ARN asks for a test case of a mock configuration. @throws ApiError */
  readonly testCase?: (executionArn: string, stateMachineName: string, name: string, definition: string) => void;
  /** Seed by which tasks of asynchronous Express executions are carried out twice. @default never */
  readonly atLeastOnce?: number | undefined;
  /** @default 123456789012 */
  readonly account?: string;
  /** @default us-east-1 */
  readonly region?: string;
  /** Milliseconds that GetActivityTask waits. @default 60,000 */
  readonly activityPollMs?: number;
  readonly logSink?: LogSink;
  /** Status changes of Standard executions, as EventBridge would get them. */
  readonly onStatus?: (event: StatusEvent) => void;
  /** Every step after it is durable. */
  readonly onStep?: (running: Running, step: Step) => void;
  /** The store has refused: nothing more is executed. */
  readonly onFatal?: (error: unknown) => void;
  /** An execution of the journal that cannot go on. */
  readonly onLost?: (executionArn: string, error: unknown) => void;
}

export interface StartRequest {
  readonly stateMachineArn: string;
  readonly name?: string | undefined;
  readonly input?: string | undefined;
  readonly traceHeader?: string | undefined;
}

/** StartExecution's answer; it is given when the start is durable. */
export interface Started {
  readonly executionArn: string;
  /** Milliseconds since the epoch. */
  readonly startDate: number;
}

/** An Express execution that has ended, or will. */
export interface ExpressExecution {
  readonly identity: ExecutionIdentity;
  readonly inputText: string;
  readonly startDate: number;
  readonly running: Running;
}

export class Local {
  readonly where: Whereabouts;
  readonly host: Host;
  readonly store: WrittenStore;
  readonly driver: Driver;
  readonly machines: StateMachines;
  readonly aliases: Aliases;
  readonly executions: Executions;
  readonly activities: Activities;
  readonly tokens: TaskTokens;
  readonly mapRuns: MapRuns;
  readonly logGroups: LogGroups;
  /** Answers tasks, activities included; TestState asks it too. */
  readonly performer: TaskPerformer;
  readonly #options: LocalOptions;
  readonly #compiled = new CompiledMachines();
  readonly #logs: ExecutionLogs;
  readonly #repeats: AtLeastOnce | undefined;

  constructor(options: LocalOptions) {
    const { host, journal = false } = options;
    const store = writtenStore(options.store, (error) => this.driver.fail(error));
    this.#options = options;
    this.where = { account: options.account ?? '123456789012', region: options.region ?? 'us-east-1' };
    this.host = host;
    this.store = store;
    this.machines = new StateMachines(store, host, this.where);
    this.aliases = new Aliases(this.machines, host);
    this.logGroups = new LogGroups(host, this.where, options.logSink);
    this.#logs = new ExecutionLogs(this.logGroups);
    this.#repeats = options.atLeastOnce === undefined ? undefined : new AtLeastOnce(options.atLeastOnce);
    this.executions = new Executions({
      store,
      journal,
      machineOf: (document) => this.machineOf(document),
      observer: {
        step: (running, step) => this.#step(running, step),
        status: (document) => this.#status(document),
        restored: (running, document) => this.#restored(running, document),
      },
    });
    const performer = options.performer(this);
    this.performer = {
      perform: (call, io) => this.#perform(performer, call, io),
      resume: (call, accepted, io) => {
        if (call.kind === 'activity') this.activities.resume(call, accepted, io);
        else if (performer.resume === undefined) io.parked();
        else performer.resume(call, accepted, io);
      },
    };
    this.mapRuns = new MapRuns(() => this.driver, options.mapRunData?.(this) ?? stateDataOnly, {
      known: (child, machine) => this.executions.known(child.executionArn, machine),
      redrive: (running, resumed) => this.executions.redriveChild(running, resumed),
      keepEntries: false,
      // The registry's own hooks see to children that end.
      ended() {},
      closed: () => [],
      unsuccessful: (arn) => this.executions.unsuccessful(arn),
      saved: (arn) => store.read(keys.mapRun(arn)) as unknown as MapRunDocument | undefined,
      save: (document) => this.#saveMapRun(document),
    });
    this.driver = new Driver({
      host,
      performer: this.performer,
      store: journal ? store : undefined,
      mapRunner: this.mapRuns,
      records: (running, step) => this.executions.records(running, step),
      onStep: (running, step) => this.executions.published(running, step),
      onFatal: options.onFatal,
    });
    this.executions.attach(this.driver);
    this.activities = new Activities(store, host, this.where, this.driver, options.activityPollMs);
    this.tokens = new TaskTokens(this.driver);
  }

  /** Takes up the executions that were open when the last process ended. */
  resume(): void {
    this.executions.restore((arn, error) => this.#options.onLost?.(arn, error));
  }

  /** Tokens and logs of an execution that was taken up. */
  #restored(running: Running, { arn, startDate, revision }: ExecutionDocument): void {
    for (const { id, call } of running.pending.values()) if (call !== undefined) this.tokens.add(running, id, call);
    const { loggingConfiguration } = this.machines.revision(revision);
    this.#logs.open(arn, running.identity.stateMachineName, startDate, loggingConfiguration);
  }

  #perform(performer: TaskPerformer, call: ServiceCall, io: TaskIo): void {
    if (call.kind === 'activity') this.activities.perform(call, io);
    else if (this.#repeats === undefined) performer.perform(call, io);
    else this.#repeats.perform(performer, call, io);
  }

  #step(running: Running, step: Step): void {
    this.tokens.step(running, step);
    this.#logs.step(running, step);
    if (step.status !== 'RUNNING') this.#repeats?.end(running.arn);
    this.#options.onStep?.(running, step);
  }

  #status(document: ExecutionDocument): void {
    this.#options.onStatus?.(statusEvent(document, this.host.uuid(), this.where));
  }

  /** The compiled machine that an execution runs. */
  machineOf(document: ExecutionDocument) {
    return this.#compiled.of(this.machines.revision(document.revision), document.type);
  }

  resolve(stateMachineArn: string): Resolved {
    const [arn = ''] = stateMachineArn.split('#');
    return this.machines.resolve(arn, () => this.host.seed() / 2 ** 32);
  }

  /**
   * StartExecution. An Express execution is always a new one; a Standard one is idempotent while it runs.
   * @throws ApiError
   */
  start(request: StartRequest): Started | Promise<Started> {
    const started = this.begin(request);
    return this.driver.durable()?.then(() => started) ?? started;
  }

  /**
   * Starts an execution for another one, which waits for no disk: what it does with the answer is written together with
   * the start or after it, so a crash keeps both or neither.
   * @throws ApiError
   */
  begin(request: StartRequest): Started {
    const resolved = this.resolve(request.stateMachineArn);
    if (resolved.machine.type === 'EXPRESS') {
      const { identity, startDate } = this.startExpress(request, resolved, true);
      return { executionArn: identity.executionArn, startDate };
    }
    const order = this.#order(request, resolved);
    const { executionArn } = order.identity;
    const existing = request.name === undefined ? undefined : this.executions.taken(executionArn);
    if (existing !== undefined && !(existing.status === 'RUNNING' && existing.input === order.inputText)) {
      throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    }
    return { executionArn, startDate: existing?.startDate ?? this.#begin(order, resolved) };
  }

  /** Gives the start date. */
  #begin(order: StartOrder, resolved: Resolved): number {
    const startDate = this.host.now();
    const { identity } = order;
    this.#logs.open(
      identity.executionArn,
      identity.stateMachineName,
      startDate,
      resolved.revision.loggingConfiguration,
    );
    this.executions.start(order);
    return startDate;
  }

  /**
   * Starts an Express execution, as StartExecution and StartSyncExecution do.
   * @param mayRepeat AWS: asynchronous ones run at least once, synchronous ones at most once
   */
  startExpress(request: StartRequest, resolved: Resolved, mayRepeat = false): ExpressExecution {
    const order = this.#order(request, resolved);
    if (mayRepeat) this.#repeats?.begin(order.identity.executionArn);
    const startDate = this.host.now();
    const { identity, inputText } = order;
    this.#logs.open(
      identity.executionArn,
      identity.stateMachineName,
      startDate,
      resolved.revision.loggingConfiguration,
    );
    return { identity, inputText, startDate, running: this.executions.startExpress(order) };
  }

  #order(request: StartRequest, resolved: Resolved): StartOrder {
    const { machine, revision } = resolved;
    const { input: inputText = '{}', name = this.host.uuid(), traceHeader } = request;
    if (request.name !== undefined) checkName(name);
    const express = machine.type === 'EXPRESS';
    const identity: ExecutionIdentity = {
      executionArn: express
        ? statesArn(this.where, 'express', `${machine.name}:${name}:${this.host.uuid()}`)
        : statesArn(this.where, 'execution', `${machine.name}:${name}`),
      name,
      roleArn: revision.roleArn,
      stateMachineArn: machine.arn,
      stateMachineName: machine.name,
      ...(resolved.versionArn === undefined ? {} : { stateMachineVersionArn: resolved.versionArn }),
      ...(resolved.aliasArn === undefined ? {} : { stateMachineAliasArn: resolved.aliasArn }),
      type: machine.type,
    };
    const testCase = request.stateMachineArn.split('#')[1];
    if (testCase !== undefined) {
      this.#options.testCase?.(identity.executionArn, machine.name, testCase, revision.definition);
    }
    return {
      identity,
      machine: this.#compiled.of(revision, machine.type),
      revision: revision.key,
      input: executionInput(inputText),
      inputText,
      traceHeader,
      listedUnder: machine.arn,
    };
  }

  /** @throws ApiError ResourceNotFound, InvalidArn */
  mapRun(mapRunArn: string): MapRunDocument {
    parseStatesArn(mapRunArn, 'mapRun');
    const run = this.mapRuns.find(mapRunArn);
    if (run !== undefined) return mapRunDocument(run);
    const stored = this.store.read(keys.mapRun(mapRunArn));
    if (stored === undefined) {
      throw new ApiError('ResourceNotFound', `Resource not found: '${mapRunArn}'`, { resourceName: mapRunArn });
    }
    return stored as unknown as MapRunDocument;
  }

  /** An execution as the API tells of it now: a child that waits for its Map Run's redrive is PENDING_REDRIVE. */
  shown(document: ExecutionDocument): ExecutionDocument {
    const { mapRunArn, status, startDate, redriveDate } = document;
    if (mapRunArn === undefined || status === 'RUNNING' || status === 'SUCCEEDED') return document;
    const since = this.mapRuns.find(mapRunArn)?.redrivesWaitSince;
    if (since === undefined || startDate >= since || (redriveDate !== undefined && redriveDate >= since))
      return document;
    return { ...document, status: 'PENDING_REDRIVE' };
  }

  /** What a child of a Map Run runs; undefined for an execution that is none. */
  processorOf({ stateMachineArn, mapRunArn, revision }: ExecutionDocument): object | undefined {
    if (mapRunArn === undefined) return undefined;
    const [machineName = '', label = ''] = (stateMachineArn.split(':')[6] ?? '').split('/');
    const definition = parseJsonText(this.machines.revision(revision).definition) as unknown as Definition;
    return processorDefinition(definition, machineName, label);
  }

  /** Map Runs of an execution, newest first; its history names them. */
  mapRunsOf(executionArn: string): readonly MapRunDocument[] {
    const started = this.executions.history(executionArn).filter((event) => event.type === 'MapRunStarted');
    return started.reverse().map((event) => this.mapRun((event as { readonly mapRunArn: string }).mapRunArn));
  }

  #saveMapRun(document: MapRunDocument): void {
    const saved = this.store.append([write(keys.mapRun(document.arn), document)]);
    saved?.catch((error: unknown) => this.driver.fail(error));
  }

  /** Takes no more work; what was acknowledged is in the store. */
  async close(): Promise<void> {
    this.activities.close();
    this.driver.close();
    await this.store.close();
  }
}
