// One esbuild pass turns many handler entries into one file each. The pass runs inside this process and only for entries
// whose inputs changed since the last one (see bundle-cache.ts), so a second synth bundles nothing.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { type BuildFailure, type BuildOptions, buildSync, type Message, type Metafile, version } from 'esbuild';
import { BundleCache } from './bundle-cache';
import type { Bundle, BundleSettings } from './bundle-types';
import { buildWithPlugins } from './plugin-pass';
import { sdkCalls } from './sdk-calls';

/** One entry does not bundle. `problems` are `file:line:column: text` lines, relative to the project. */
export class BundleError extends Error {
  readonly entry: string;
  readonly problems: readonly string[];
  constructor(entry: string, problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'BundleError';
    this.entry = entry;
    this.problems = problems;
  }
}

/** What the last pass of this process did; the benchmark and the tests read it. */
export interface PassReport {
  readonly bundled: number;
  readonly fromCache: number;
  readonly milliseconds: number;
}

/** Bundles all `entries` (absolute paths) with one esbuild call for those that the cache does not hold. */
export function bundleAll(
  entries: readonly string[],
  settings: BundleSettings,
  root: string,
): { bundles: ReadonlyMap<string, Bundle>; report: PassReport } {
  const started = performance.now();
  const cache = new BundleCache(root, digest([version, JSON.stringify(settings)]));
  const bundles = new Map<string, Bundle>();
  const stale: string[] = [];
  for (const entry of new Set(entries)) {
    const cached = cache.read(entry);
    if (cached === undefined) stale.push(entry);
    else bundles.set(entry, cached);
  }
  const fromCache = bundles.size;
  if (stale.length > 0) {
    for (const [entry, bundle] of runPass(stale, settings, root)) {
      bundles.set(entry, bundle);
      cache.write(entry, bundle);
    }
  }
  return { bundles, report: { bundled: stale.length, fromCache, milliseconds: performance.now() - started } };
}

function runPass(entries: readonly string[], settings: BundleSettings, root: string): Map<string, Bundle> {
  let result: PassResult;
  try {
    result = build(entries, settings, root);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    throw blame(error, entries, settings, root);
  }
  const bundles = new Map<string, Bundle>();
  entries.forEach((entry, index) => {
    bundles.set(entry, collect(result, String(index), root));
  });
  return bundles;
}

interface PassResult {
  readonly outputFiles: readonly { readonly path: string; readonly contents: Uint8Array }[];
  readonly metafile: Metafile;
}

function build(entries: readonly string[], settings: BundleSettings, root: string): PassResult {
  const options: BuildOptions & { write: false; metafile: true } = {
    absWorkingDir: root,
    entryPoints: entries.map((entry, index) => ({ in: entry, out: `${index}/index` })),
    // Nothing is written here. The depth equals that of cdk.out/asset.<hash>/, so that the relative paths in the
    // source maps lead to the sources from there, and are the same on every machine.
    outdir: join(root, 'cdk.out'),
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: settings.target,
    minify: settings.minify,
    keepNames: true,
    sourcemap: settings.sourceMap ? 'linked' : false,
    sourcesContent: false,
    external: [...settings.external],
    define: { ...settings.define },
    loader: settings.loader as NonNullable<BuildOptions['loader']>,
    logLevel: 'silent',
    ...(settings.conditions.length > 0 && { conditions: [...settings.conditions] }),
    ...(settings.mainFields.length > 0 && { mainFields: [...settings.mainFields] }),
    ...(settings.banner !== '' && { banner: { js: settings.banner } }),
    ...(settings.tsconfig !== '' && { tsconfig: settings.tsconfig }),
  };
  return settings.pluginsFile === '' ? buildSync(options) : buildWithPlugins(options, settings.pluginsFile);
}

function collect(result: PassResult, key: string, root: string): Bundle {
  const folder = join(root, 'cdk.out', key);
  const files = result.outputFiles
    .filter((file) => file.path.startsWith(`${folder}/`) || file.path.startsWith(`${folder}\\`))
    .map((file) => ({ name: basename(file.path), bytes: file.contents }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const main = Object.entries(result.metafile.outputs).find(
    ([path]) => resolve(root, path) === join(folder, 'index.js'),
  );
  const inputs = Object.keys(main?.[1].inputs ?? {})
    .map((path) => resolve(root, path))
    .filter(existsSync);
  const code = Buffer.from(files.find((file) => file.name === 'index.js')?.bytes ?? []).toString('utf8');
  return {
    files,
    hash: digest(files.flatMap((file) => [file.name, file.bytes])),
    inputs: inputs.sort(),
    exports: exportsOf(code),
    calls: sdkCalls(code),
  };
}

// For CommonJS output esbuild leaves a note of the exported names for Node's ESM loader: `0 && (module.exports = {a, b})`.
// It is absent where the entry itself is CommonJS; then the names are unknown until it runs.
function exportsOf(code: string): readonly string[] | undefined {
  const note = /0\s*&&\s*\(module\.exports\s*=\s*\{([^}]*)\}\)/.exec(code.slice(-65_536));
  if (note !== null)
    return note[1]!
      .split(',')
      .map((name) => name.trim().split(':')[0]!)
      .filter((name) => name !== '');
  return /module\.exports|\bexports\./.test(code.replace(/module\.exports = __toCommonJS\([^)]*\);/, ''))
    ? undefined
    : [];
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return typeof error === 'object' && error !== null && Array.isArray((error as Partial<BuildFailure>).errors);
}

// A pass over many entries does not say whose import failed, so the entries are tried one by one: this happens only
// when the synth fails anyway.
function blame(failure: BuildFailure, entries: readonly string[], settings: BundleSettings, root: string): Error {
  for (const entry of entries) {
    try {
      build([entry], settings, root);
    } catch (error) {
      if (!isBuildFailure(error)) throw error;
      return new BundleError(
        entry,
        error.errors.map((message) => problem(message, root)),
      );
    }
  }
  return failure;
}

function problem(message: Message, root: string): string {
  const at = message.location;
  if (at === null) return message.text;
  return `${relative(root, resolve(root, at.file))}:${at.line}:${at.column + 1}: ${message.text}`;
}

function digest(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(String(part.length)).update(':').update(part);
  return hash.digest('hex');
}
