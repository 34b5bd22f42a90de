// Bundles kept between synths. A record holds the digest of every input; it is good as long as all of them, and the
// files that decide how imports are resolved, are unchanged. Nothing depends on times of modification.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Bundle } from './bundle-types';

/** What a record looks like on disk; a changed shape gets a new number and old records are ignored. */
interface CacheRecord {
  readonly shape: 2;
  readonly inputs: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly hash: string;
  readonly exports: readonly string[] | null;
  readonly calls: readonly string[];
}

export class BundleCache {
  private readonly root: string;
  private readonly folder: string;
  private readonly digests = new Map<string, string>();

  constructor(root: string, settingsDigest: string) {
    const modules = join(root, 'node_modules');
    const home = existsSync(modules) ? join(modules, '.cache', 'stepwright') : join(root, '.stepwright');
    this.root = root;
    this.folder = join(home, 'bundles', settingsDigest.slice(0, 16));
  }

  read(entry: string): Bundle | undefined {
    const path = this.recordPath(entry);
    if (!existsSync(path)) return undefined;
    const record = parseRecord(readFileSync(path, 'utf8'));
    if (record === undefined) return undefined;
    for (const [input, digest] of Object.entries(record.inputs)) {
      if (this.digestOf(join(this.root, input)) !== digest) return undefined;
    }
    return {
      files: Object.entries(record.files).map(([name, base64]) => ({
        name,
        bytes: new Uint8Array(Buffer.from(base64, 'base64')),
      })),
      hash: record.hash,
      inputs: Object.keys(record.inputs).map((input) => join(this.root, input)),
      exports: record.exports ?? undefined,
      calls: record.calls,
    };
  }

  write(entry: string, bundle: Bundle): void {
    const inputs: Record<string, string> = {};
    for (const input of [...bundle.inputs, ...this.deciders(bundle.inputs)]) {
      inputs[relative(this.root, input)] = this.digestOf(input);
    }
    const record: CacheRecord = {
      shape: 2,
      inputs,
      files: Object.fromEntries(bundle.files.map((file) => [file.name, Buffer.from(file.bytes).toString('base64')])),
      hash: bundle.hash,
      exports: bundle.exports ?? null,
      calls: bundle.calls,
    };
    mkdirSync(this.folder, { recursive: true });
    // Several synths may run at once; a rename is seen whole or not at all.
    const path = this.recordPath(entry);
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(record));
    renameSync(draft, path);
  }

  // tsconfig.json and package.json above an input, and the lock file, decide what an import means.
  private deciders(inputs: readonly string[]): string[] {
    const found = new Set<string>();
    for (const folder of new Set(inputs.map((input) => dirname(input)))) {
      for (let at = folder; at.startsWith(this.root); at = dirname(at)) {
        for (const name of ['tsconfig.json', 'package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock']) {
          const path = join(at, name);
          if (!at.includes('node_modules') && existsSync(path)) found.add(path);
        }
        if (at === dirname(at)) break;
      }
    }
    return [...found];
  }

  private recordPath(entry: string): string {
    return join(
      this.folder,
      `${createHash('sha256').update(relative(this.root, entry)).digest('hex').slice(0, 32)}.json`,
    );
  }

  private digestOf(path: string): string {
    const known = this.digests.get(path);
    if (known !== undefined) return known;
    const digest = existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'absent';
    this.digests.set(path, digest);
    return digest;
  }
}

// A record that does not parse (a full disk, an older shape) is simply not there.
function parseRecord(text: string): CacheRecord | undefined {
  try {
    const record = JSON.parse(text) as CacheRecord;
    return record.shape === 2 ? record : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
