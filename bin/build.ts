// dist/: one CommonJS file a room (its door) and one a command, so that starting costs few file reads and loads only what
// is needed. What entries of one room share lies in the room's shared.js: a module never exists twice in a process, or
// its classes and caches would not be the same. Types come from tsc.
//
// Sources import what they need at the top. Where a part is large and many runs never touch it, the bundle loads it when
// one of its functions is first called: see `lateParts`.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

const root = resolve(__dirname, '..');
const output = join(root, 'dist');
/** Folders and files whose exports are functions, loaded on the first call of one. */
const lateParts: readonly string[] = [
  'lib/query/jsonata',
  'lib/query/hash.ts',
  'lib/integrations/sdk.ts',
  'lib/integrations/sdk-members.ts',
].map((part) => join(root, part));
/** Files that threads start with are bundled whole: they share nothing with their parent. */
const isProgram = (file: string) => /(?:^|[-/])worker\.(?:ts|cjs)$/.test(file);
/** The run that has to start quickly takes in what it uses of these rooms. Nothing else of them is loaded beside it. */
const quickRun = join(root, 'lib/cli/run-alone.ts');
/** Of the integrations it needs functions only, and those only where a definition has tasks. */
const integrations = join(root, 'lib/integrations/index.ts');
const takenIn = ['query', 'asl', 'engine', 'history', 'local'].map((room) => join(root, 'lib', room, 'index.ts'));

function entryFiles(): string[] {
  const lib = join(root, 'lib');
  const rooms = readdirSync(lib, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const doors = [join(lib, 'index.ts'), ...rooms.map(({ name }) => join(lib, name, 'index.ts')), ...sideDoors()];
  const programs = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(isProgram);
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: { readonly [door: string]: { readonly default: string } | string };
  };
  const exported = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [] : [join(root, target.default.replace('./dist/', '').replace(/\.js$/, '.ts'))],
  );
  const files = [
    ...doors,
    ...exported,
    join(root, 'bin/stepwright.ts'),
    ...lateFiles(lib),
    ...programs.map((name) => join(lib, name)),
  ];
  return [...new Set(files)].filter((file) => existsSync(file));
}

/** Files of a room that users import by a name of their own: `stepwright/testing/jest`. */
function sideDoors(): string[] {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: { [door: string]: unknown };
  };
  return Object.values(exports).flatMap((door) => {
    const file = typeof door === 'object' && door !== null && 'default' in door ? String(door.default) : '';
    return file.startsWith('./dist/') ? [join(root, file.replace('./dist/', '').replace(/\.js$/, '.ts'))] : [];
  });
}

/** What is loaded when it is needed: the targets of `import('./…')`. */
function lateFiles(lib: string): string[] {
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => {
    const file = join(lib, name);
    const imports = readFileSync(file, 'utf8').matchAll(/\bimport\('(\.[^']+)\.js'\)/g);
    return [...imports].map(([, path]) => resolve(dirname(file), `${path}.ts`));
  });
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

/** The late part that a file belongs to. */
function latePartOf(file: string): string | undefined {
  return lateParts.find((part) => file === part || file.startsWith(`${part}/`));
}

/** `lib/query/hash.ts` → `lib/query/hash.late.ts`, an entry that exists only here. */
function lateEntry(part: string): string {
  return `${part.replace(/\.ts$/, '')}.late.ts`;
}

/** Names of the functions that a late file exports. */
function lateFunctions(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const other = /^export (?:const|let|class|\*|\{)/m.exec(text);
  if (other !== null) throw new Error(`${relative(root, file)} cannot be loaded late: it has "${other[0]} …"`);
  return [...text.matchAll(/^export function\*? (\w+)/gm)].map(([, name]) => name as string);
}

/** In place of a late file: functions that load it when they are called. */
function lateStub(file: string, part: string | undefined, from: string): string {
  if (part === undefined) return lateDoor(file, from);
  // A program has its own copy inside, as a module that is evaluated when it is required.
  const specifier = isProgram(from) ? file : specifierOf(from, lateEntry(part));
  const names = lateFunctions(file);
  return [
    `let part; const load = () => (part ??= require(${JSON.stringify(specifier)}));`,
    ...names.map((name) => `export function ${name}(...args) { return load().${name}(...args); }`),
  ].join('\n');
}

/** The functions of a whole room, whose door has been bundled before. */
function lateDoor(door: string, from: string): string {
  const room = require(outputOf(door)) as { readonly [name: string]: unknown };
  const names = Object.keys(room).filter((name) => typeof room[name] === 'function');
  return [
    `let room; const load = () => (room ??= require(${JSON.stringify(specifierOf(from, door))}));`,
    ...names.map((name) => `export function ${name}(...args) { return load().${name}(...args); }`),
  ].join('\n');
}

function specifierOf(from: string, target: string): string {
  const specifier = relative(dirname(from), target).replace(/\.ts$/, '.js');
  return specifier.startsWith('.') ? specifier : `./${specifier}`;
}

/** Imports of other entries and of shared modules stay imports; everything else is taken in. */
function meet(from: string, { entries, shared }: World): Plugin {
  return {
    name: 'meet-at-doors',
    setup({ onResolve, onLoad }) {
      onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => {
        const contents = lateStub(path, latePartOf(path), from);
        return { contents, loader: 'js', resolveDir: dirname(path) };
      });
      onResolve({ filter: /^[./]/ }, ({ path, resolveDir, kind, namespace }) => {
        if (kind === 'entry-point') return undefined;
        if (namespace === 'late') return isProgram(from) ? { path } : { path, external: true };
        const source = sourceOf(resolveDir, path);
        if (source === undefined || source === from) return undefined;
        const part = latePartOf(source);
        if (part !== undefined && kind === 'import-statement' && lateEntry(part) !== from && !inside(resolveDir, part))
          return { path: source, namespace: 'late' };
        if (isProgram(from)) return undefined;
        if (from === quickRun && takenIn.includes(source)) return undefined;
        if (from === quickRun && source === integrations) return { path: source, namespace: 'late' };
        const chunk = shared.get(source);
        // The quick run has its own copy of what the door does not load anyway.
        if (from === quickRun && chunk !== undefined && basename(chunk) !== 'shared.ts') return undefined;
        const target = entries.has(source) ? source : chunk;
        if (target === undefined || target === from) return undefined;
        return { path: specifierOf(from, target), external: true, sideEffects: false };
      });
    },
  };
}

