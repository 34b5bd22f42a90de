import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readTemplate } from '../../lib/assembly';
import { stateTypes } from '../../lib/cli/state-types';
import { orders } from './machines';

const root = resolve(__dirname, '../..');
const template = (definition: object) => ({
  Resources: {
    Orders: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { RoleArn: 'arn:aws:iam::123456789012:role/r', DefinitionString: JSON.stringify(definition) },
    },
  },
});

test('stepwright synth --types declares the states of every machine, by its short name and its path', async () => {
  const definition = {
    StartAt: "It's",
    States: { "It's": { Type: 'Pass', Next: 'a "b" \\ c' }, 'a "b" \\ c': { Type: 'Succeed' } },
  };
  expect(await stateTypes(readTemplate(template(definition), { name: 'Shop' }))).toBe(
    [
      '// Written by `stepwright synth --types`. Write it again when states change.',
      'interface StepwrightStates {',
      "  'Orders':",
      "    | 'It\\'s'",
      '    | \'a "b" \\\\ c\';',
      "  'Shop/Orders':",
      "    | 'It\\'s'",
      '    | \'a "b" \\\\ c\';',
      '}',
      '',
    ].join('\n'),
  );
});

test('with them a state that is gone does not compile', async () => {
  mkdirSync(join(root, 'temp'), { recursive: true });
  const folder = mkdtempSync(join(root, 'temp/types-'));
  try {
    writeFileSync(join(folder, 'stepwright.d.ts'), await stateTypes(readTemplate(template(orders), { name: 'Shop' })));
    writeFileSync(
      join(folder, 'use.ts'),
      `import { Bench, fromAssembly } from '../../lib/testing';
const bench = new Bench(fromAssembly('cdk.out', 'Orders'));
bench.mock('ChargePayment', {});
bench.mock('Fulfil[0]/ChargePayment', {});
bench.mock({ action: 'lambda:invoke' }, {});
bench.mock('ChargePaymet', {});
new Bench(fromAssembly('cdk.out', 'AnotherMachine')).mock('Anything', {});
`,
    );
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', include: [], files: ['use.ts', 'stepwright.d.ts'] }),
    );
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
    const errors = stdout.split('\n').filter((line) => line.includes('use.ts'));
    expect(errors).toEqual([expect.stringMatching(/use\.ts\(6,12\): error TS2345: .*"ChargePaymet"/)]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
