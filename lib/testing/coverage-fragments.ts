// What one test file has touched, as a file that the reporter adds to those of the others: test files run in workers.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Definition } from '../asl';
import { addHits, type Hits } from '../history';
import { coverageRecords } from './coverage';
import type { Place } from './places';

/** The reporter tells the folder to the processes that run tests. */
export const fragmentsFolder = 'STEPWRIGHT_COVERAGE_FRAGMENTS';

/** One machine. */
export interface MachineCoverage {
  readonly name: string;
  readonly shortName: string;
  readonly definition: Definition;
  readonly hits: Hits;
  readonly places: ReadonlyMap<string, Place>;
  executions: number;
  virtualMs: number;
}

interface Fragment extends Omit<MachineCoverage, 'hits' | 'places'> {
  readonly hits: readonly (readonly [string, number])[];
  readonly places: readonly (readonly [string, Place])[];
}

/** Writes what this process has touched so far, if a reporter asked for it. A process overwrites what it wrote before. */
export function writeFragment(): void {
  const folder = process.env[fragmentsFolder];
  const records = coverageRecords();
  if (folder === undefined || records.length === 0) return;
  const fragments = records.map(({ source, hits, executions, virtualMs }): Fragment => {
    const { name, shortName, definition } = source;
    return { name, shortName, definition, hits: [...hits], places: [...source.places], executions, virtualMs };
  });
  const text = JSON.stringify(fragments);
  mkdirSync(folder, { recursive: true });
  // The module is loaded once for every test file, so every file writes one fragment of its own.
  writeFileSync(
    join(
      folder,
      `${process.pid}-${createHash('sha256').update(text).update(String(process.hrtime.bigint())).digest('hex').slice(0, 16)}.json`,
    ),
    text,
  );
}

/** The machines of all fragments in a folder, by name. */
export function readFragments(folder: string): MachineCoverage[] {
  const machines = new Map<string, MachineCoverage>();
  for (const file of readdirSync(folder).sort()) {
    for (const fragment of JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fragment[]) {
      const { name, shortName, definition } = fragment;
      // Two benches may try two versions of a machine: what they touch says nothing of each other.
      const key = `${name}\n${JSON.stringify(definition)}`;
      const known = machines.get(key) ?? {
        name,
        shortName,
        definition,
        hits: new Map(),
        places: new Map(fragment.places),
        executions: 0,
        virtualMs: 0,
      };
      addHits(known.hits, new Map(fragment.hits));
      known.executions += fragment.executions;
      known.virtualMs += fragment.virtualMs;
      machines.set(key, known);
    }
  }
  return [...machines.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}
