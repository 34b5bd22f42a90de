// One child of a Map Run: its part of the items, who it is, and what became of it. A run may have millions of them, so who
// a child is follows from the run and its index alone and is worked out when somebody asks.
import type { ExecutionIdentity, HistoryEvent, JournalEntry, Machine, MapRunCall, Random } from '../../engine';
import { seededRandom } from '../../engine';
import { digest, type Json } from '../../json';
import type { ChildOf } from '../running';
import { Running } from '../running';
import type { ChildResult, Item } from './data';
import { RetoldExecution } from './retold';

/**
 * What the children of one run have in common. The same run gives the same names and seeds, so that a restarted process
 * finds them again.
 */
export class Family {
  readonly call: MapRunCall;
  readonly parent: ExecutionIdentity;
  readonly stateMachineName: string;
  /** Of their ARNs, up to the name. */
  readonly prefix: string;
  readonly #chance: number;

  constructor(call: MapRunCall, parent: ExecutionIdentity) {
    this.call = call;
    this.parent = parent;
    const [, partition, , region, account] = call.mapRunArn.split(':');
    const kind = call.executionType === 'EXPRESS' ? 'express' : 'execution';
    const machine = call.childStateMachineArn.split(':')[6];
    this.prefix = `arn:${partition}:states:${region}:${account}:${kind}:${machine}:`;
    this.stateMachineName = `${parent.stateMachineName}/${call.label}`;
    this.#chance = Number.parseInt(digest(call.mapRunArn).slice(-12), 16);
  }

