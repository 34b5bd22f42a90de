// docs/examples as their readers would use them: synthesized or read, and without a finding.
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { readAssembly, readTemplateFile } from '../../lib/assembly';
import { checkAssembly, findingLine, openFindings } from '../../lib/checks';
import { stepwright } from '../cli/terminal';
import { newApp } from './synth';

// In a checkout the package is not installed in itself.
jest.mock('stepwright', () => jest.requireActual('../../lib/index'), { virtual: true });

const folder = join(__dirname, '../../docs/examples');
const errors = (findings: ReturnType<typeof checkAssembly>) =>
  openFindings(findings)
    .filter((found) => found.severity === 'error')
    .map(findingLine);

test.each([
  ['approval-by-link', 'ApprovedOrdersStack'],
  ['existing-stack', 'ShopStack'],
  ['asl-file', 'GreetingStack'],
  ['l1', 'HeartbeatStack'],
])('%s.ts', (file, name) => {
  const example = jest.requireActual<Record<string, new (scope: unknown, id: string) => Stack>>(
    join(folder, `${file}.ts`),
  );
  const app = newApp();
  new example[name]!(app, name);
  expect(errors(checkAssembly(readAssembly(app.synth().directory)))).toEqual([]);
});

test("existing-stack.ts runs offline, although its table and its bus are somebody else's", async () => {
  const { ShopStack } = jest.requireActual(join(folder, 'existing-stack.ts'));
  const app = newApp();
  new ShopStack(app, 'Shop');
  const { directory } = app.synth();
  const order = join(__dirname, '../../docs/orders/small.json');
  const said = await stepwright(['run', 'Shop/OrderProcessing', '-i', order, '--assembly', directory, '--json']);
  expect(JSON.parse(JSON.parse(said.stdout).output)).toMatchObject({
    status: 'COMPLETED',
    results: { AddLoyaltyPoints: { points: 1 } },
  });
});

test('sam/template.yaml', () => {
  const assembly = readTemplateFile(join(folder, 'sam/template.yaml'));
  expect(assembly.machines.map((machine) => machine.logicalId)).toEqual(['Greeter']);
  expect(assembly.functions[0]!.code).toEqual({ directory: expect.stringContaining('docs/examples/sam/src') });
  expect(errors(checkAssembly(assembly))).toEqual([]);
});
