// Coverage of states on the lines of the CDK program that make them, in the format of lcov: services that show coverage on
// a pull request show states that no test has entered.
import { relative } from 'node:path';
import { graphOf } from '../../asl';
import type { Missed } from '../../history';
import type { MachineCoverage } from '../coverage-fragments';
import type { Reported } from './table';

interface Line {
  hits: number;
  /** A way out of a state: taken or not. */
  readonly branches: boolean[];
}

/** @param root folder that file names are relative to */
export function lcov(machines: readonly (MachineCoverage & Reported)[], root: string): string {
  const files = new Map<string, Map<number, Line>>();
  for (const machine of machines) addMachine(machine, files);
  return [...files]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([file, lines]) => record(relative(root, file), lines))
    .join('');
}

function addMachine(
  { definition, hits, places, coverage }: MachineCoverage & Reported,
  files: Map<string, Map<number, Line>>,
): void {
  const { nodes, edges } = graphOf(definition);
  const missed = new Set(coverage.missed.map(({ kind, pointer }: Missed) => `${kind} ${pointer}`));
  for (const { name } of nodes) {
    const place = places.get(name);
    if (place === undefined) continue;
    const lines = files.get(place.file) ?? new Map<number, Line>();
    files.set(place.file, lines);
    const line = lines.get(place.line) ?? { hits: 0, branches: [] };
    lines.set(place.line, line);
    line.hits += hits.get(`state ${name}`) ?? 0;
    for (const { from, kind, pointer } of edges) {
      if (from !== name || kind === 'next' || kind === 'end') continue;
      line.branches.push(!missed.has(`${kind === 'catch' ? 'catcher' : 'choiceRule'} ${pointer}`));
    }
  }
}

function record(file: string, lines: ReadonlyMap<number, Line>): string {
  const sorted = [...lines].sort(([left], [right]) => left - right);
  const branches = sorted.flatMap(([number, line]) => line.branches.map((taken, index) => ({ number, index, taken })));
  return [
    'TN:states',
    `SF:${file}`,
    ...branches.map(({ number, index, taken }) => `BRDA:${number},0,${index},${taken ? 1 : 0}`),
    `BRF:${branches.length}`,
    `BRH:${branches.filter(({ taken }) => taken).length}`,
    ...sorted.map(([number, { hits }]) => `DA:${number},${hits}`),
    `LF:${sorted.length}`,
    `LH:${sorted.filter(([, { hits }]) => hits > 0).length}`,
    'end_of_record\n',
  ].join('\n');
}
