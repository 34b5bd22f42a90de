// Regular expressions in filters, behind a seam of one function.
export interface Pattern {
  /** Whether the pattern matches the whole text. */
  matches(text: string): boolean;
}

export function compilePattern(source: string, flags: string): Pattern {
  const expression = new RegExp(`^(?:${source})$`, flags);
  return { matches: (text) => expression.test(text) };
}
