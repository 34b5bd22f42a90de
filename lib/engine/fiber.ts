// A fiber runs one machine, branch or iteration: it enters states, leaves them, waits in them, and ends.
// It owns its place in the machine, its variables, its part of the event chain, and the ids it waits for.
// It does not own history, time or ids themselves: those are the run's.
//
// E1  A fiber advances only inside the run's step().
// E2  An id has one owner; settling or cancelling it ends the ownership.
// E4  An ended fiber owns nothing.
// A failed fiber stays at its failed state, so that a redrive can enter the same visit again.
import type { Json, JsonObject } from '../json';
import { EvaluationError } from '../query';
import type { MapRunCall, ServiceCall } from './commands';
import type { EpochMs, ExecutionIdentity, Id } from './entries';
import type { EventKind } from './event-log';
import { type Frame, framePath, type HistoryEvent, type StateAbortedEvent } from './events';
import { executionOver, isFatal, StateFailed } from './failure';
import { type Child, END, type Machine, type MapItem, type Message, type Node, type Strand, type Visit } from './node';
import { evaluationFailed, iterationAborted, stateAborted, stateEnteredWith } from './record';
import { Variables } from './variables';

/** What a fiber needs of the run it belongs to. */
export interface Run {
  readonly at: EpochMs;
  readonly identity: ExecutionIdentity;
  readonly nextEventId: number;
  /** Records an event and gives its id. */
  record<Fact>(kind: EventKind<Fact>, frame: Frame, previous: number, fact: Fact): number;
  push(event: HistoryEvent): void;
  random(): number;
  uuid(): string;
  token(): string;
  context(fiber: Visit, enteredAt: EpochMs): JsonObject;
  timer(due: EpochMs, owner: Fiber): Id;
  task(call: ServiceCall, owner: Fiber): Id;
  mapRun(call: MapRunCall, owner: Fiber): Id;
  cancel(id: Id): void;
  countTransition(): void;
  /** The root fiber ended. */
  succeed(output: Json, previous: number): void;
  /** Ends the execution as FAILED, whoever failed. */
  fail(failure: StateFailed, previous: number): void;
}

const nothing: Json = null;

export class Fiber implements Visit, Child {
  input: Json = nothing;
  result: Json | undefined = undefined;
  errorOutput: Json | undefined = undefined;
  output: Json = nothing;
  inputBound = 0;
  outputBound = 0;
  assigned: JsonObject | undefined = undefined;
  rule: number | undefined = undefined;
  catcher: number | undefined = undefined;
  retryCount = 0;
  taskToken: string | undefined = undefined;
  item: MapItem | undefined;
  kept: unknown = undefined;
  enteredId = 0;
  beforeEntered = 0;
  last: number;
  ended: { readonly failure: StateFailed | undefined; readonly output: Json } | undefined = undefined;

  readonly frame: Frame;
  readonly index: number;
  readonly #run: Run;
  readonly #machine: Machine;
  readonly #owner: Fiber | undefined;
  readonly #variables: Variables;
  readonly #owned: Id[] = [];
  #node: Node;
  #enteredAt: EpochMs = 0;
  #inputText: string | undefined = undefined;
  #strand: Strand<number> | undefined = undefined;
  /** True while the owner itself runs this fiber: it looks at `ended` afterwards and needs no message. */
  #watched = false;
  /** Children that run, or are frozen where they stand: a list through the children themselves, oldest first. */
  #firstChild: Fiber | undefined = undefined;
  #lastChild: Fiber | undefined = undefined;
  #before: Fiber | undefined = undefined;
  #after: Fiber | undefined = undefined;
  #adopted = false;

  constructor(
    run: Run,
    machine: Machine,
    frame: Frame,
    owner: Fiber | undefined,
    variables: Variables,
    last: number,
    item: MapItem | undefined,
  ) {
    this.#run = run;
    this.#machine = machine;
    this.frame = frame;
    this.index = frame.index;
    this.#owner = owner;
    this.#variables = variables;
    this.last = last;
    this.item = item;
    this.#node = machine.nodes[machine.start] as Node;
  }

  get state(): string {
    return this.#node.name;
  }
  get path(): string {
    return framePath(this.frame) + this.#node.name;
  }
  get retries(): boolean {
    return this.#node.runs !== undefined && this.#node.type !== 'Wait';
  }
  get payloadBytesMax(): number {
    return this.#machine.payloadBytesMax;
  }
  get identity(): ExecutionIdentity {
    return this.#run.identity;
  }
  get nextEventId(): number {
    return this.#run.nextEventId;
  }

