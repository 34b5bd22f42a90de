// The only place that writes: stdout gets results, stderr everything else. Colour and live regions are for terminals.
import { Live } from './live';

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

const codes: { readonly [colour in Colour]: readonly [number, number] } = {
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
  dim: [2, 22],
  bold: [1, 22],
};

/** The streams of a process, as far as the command line uses them. */
export interface Streams {
  readonly stdin: NodeJS.ReadStream | NodeJS.ReadableStream;
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly env: { readonly [name: string]: string | undefined };
}

export class Terminal {
  readonly streams: Streams;
  /** Whether somebody sits there who can be asked. */
  readonly interactive: boolean;
  #colour: boolean;
  #quiet = false;

  constructor(streams: Streams) {
    this.streams = streams;
    const { env, stderr, stdin } = streams;
    const person = stderr.isTTY === true && env.CI === undefined;
    this.interactive = person && (stdin as { isTTY?: boolean }).isTTY === true;
    // https://no-color.org: any value that is not empty switches colours off; FORCE_COLOR switches them on.
    this.#colour = env.NO_COLOR ? false : env.FORCE_COLOR ? env.FORCE_COLOR !== '0' : stderr.isTTY === true;
  }

  configure(options: { readonly colour?: boolean; readonly quiet?: boolean }): void {
    this.#colour = options.colour ?? this.#colour;
    this.#quiet = options.quiet ?? this.#quiet;
  }

  /** The result of a command: what a script reads. */
  result(text: string): void {
    this.streams.stdout.write(`${text}\n`);
  }

  /** Progress, hints, warnings; nothing with --quiet. */
  note(text = ''): void {
    if (!this.#quiet) this.streams.stderr.write(`${text}\n`);
  }

  /** An error; said even with --quiet. */
  error(text: string): void {
    this.streams.stderr.write(`${text}\n`);
  }

  paint(colour: Colour, text: string): string {
    if (!this.#colour) return text;
    const [open, close] = codes[colour];
    return `\u001b[${open}m${text}\u001b[${close}m`;
  }

  /** A block that is rewritten in place on a terminal; elsewhere only finished lines are printed. */
  live(): Live {
    const { stderr, env } = this.streams;
    const rewrites = stderr.isTTY === true && env.CI === undefined && env.TERM !== 'dumb';
    return new Live((text) => stderr.write(text), rewrites ? (stderr.columns ?? 80) : 0, this.#quiet);
  }

  /** Everything on stdin. */
  async readInput(): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.streams.stdin) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks).toString('utf8');
  }
}
