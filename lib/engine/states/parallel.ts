// Parallel: every branch runs on the same input; the outputs make an array in branch order. The first failure ends the rest.
// LOCAL: branches advance in order, each as far as it can before the next begins; AWS interleaves them by chance.
import type { ParallelState } from '../../asl';
import { attempted, type ErrorRules, type Work } from '../attempt';
import { compileCatch } from '../catch';
import type { CompileState } from '../compiling';
import { compileFinish, compileInput, type Finish, finishWith, measured } from '../data';
import type { EventKind } from '../event-log';
import { type StateFailed, scopeFailure } from '../failure';
import { plain } from '../kinds';
import type { Child, Message, Visit } from '../node';
import { evaluationFailed, type Retrying, workFailed } from '../record';
import { compileRetry } from '../retry';

export const parallel: CompileState<ParallelState> = (state, { name, language, indexOf, next, machine }) => {
  const input = compileInput(state, language);
  const branches = state.Branches.map(machine);
  const finish = compileFinish(state, language);
  const started = plain(name, 'ParallelStateStarted');
  const succeeded = plain(name, 'ParallelStateSucceeded');

  function begin(visit: Visit): Work {
    const redriven = visit.kept as readonly Child[] | undefined;
    if (redriven !== undefined) {
      const work = new Branches(visit, redriven, succeeded, finish);
      for (const child of redriven) work.run(child, () => child.redrive());
      return work;
    }
    const effective = input(visit.input, visit);
    const bound = effective === visit.input ? visit.inputBound : measured(effective, visit);
    visit.record(started, undefined);
    const children = branches.map((branch, index) => visit.fork(branch, 'branch', index, visit.last, undefined));
    visit.kept = children;
    const work = new Branches(visit, children, succeeded, finish);
    for (const child of children) work.run(child, () => child.begin(effective, bound));
    return work;
  }

  const rules: ErrorRules = {
    record(visit: Visit, failure: StateFailed, retrying: Retrying | undefined): void {
      if (failure.record === 'evaluation') evaluationFailed(visit, failure, retrying);
      if (retrying === undefined) workFailed(visit, 'ParallelStateFailed', failure, undefined);
    },
    retry: compileRetry(state.Retry),
    catch: compileCatch(state.Catch, language, indexOf),
  };
  return { runs: (visit) => attempted(visit, begin, rules, next) };
};

/** The branches of one attempt. */
class Branches implements Work {
  readonly #visit: Visit;
  readonly #children: readonly Child[];
  readonly #succeeded: EventKind<undefined>;
  readonly #finish: Finish;
  #running = 0;
  /** The branch that ended last. */
  #latest: Child;

  constructor(visit: Visit, children: readonly Child[], succeeded: EventKind<undefined>, finish: Finish) {
    this.#visit = visit;
    this.#children = children;
    this.#succeeded = succeeded;
    this.#finish = finish;
    this.#latest = children[children.length - 1] as Child;
  }

  get done(): boolean {
    return this.#running === 0;
  }

  /** Lets a branch advance as far as it can. */
  run(child: Child, advance: () => void): void {
    advance();
    if (child.ended === undefined) this.#running++;
    else if (child.ended.failure !== undefined) throw teardown(this.#visit, this.#children, child);
  }

  take(message: Message): void {
    if (message.kind !== 'ended') return;
    if (message.child.ended?.failure !== undefined) throw teardown(this.#visit, this.#children, message.child);
    this.#latest = message.child;
    this.#running--;
  }

  finish(): void {
    // AWS: ParallelStateSucceeded and ParallelStateExited both follow the last event of the branch that ended last.
    this.#visit.last = this.#latest.last;
    this.#visit.recordAside(this.#succeeded, this.#latest.last, undefined);
    finishWith(this.#visit, this.#children, this.#finish);
  }
}

/** Ends the other branches below the failing event, which the scope's own failure follows too. */
function teardown(visit: Visit, children: readonly Child[], failed: Child): StateFailed {
  const below = failed.last;
  failed.abort(below);
  for (const child of children) if (child !== failed && child.ended === undefined) child.abort(below);
  visit.last = below;
  return scopeFailure(failed);
}