  /** What one child's names are drawn from. */
  names(index: number): Random {
    return seededRandom(this.#chance + index);
  }

  /** One child's seed: every child needs one, so it is mixed from run and index as MurmurHash3 ends, not drawn. */
  seed(index: number): number {
    let mixed = Math.imul((this.#chance % 2 ** 32) ^ index, 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  }
}

/** What most children never have: they end with their first step, succeed, and nobody looks at them. */
class More {
  running: Running | undefined = undefined;
  redriven = false;
  restarts = 0;
  /** Of a closed one that took more entries than its start. */
  entries: readonly JournalEntry[] | undefined = undefined;
  retold: Running | undefined = undefined;
}

export class Child implements ExecutionIdentity, ChildOf {
  readonly index: number;
  readonly itemCount: number;
  /** How it ended the last time. */
  status: ChildResult['status'] | undefined = undefined;
  readonly #family: Family;
  #input: Json | undefined;
  /** The item's value, where the input was made of it; undefined where it is the input. */
  readonly #value: Json | undefined;
  readonly #text: string | undefined;
  readonly #key: string | undefined;
  readonly #source: string | undefined;
  #arn: string | undefined = undefined;
  #startDate = 0;
  #kept = false;
  #more: More | undefined = undefined;

  constructor(family: Family, index: number, input: Json, itemCount: number, first: Item) {
    this.#family = family;
    this.index = index;
    this.itemCount = itemCount;
    this.#input = input;
    const whole = input === first.value;
    this.#value = whole ? undefined : first.value;
    this.#text = whole ? first.text : undefined;
    this.#key = first.key;
    this.#source = first.source;
  }

  // -- who it is

  get executionArn(): string {
    if (this.#arn !== undefined) return this.#arn;
    // AWS: the ARN of an Express child has another UUID behind its name.
    const random = this.#family.names(this.index);
    const name = random.uuid();
    this.#arn = this.#family.prefix + (this.type === 'EXPRESS' ? `${name}:${random.uuid()}` : name);
    return this.#arn;
  }
  get name(): string {
    return this.executionArn.split(':')[7] as string;
  }
  get type(): ExecutionIdentity['type'] {
    return this.#family.call.executionType;
  }
  get roleArn(): string {
    return this.#family.parent.roleArn;
  }
  get stateMachineArn(): string {
    return this.#family.call.childStateMachineArn;
  }
  get stateMachineName(): string {
    return this.#family.stateMachineName;
  }
  get mapRunArn(): string {
    return this.#family.call.mapRunArn;
  }
  get parentArn(): string {
    return this.#family.parent.executionArn;
  }
  get seed(): number {
    return this.#family.seed(this.index);
  }
  get input(): Json {
    if (this.#input === undefined) this.#input = JSON.parse(this.#text as string) as Json;
    return this.#input;
  }
  /** `$$.Map.Item` of the item, or of the first of a batch. */
  get mapItem(): NonNullable<ExecutionIdentity['mapItem']> {
    const value = this.#value === undefined ? this.input : this.#value;
    const [index, key, source] = [this.index, this.#key, this.#source];
    if (key === undefined) return source === undefined ? { index, value } : { index, value, source };
    return source === undefined ? { index, value, key } : { index, value, key, source };
  }

  /** Journals hold plain identities. */
  toJSON(): ExecutionIdentity {
    const { executionArn, name, roleArn, stateMachineArn, stateMachineName, type, mapItem } = this;
    return { executionArn, name, roleArn, stateMachineArn, stateMachineName, type, mapItem };
  }

  // -- what became of it

  get #rest(): More {
    this.#more ??= new More();
    return this.#more;
  }

  /** While it runs; afterwards it belongs to whoever keeps closed executions. */
  get running(): Running | undefined {
    return this.#more?.running;
  }
  runs(running: Running): void {
    this.#rest.running = running;
  }
  ended(status: ChildResult['status']): void {
    this.status = status;
    if (this.#more !== undefined) this.#more.running = undefined;
  }
  /** Whether its history has redrives. */
  get redriven(): boolean {
    return this.#more?.redriven === true;
  }
  redrive(): void {
    this.#rest.redriven = true;
  }
  /** AWS: Express children are not redriven but started anew, under the same name. */
  get restarts(): number {
    return this.#more?.restarts ?? 0;
  }
  restart(): void {
    this.#rest.restarts++;
  }

  /** It has ended and nothing can happen to it any more: what is left is what its history is told again from. */
  close(running: Running): void {
    this.#startDate = running.execution.history.at(0)?.timestamp ?? 0;
    if (running.entries.length > 1) this.#rest.entries = running.entries;
    else if (this.#more !== undefined) this.#more.entries = undefined;
    if (this.#more !== undefined) this.#more.retold = undefined;
    // Whoever holds the execution itself sees its history told again, too; most have ended before anybody could.
    if (running.listed) running.execution = this.#tell(running.machine);
    if (this.#text !== undefined) this.#input = undefined;
  }

  /** True if it was not counted among the closed ones that are kept. */
  keep(): boolean {
    if (this.#kept) return false;
    this.#kept = true;
    return true;
  }
  drop(): void {
    this.#kept = false;
  }

  /** The closed execution. */
  retold(): Running {
    const known = this.#more?.retold;
    if (known !== undefined) return known;
    const machine = this.#family.call.machine as Machine;
    const running = new Running(this, machine, this.#tell(machine));
    running.mapRun = this;
    for (const entry of this.#journal()) running.keepEntry(entry);
    running.keepsEntries = true;
    running.stopDate = running.execution.history.at(-1)?.timestamp;
    this.#rest.retold = running;
    return running;
  }

  #tell(machine: Machine): RetoldExecution {
    return new RetoldExecution(this.status ?? 'RUNNING', machine, () => this.#journal());
  }

  #journal(): readonly JournalEntry[] {
    const entries = this.#more?.entries;
    if (entries !== undefined) return entries;
    return [{ kind: 'started', at: this.#startDate, identity: this, input: this.input, seed: this.seed }];
  }
}

/** A child that has just ended, as result files tell of it. */
export class ChildEnd implements ChildResult {
  readonly status: ChildResult['status'];
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly startDate: number;
  readonly stopDate: number;
  readonly redriveCount: number;
  readonly redriveDate: number | undefined;
  readonly #child: Child;

  constructor(child: Child, { execution }: Running) {
    const { history } = execution;
    const last = history.at(-1);
    const failed = failureOf(last);
    const redrives = child.redriven ? history.slice().filter(({ type }) => type === 'ExecutionRedriven') : [];
    this.#child = child;
    this.status = execution.status as ChildResult['status'];
    this.output = last?.type === 'ExecutionSucceeded' ? last.output : undefined;
    this.error = failed?.error;
    this.cause = failed?.cause;
    this.startDate = history.at(0)?.timestamp ?? 0;
    this.stopDate = last?.timestamp ?? 0;
    this.redriveCount = child.restarts + redrives.length;
    this.redriveDate = redrives.at(-1)?.timestamp;
  }

  get executionArn(): string {
    return this.#child.executionArn;
  }
  get name(): string {
    return this.#child.name;
  }
  get stateMachineArn(): string {
    return this.#child.stateMachineArn;
  }
  get type(): ChildResult['type'] {
    return this.#child.type;
  }
  get input(): Json {
    return this.#child.input;
  }
}

function failureOf(
  last: HistoryEvent | undefined,
): { readonly error?: string | undefined; readonly cause?: string | undefined } | undefined {
  if (last?.type === 'ExecutionFailed' || last?.type === 'ExecutionAborted' || last?.type === 'ExecutionTimedOut')
    return last;
  return undefined;
}