function inside(directory: string, part: string): boolean {
  return directory === part || directory.startsWith(`${part}/`);
}

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  packages: 'external',
  // A native import() in CommonJS would start Node's other module loader, which takes 10 ms.
  supported: { 'dynamic-import': false },
  // Half of a short run is V8 reading code; the map is for people.
  minify: true,
  keepNames: false,
  sourcemap: 'linked',
  legalComments: 'none',
  charset: 'utf8',
  logLevel: 'warning',
};

function outputOf(file: string): string {
  if (file === quickRun) return join(output, 'lib/cli/run-alone.code.js');
  return join(output, relative(root, file)).replace(/\.ts$/, '.js');
}

/** Bundles an entry; one that is no file is made of `members`, all of which it exports again. */
async function bundle(entry: string, world: World, members?: readonly string[]): Promise<string[]> {
  const input: BuildOptions =
    members === undefined
      ? { entryPoints: [entry] }
      : { stdin: { contents: reexports(entry, members), resolveDir: dirname(entry), loader: 'ts' } };
  const plugins = [meet(entry, world)];
  // A program's import() loads code of others, which may be ES modules.
  const supported = { 'dynamic-import': isProgram(entry) };
  const outfile = outputOf(entry);
  const { metafile } = await build({ ...common, ...input, supported, outfile, plugins, metafile: true });
  return Object.keys(metafile.inputs)
    .filter((file) => !file.startsWith('late:') && file !== '<stdin>')
    .map((file) => resolve(file));
}

interface World {
  readonly entries: ReadonlySet<string>;
  /** Modules that several entries of a room use, with the file that holds them. */
  readonly shared: ReadonlyMap<string, string>;
}

function reexports(entry: string, members: readonly string[]): string {
  return members.map((file) => `export * from ${JSON.stringify(`./${relative(dirname(entry), file)}`)};`).join('\n');
}

/** The files of a late part that have functions to offer. */
function lateMembers(part: string): string[] {
  if (part.endsWith('.ts')) return [part];
  return readdirSync(part)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(part, name))
    .filter((file) => isImportedFromOutside(file, part));
}

function isImportedFromOutside(file: string, part: string): boolean {
  const specifier = `'./${relative(dirname(part), file).replace(/\.ts$/, '')}'`;
  return readdirSync(dirname(part))
    .filter((name) => name.endsWith('.ts'))
    .some((name) => readFileSync(join(dirname(part), name), 'utf8').includes(specifier));
}

/** Modules that several entries would take in; those with the same users share a file, so nobody loads what he does not use. */
function sharedModules(contents: ReadonlyMap<string, readonly string[]>): Map<string, string> {
  const users = new Map<string, string[]>();
  for (const [entry, inputs] of contents) {
    if (isProgram(entry) || entry === quickRun) continue;
    for (const input of inputs) users.set(input, [...(users.get(input) ?? []), entry]);
  }
  const chunks = new Map<string, string>();
  const shared = new Map<string, string>();
  for (const [input, entries] of users) {
    if (entries.length < 2) continue;
    const room = roomOf(input);
    const stranger = entries.find((entry) => roomOf(entry) !== room);
    if (stranger !== undefined) throw new Error(`${input} would be bundled into ${stranger}, too`);
    const door = join(room, 'index.ts');
    const key = entries.includes(door) ? door : entries.join();
    if (!chunks.has(key)) chunks.set(key, join(room, key === door ? 'shared.ts' : `shared-${chunks.size}.ts`));
    shared.set(input, chunks.get(key) as string);
  }
  return shared;
}

/** Plain JavaScript that threads start with goes along as it is. */
function copyPrograms(): void {
  for (const name of readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.cjs')) continue;
    const target = join(output, 'lib', name);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, 'lib', name), target);
  }
}

async function main(): Promise<void> {
  rmSync(output, { recursive: true, force: true });
  const entries = new Set(entryFiles());
  const parts = new Map(lateParts.map((part) => [lateEntry(part), lateMembers(part)]));
  const membersOf = (entry: string) => parts.get(entry);
  const contents = new Map<string, readonly string[]>();
  const first: World = { entries, shared: new Map() };
  for (const entry of [...entries, ...parts.keys()]) contents.set(entry, await bundle(entry, first, membersOf(entry)));
  const world: World = { entries, shared: sharedModules(contents) };
  const touched = [...contents].filter(([, inputs]) => inputs.some((input) => world.shared.has(input)));
  for (const [entry] of touched) await bundle(entry, world, membersOf(entry));
  for (const chunk of new Set(world.shared.values())) {
    const members = [...world.shared.keys()].filter((member) => world.shared.get(member) === chunk);
    await bundle(chunk, world, members);
  }
  copyPrograms();
  const loader = { entryPoints: [join(root, 'bin/quick-loader.ts')], outfile: join(output, 'lib/cli/run-alone.js') };
  await build({ ...common, ...loader });
  chmodSync(join(output, 'bin/stepwright.js'), 0o755);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
