// What the executions of this process have touched, machine by machine.
import { addHits, type Hits, hitsOf } from '../history';
import { observe } from './execution';
import type { MachineSource } from './source';

export interface CoverageRecord {
  readonly source: MachineSource;
  readonly hits: Hits;
  executions: number;
  /** Virtual milliseconds that all executions took. */
  virtualMs: number;
}

const records = new Map<string, CoverageRecord>();
const bySource = new WeakMap<MachineSource, CoverageRecord>();

/** The record of a machine; benches of one machine with one definition share it. */
export function coveredBy(source: MachineSource): CoverageRecord {
  const known = bySource.get(source);
  if (known !== undefined) return known;
  const key = `${source.name}\n${JSON.stringify(source.definition)}`;
  const record = records.get(key) ?? { source, hits: new Map(), executions: 0, virtualMs: 0 };
  records.set(key, record);
  bySource.set(source, record);
  return record;
}

/** All machines that this process has run. */
export function coverageRecords(): readonly CoverageRecord[] {
  return [...records.values()];
}

observe((execution) => {
  const record = coveredBy(execution.source);
  for (const tree of [execution.trace, ...execution.childTraces]) addHits(record.hits, hitsOf(tree));
  record.executions++;
  record.virtualMs += execution.elapsedMs;
});
