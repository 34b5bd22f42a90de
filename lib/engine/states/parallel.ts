// Parallel: every branch runs on the same input; the outputs make an array in branch order. The first failure ends the rest.
// LOCAL: branches advance in order, each as far as it can before the next begins; AWS interleaves them by chance.
import type { ParallelState } from '../../asl';
import { attempted, type ErrorRules } from '../attempt';
import { compileCatch } from '../catch';
import type { CompileState } from '../compiling';
import { compileFinish, compileInput, finishWith } from '../data';
import { type StateFailed, scopeFailure } from '../failure';
import { plain } from '../kinds';
import { type Child, type Strand, unmeasured, type Visit } from '../node';
import { evaluationFailed, type Retrying, workFailed } from '../record';
import { compileRetry } from '../retry';

export const parallel: CompileState<ParallelState> = (state, { name, language, indexOf, next, machine }) => {
  const input = compileInput(state, language);
  const branches = state.Branches.map(machine);
  const finish = compileFinish(state, language);
  const started = plain(name, 'ParallelStateStarted');
  const succeeded = plain(name, 'ParallelStateSucceeded');

  function* once(visit: Visit): Strand<void> {
    const redriven = visit.kept as readonly Child[] | undefined;
    const effective = redriven === undefined ? input(visit.input, visit) : null;
    const bound = effective === visit.input ? visit.inputBound : unmeasured;
    if (redriven === undefined) visit.record(started, undefined);
    const children =
      redriven ?? branches.map((branch, index) => visit.fork(branch, 'branch', index, visit.last, undefined));
    visit.kept = children;
    for (const child of children) {
      if (redriven === undefined) child.begin(effective, bound);
      else child.redrive();
      if (child.ended?.failure !== undefined) throw teardown(visit, children, child);
    }
    let running = children.filter((child) => child.ended === undefined).length;
    let latest = children[children.length - 1] as Child;
    while (running > 0) {
      const message = yield;
      if (message.kind !== 'ended') continue;
      if (message.child.ended?.failure !== undefined) throw teardown(visit, children, message.child);
      latest = message.child;
      running--;
    }
    // AWS: ParallelStateSucceeded and ParallelStateExited both follow the last event of the branch that ended last.
    visit.last = latest.last;
    visit.recordAside(succeeded, latest.last, undefined);
    finishWith(visit, children, finish);
  }

  const rules: ErrorRules = {
    record(visit: Visit, failure: StateFailed, retrying: Retrying | undefined): void {
      if (failure.record === 'evaluation') evaluationFailed(visit, failure, retrying);
      if (retrying === undefined) workFailed(visit, 'ParallelStateFailed', failure, undefined);
    },
    retry: compileRetry(state.Retry),
    catch: compileCatch(state.Catch, language, indexOf),
  };
  return { runs: (visit) => attempted(visit, once, rules, next) };
};

/** Ends the other branches below the failing event, which the scope's own failure follows too. */
function teardown(visit: Visit, children: readonly Child[], failed: Child): StateFailed {
  const below = failed.last;
  failed.abort(below);
  for (const child of children) if (child !== failed && child.ended === undefined) child.abort(below);
  visit.last = below;
  return scopeFailure(failed);
}
