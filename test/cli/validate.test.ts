import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepwright } from './terminal';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwright-validate-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const good = '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}';
const bad = `{
  "StartAt": "Charge",
  "States": {
    "Charge": { "Type": "Pass", "Reslt": {}, "Next": "Ship" },
    "Ship": { "Type": "Succeed" }
  }
}`;
const warned =
  '{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"B"}]},"B":{"Type":"Fail"}}}';

test('what is good gets a line, what is bad its place, with exit code 3', async () => {
  const { code, stdout, stderr } = await stepwright(['validate', file('good.json', good), file('bad.asl.json', bad)]);
  expect(code).toBe(3);
  expect(stderr).toBe('');
  expect(stdout).toBe(
    `
✓ good
✗ bad   1 error

  error ASL302   the field "Reslt" is not supported here
    ${folder}/bad.asl.json:4:33
      2 │   "StartAt": "Charge",
      3 │   "States": {
    > 4 │     "Charge": { "Type": "Pass", "Reslt": {}, "Next": "Ship" },
        │                                 ^^^^^^^
      5 │     "Ship": { "Type": "Succeed" }
    ASL   /States/Charge/Reslt
    hint  did you mean "Result"?

`.slice(1),
  );
});

test('--json prints every diagnostic, with what AWS says', async () => {
  const { code, stdout } = await stepwright(['validate', file('bad.asl.json', bad), '--json']);
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject([
    {
      name: 'bad',
      type: 'STANDARD',
      result: 'FAIL',
      diagnostics: [
        {
          code: 'ASL302',
          severity: 'ERROR',
          pointer: '/States/Charge/Reslt',
          range: { line: 4, column: 33 },
          aws: {
            code: 'SCHEMA_VALIDATION_FAILED',
            message: "Field 'Reslt' is not supported",
            location: '/States/Charge',
          },
        },
      ],
    },
  ]);
});

test('warnings end well, unless --max-warnings says otherwise', async () => {
  const path = file('warned.json', warned);
  expect(await stepwright(['validate', path])).toMatchObject({ code: 0 });
  expect(await stepwright(['validate', path, '--max-warnings', '0'])).toMatchObject({ code: 3 });
  expect((await stepwright(['validate', path])).stdout).toContain('✓ warned   1 warning');
});

test('--type EXPRESS', async () => {
  const path = file(
    'express.json',
    '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:eu-west-1:123456789012:activity:a","End":true}}}',
  );
  expect((await stepwright(['validate', path])).code).toBe(0);
  expect((await stepwright(['validate', path, '--type', 'EXPRESS'])).stdout).toContain('error ASL602');
  expect(await stepwright(['validate', path, '--type', 'FAST'])).toMatchObject({ code: 2 });
});

test('a text that is not JSON, and YAML', async () => {
  const { code, stdout } = await stepwright(['validate', file('broken.json', '{"StartAt": A}')]);
  expect(code).toBe(3);
  expect(stdout).toContain("error ASL101   not JSON: Unrecognized token 'A'");
  expect(
    await stepwright(['validate', file('good.yaml', 'StartAt: A\nStates:\n  A:\n    Type: Succeed\n')]),
  ).toMatchObject({ code: 0 });
});

test('what a template fills in later is not held against a file', async () => {
  const hole = `\${${'Arn'}}`;
  const path = file('sam.asl.json', `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"${hole}","End":true}}}`);
  expect(await stepwright(['validate', path])).toMatchObject({ code: 0 });
});

describe('places', () => {
  test('of a YAML definition are those of the YAML', async () => {
    const yaml = `# an order
StartAt: A
States:
  A:
    Type: Pass
    "Next": Bx # a slip
  B: { Type: Wait, Seconds: "5", End: true }
  C: &same
    Type: Pass
    Parameters:
      - 'x.$': y
    End: true
  D: *same
`;
    const { stdout } = await stepwright(['validate', file('places.asl.yaml', yaml)]);
    expect(stdout).toContain(`
    ${folder}/places.asl.yaml:6:13
      4 │   A:
      5 │     Type: Pass
    > 6 │     "Next": Bx # a slip
        │             ^^
      7 │   B: { Type: Wait, Seconds: "5", End: true }
`);
    expect(stdout).toContain('places.asl.yaml:7:29\n');
    expect(stdout).toContain('places.asl.yaml:11:16\n');
    // What an alias repeats stands nowhere else: it is shown at the alias.
    expect(stdout).toContain('places.asl.yaml:13:6\n');
  });

  test('stay below their line where it has tabs', async () => {
    const tabs = '{\n\t"StartAt":\t"A",\n\t"States": { "A": { "Type": "Pass", "Ned": 1, "End": true } }\n}';
    const { stdout } = await stepwright(['validate', file('tabs.json', tabs)]);
    expect(stdout).toContain(`
    > 3 │  "States": { "A": { "Type": "Pass", "Ned": 1, "End": true } }
        │                                     ^^^^^
`);
  });

  test('of a variable that may not be assigned are those of its name', async () => {
    const assign = '{"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"states":1},"End":true}}}';
    const { stdout } = await stepwright(['validate', file('assign.json', assign)]);
    expect(stdout).toContain('assign.json:1:55\n');
  });
});
