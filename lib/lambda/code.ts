// A function's code as a directory on this disk: zips are unpacked and inline texts written, once each, below one
// temporary directory that goes when the runtime is closed.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LambdaApiError } from './api-error';
import type { FunctionDefinition } from './definition';
import { unpackZip } from './zip';

export class CodeDirectories {
  #root: string | undefined;
  readonly #known = new Map<string, string>();

  /**
   * The directory that the handler's path starts from.
   * @throws LambdaApiError when the code cannot be run here, or the zip is none
   */
  of({ code, functionName }: FunctionDefinition): string {
    // The thread calls the code's directory its own, so what is meant from here has to be said in full.
    if ('directory' in code) return resolve(code.directory);
    if ('inline' in code)
      return this.#once(`inline ${code.inline}`, (directory) =>
        writeFileSync(join(directory, 'index.js'), code.inline),
      );
    if ('file' in code) {
      const { mtimeMs, size } = statSync(code.file);
      return this.#once(`${code.file} ${mtimeMs} ${size}`, (directory) =>
        unpackZip(readFileSync(code.file), directory),
      );
    }
    throw new LambdaApiError(
      'ServiceException',
      `${functionName} cannot be run here: ${code.unavailable}. Mock it, or send its invocations elsewhere.`,
    );
  }

  /** Forgets everything and removes what was written. */
  clear(): void {
    this.#known.clear();
    if (this.#root !== undefined) rmSync(this.#root, { recursive: true, force: true });
    this.#root = undefined;
  }

  #once(key: string, fill: (directory: string) => void): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#root ??= mkdtempSync(join(tmpdir(), 'stepwright-lambda-'));
    const directory = join(this.#root, String(this.#known.size));
    mkdirSync(directory);
    fill(directory);
    this.#known.set(key, directory);
    return directory;
  }
}
