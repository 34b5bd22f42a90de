// Handlers of installed packages, such as those of the patterns: TypeScript in node_modules, which no runner transforms. They
// are made one CommonJS file each, as for a deployment.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';

const made = new Map<string, string>();

/** Whether a source belongs to an installed package and has to be made something that can be loaded. */
export function isInstalledTypeScript(file: string): boolean {
  return /\.[cm]?ts$/.test(file) && file.split(sep).includes('node_modules');
}

/** The file to load for an installed source. @param root the project's folder, whose node_modules the file's imports are found in */
export function installedHandler(file: string, root: string): string {
  const known = made.get(file);
  if (known !== undefined) return known;
  // Few tests need it.
  const { buildSync } = require('esbuild') as typeof import('esbuild');
  const folder = join(root, 'node_modules', '.cache', 'stepwright', 'handlers');
  const { outputFiles } = buildSync({
    entryPoints: [file],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    keepNames: true,
    sourcemap: 'inline',
    external: ['@aws-sdk/*', '@smithy/*'],
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  const target = join(folder, `${createHash('sha256').update(output!.contents).digest('hex').slice(0, 16)}.cjs`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(target, output!.contents);
  made.set(file, target);
  return target;
}
