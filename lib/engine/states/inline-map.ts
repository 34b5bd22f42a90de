// Inline Map: one iteration per item, at most MaxConcurrency at a time, results in item order.
// LOCAL: the first MaxConcurrency iterations start together and then advance in order, each as far as it can; AWS
// interleaves them by chance.
import type { ItemProcessor, MapState } from '../../asl';
import type { Json } from '../../json';
import { attempted, type ErrorRules } from '../attempt';
import { compileCatch } from '../catch';
import type { CompileState } from '../compiling';
import { compileFinish } from '../data';
import { type StateFailed, scopeFailure } from '../failure';
import { type MapEvents, mapEvents } from '../kinds';
import { type Child, type Machine, type MapItem, type Strand, unmeasured, type Visit } from '../node';
import { evaluationFailed, mapStateStarted, type Retrying, workFailed } from '../record';
import { compileRetry } from '../retry';
import { compileItems, compileMapInput, compileNumber, compileSelector, compileTolerance, itemsOf } from './map-fields';

type Select = (effective: Json, item: MapItem, visit: Visit) => Json;

/** How far one attempt has come; kept for a redrive. */
interface Progress {
  readonly items: readonly Json[];
  readonly effective: Json;
  readonly limit: number;
  /** Event ids of MapIterationStarted by index: as many as have started. */
  readonly started: number[];
  /** How many of the iterations that started together have entered their first state. */
  begun: number;
  /** Iterations that have begun and not succeeded. An iteration that has is kept by its output alone. */
  readonly open: Map<number, Child>;
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
  const concurrency = compileNumber(
    'MaxConcurrency',
    state.MaxConcurrency,
    state.MaxConcurrencyPath,
    language,
    'integer',
  );
  const tolerance = compileTolerance(state, language);
  const finish = compileFinish(state, language);
  const events = mapEvents(name);

  function begin(visit: Visit): Progress {
    const effective = input(visit.input, visit);
    const list = itemsOf(items(effective, visit), state, language);
    const limit = concurrency(effective, visit) || Number.POSITIVE_INFINITY;
    mapStateStarted(visit, list.length);
    tolerance(effective, visit);
    return {
      items: list,
      effective,
      limit,
      started: [],
      begun: 0,
      open: new Map(),
      outputs: [],
      bound: 2 + list.length,
      done: 0,
    };
  }

  function* once(visit: Visit): Strand<void> {
    const redriven = visit.kept as Progress | undefined;
    const progress = redriven ?? begin(visit);
    visit.kept = progress;
    const iterations = new Iterations(visit, progress, processor, select, events);
    if (redriven === undefined) iterations.start();
    else iterations.redrive();
    while (progress.done < progress.items.length) {
      const message = yield;
      if (message.kind === 'ended') iterations.settle(message.child);
    }
    if (iterations.lastSucceeded !== 0) visit.last = iterations.lastSucceeded;
    visit.recordAside(events.succeeded, visit.last, undefined);
    finish(visit, progress.outputs, progress.bound);
  }

  const rules: ErrorRules = {
    record(visit: Visit, failure: StateFailed, retrying: Retrying | undefined): void {
      if (failure.record === 'evaluation') evaluationFailed(visit, failure, retrying);
      if (retrying === undefined) workFailed(visit, 'MapStateFailed', failure, undefined);
    },
    retry: compileRetry(state.Retry),
    catch: compileCatch(state.Catch, language, indexOf),
  };
  return { runs: (visit) => attempted(visit, once, rules, next) };
};

/** The running iterations of one attempt. */
class Iterations {
  lastSucceeded = 0;
  readonly #visit: Visit;
  readonly #progress: Progress;
  readonly #processor: Machine;
  readonly #select: Select | undefined;
  readonly #events: MapEvents;

  constructor(visit: Visit, progress: Progress, processor: Machine, select: Select | undefined, events: MapEvents) {
    this.#visit = visit;
    this.#progress = progress;
    this.#processor = processor;
    this.#select = select;
    this.#events = events;
  }

  start(): void {
    const { items, limit } = this.#progress;
    const first = Math.min(limit, items.length);
    for (let index = 0; index < first; index++) this.#started(this.#visit.last);
    this.#beginFirst(first);
  }

  redrive(): void {
    const { items, limit, started, open } = this.#progress;
    for (const child of [...open.values()]) {
      child.redrive();
      if (child.ended !== undefined) this.settle(child);
    }
    this.#beginFirst(Math.min(limit, items.length));
    while (open.size < limit && started.length < items.length) this.#run(this.#started(this.#visit.last));
  }

  /** An iteration ended: records it and lets the next one take its place. */
  settle(child: Child): void {
    const next = this.#succeeded(child);
    if (next !== undefined) this.#run(next);
  }

  #beginFirst(first: number): void {
    while (this.#progress.begun < first) this.#run(this.#progress.begun++);
  }

  /** An iteration's fiber is made when it begins: one that ends at once leaves no more than its output. */
  #run(first: number): void {
    const { items, started, open } = this.#progress;
    for (let index: number | undefined = first; index !== undefined; ) {
      const item = { index, value: items[index] as Json };
      const child = this.#visit.fork(this.#processor, 'iteration', index, started[index] as number, item);
      const input = this.#input(index);
      try {
        child.begin(input, unmeasured);
      } catch (over) {
        // The execution has ended in the middle of it: a redrive finds the iteration here.
        open.set(index, child);
        throw over;
      }
      if (child.ended === undefined) {
        open.set(index, child);
        return;
      }
      index = this.#succeeded(child);
    }
  }

  /** Records the end of an iteration; the index of the one that starts in its place, if one does. */
  #succeeded(child: Child): number | undefined {
    const { items, started, open, outputs } = this.#progress;
    const { index, ended } = child;
    if (ended?.failure !== undefined) {
      open.set(index, child);
      throw this.#teardown(child);
    }
    open.delete(index);
    outputs[index] = ended?.output as Json;
    this.#progress.bound += child.outputBound;
    this.#progress.done++;
    this.lastSucceeded = this.#visit.recordAside(this.#events.iterationSucceeded, child.last, index);
    // AWS: an iteration that takes the place of another hangs below that one's last state event.
    return started.length < items.length ? this.#started(child.last) : undefined;
  }

  #started(below: number): number {
    const { started } = this.#progress;
    const id = this.#visit.recordAside(this.#events.iterationStarted, below, started.length);
    return started.push(id) - 1;
  }

  #input(index: number): Json {
    const { items, effective } = this.#progress;
    const value = items[index] as Json;
    return this.#select === undefined ? value : this.#select(effective, { index, value }, this.#visit);
  }

  #teardown(failed: Child): StateFailed {
    const below = failed.last;
    const visit = this.#visit;
    visit.recordAside(this.#events.iterationFailed, below, failed.index);
    failed.abort(below);
    const { open, begun, limit, items } = this.#progress;
    for (const child of open.values()) {
      if (child.ended !== undefined) continue;
      visit.recordAside(this.#events.iterationAborted, below, child.index);
      child.abort(below);
    }
    for (let index = begun; index < Math.min(limit, items.length); index++) {
      visit.recordAside(this.#events.iterationAborted, below, index);
    }
    visit.last = below;
    return scopeFailure(failed);
  }
}
