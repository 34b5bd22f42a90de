// Regular expressions in filters, behind a seam of one function.
import { ExpressionSyntaxError } from '../evaluate';

export interface Pattern {
  /** Whether the pattern matches the whole text. */
  matches(text: string): boolean;
}

export function compilePattern(source: string, flags: string): Pattern {
  try {
    const expression = new RegExp(`^(?:${source})$`, flags);
    return { matches: (text) => expression.test(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', error.message);
  }
}
