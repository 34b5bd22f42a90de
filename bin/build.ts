// dist/: one CommonJS file a room (its door) and one a command, so that starting costs few file reads and loads only what
// is needed. What entries of one room share lies in the room's shared.js: a module never exists twice in a process, or
// its classes and caches would not be the same. Types come from tsc.
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const root = resolve(__dirname, '..');
const output = join(root, 'dist');
/** Files that threads and processes start with are bundled whole: they share nothing with their parent. */
const isProgram = (file: string) => /(?:^|[-/])worker\.ts$/.test(file);

function entryFiles(): string[] {
  const lib = join(root, 'lib');
  const rooms = readdirSync(lib, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const doors = [join(lib, 'index.ts'), ...rooms.map(({ name }) => join(lib, name, 'index.ts'))];
  const programs = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(isProgram);
  const files = [
    join(root, 'bin/stepwright.ts'),
    ...doors,
    ...commandFiles(join(lib, 'cli')),
    ...programs.map((name) => join(lib, name)),
  ];
  return files.filter((file) => existsSync(file));
}

/** The commands: what the table of commands loads on demand. */
function commandFiles(cli: string): string[] {
  const table = readFileSync(join(cli, 'table.ts'), 'utf8');
  return [...table.matchAll(/import\('(\.\/[\w-]+)\.js'\)/g)].map(([, name]) => join(cli, `${name}.ts`));
}

/** The source file that a relative import means. */
function sourceOf(directory: string, specifier: string): string | undefined {
  const path = resolve(directory, specifier.replace(/\.js$/, ''));
  return [`${path}.ts`, join(path, 'index.ts')].find((file) => existsSync(file));
}

/** `lib/cli/run.ts` → `lib/cli`: the folder that shared.js lies in. */
function roomOf(file: string): string {
  return join(root, ...relative(root, file).split('/').slice(0, 2));
}

/** Imports of other entries and of shared modules stay imports; everything else is taken in. */
function meet(from: string, entries: ReadonlySet<string>, shared: ReadonlySet<string>): Plugin {
  return {
    name: 'meet-at-doors',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        if (kind === 'entry-point') return undefined;
        const source = sourceOf(resolveDir, path);
        if (source === undefined || source === from) return undefined;
        const inside = basename(from) === 'shared.ts' && shared.has(source);
        const target = entries.has(source)
          ? source
          : shared.has(source)
            ? join(roomOf(source), 'shared.ts')
            : undefined;
        if (target === undefined || inside) return undefined;
        const specifier = relative(dirname(from), target).replace(/\.ts$/, '.js');
        return { path: specifier.startsWith('.') ? specifier : `./${specifier}`, external: true };
      });
    },
  };
}

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  packages: 'external',
  minifySyntax: true,
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
};

function outputOf(file: string): string {
  return join(output, relative(root, file)).replace(/\.ts$/, '.js');
}

async function bundle(entry: string, entries: ReadonlySet<string>, shared: ReadonlySet<string>): Promise<string[]> {
  const plugins = isProgram(entry) ? [] : [meet(entry, entries, shared)];
  const outfile = outputOf(entry);
  const { metafile } = await build({ ...common, entryPoints: [entry], outfile, plugins, metafile: true });
  return Object.keys(metafile.inputs).map((file) => resolve(file));
}

async function bundleShared(room: string, entries: ReadonlySet<string>, shared: ReadonlySet<string>): Promise<void> {
  const file = join(room, 'shared.ts');
  const members = [...shared].filter((member) => roomOf(member) === room);
  const contents = members
    .map((member) => `export * from ${JSON.stringify(`./${relative(room, member)}`)};`)
    .join('\n');
  const outfile = outputOf(file);
  const plugins = [meet(file, entries, shared)];
  await build({ ...common, stdin: { contents, resolveDir: room, loader: 'ts' }, outfile, plugins });
}

/** Modules that several entries would take in. */
function sharedModules(contents: ReadonlyMap<string, readonly string[]>): Set<string> {
  const home = new Map<string, string>();
  const shared = new Set<string>();
  for (const [entry, inputs] of contents) {
    for (const input of isProgram(entry) ? [] : inputs) {
      const other = home.get(input);
      if (other !== undefined && roomOf(other) !== roomOf(entry)) {
        throw new Error(`${input} would be bundled into ${other} and into ${entry}`);
      }
      if (other !== undefined) shared.add(input);
      home.set(input, entry);
    }
  }
  return shared;
}

async function main(): Promise<void> {
  rmSync(output, { recursive: true, force: true });
  const entries = new Set(entryFiles());
  const contents = new Map<string, readonly string[]>();
  for (const entry of entries) contents.set(entry, await bundle(entry, entries, new Set()));
  const shared = sharedModules(contents);
  const touched = [...contents].filter(([, inputs]) => inputs.some((input) => shared.has(input)));
  for (const [entry] of touched) await bundle(entry, entries, shared);
  for (const room of new Set([...shared].map(roomOf))) await bundleShared(room, entries, shared);
  chmodSync(join(output, 'bin/stepwright.js'), 0o755);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
