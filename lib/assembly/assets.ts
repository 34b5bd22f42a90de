// Which file of the assembly an object in the staging bucket is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Json, own } from '../json';
import { parseJson } from './template';

/** Finds the local file or directory of an asset; undefined when the assembly does not have it. */
export interface Assets {
  byObjectKey(key: string): string | undefined;
  /** By the path in a resource's `aws:asset:path`. */
  byPath(path: string): string | undefined;
  /** The directory that relative paths start from. */
  readonly directory: string;
}

/** The assets that one or more asset manifests of a directory list. */
export function readAssets(directory: string, manifests: readonly string[]): Assets {
  const byKey = new Map<string, string>();
  for (const manifest of manifests) {
    const file = join(directory, manifest);
    if (!existsSync(file)) continue;
    const files = member(parseJson(readFileSync(file, 'utf8'), file), 'files');
    if (!isObject(files)) continue;
    for (const asset of Object.values(files)) {
      const path = member(member(asset, 'source'), 'path');
      const destinations = member(asset, 'destinations');
      if (typeof path !== 'string' || !isObject(destinations)) continue;
      for (const destination of Object.values(destinations)) {
        const key = member(destination, 'objectKey');
        if (typeof key === 'string') byKey.set(key, join(directory, path));
      }
    }
  }
  return {
    directory,
    byObjectKey: (key) => byKey.get(key),
    byPath: (path) => (existsSync(join(directory, path)) ? join(directory, path) : undefined),
  };
}

/** Assets given by hand: object key → path. */
export function givenAssets(directory: string, paths: Readonly<Record<string, string>>): Assets {
  const byKey = new Map(Object.entries(paths).map(([key, path]) => [key, join(directory, path)]));
  return {
    directory,
    byObjectKey: (key) => byKey.get(key),
    byPath: (path) => (existsSync(join(directory, path)) ? join(directory, path) : undefined),
  };
}

function member(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) ? own(value, key) : undefined;
}
