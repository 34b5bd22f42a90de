// Are transcripts the same bytes everywhere? Eight processes run the sample order workflows fifty times each, every time in
// another order and all at once, with answers and with the app's own handlers; all transcripts have to be the same.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, fail, fromAssembly, never, sequence, times } from '../lib/testing';
import { allWell, invoked, order, results } from '../test/workflows/orders';

const workers = 8;
const runs = 50;
const machines = ['OrderProcessing', 'OrderProcessingExpress'];

type Scenario = (bench: Bench) => void;

const scenarios: { readonly [name: string]: Scenario } = {
  well: () => {},
  declined: (bench) => bench.mock('AuthorizePayment', fail('PaymentDeclined', 'the card was declined')),
  throttled: (bench) =>
    bench.mock('AuthorizePayment', sequence(times(2, fail('TooManyRequests')), invoked(results.AuthorizePayment))),
  undone: (bench) => bench.mock('CapturePayment', fail('ProviderFailed', 'the provider is down')),
  unanswered: (bench) => {
    bench.mock('ValidateOrder', invoked({ ...results.ValidateOrder, total: 600_000 }));
    if (bench.source.shortName === 'OrderProcessing') bench.mock('RequestApproval', never());
  },
};

async function once(directory: string, machine: string, name: string): Promise<string> {
  const bench = new Bench(fromAssembly(directory, machine));
  allWell(bench);
  scenarios[name]?.(bench);
  return `${machine} ${name}\n${(await bench.run(order)).transcript}`;
}

async function withHandlers(directory: string, machine: string): Promise<string> {
  const bench = new Bench(fromAssembly(directory, machine), { unmocked: 'embedded' });
  const first = await bench.run(order);
  const second = await bench.run(order);
  await bench.reset();
  return `${machine} with handlers\n${first.transcript}\n${second.transcript}`;
}

async function work(directory: string): Promise<void> {
  for (let run = 0; run < runs; run++) {
    const all = machines.flatMap((machine) =>
      Object.keys(scenarios).map((name) => () => once(directory, machine, name)),
    );
    const shuffled = all
      .map((start) => ({ start, at: Math.random() }))
      .sort((left, right) => left.at - right.at)
      .map(({ start }) => start());
    const texts = await Promise.all(shuffled);
    // Handlers share the environment of their process, so apps take turns.
    for (const machine of machines) texts.push(await withHandlers(directory, machine));
    process.send?.(texts.sort().join('\n'));
  }
}

function outcomeOf(child: ChildProcess, seen: Map<string, number>): Promise<void> {
  return new Promise((done, failed) => {
    child.on('message', (text: string) => seen.set(text, (seen.get(text) ?? 0) + 1));
    child.on('exit', (code) => (code === 0 ? done() : failed(new Error(`a worker ended with ${code}`))));
  });
}

async function main(): Promise<void> {
  const [directory] = process.argv.slice(2);
  if (directory !== undefined) return work(directory);
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-transcripts-'));
  try {
    process.env.CDK_VALIDATION = 'false';
    const { App } = await import('aws-cdk-lib');
    const { addSamples } = await import('../bin/samples.js');
    const app = new App({ outdir: folder, context: { 'aws:cdk:bundling-stacks': [] } });
    addSamples(app);
    app.synth();
    const seen = new Map<string, number>();
    const children = Array.from({ length: workers }, () => fork(__filename, [folder]));
    await Promise.all(children.map((child) => outcomeOf(child, seen)));
    const total = [...seen.values()].reduce((sum, count) => sum + count, 0);
    console.log(`${total} runs by ${workers} workers gave ${seen.size} different sets of transcripts`);
    if (seen.size !== 1 || total !== runs * workers) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
