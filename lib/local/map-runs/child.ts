// One child of a Map Run: who it is, and what became of it.
import { type ExecutionIdentity, type MapRunCall, type Random, seededRandom } from '../../engine';
import { digest } from '../../json';
import type { Running } from '../running';
import type { ChildResult, Portion } from './items';

export interface Child {
  readonly portion: Portion;
  readonly arn: string;
  readonly seed: number;
  /** While it runs; afterwards it belongs to whoever keeps closed executions. */
  running: Running | undefined;
  /** How it ended the last time. */
  status: ChildResult['status'] | undefined;
}

/**
 * Makes children of one run, in the order of their index. The same run gives the same names, so that a restarted process
 * finds them again.
 */
export class Family {
  readonly #call: MapRunCall;
  readonly #parent: ExecutionIdentity;
  /** Of their ARNs, up to the name. */
  readonly #prefix: string;
  readonly #stateMachineName: string;
  readonly #random: Random;

  constructor(call: MapRunCall, parent: ExecutionIdentity) {
    this.#call = call;
    this.#parent = parent;
    const [, partition, , region, account] = call.mapRunArn.split(':');
    const kind = call.executionType === 'EXPRESS' ? 'express' : 'execution';
    const machine = call.childStateMachineArn.split(':')[6];
    this.#prefix = `arn:${partition}:states:${region}:${account}:${kind}:${machine}:`;
    this.#random = seededRandom(Number.parseInt(digest(call.mapRunArn).slice(-12), 16));
    this.#stateMachineName = `${parent.stateMachineName}/${call.label}`;
  }

  child(portion: Portion): Child {
    const arn = this.#prefix + this.#random.uuid();
    return { portion, arn, seed: this.#random.next() * 2 ** 32, running: undefined, status: undefined };
  }

  identity({ arn, portion }: Child): ExecutionIdentity {
    return {
      executionArn: arn,
      name: arn.slice(this.#prefix.length),
      roleArn: this.#parent.roleArn,
      stateMachineArn: this.#call.childStateMachineArn,
      stateMachineName: this.#stateMachineName,
      type: this.#call.executionType,
      mapItem: mapItemOf(portion),
    };
  }
}

type MapItem = NonNullable<ExecutionIdentity['mapItem']>;

function mapItemOf({ first, index }: Portion): MapItem {
  const item: { -readonly [member in keyof MapItem]: MapItem[member] } = { index, value: first.value };
  if (first.key !== undefined) item.key = first.key;
  if (first.source !== undefined) item.source = first.source;
  return item;
}

export function resultOf({ arn, portion }: Child, running: Running): ChildResult {
  const { history, status } = running.execution;
  const last = history.at(-1);
  const failed =
    last?.type === 'ExecutionFailed' || last?.type === 'ExecutionAborted' || last?.type === 'ExecutionTimedOut'
      ? last
      : undefined;
  return {
    executionArn: arn,
    name: running.identity.name,
    stateMachineArn: running.identity.stateMachineArn,
    status: status as ChildResult['status'],
    input: portion.input,
    output: last?.type === 'ExecutionSucceeded' ? last.output : undefined,
    error: failed?.error,
    cause: failed?.cause,
    startDate: history.at(0)?.timestamp ?? 0,
    stopDate: last?.timestamp ?? 0,
    itemCount: portion.itemCount,
  };
}
