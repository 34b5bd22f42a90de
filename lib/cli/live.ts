// A region of the last lines that is rewritten while something runs. Finished lines scroll away above it; without a
// terminal there is no region, only finished lines.
const frameMs = 50;
const ansi = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

export class Live {
  readonly #write: (text: string) => void;
  /** 0: no terminal. */
  readonly #columns: number;
  readonly #quiet: boolean;
  #shown = 0;
  #lastDrawAt = 0;

  constructor(write: (text: string) => void, columns: number, quiet: boolean) {
    this.#write = write;
    this.#columns = columns;
    this.#quiet = quiet;
  }

  /** A line that stays. */
  line(text: string): void {
    if (this.#quiet) return;
    this.#write(`${this.#erase()}${text}\n`);
  }

  /** The lines that are true right now; drawn at most 20 times a second. */
  show(lines: readonly string[]): void {
    if (this.#quiet || this.#columns === 0) return;
    const now = performance.now();
    if (now - this.#lastDrawAt < frameMs && lines.length > 0) return;
    this.#lastDrawAt = now;
    const fitted = lines.map((line) => fit(line, this.#columns));
    this.#write(`${this.#erase()}${fitted.map((line) => `${line}\n`).join('')}`);
    this.#shown = fitted.length;
  }

  /** Removes the region. */
  done(): void {
    if (this.#shown > 0) this.#write(this.#erase());
  }

  #erase(): string {
    const up = this.#shown > 0 ? `\u001b[${this.#shown}A\u001b[0J` : '';
    this.#shown = 0;
    return up;
  }
}

/** Cuts what is too wide: a wrapped line could not be erased by its count. */
function fit(line: string, columns: number): string {
  const width = line.replace(ansi, '').length;
  if (width < columns) return line;
  return `${line.replace(ansi, '').slice(0, Math.max(1, columns - 2))}…`;
}
