// `/…/`: a regular expression as a value. It is a function from a text to its first match.
import { compileRegex, type Regex, type RegexMatch } from '../regex/regex';
import { machine, timeExceeded } from './machine';
import { Callable } from './value';

export class Matcher extends Callable {
  readonly arity = 2;
  readonly source: string;
  readonly regex: Regex;

  constructor(pattern: RegExp) {
    super();
    this.source = pattern.source;
    this.regex = compileRegex(pattern.source, pattern.flags.replace('g', ''));
  }

  /** The first match at or behind a position. Searching costs steps, and a pattern that explodes ends the evaluation. */
  find(text: string, from: number): RegexMatch | undefined {
    const budget = { steps: machine.fuel };
    const match = this.regex.find(text, from, budget);
    machine.fuel = budget.steps;
    if (budget.steps < 0) throw timeExceeded();
    return match;
  }
}
