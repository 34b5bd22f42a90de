import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMachine, readAssembly, readTemplate, readTemplateFile } from '../../lib/assembly';

const root = mkdtempSync(join(tmpdir(), 'assembly-errors-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function directory(name: string, files: Readonly<Record<string, unknown>>): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(path, file, '..'), { recursive: true });
    writeFileSync(join(path, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return path;
}

const stack = (templateFile: string) => ({
  artifacts: {
    S: {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
      properties: { templateFile },
    },
  },
});

test.each<[string, () => unknown, string, RegExp]>([
  [
    'a directory that is not there',
    () => readAssembly(join(root, 'nowhere')),
    'ASSEMBLY_NOT_FOUND',
    /There is no directory .*nowhere; run "cdk synth" first/,
  ],
  [
    'a directory that is no assembly',
    () => readAssembly(directory('plain', {})),
    'NOT_AN_ASSEMBLY',
    /plain is not a cloud assembly: it has no manifest\.json/,
  ],
  [
    'the directory of the app',
    () => readAssembly(directory('app', { 'cdk.out/manifest.json': {} })),
    'NOT_AN_ASSEMBLY',
    /Did you mean .*app\/cdk\.out\?/,
  ],
  [
    'a manifest cut off',
    () => readAssembly(directory('cut', { 'manifest.json': '{"artifacts": {' })),
    'INVALID_JSON',
    /cut\/manifest\.json is not valid JSON/,
  ],
  [
    'a manifest without artifacts',
    () => readAssembly(directory('empty', { 'manifest.json': {} })),
    'NOT_AN_ASSEMBLY',
    /lists no artifacts/,
  ],
  [
    'a template that is missing',
    () => readAssembly(directory('lost', { 'manifest.json': stack('S.template.json') })),
    'ASSET_MISSING',
    /S\.template\.json, the template of S, is missing/,
  ],
  [
    'a template that is no object',
    () => readAssembly(directory('array', { 'manifest.json': stack('S.json'), 'S.json': '[]' })),
    'INVALID_TEMPLATE',
    /not a CloudFormation template/,
  ],
  [
    'a file that is no template',
    () => readTemplate({ a: 1 }, { name: 'x' }),
    'INVALID_TEMPLATE',
    /x is not a CloudFormation template: it has no Resources section/,
  ],
  [
    'YAML that does not parse',
    () => readTemplate('Resources:\n  A: [1', { name: 'x' }),
    'INVALID_TEMPLATE',
    /x is not valid YAML/,
  ],
  [
    'YAML that explodes',
    () =>
      readTemplate(
        `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
          .split('')
          .map((key, i) => `${key}: &${key} [${`*${'abcdefghij'[i]},`.repeat(9)}]`)
          .join('\n')}\nResources: {}\n`,
        { name: 'x' },
      ),
    'INVALID_TEMPLATE',
    /x is not valid YAML/,
  ],
  [
    'a file that is not there',
    () => readTemplateFile(join(root, 'none.yaml')),
    'ASSEMBLY_NOT_FOUND',
    /none\.yaml cannot be read/,
  ],
  [
    'a machine without a definition',
    () => readTemplate({ Resources: { M: { Type: 'AWS::StepFunctions::StateMachine' } } }, { name: 'S' }),
    'INVALID_TEMPLATE',
    /S\/M \(S\/M\) has no definition/,
  ],
  [
    'a definition file that is missing',
    () =>
      readTemplate(
        {
          Resources: {
            M: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionS3Location: { Key: 'gone.json' } } },
          },
        },
        { name: 'S' },
      ),
    'ASSET_MISSING',
    /The definition of S\/M \(S\/M\), gone\.json, is not there/,
  ],
])('%s', (_, read, code, message) => {
  expect(read).toThrow(
    expect.objectContaining({ name: 'AssemblyError', code, message: expect.stringMatching(message) }),
  );
});

test('an app with an empty stack is read', () => {
  const path = directory('nothing', { 'manifest.json': stack('S.json'), 'S.json': '{}' });
  expect(readAssembly(path)).toMatchObject({ machines: [], warnings: [], stacks: [{ name: 'S' }] });
});

describe('looking for a machine', () => {
  const machine = { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: '{}' } };
  const named = (path: string) => ({ ...machine, Metadata: { 'aws:cdk:path': `${path}/Resource` } });
  const assembly = readTemplate(
    { Resources: { A1: named('Shop/Orders/Machine'), B2: named('Shop/Returns/Machine'), C3: named('Shop/Payments') } },
    { name: 'Shop' },
  );

  test.each([
    ['the end of its path', 'Orders/Machine', 'A1'],
    ['the whole path', 'Shop/Orders/Machine', 'A1'],
    ['its logical id', 'B2', 'B2'],
    ['its name', 'Shop-C3', 'C3'],
    ['its ARN', 'arn:aws:states:us-east-1:123456789012:stateMachine:Shop-C3', 'C3'],
  ])('by %s', (_, name, logicalId) => {
    expect(findMachine(assembly, name).logicalId).toBe(logicalId);
  });

  test.each([
    ['Machine', 'MACHINE_AMBIGUOUS', '"Machine" fits 2 state machines; write one of Orders/Machine, Returns/Machine.'],
    [
      'Paymants',
      'MACHINE_NOT_FOUND',
      'There is no state machine "Paymants". Did you mean "Payments"? There are: Orders/Machine, Returns/Machine, Payments.',
    ],
    [
      'xyzzy-42',
      'MACHINE_NOT_FOUND',
      'There is no state machine "xyzzy-42". There are: Orders/Machine, Returns/Machine, Payments.',
    ],
    [
      undefined,
      'MACHINE_AMBIGUOUS',
      'There are 3 state machines; name one of Orders/Machine, Returns/Machine, Payments.',
    ],
  ])('%s', (name, code, message) => {
    expect(() => findMachine(assembly, name)).toThrow(
      expect.objectContaining({ code, message, candidates: expect.any(Array) }),
    );
  });

  test('the only machine needs no name', () => {
    expect(findMachine({ machines: assembly.machines.slice(0, 1) }).logicalId).toBe('A1');
    expect(() => findMachine({ machines: [] })).toThrow('The assembly holds no state machine.');
  });
});
