// What one invocation leaves in the function's log stream: the platform's lines around what the handler printed.
import { logBytesMax } from './limits';

export class InvocationLog {
  readonly #requestId: string;
  readonly #lines: string[] = [];
  readonly #listener: ((line: string) => void) | undefined;
  readonly #started = performance.now();
  #size = 0;

  constructor(requestId: string, version: string, listener: ((line: string) => void) | undefined) {
    this.#requestId = requestId;
    this.#listener = listener;
    this.#lines.push(`START RequestId: ${requestId} Version: ${version}`);
  }

  /** A line of the handler. */
  add(line: string): void {
    this.#listener?.(line);
    this.#size += line.length;
    if (this.#size <= logBytesMax) this.#lines.push(line);
  }

  end(memorySize: number, initMs: number | undefined): void {
    const duration = performance.now() - this.#started - (initMs ?? 0);
    const ran = Math.max(0, duration);
    if (this.#size > logBytesMax)
      this.#lines.push(`stepwright: more than ${logBytesMax} characters were printed, the rest is dropped`);
    const init = initMs === undefined ? '' : `Init Duration: ${initMs.toFixed(2)} ms\t`;
    this.#lines.push(
      `END RequestId: ${this.#requestId}`,
      `REPORT RequestId: ${this.#requestId}\tDuration: ${ran.toFixed(2)} ms\tBilled Duration: ${Math.ceil(ran)} ms\tMemory Size: ${memorySize} MB\t${init}`,
    );
  }

  /** All lines, each ended by a line break. */
  text(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
