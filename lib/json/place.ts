// Places in a text: lines, columns, and how Jackson writes them.

/** A place as Jackson writes it: `[Source: (String)"…"; line: 1, column: 4]`. */
export function jacksonLocation(text: string, offset: number): string {
  const { line, column } = lineAndColumn(text, offset);
  return `[Source: ${jacksonSource(text)}; line: ${line}, column: ${column}]`;
}

const sourceLengthMax = 500;

export function jacksonSource(text: string): string {
  const more = text.length - sourceLengthMax;
  return `(String)"${text.slice(0, sourceLengthMax)}"${more > 0 ? `[truncated ${more} chars]` : ''}`;
}

/** Line and column from 1; \n, \r and \r\n each end a line. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const starts = lineStarts(text);
  const line = lineOf(starts, offset);
  return { line, column: offset - (starts[line - 1] as number) + 1 };
}

/** Offsets at which lines begin. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a || (unit === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1);
  }
  return starts;
}

/** The line, from 1, that an offset lies in. */
export function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle;
    else high = middle;
  }
  return high;
}
