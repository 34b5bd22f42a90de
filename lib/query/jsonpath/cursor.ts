// A position in the text of an expression; the parsers of paths, filters and intrinsic calls read through it.
import { ExpressionSyntaxError } from '../evaluate';

/** Nesting allowed inside one expression: parentheses, literals, calls. Bounds the parsers' recursion. */
const expressionDepthMax = 100;

export class Cursor {
  readonly text: string;
  at: number;
  depth = 0;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** The character here, or the empty string at the end. */
  get here(): string {
    return this.text.charAt(this.at);
  }

  get ended(): boolean {
    return this.at >= this.text.length;
  }

  peek(token: string): boolean {
    return this.text.startsWith(token, this.at);
  }

  /** Steps over the token if it is here. */
  take(token: string): boolean {
    if (!this.peek(token)) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail(`expected '${token}'`);
  }

  blanks(): void {
    while (this.here === ' ') this.at++;
  }

  /** Steps over what the sticky expression matches here and gives it, or undefined. */
  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** Runs one level deeper; refuses text that nests beyond reason instead of overflowing the stack. */
  nested<T>(read: () => T): T {
    if (++this.depth > expressionDepthMax) this.fail(`nested more than ${expressionDepthMax} levels deep`);
    const result = read();
    this.depth--;
    return result;
  }

  fail(problem: string): never {
    throw new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', `${problem} at position ${this.at}`, this.at);
  }

  /** A text in the quotes that stand here; a backslash makes the next character, or its escape, part of the text. */
  quoted(): string {
    return this.between(() => this.escape());
  }

  /** AWS: in a quoted name a backslash is a character like any other, unless the quote itself follows it. */
  quotedName(): string {
    const quote = this.here;
    return this.between(() => {
      const unit = this.here;
      this.at++;
      return unit === quote ? unit : `\\${unit}`;
    });
  }

  private between(readEscape: () => string): string {
    const quote = this.here;
    const start = this.at++;
    let value = '';
    for (;;) {
      const unit = this.here;
      if (unit === '') {
        this.at = start;
        this.fail('missing closing quote');
      }
      this.at++;
      if (unit === quote) return value;
      value += unit === '\\' ? readEscape() : unit;
    }
  }

  private escape(): string {
    const unit = this.here;
    this.at++;
    switch (unit) {
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case 'r':
        return '\r';
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'u': {
        const digits = this.match(/[0-9a-fA-F]{4}/y);
        if (digits === undefined) this.fail('expected four hex digits');
        return String.fromCharCode(Number.parseInt(digits, 16));
      }
      default:
        return unit;
    }
  }
}
