// One Map Run: starts a child execution per portion, at most maxConcurrency at a time, and ends when all have ended or too
// many have failed. Children are executions like any other, with journals and histories of their own.

import {
  type EpochMs,
  type ExecutionIdentity,
  type Machine,
  type MapRunCall,
  type Outcome,
  seededRandom,
  type TaskIo,
} from '../../engine';
import { digest, type Json } from '../../json';
import { EvaluationError } from '../../query';
import type { Driver } from '../driver';
import type { Running } from '../running';
import type { Children } from './children';
import { type ChildResult, type MapRunData, type Portion, Portions, type ResultSink, stateItems } from './items';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** Item or execution counts, in the words of DescribeMapRun. */
export interface Counts {
  pending: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  total: number;
  resultsWritten: number;
}

/** Service's maximum of children at a time; also what MaxConcurrency 0 means. */
const childrenMax = 10_000;

const thresholdExceeded: Outcome = {
  ok: false,
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

interface Child {
  readonly portion: Portion;
  readonly arn: string;
  running: Running | undefined;
  result: ChildResult | undefined;
}

export class MapRun {
  readonly call: MapRunCall;
  readonly executionCounts: Counts = noCounts();
  readonly itemCounts: Counts = noCounts();
  status: MapRunStatus = 'RUNNING';
  startDate: EpochMs;
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
  readonly #keepsOutputs: boolean;
  #io: TaskIo;
  #portions: Portions | undefined;
  #sink: ResultSink | undefined;
  #reading = false;
  #filling = false;
  #exhausted = false;
  /** Children that run, or that did not succeed and may be redriven. */
  readonly #children = new Map<string, Child>();
  readonly #outputs: (Json | undefined)[] = [];
  #redrives: Child[] = [];

  constructor(call: MapRunCall, io: TaskIo, parent: Running, driver: Driver, data: MapRunData, executions: Children) {
    this.call = call;
    this.#io = io;
    this.#parent = parent;
    this.#driver = driver;
    this.#data = data;
    this.#executions = executions;
    this.startDate = driver.now();
    this.maxConcurrency = call.maxConcurrency;
    this.toleratedFailureCount = call.toleratedFailureCount ?? 0;
    this.toleratedFailurePercentage = call.toleratedFailurePercentage ?? 0;
    this.#keepsOutputs = call.writer?.resource === undefined;
  }

  get arn(): string {
    return this.call.mapRunArn;
  }
  get parentArn(): string {
    return this.#parent.arn;
  }

  start(): void {
    this.#io.onCancel(() => this.#abort());
    this.#guard(() => {
      const { items } = this.call;
      this.#sink = this.#keepsOutputs ? undefined : this.#data.writer(this.call);
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
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.redriveCount++;
    this.redriveDate = this.#driver.now();
    this.#redrives = [...this.#children.values()];
    for (const child of this.#redrives) this.#uncount(child);
    if (this.#portions === undefined) this.start();
    else {
      io.onCancel(() => this.#abort());
      this.fill();
    }
  }

  /**
   * Starts as many children as may run; called again whenever one ends, or UpdateMapRun raises the limit. A child that ends
   * while it is started calls back from inside the loop, which goes on by itself: a million of them need no deeper stack.
   */
  fill(): void {
    if (this.#filling) return;
    this.#filling = true;
    try {
      this.#startChildren();
    } finally {
      this.#filling = false;
    }
    this.#finishIfDone();
  }

  #startChildren(): void {
    while (this.status === 'RUNNING' && !this.#reading && this.executionCounts.running < this.#limit()) {
      const again = this.#redrives.shift();
      if (again !== undefined) {
        this.#again(again);
        continue;
      }
      if (this.#exhausted || this.#portions === undefined) return;
      const next = this.#portions.next();
      if (next instanceof Promise) {
        this.#read(next);
        return;
      }
      this.#take(next);
    }
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
      this.#guard(piece);
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
    if (portion === undefined) {
      this.#exhausted = true;
      return;
    }
    if (this.status !== 'RUNNING') return;
    const child: Child = { portion, arn: this.#childArn(portion.index), running: undefined, result: undefined };
    this.#children.set(child.arn, child);
    this.executionCounts.total++;
    this.itemCounts.total += portion.itemCount;
    this.#startChild(child);
  }

  #startChild(child: Child): void {
    this.executionCounts.running++;
    this.itemCounts.running += child.portion.itemCount;
    const known = this.#executions.known(child.arn, this.call.machine as Machine);
    if (known !== undefined && this.call.redriven && !known.open && known.execution.status !== 'SUCCEEDED') {
      child.running = known;
      this.#executions.redrive(known, () => this.#ended(child));
      return;
    }
    const running =
      known ??
      this.#driver.start(this.call.machine as Machine, {
        identity: this.#identity(child),
        input: child.portion.input,
        seed: seedOf(child.arn),
        journalled: this.call.executionType === 'STANDARD',
        mapRun: { mapRunArn: this.arn, parentArn: this.parentArn, itemCount: child.portion.itemCount },
      });
    child.running = running;
    running.onEnd(() => this.#ended(child));
  }

  #again(child: Child): void {
    this.executionCounts.total++;
    this.itemCounts.total += child.portion.itemCount;
    child.result = undefined;
    const running = child.running;
    if (running === undefined || this.call.executionType === 'EXPRESS') {
      // AWS: Express children are started anew under the same ARN, Standard ones are redriven.
      this.#driver.forget(child.arn);
      this.#startChild(child);
      return;
    }
    this.executionCounts.running++;
    this.itemCounts.running += child.portion.itemCount;
    this.#executions.redrive(running, () => this.#ended(child));
  }

  #ended(child: Child): void {
    const result = resultOf(child);
    child.result = result;
    this.executionCounts.running--;
    this.itemCounts.running -= child.portion.itemCount;
    this.#count(result, 1);
    if (result.status === 'SUCCEEDED') {
      if (this.#keepsOutputs) this.#outputs[child.portion.index] = result.output;
      this.#children.delete(child.arn);
    }
    if (this.status !== 'RUNNING') return;
    this.#guard(() => {
      this.#sink?.add(result);
      if (this.#tooManyFailures()) this.#fail(thresholdExceeded);
      else this.fill();
    });
  }

  #tooManyFailures(): boolean {
    const { itemCounts } = this;
    const failed = itemCounts.failed + itemCounts.timedOut + itemCounts.aborted;
    if (failed === 0) return false;
    const percentageGiven = this.call.toleratedFailurePercentage !== undefined || this.toleratedFailurePercentage > 0;
    const countGiven = this.call.toleratedFailureCount !== undefined || this.toleratedFailureCount > 0;
    if (countGiven && failed > this.toleratedFailureCount) return true;
    // A share can only be told when the whole is known.
    if (percentageGiven) return this.#exhausted && (failed / itemCounts.total) * 100 > this.toleratedFailurePercentage;
    return !countGiven;
  }

  #finishIfDone(): void {
    if (this.status !== 'RUNNING' || this.#reading || !this.#exhausted) return;
    if (this.executionCounts.running > 0 || this.#redrives.length > 0) return;
    if (this.#tooManyFailures()) {
      this.#fail(thresholdExceeded);
      return;
    }
    this.#guard(() => {
      const output = this.#sink?.close(0) ?? this.#outputs.filter((one) => one !== undefined);
      this.#close('SUCCEEDED');
      this.#io.settled({ ok: true, output });
    });
  }

  /** Runs a piece; what it throws for the workflow's fault fails the run. */
  #guard(piece: () => void): void {
    try {
      piece();
    } catch (thrown) {
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
    for (const child of this.#children.values()) if (child.running?.open === true) this.#driver.stop(child.running, {});
  }

  #close(status: MapRunStatus): void {
    this.status = status;
    this.stopDate = this.#driver.now();
    this.#executions.closed(this);
  }

  #count(result: ChildResult, by: 1 | -1): void {
    const field = ({ SUCCEEDED: 'succeeded', FAILED: 'failed', TIMED_OUT: 'timedOut', ABORTED: 'aborted' } as const)[
      result.status
    ];
    this.executionCounts[field] += by;
    this.itemCounts[field] += by * result.itemCount;
    if (result.status !== 'SUCCEEDED') return;
    this.executionCounts.resultsWritten += by;
    this.itemCounts.resultsWritten += by * result.itemCount;
  }

  #uncount(child: Child): void {
    if (child.result !== undefined) this.#count(child.result, -1);
    this.executionCounts.total--;
    this.itemCounts.total -= child.portion.itemCount;
  }

  /** The same run gives the same child names, so that a restarted process finds the children again. */
  #childArn(index: number): string {
    const uuid = seededRandom(seedOf(`${this.arn}/${index}`)).uuid();
    const [, partition, , region, account] = this.arn.split(':');
    const machine = this.call.childStateMachineArn.split(':')[6];
    const kind = this.call.executionType === 'EXPRESS' ? 'express' : 'execution';
    return `arn:${partition}:states:${region}:${account}:${kind}:${machine}:${uuid}`;
  }

  #identity(child: Child): ExecutionIdentity {
    const { identity } = this.#parent;
    const { first, index } = child.portion;
    return {
      executionArn: child.arn,
      name: child.arn.slice(child.arn.lastIndexOf(':') + 1),
      roleArn: identity.roleArn,
      stateMachineArn: this.call.childStateMachineArn,
      stateMachineName: `${identity.stateMachineName}/${this.call.label}`,
      type: this.call.executionType,
      mapItem: {
        index,
        value: first.value,
        ...(first.key === undefined ? {} : { key: first.key }),
        ...(first.source === undefined ? {} : { source: first.source }),
      },
    };
  }
}

