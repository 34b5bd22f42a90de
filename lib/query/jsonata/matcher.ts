// `/…/`: a regular expression as a value. It is a function from a text to its first match.
import { compileRegex, type Regex, type RegexMatch } from '../regex/regex';
import { Applicable } from './calls';
import { JsonataFailure } from './failure';
import { machine, timeExceeded } from './machine';
import { contained, isRecord, type Value } from './value';

/** A step of a search is dearer than one of an expression. */
const stepPrice = 2;

export class Matcher extends Applicable {
  readonly arity = 2;
  readonly source: string;
  readonly regex: Regex;

  constructor(pattern: RegExp) {
    super();
    this.source = pattern.source;
    this.regex = compileRegex(pattern.source, pattern.flags.replace('g', ''));
  }

  /** The first match in a text as an object, for expressions that call the pattern themselves. */
  apply([text, from]: readonly Value[]): Value {
    if (typeof text !== 'string') return undefined;
    return this.#match(text, typeof from === 'number' ? from : 0);
  }

  #match(text: string, from: number): Value {
    const found = this.find(text, from);
    if (found === undefined) return undefined;
    const { start, end, groups } = found;
    return {
      match: text.slice(start, end),
      start,
      end,
      groups,
      next: contained(new Next(() => this.#following(text, end))),
    };
  }

  /** An empty match behind another one would never get any further. */
  #following(text: string, from: number): Value {
    if (from >= text.length) return undefined;
    const next = this.#match(text, from);
    if (isRecord(next) && next.match === '') throw new JsonataFailure('D1004', { value: this.source });
    return next;
  }

  /** The first match at or behind a position. Searching costs steps, and a pattern that explodes ends the evaluation. */
  find(text: string, from: number): RegexMatch | undefined {
    const budget = { steps: machine.fuel / stepPrice };
    const match = this.regex.find(text, from, budget);
    machine.fuel = budget.steps * stepPrice;
    if (budget.steps < 0) throw timeExceeded();
    return match;
  }
}

/** The function that finds the match behind another one. */
class Next extends Applicable {
  readonly arity = 0;
  readonly apply: () => Value;

  constructor(find: () => Value) {
    super();
    this.apply = find;
  }
}
