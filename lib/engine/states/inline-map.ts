// Inline Map: one iteration per item, at most MaxConcurrency and never more than 40 at a time, results in item order.
// LOCAL: as many as may run at a time start together; iterations then advance in order, each as far as it can. AWS interleaves
// them by chance.
import type { ItemProcessor, MapState } from '../../asl';
import type { Json } from '../../json';
import { attempted, type ErrorRules, type Work } from '../attempt';
import { compileCatch } from '../catch';
import type { CompileState } from '../compiling';
import { compileFinish, type Finish, measured } from '../data';
import { type StateFailed, scopeFailure } from '../failure';
import { type MapEvents, mapEvents } from '../kinds';
import { inlineConcurrencyMax } from '../limits';
import { type Child, type Machine, type MapItem, type Message, unmeasured, type Visit } from '../node';
import { evaluationFailed, mapStateStarted, type Retrying, workFailed } from '../record';
import { compileRetry } from '../retry';
import {
  compileItems,
  compileLimit,
  compileMapInput,
  compileSelector,
  compileTolerance,
  itemsOf,
  maxConcurrency,
} from './map-fields';

type Select = (effective: Json, item: MapItem, visit: Visit) => Json;

/** How far one attempt has come; kept for a redrive. */
interface Progress {
  readonly items: readonly Json[];
  readonly effective: Json;
  readonly limit: number;
  /** Event ids of MapIterationStarted by index: as many as have started. */
  readonly started: number[];
  /** How many of the iterations that have started have entered their first state: they do so in their order. */
  begun: number;
  readonly open: OpenIterations;
  readonly outputs: Json[];
  /** Upper bound of the outputs' bytes. */
  bound: number;
  done: number;
}

export const inlineMap: CompileState<MapState> = (state, { name, language, indexOf, next, machine }) => {
  const processor = machine((state.ItemProcessor ?? state.Iterator) as ItemProcessor);
  const input = compileMapInput(state, language);
  const items = compileItems(state, language);
  const select = compileSelector(state, language);
  const concurrency = compileLimit(maxConcurrency(state), language);
  const tolerance = compileTolerance(state, language);
  const scope: Scope = { processor, select, events: mapEvents(name), finish: compileFinish(state, language) };

  function progressOf(visit: Visit): Progress {
    const effective = input(visit.input, visit);
    const list = itemsOf(items(effective, visit), state, language);
    const limit = Math.min(concurrency(effective, visit) ?? inlineConcurrencyMax, inlineConcurrencyMax);
    mapStateStarted(visit, list.length);
    tolerance(effective, visit);
    return {
      items: list,
      effective,
      limit,
      started: [],
      begun: 0,
      open: new OpenIterations(),
      outputs: [],
      bound: 2 + list.length,
      done: 0,
    };
  }

  function begin(visit: Visit): Work {
    const redriven = visit.kept as Progress | undefined;
    const progress = redriven ?? progressOf(visit);
    visit.kept = progress;
    const iterations = new Iterations(visit, progress, scope);
    if (redriven === undefined) iterations.start();
    else iterations.redrive();
    return iterations;
  }

  const rules: ErrorRules = {
    record(visit: Visit, failure: StateFailed, retrying: Retrying | undefined): void {
      if (failure.record === 'evaluation') evaluationFailed(visit, failure, retrying);
      if (retrying === undefined) workFailed(visit, 'MapStateFailed', failure, undefined);
    },
    retry: compileRetry(state.Retry),
    catch: compileCatch(state.Catch, language, indexOf),
  };
  return { runs: (visit) => attempted(visit, begin, rules, next) };
};

/** The iterations that have begun and not succeeded, by index. An iteration that has is kept by its output alone. */
class OpenIterations {
  readonly #children: (Child | undefined)[] = [];
  size = 0;

  add(child: Child): void {
    const children = this.#children;
    while (children.length < child.index) children.push(undefined);
    if (children[child.index] === undefined) this.size++;
    children[child.index] = child;
  }

