import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in the package's own package.json, which lies above this file both in the sources and in the package. */
export const version = readVersion(__dirname);

function readVersion(from: string): string {
  try {
    const { name, version } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
    if (name === 'stepwright') return version;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const above = dirname(from);
  if (above === from) throw new Error('stepwright cannot find its own package.json');
  return readVersion(above);
}
