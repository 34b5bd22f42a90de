// Uploaded code, kept by content: a package is unpacked once, whoever uploads it, and a half-unpacked one is never seen.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { unpackZip } from '../zip';

export interface StoredCode {
  readonly directory: string;
  /** SHA-256 in Base64, as the API shows it. */
  readonly sha256: string;
  readonly size: number;
}

export class CodeStore {
  readonly #root: string;

  constructor(directory: string) {
    // A function's process may have another working directory than ours.
    this.#root = resolve(directory);
  }

  /** @throws LambdaApiError InvalidParameterValueException when the zip is refused; then nothing is left behind */
  put(zip: Uint8Array): StoredCode {
    const hash = createHash('sha256').update(zip).digest();
    const directory = join(this.#root, hash.toString('hex'));
    if (!existsSync(directory)) {
      mkdirSync(this.#root, { recursive: true });
      const unfinished = join(this.#root, `unfinished-${randomUUID()}`);
      mkdirSync(unfinished);
      try {
        unpackZip(zip, unfinished);
        renameSync(unfinished, directory);
      } finally {
        rmSync(unfinished, { recursive: true, force: true });
      }
    }
    return { directory, sha256: hash.toString('base64'), size: zip.byteLength };
  }

  /** Where a package is now that lay in this directory when it was uploaded: the store may have been moved since. */
  found(directory: string): string {
    const here = join(this.#root, basename(directory));
    return existsSync(here) ? here : directory;
  }

  /** Removes packages that nobody refers to, and what a crash left unfinished. */
  keepOnly(directories: ReadonlySet<string>): void {
    if (!existsSync(this.#root)) return;
    for (const name of readdirSync(this.#root)) {
      const directory = join(this.#root, name);
      if (!directories.has(directory)) rmSync(directory, { recursive: true, force: true });
    }
  }
}
