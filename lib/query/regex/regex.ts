// Regular expressions that always end.
export interface RegexBudget {
  /** Steps left; below zero the search has been given up. */
  steps: number;
}

export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (string | undefined)[];
}

export interface Regex {
  /** The first match at or behind a position. */
  find(text: string, from: number, budget: RegexBudget): RegexMatch | undefined;
}

export function compileRegex(source: string, flags: string): Regex {
  const expression = new RegExp(source, `${flags}g`);
  return {
    find(text, from, budget) {
      budget.steps -= 1 + ((text.length - from) >> 4);
      expression.lastIndex = from;
      const found = expression.exec(text);
      if (found === null) return undefined;
      return { start: found.index, end: found.index + found[0].length, groups: found.slice(1) };
    },
  };
}
