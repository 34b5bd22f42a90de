// Scenarios that each run in a process of their own, so that peak memory is theirs alone.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(__dirname, '..');

/** Scenario → program. */
export const alone: { readonly [scenario: string]: string } = {
  'csv-standard': 'distributed-map',
  'csv-express': 'distributed-map',
  'csv-task': 'distributed-map',
  'jsonl-express': 'distributed-map',
  'closed-kept': 'memory',
  'closed-forgotten': 'memory',
  'open-waiting': 'memory',
  'million-inline': 'memory',
};

/** Builds the scenario's program as plain code and runs it; it prints its own line. */
export async function runAlone(scenario: string): Promise<void> {
  const program = alone[scenario] as string;
  const outfile = join(root, `temp/bench-${program}.js`);
  await build({
    entryPoints: [join(root, `bench/${program}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  const { status } = spawnSync(process.execPath, [outfile, scenario], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${scenario} ended with ${status}`);
}
