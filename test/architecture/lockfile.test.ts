import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const lockfile = JSON.parse(readFileSync(join(resolve(__dirname, '../..'), 'package-lock.json'), 'utf8')) as {
  packages: { [path: string]: { resolved?: string; optionalDependencies?: { [name: string]: string } } };
};

describe('package-lock.json', () => {
  test('names no registry, so that every registry serves it', () => {
    const resolved = Object.entries(lockfile.packages).filter(([, { resolved: host }]) => host !== undefined);
    expect(resolved.map(([path]) => path)).toEqual([]);
  });

  test('has the binaries of every platform: npm ci refuses it otherwise (mend it with npm run lockfile)', () => {
    const locked = new Set(Object.keys(lockfile.packages).map((path) => path.replace(/^.*node_modules\//, '')));
    const missing = Object.values(lockfile.packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter((name) => !locked.has(name)),
    );
    expect(missing).toEqual([]);
  });
});
