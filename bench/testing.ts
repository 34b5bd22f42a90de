// What an execution under test costs: 1,000 executions of the order workload with answers, with the testing door (histories,
// coverage and all), beside aws-local-stepfunctions doing the same. Rounds take turns; a figure is the median of them.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { equal, type Json } from '../lib/json';
import { Bench, fail, fromDefinition, type MockedCall } from '../lib/testing';
import { engines } from './engines';
import { type Workload, workloads } from './workloads';

const root = resolve(__dirname, '..');
const rounds = 9;
const warmUpRounds = 2;

interface Timed {
  readonly times: number[];
  outputs: readonly Json[];
}

/** The functions of a workload as answers. */
function benchOf({ definition, functions = {} }: Workload): Bench {
  const bench = new Bench(fromDefinition(definition));
  for (const [name, answer] of Object.entries(functions)) {
    bench.mock(name, ({ input }: MockedCall) => {
      try {
        return answer(input);
      } catch (error) {
        return fail((error as Error).name, (error as Error).message);
      }
    });
  }
  return bench;
}

async function round(timed: Timed, run: (input: Json) => Promise<Json> | Json, inputs: readonly Json[]): Promise<void> {
  const outputs: Json[] = [];
  const began = process.hrtime.bigint();
  for (const input of inputs) outputs.push(await run(input));
  timed.times.push(Number(process.hrtime.bigint() - began) / 1e6 / inputs.length);
  timed.outputs = outputs;
}

async function measure(): Promise<void> {
  const order = workloads.find(({ name }) => name === 'order') as Workload;
  const theirs = await engines['aws-local-stepfunctions']?.(order);
  const ours: Timed = { times: [], outputs: [] };
  const others: Timed = { times: [], outputs: [] };
  for (let number = 0; number < warmUpRounds + rounds; number++) {
    // A test has a bench of its own: what its calls leave behind goes with it.
    const bench = benchOf(order);
    await round(ours, async (input) => (await bench.run(input)).output, order.inputs);
    if (theirs !== undefined) await round(others, (input) => theirs.run(input), order.inputs);
  }
  const mine = median(ours.times);
  const same = others.outputs.every((output, index) => equal(output, ours.outputs[index] as Json));
  console.log(
    `under test      ${(mine * 1000).toFixed(0).padStart(8)} µs an execution   aws-local-stepfunctions ` +
      `${(median(others.times) * 1000).toFixed(0)} µs, ${(median(others.times) / mine).toFixed(1)}×${same ? '' : ' OTHER OUTPUT'}`,
  );
}

function median(times: readonly number[]): number {
  const measured = times.slice(warmUpRounds).sort((a, b) => a - b);
  return measured[measured.length >> 1] as number;
}

async function main(): Promise<void> {
  if (process.argv.includes('--inside')) return measure();
  const program = join(root, 'temp/bench-testing.js');
  // Plain code: what tsx adds to functions while it runs them would be measured, too.
  await build({
    entryPoints: [__filename],
    outfile: program,
    bundle: true,
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  process.exitCode = spawnSync(process.execPath, [program, '--inside'], { stdio: 'inherit' }).status ?? 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