  begin(input: Json, bound: number, inputText?: string): void {
    this.input = input;
    this.inputBound = bound;
    this.#inputText = inputText;
    this.#watched = true;
    this.#enter();
    this.#advance();
    this.#watched = false;
    if (this.ended === undefined && this.#owner !== undefined) this.#owner.#adopt(this);
  }

  /** Enters the visit again at which this fiber failed or was frozen; a fiber that had succeeded stays as it is. */
  redrive(): void {
    if (this.ended !== undefined && this.ended.failure === undefined) return;
    this.ended = undefined;
    this.retryCount = 0;
    this.#watched = true;
    this.#advance();
    this.#watched = false;
    if (this.ended === undefined && this.#owner !== undefined) this.#owner.#adopt(this);
  }

  /** Delivers a message to the state that waits. */
  resume(message: Message): void {
    const strand = this.#strand;
    if (strand === undefined || this.ended !== undefined) return;
    let next: number;
    try {
      const step = strand.next(message);
      if (step.done !== true) return;
      next = step.value;
    } catch (thrown) {
      this.#fail(thrown);
      return;
    }
    if (this.#leave(next)) this.#advance();
  }

  /** Forgets that an id was owned: it fired, settled or was cancelled. */
  disown(id: Id): void {
    const owned = this.#owned;
    if (owned[owned.length - 1] === id) owned.pop();
    else {
      const place = owned.indexOf(id);
      if (place >= 0) owned.splice(place, 1);
    }
  }

  /** Gives up everything this fiber and its children wait for. Their places stay, for a redrive. */
  release(): void {
    for (const id of this.#owned.splice(0)) this.#run.cancel(id);
    this.#strand = undefined;
    for (let child = this.#firstChild; child !== undefined; child = child.#after) child.release();
  }

  abort(below: number): void {
    if (this.ended !== undefined && this.ended.failure === undefined) return;
    const type = abortedType(this.#node);
    if (type !== undefined) this.#run.push(stateAborted(this, type, below));
    if (this.ended === undefined) {
      for (let child = this.#firstChild; child !== undefined; ) {
        const after: Fiber | undefined = child.#after;
        if (child.frame.kind === 'iteration') this.#run.push(iterationAborted(this, child.index, below));
        child.abort(below);
        child = after;
      }
    }
    this.release();
    if (this.#owner !== undefined) this.#owner.#dismiss(this);
  }

  #enter(): void {
    const run = this.#run;
    run.countTransition();
    const node = this.#node;
    this.beforeEntered = this.last;
    this.#enteredAt = run.at;
    this.kept = undefined;
    this.retryCount = 0;
    this.assigned = undefined;
    this.rule = undefined;
    this.catcher = undefined;
    this.result = undefined;
    this.errorOutput = undefined;
    // Known before the event is recorded: recording it may end the execution.
    this.enteredId = run.nextEventId;
    if (this.#inputText === undefined) run.record(node.entered, this.frame, this.last, this.input);
    else run.push(stateEnteredWith(this, node.type, this.input, this.#inputText));
    this.last = this.enteredId;
  }

  /** Runs states, beginning with the one that has been entered, until one waits or the machine ends. */
  #advance(): void {
    for (;;) {
      let next: number;
      try {
        const node = this.#node;
        if (node.run !== undefined) next = node.run(this);
        else {
          const strand = node.runs(this);
          this.#strand = strand;
          const step = strand.next(undefined as never);
          if (step.done !== true) return;
          next = step.value;
        }
      } catch (thrown) {
        this.#fail(thrown);
        return;
      }
      if (!this.#leave(next)) return;
    }
  }

  /** Records the exit, assigns the variables, and enters the next state; false at the end of the machine. */
  #leave(next: number): boolean {
    const run = this.#run;
    const node = this.#node;
    const target = next === END ? undefined : (this.#machine.nodes[next] as Node);
    this.#strand = undefined;
    this.kept = undefined;
    this.#firstChild = undefined;
    this.#lastChild = undefined;
    const { output, assigned } = this;
    const exit = node.exits.to(target?.name, this.rule, this.catcher);
    if (assigned === undefined) this.last = run.record(exit.plain, this.frame, this.last, output);
    else {
      this.last = run.record(exit.assigning, this.frame, this.last, { output, assigned });
      this.#variables.assign(assigned);
    }
    this.taskToken = undefined;
    if (target === undefined) {
      this.#finish();
      return false;
    }
    this.#node = target;
    this.input = this.output;
    this.inputBound = this.outputBound;
    this.#inputText = undefined;
    this.#enter();
    return true;
  }

  #finish(): void {
    this.ended = { failure: undefined, output: this.output };
    if (this.#owner === undefined) this.#run.succeed(this.output, this.last);
    else this.#tellOwner(this.#owner);
  }

  #fail(thrown: unknown): void {
    if (thrown === executionOver) {
      // The end of the execution unwinds the fibers that are being begun: their owners do not know them yet.
      this.release();
      throw thrown;
    }
    const failure = this.failureOf(thrown);
    if (!this.retries && failure.record === 'evaluation') evaluationFailed(this, failure, undefined);
    this.ended = { failure, output: nothing };
    this.release();
    if (this.#owner === undefined || isFatal(failure)) this.#run.fail(failure, this.last);
    else this.#tellOwner(this.#owner);
  }

  failureOf(thrown: unknown): StateFailed {
    if (thrown instanceof StateFailed) return thrown;
    if (thrown instanceof EvaluationError) {
      const record = thrown.error === 'States.QueryEvaluationError' ? 'evaluation' : 'none';
      // AWS: where nothing could retry or catch it, a failed intrinsic function is recorded as States.Runtime.
      const error = thrown.error === 'States.IntrinsicFailure' && !this.retries ? 'States.Runtime' : thrown.error;
      return new StateFailed(error, this.explain(thrown.message), record, thrown.location);
    }
    throw thrown;
  }

  explain(cause: string): string {
    return `An error occurred while executing the state '${this.state}' (entered at the event id #${this.enteredId}). ${cause}`;
  }

  record<Fact>(kind: EventKind<Fact>, fact: Fact): void {
    this.last = this.#run.record(kind, this.frame, this.last, fact);
  }
  recordAside<Fact>(kind: EventKind<Fact>, previous: number, fact: Fact): number {
    return this.#run.record(kind, this.frame, previous, fact);
  }
  emit(event: HistoryEvent): void {
    this.#run.push(event);
    this.last = event.id;
  }

  now(): EpochMs {
    return this.#run.at;
  }
  random(): number {
    return this.#run.random();
  }
  uuid(): string {
    return this.#run.uuid();
  }
  context(): JsonObject {
    return this.#run.context(this, this.#enteredAt);
  }
  get variableBytes(): number {
    return this.#variables.bytes;
  }
  variable(name: string): Json | undefined {
    return this.#variables.read(name);
  }
  token(): string {
    return this.#run.token();
  }

  timer(due: EpochMs): Id {
    return this.#own(this.#run.timer(due, this));
  }
  task(call: ServiceCall): Id {
    return this.#own(this.#run.task(call, this));
  }
  mapRun(call: MapRunCall): Id {
    return this.#own(this.#run.mapRun(call, this));
  }
  cancel(id: Id): void {
    this.disown(id);
    this.#run.cancel(id);
  }
  fork(machine: Machine, kind: 'branch' | 'iteration', index: number, last: number, item: MapItem | undefined): Child {
    const frame: Frame = { outer: this.frame, kind, state: this.state, index };
    const child = new Fiber(this.#run, machine, frame, this, new Variables(this.#variables), last, item ?? this.item);
    return child;
  }

  #adopt(child: Fiber): void {
    if (child.#adopted) return;
    child.#adopted = true;
    child.#before = this.#lastChild;
    if (this.#lastChild === undefined) this.#firstChild = child;
    else this.#lastChild.#after = child;
    this.#lastChild = child;
  }

  #dismiss(child: Fiber): void {
    if (!child.#adopted) return;
    child.#adopted = false;
    if (child.#before === undefined) this.#firstChild = child.#after;
    else child.#before.#after = child.#after;
    if (child.#after === undefined) this.#lastChild = child.#before;
    else child.#after.#before = child.#before;
    child.#before = undefined;
    child.#after = undefined;
  }

  #tellOwner(owner: Fiber): void {
    if (this.#watched) return;
    owner.#dismiss(this);
    owner.resume({ kind: 'ended', child: this });
  }

  #own(id: Id): Id {
    this.#owned.push(id);
    return id;
  }
}

function abortedType(node: Node): StateAbortedEvent['type'] | undefined {
  switch (node.type) {
    case 'Task':
    case 'Wait':
    case 'Map':
    case 'Parallel':
      return `${node.type}StateAborted`;
    default:
      return undefined;
  }
}
