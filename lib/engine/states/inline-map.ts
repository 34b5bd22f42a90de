// Inline Map: one iteration per item, at most MaxConcurrency at a time, results in item order.
// LOCAL: the first MaxConcurrency iterations start together and then advance in order, each as far as it can; AWS
// interleaves them by chance.
import type { ItemProcessor, MapState } from '../../asl';
import type { Json } from '../../json';
import { attempted, type ErrorRules } from '../attempt';
import { compileCatch } from '../catch';
import type { CompileState } from '../compiling';
import { compileFinish, finishWith } from '../data';
import { type StateFailed, scopeFailure } from '../failure';
import { type Child, type Machine, type MapItem, type Strand, unmeasured, type Visit } from '../node';
import { evaluationFailed, iteration, mapStateStarted, plain, type Retrying, workFailed } from '../record';
import { compileRetry } from '../retry';
import { compileItems, compileMapInput, compileNumber, compileSelector, compileTolerance, itemsOf } from './map-fields';

type Select = (effective: Json, item: MapItem, visit: Visit) => Json;

/** How far one attempt has come; kept for a redrive. */
interface Progress {
  readonly items: readonly Json[];
  readonly effective: Json;
  readonly limit: number;
  readonly children: Child[];
  done: number;
}

export const inlineMap: CompileState<MapState> = (state, { language, indexOf, next, machine }) => {
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

  function begin(visit: Visit): Progress {
    const effective = input(visit.input, visit);
    const list = itemsOf(items(effective, visit), state, language);
    const limit = concurrency(effective, visit) || Number.POSITIVE_INFINITY;
    mapStateStarted(visit, list.length);
    tolerance(effective, visit);
    return { items: list, effective, limit, children: [], done: 0 };
  }

  function* once(visit: Visit): Strand<void> {
    const redriven = visit.kept as Progress | undefined;
    const progress = redriven ?? begin(visit);
    visit.kept = progress;
    const iterations = new Iterations(visit, progress, processor, select);
    if (redriven === undefined) iterations.start();
    else iterations.redrive();
    while (progress.done < progress.items.length) {
      const message = yield;
      if (message.kind === 'ended') iterations.settle(message.child);
    }
    if (iterations.lastSucceeded !== 0) visit.last = iterations.lastSucceeded;
    visit.emitAside(plain(visit, 'MapStateSucceeded'));
    finishWith(visit, progress.children, finish);
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

  constructor(visit: Visit, progress: Progress, processor: Machine, select: Select | undefined) {
    this.#visit = visit;
    this.#progress = progress;
    this.#processor = processor;
    this.#select = select;
  }

  start(): void {
    const { items, limit, children } = this.#progress;
    const first = Math.min(limit, items.length);
    for (let index = 0; index < first; index++) this.#fork(this.#visit.last);
    for (let index = 0; index < first; index++) this.#run(children[index] as Child);
  }

  redrive(): void {
    const { items, limit, children } = this.#progress;
    this.#progress.done = 0;
    for (const child of [...children]) {
      const before = child.ended?.failure === undefined && child.ended !== undefined;
      if (before) this.#progress.done++;
      else {
        child.redrive();
        if (child.ended !== undefined) this.settle(child);
      }
    }
    const running = children.filter((child) => child.ended === undefined).length;
    for (let free = limit - running; free > 0 && children.length < items.length; free--)
      this.#run(this.#fork(this.#visit.last));
  }

  /** An iteration ended: records it and lets the next one take its place. */
  settle(child: Child): void {
    const next = this.#succeeded(child);
    if (next !== undefined) this.#run(next);
  }

  #run(first: Child): void {
    for (let child: Child | undefined = first; child !== undefined; ) {
      const input = this.#input(child.index);
      child.begin(input, unmeasured);
      if (child.ended === undefined) return;
      child = this.#succeeded(child);
    }
  }

  #succeeded(child: Child): Child | undefined {
    if (child.ended?.failure !== undefined) throw this.#teardown(child);
    const event = iteration(this.#visit, 'MapIterationSucceeded', child.index, child.last);
    this.#visit.emitAside(event);
    this.lastSucceeded = event.id;
    this.#progress.done++;
    return this.#progress.children.length < this.#progress.items.length ? this.#fork(child.last) : undefined;
  }

  /** AWS: an iteration that takes the place of another hangs below that one's last state event. */
  #fork(below: number): Child {
    const { children, items } = this.#progress;
    const index = children.length;
    const event = iteration(this.#visit, 'MapIterationStarted', index, below);
    this.#visit.emitAside(event);
    const child = this.#visit.fork(this.#processor, 'iteration', index, event.id, {
      index,
      value: items[index] as Json,
    });
    children.push(child);
    return child;
  }

  #input(index: number): Json {
    const { items, effective } = this.#progress;
    const value = items[index] as Json;
    return this.#select === undefined ? value : this.#select(effective, { index, value }, this.#visit);
  }

  #teardown(failed: Child): StateFailed {
    const below = failed.last;
    const visit = this.#visit;
    visit.emitAside(iteration(visit, 'MapIterationFailed', failed.index, below));
    failed.abort(below);
    for (const child of this.#progress.children) {
      if (child === failed || child.ended !== undefined) continue;
      visit.emitAside(iteration(visit, 'MapIterationAborted', child.index, below));
      child.abort(below);
    }
    visit.last = below;
    return scopeFailure(failed);
  }
}
