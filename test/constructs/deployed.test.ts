// The sample stacks, deployed to moto's server by the CDK command line: the machines that CloudFormation made there are those
// that run here, and an execution there, by an interpreter that is not ours, ends as one here.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addSamples } from '../../bin/samples';
import microBatch from '../../docs/etl/micro-batch.json';
import poorQuality from '../../docs/etl/poor-quality.json';
import declined from '../../docs/orders/declined.json';
import small from '../../docs/orders/small.json';
import { type Assembly, readAssembly } from '../../lib/assembly';
import { Bench, fromAssembly } from '../../lib/testing';
import { Moto, motoMissing } from './moto/aws';
import { newApp } from './synth';

const missing = motoMissing();
const outdir = mkdtempSync(join(tmpdir(), 'stepwright-deployed-'));
let moto: Moto;
let assembly: Assembly;

/** Says why nothing is tested where moto is not there. */
const deployed = (run: () => Promise<void>) => async () => {
  if (missing === undefined) await run();
  else process.stderr.write(`not tested (${expect.getState().currentTestName}): moto is not here: ${missing}\n`);
};

beforeAll(async () => {
  if (missing !== undefined) return;
  const app = newApp();
  addSamples(app);
  const { directory } = app.synth();
  assembly = readAssembly(directory);
  moto = await Moto.start();
  moto.cdk('bootstrap', 'aws://123456789012/us-east-1');
  const options = ['--app', directory, '--output', outdir, '--require-approval', 'never', '--method', 'direct'];
  moto.cdk('deploy', '--all', ...options);
}, 120_000);
afterAll(async () => {
  rmSync(outdir, { recursive: true, force: true });
  await moto?.stop();
});

const machineIn = (stack: string) => assembly.machines.find((machine) => machine.stack === stack)!;
const arnIn = async (stack: string) => (await moto.resources(stack)).get(machineIn(stack).logicalId)!;

/** A definition with logical ids in place of the names that CloudFormation, or the reader of the assembly, chose. */
function withLogicalIds(definition: string, names: ReadonlyMap<string, string>): unknown {
  const longestFirst = [...names].sort(([, one], [, other]) => other.length - one.length);
  const text = longestFirst.reduce(
    (before, [logicalId, name]) => before.replaceAll(name, `<${logicalId}>`),
    definition,
  );
  return JSON.parse(text);
}

/** The last part of an ARN or a URL, which is the name in all of them. */
const nameOf = (id: string) => id.split(/[:/]/).at(-1)!;

test.each(['Orders', 'OrdersExpress', 'OrdersHybrid', 'Etl', 'EtlRows', 'EtlExpress', 'Ml'])(
  '%s: the machines that are deployed are those that run here',
  (stack) =>
    deployed(async () => {
      const there = await moto.resources(stack);
      const names = new Map([...there].map(([logicalId, id]) => [logicalId, nameOf(id)]));
      const known = assembly.resources.filter((one) => one.stack === stack && names.has(one.logicalId));
      const here = new Map(known.map((one) => [one.logicalId, one.name]));
      const machines = assembly.machines.filter((machine) => machine.stack === stack);
      expect(machines.length).toBeGreaterThan(0);
      for (const { logicalId, definition } of machines) {
        const local = withLogicalIds(definition, here);
        expect(withLogicalIds(await moto.definition(there.get(logicalId)!), names)).toEqual(local);
        expect(JSON.stringify(local)).toContain('<');
      }
    })(),
);

/** A cause without the stack trace, which tells where the code lies. */
const messageOf = (cause: string | undefined) => cause?.replace(/,"trace":\[.*\]/, '');

describe.each([
  // In this order: they share lease and watermark.
  [
    'EtlExpress',
    'EtlMicroBatch',
    [
      ['poor', poorQuality, 'FAILED'],
      ['good', microBatch, 'SUCCEEDED'],
      ['again', microBatch, 'SUCCEEDED'],
    ],
  ],
  [
    'OrdersExpress',
    'OrderProcessingExpress',
    [
      ['small', small, 'SUCCEEDED'],
      ['declined', declined, 'FAILED'],
    ],
  ],
] as const)('executions of %s there end as those here', (stack, machine, runs) => {
  let bench: Bench;
  beforeAll(() => {
    if (missing === undefined) bench = new Bench(fromAssembly(assembly.directory, machine), { unmocked: 'embedded' });
  });
  afterAll(() => bench?.reset());

  test.each(runs)(
    '%s',
    (name, input, status) =>
      deployed(async () => {
        const here = await bench.run(input, { name });
        const there = await moto.run(await arnIn(stack), name, input);
        expect([there.status, here.status]).toEqual([status, status]);
        expect(there.output && JSON.parse(there.output)).toEqual(here.output);
        expect([there.error, messageOf(there.cause)]).toEqual([here.error, messageOf(here.cause)]);
      })(),
    60_000,
  );
});
