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
  #lines: readonly string[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (text: string) => void, columns: number, quiet: boolean) {
    this.#write = write;
    this.#columns = columns;
    this.#quiet = quiet;
  }

  /** A line that stays. */
  line(text: string): void {
    if (this.#quiet) return;
    this.#write(`${this.#erase()}${text}\n`);
    if (this.#lines.length > 0) this.#timer ??= setTimeout(() => this.#frame(), frameMs).unref();
  }

  /** The lines that are true from now on; drawn at most 20 times a second. */
  show(lines: readonly string[]): void {
    if (this.#quiet || this.#columns === 0) return;
    this.#lines = lines;
    // What is over before the next frame is never drawn: only what takes time is worth a look.
    this.#timer ??= setTimeout(() => this.#frame(), frameMs).unref();
    if (this.#shown > 0 && lines.length === 0) this.#write(this.#erase());
  }

  /** Draws now: a Map Run at full speed leaves timers no turn. */
  draw(): void {
    clearTimeout(this.#timer);
    if (this.#lines.length > 0) this.#frame();
  }

  /** Removes the region. */
  done(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#lines = [];
    if (this.#shown > 0) this.#write(this.#erase());
  }

  #frame(): void {
    this.#timer = undefined;
    if (this.#shown === 0 && this.#lines.length === 0) return;
    this.#write(this.#erase());
    this.#draw(this.#lines);
  }

  #draw(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#write(lines.map((line) => `${fit(line, this.#columns)}\n`).join(''));
    this.#shown = lines.length;
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
