// Regular expressions with the semantics of JavaScript's, that always end: the host's engine where it is certainly quick,
// otherwise a backtracking machine that counts its steps.
import { type Cost, costOf } from './cost';
import { type RegexBudget, RegexRun } from './machine';
import { compileProgram, type Program } from './program';

export type { RegexBudget } from './machine';

export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

export interface Regex {
  /**
   * The first match at or behind a position.
   * @param budget is charged; with less than 0 steps left the search was given up and undefined says nothing
   */
  find(text: string, from: number, budget: RegexBudget): RegexMatch | undefined;
}

/** Ways to match that the host's engine may at worst have to try for one search. */
const nativeWaysMax = 100_000;

/**
 * Compiles a pattern.
 * @param flags of `i`, `m` and `s`
 * @throws SyntaxError as RegExp does
 */
export function compileRegex(source: string, flags: string): Regex {
  const native = new RegExp(source, `${flags}g`);
  if (!/[*+?{|\\(]/.test(source)) return new GuardedRegex(native, { factor: 1, degree: 0 }, () => undefined);
  const { RegExpParser } = require('@eslint-community/regexpp') as typeof import('@eslint-community/regexpp');
  const pattern = new RegExpParser().parsePattern(source);
  let program: Program | undefined;
  return new GuardedRegex(native, costOf(pattern.alternatives), () => {
    program ??= compileProgram(pattern, flags);
    return program;
  });
}

class GuardedRegex implements Regex {
  readonly #native: RegExp;
  readonly #cost: Cost | undefined;
  readonly #program: () => Program | undefined;

  constructor(native: RegExp, cost: Cost | undefined, program: () => Program | undefined) {
    this.#native = native;
    this.#cost = cost;
    this.#program = program;
  }

  find(text: string, from: number, budget: RegexBudget): RegexMatch | undefined {
    const ways = this.#waysAtWorst(text.length - from);
    const program = ways <= nativeWaysMax ? undefined : this.#program();
    if (program !== undefined) return search(program, text, from, budget);
    budget.steps -= 1 + Math.min(ways, text.length - from) / 8 + Math.min(ways, nativeWaysMax) / 64;
    return this.#findNatively(text, from);
  }

  /** Every position may be where a match begins. */
  #waysAtWorst(length: number): number {
    const cost = this.#cost;
    if (cost === undefined) return Number.POSITIVE_INFINITY;
    return cost.degree === 0 && cost.factor === 1 ? length / 64 : cost.factor * length ** (cost.degree + 1);
  }

  #findNatively(text: string, from: number): RegexMatch | undefined {
    this.#native.lastIndex = from;
    const found = this.#native.exec(text);
    if (found === null) return undefined;
    return { start: found.index, end: found.index + found[0].length, groups: found.slice(1) };
  }
}

function search(program: Program, text: string, from: number, budget: RegexBudget): RegexMatch | undefined {
  const run = new RegexRun(program, text, budget);
  for (let start = from; start <= text.length; start++) {
    if (run.matchesAt(start)) return matchOf(run, text, program.groups);
    if (budget.steps < 0) return undefined;
  }
  return undefined;
}

function matchOf({ registers }: RegexRun, text: string, count: number): RegexMatch {
  const groups: (string | undefined)[] = [];
  for (let group = 1; group <= count; group++) {
    const start = registers[2 * group] as number;
    const end = registers[2 * group + 1] as number;
    groups.push(start < 0 || end < 0 ? undefined : text.slice(start, end));
  }
  return { start: registers[0] as number, end: registers[1] as number, groups };
}
