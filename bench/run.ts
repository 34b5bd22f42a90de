// `npm run bench [-- loop order]`: ours beside aws-local-stepfunctions, and beside the jsonata package alone. Every engine
// runs each workload in a process of its own; the processes take turns, so that whatever else the machine does hits all of
// them, and ratios are taken round by round. A figure without its peer from the same run says little.
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { equal, type Json } from '../lib/json';
import { alone, runAlone } from './alone';
import { engines } from './engines';
import { workloads } from './workloads';

const root = resolve(__dirname, '..');
const rounds = 9;
const warmUpRounds = 2;

interface Round {
  readonly ms: number;
  readonly outputs: readonly Json[];
  readonly megabytes: number;
}

class Contestant {
  readonly name: string;
  readonly times: number[] = [];
  outputs: readonly Json[] = [];
  megabytes = 0;
  readonly #child: ChildProcess;

  constructor(name: string, program: string, workload: string) {
    this.name = name;
    this.#child = fork(program, [name, workload], { execArgv: [] });
  }

  #next<T>(): Promise<T> {
    return new Promise((done, fail) => {
      const died = (code: number | null) => fail(new Error(`${this.name} died (${code})`));
      this.#child.once('exit', died);
      this.#child.once('message', (message) => {
        this.#child.off('exit', died);
        done(message as T);
      });
    });
  }

  async ready(): Promise<boolean> {
    const { supported, failed } = await this.#next<{ supported?: boolean; failed?: string }>();
    if (failed !== undefined) throw new Error(`${this.name}: ${failed}`);
    return supported === true;
  }

  async round(measured: boolean): Promise<void> {
    const answer = this.#next<Round>();
    this.#child.send('go');
    const { ms, outputs, megabytes } = await answer;
    if (measured) this.times.push(ms);
    this.outputs = outputs;
    this.megabytes = megabytes;
  }

  end(): void {
    this.#child.kill();
  }
}

async function contest(workload: string, program: string): Promise<Contestant[]> {
  const all = Object.keys(engines).map((name) => new Contestant(name, program, workload));
  const able = await Promise.all(all.map((one) => one.ready()));
  const contestants = all.filter((one, index) => {
    if (!able[index]) one.end();
    return able[index];
  });
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    for (const one of contestants) await one.round(round >= warmUpRounds);
  }
  for (const one of contestants) one.end();
  return contestants;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

function ratio(theirs: Contestant, ours: Contestant): string {
  return `${median(theirs.times.map((ms, round) => ms / (ours.times[round] as number))).toFixed(1)}×`;
}

function row(workload: string, contestants: readonly Contestant[]): string {
  const [ours, ...others] = contestants as [Contestant, ...Contestant[]];
  const cells = others.map((other) => {
    const same = other.outputs.every((output, index) => equal(output, ours.outputs[index] as Json));
    const memory = (ours.megabytes / other.megabytes).toFixed(2);
    return `${other.name} ${median(other.times).toFixed(1)} ms, ${ratio(other, ours)} (memory ×${memory})${same ? '' : ' OTHER OUTPUT'}`;
  });
  return `${workload.padEnd(15)} ${median(ours.times).toFixed(2).padStart(8)} ms   ${cells.join('   ')}`;
}

/** Process start to printed result, over an empty node process. */
function coldStart(): string {
  const built = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'bin/build.ts')], { stdio: 'inherit' });
  if (built.status !== 0) throw new Error('the package does not build');
  const definition = join(root, 'temp/cold.asl.json');
  const small = workloads.find(({ name }) => name === 'small');
  writeFileSync(definition, JSON.stringify(small?.definition));
  const program = [join(root, 'dist/bin/stepwright.js'), 'run', definition, '--input', '{"name":"cold","n":3}'];
  const times = { empty: [] as number[], ours: [] as number[] };
  for (let round = 0; round < 2 * rounds; round++) {
    for (const [name, args] of [
      ['empty', ['-e', '0']],
      ['ours', program],
    ] as const) {
      const began = process.hrtime.bigint();
      const { status } = spawnSync(process.execPath, [...args]);
      if (status !== 0) throw new Error(`the cold start ended with ${status}`);
      times[name].push(Number(process.hrtime.bigint() - began) / 1e6);
    }
  }
  const over = median(times.ours.map((ms, round) => ms - (times.empty[round] as number)));
  return `${'cold start'.padEnd(15)} ${over.toFixed(1).padStart(8)} ms over an empty node process (${median(times.empty).toFixed(0)} ms)`;
}

async function main(): Promise<void> {
  mkdirSync(join(root, 'temp'), { recursive: true });
  const program = join(root, 'temp/bench-child.js');
  // Plain code: what tsx adds to functions while it runs them would be measured, too.
  await build({
    entryPoints: [join(root, 'bench/child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
  });
  const wanted = process.argv.slice(2);
  console.log(`node ${process.version}, median of ${rounds} rounds; × is how many times longer the other takes\n`);
  for (const { name } of workloads) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(row(name, await contest(name, program)));
  }
  if (wanted.length === 0 || wanted.includes('cold')) console.log(coldStart());
  for (const scenario of Object.keys(alone)) {
    if (wanted.length === 0 || wanted.includes(scenario)) await runAlone(scenario);
  }
  if (wanted.length === 0 || wanted.includes('testing')) {
    spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, 'testing.ts')], { stdio: 'inherit' });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  // Children of an unfinished contest would keep this process alive.
  process.exit(1);
});