  delete(child: Child): void {
    if (this.#children[child.index] === undefined) return;
    this.#children[child.index] = undefined;
    this.size--;
  }

  all(): Child[] {
    return this.#children.filter((child) => child !== undefined);
  }
}

/** What all attempts of all visits of a Map state have in common. */
interface Scope {
  readonly processor: Machine;
  readonly select: Select | undefined;
  readonly events: MapEvents;
  readonly finish: Finish;
}

/** The running iterations of one attempt. */
class Iterations implements Work {
  readonly #visit: Visit;
  readonly #progress: Progress;
  readonly #scope: Scope;
  #lastSucceeded = 0;

  constructor(visit: Visit, progress: Progress, scope: Scope) {
    this.#visit = visit;
    this.#progress = progress;
    this.#scope = scope;
  }

  get done(): boolean {
    return this.#progress.done === this.#progress.items.length;
  }

  take(message: Message): void {
    if (message.kind !== 'ended') return;
    this.#ended(message.child);
    this.#begin();
  }

  finish(): void {
    const visit = this.#visit;
    if (this.#lastSucceeded !== 0) visit.last = this.#lastSucceeded;
    visit.recordAside(this.#scope.events.succeeded, visit.last, undefined);
    this.#scope.finish(visit, this.#progress.outputs, this.#progress.bound);
  }

  start(): void {
    const { items, limit } = this.#progress;
    const first = Math.min(limit, items.length);
    for (let index = 0; index < first; index++) this.#started(this.#visit.last);
    this.#begin();
  }

  redrive(): void {
    const { items, limit, started, open } = this.#progress;
    for (const child of open.all()) {
      child.redrive();
      if (child.ended !== undefined) this.#ended(child);
    }
    this.#begin();
    while (open.size < limit && started.length < items.length) {
      this.#started(this.#visit.last);
      this.#begin();
    }
  }

  /** Lets the iterations that have started enter their first states. One that ends at once leaves no more than its output. */
  #begin(): void {
    const progress = this.#progress;
    const { items, started, open } = progress;
    while (progress.begun < started.length) {
      const index = progress.begun++;
      const item = { index, value: items[index] as Json };
      const child = this.#visit.fork(this.#scope.processor, 'iteration', index, started[index] as number, item);
      const input = this.#input(index);
      const bound = this.#scope.select === undefined ? unmeasured : measured(input, this.#visit);
      try {
        child.begin(input, bound);
      } catch (over) {
        // The execution has ended in the middle of it: a redrive finds the iteration here.
        open.add(child);
        throw over;
      }
      if (child.ended === undefined) open.add(child);
      else this.#ended(child);
    }
  }

  /** Records the end of an iteration; the next one starts in its place. */
  #ended(child: Child): void {
    const { items, started, open, outputs } = this.#progress;
    const { index, ended } = child;
    if (ended?.failure !== undefined) {
      open.add(child);
      throw this.#teardown(child);
    }
    open.delete(child);
    outputs[index] = ended?.output as Json;
    this.#progress.bound += child.outputBound;
    this.#progress.done++;
    this.#lastSucceeded = this.#visit.recordAside(this.#scope.events.iterationSucceeded, child.last, index);
    // AWS: an iteration that takes the place of another hangs below that one's last state event.
    if (started.length < items.length) this.#started(child.last);
  }

  #started(below: number): void {
    const { started } = this.#progress;
    started.push(this.#visit.recordAside(this.#scope.events.iterationStarted, below, started.length));
  }

  #input(index: number): Json {
    const { items, effective } = this.#progress;
    const value = items[index] as Json;
    const { select } = this.#scope;
    return select === undefined ? value : select(effective, { index, value }, this.#visit);
  }

  #teardown(failed: Child): StateFailed {
    const below = failed.last;
    const visit = this.#visit;
    visit.recordAside(this.#scope.events.iterationFailed, below, failed.index);
    failed.abort(below);
    const { open, begun, started } = this.#progress;
    for (const child of open.all()) {
      if (child.ended !== undefined) continue;
      visit.recordAside(this.#scope.events.iterationAborted, below, child.index);
      child.abort(below);
    }
    for (let index = begun; index < started.length; index++) {
      visit.recordAside(this.#scope.events.iterationAborted, below, index);
    }
    visit.last = below;
    return scopeFailure(failed);
  }
}
