// esbuild runs plugins only in its asynchronous API, and a construct cannot wait. So a pass with plugins runs in a child
// process, which loads the plugins from a module and writes the outputs to a temporary folder.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BuildOptions, Metafile } from 'esbuild';

const script = `
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const [folder, esbuild, plugins] = process.argv.slice(1);
(async () => {
  let loaded = await import(pathToFileURL(plugins).href);
  while (loaded && !Array.isArray(loaded) && 'default' in loaded) loaded = loaded.default;
  if (!Array.isArray(loaded)) throw new Error(plugins + ' must export a list of esbuild plugins as its default');
  const options = JSON.parse(readFileSync(join(folder, 'options.json'), 'utf8'));
  try {
    const result = await require(esbuild).build({ ...options, plugins: loaded });
    const files = result.outputFiles.map((file, index) => {
      writeFileSync(join(folder, String(index)), file.contents);
      return file.path;
    });
    writeFileSync(join(folder, 'result.json'), JSON.stringify({ files, metafile: result.metafile }));
  } catch (error) {
    if (!Array.isArray(error.errors)) throw error;
    writeFileSync(join(folder, 'result.json'), JSON.stringify({ message: error.message, errors: error.errors }));
  }
})().catch((error) => { console.error(error.stack); process.exit(1); });
`;

/** Runs one esbuild pass with the plugins of a module; throws esbuild's own kind of failure. */
export function buildWithPlugins(
  options: BuildOptions,
  pluginsFile: string,
): { outputFiles: { path: string; contents: Uint8Array }[]; metafile: Metafile } {
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-bundle-'));
  try {
    writeFileSync(join(folder, 'options.json'), JSON.stringify(options));
    const loader = pluginsFile.endsWith('.ts') ? ['--import', typescriptLoader(pluginsFile)] : [];
    execFileSync(process.execPath, [...loader, '-e', script, '--', folder, require.resolve('esbuild'), pluginsFile], {
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
    if (result.errors !== undefined) throw Object.assign(new Error(result.message), { errors: result.errors });
    const outputFiles = (result.files as string[]).map((path, index) => ({
      path,
      contents: new Uint8Array(readFileSync(join(folder, String(index)))),
    }));
    return { outputFiles, metafile: result.metafile };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The package tsx belongs to the project, not to this package: most plugins are written in JavaScript.
function typescriptLoader(pluginsFile: string): string {
  try {
    return require.resolve('tsx', { paths: [dirname(pluginsFile)] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(
      `${pluginsFile} is TypeScript, which needs the package tsx: npm i -D tsx, or write the plugins as .mjs.`,
    );
  }
}