function noCounts(): Counts {
  return { pending: 0, running: 0, succeeded: 0, failed: 0, timedOut: 0, aborted: 0, total: 0, resultsWritten: 0 };
}

function seedOf(text: string): number {
  return Number.parseInt(digest(text).slice(-12), 16);
}

function resultOf(child: Child): ChildResult {
  const running = child.running as Running;
  const { history, status } = running.execution;
  const last = history[history.length - 1];
  const failed =
    last?.type === 'ExecutionFailed' || last?.type === 'ExecutionAborted' || last?.type === 'ExecutionTimedOut'
      ? last
      : undefined;
  return {
    executionArn: child.arn,
    name: running.identity.name,
    stateMachineArn: running.identity.stateMachineArn,
    status: status as ChildResult['status'],
    input: child.portion.input,
    output: last?.type === 'ExecutionSucceeded' ? last.output : undefined,
    error: failed?.error,
    cause: failed?.cause,
    startDate: history[0]?.timestamp ?? 0,
    stopDate: last?.timestamp ?? 0,
    itemCount: child.portion.itemCount,
  };
}

/** Readers and writers throw errors that carry the service's name and sentence; anything else is our fault. */
function outcomeOf(thrown: unknown): Outcome {
  if (thrown instanceof EvaluationError) return { ok: false, error: thrown.error, cause: thrown.message };
  if (thrown instanceof Error && 'error' in thrown && typeof thrown.error === 'string')
    return { ok: false, error: thrown.error, cause: thrown.message };
  throw thrown;
}
