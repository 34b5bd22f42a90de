import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepwright } from './terminal';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwright-run-'));
  writeFileSync(join(folder, 'shop.template.json'), JSON.stringify(template));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fn = (code: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::123456789012:role/r',
    Code: { ZipFile: code },
  },
});
const reference = (logicalId: string) => `\${${logicalId}Arn}`;
const invoke = (logicalId: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: reference(logicalId), 'Payload.$': '$' },
  OutputPath: '$.Payload',
});
const machine = (definition: object) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    RoleArn: 'arn:aws:iam::123456789012:role/machine',
    DefinitionString: JSON.stringify(definition),
    DefinitionSubstitutions: {
      PriceArn: { 'Fn::GetAtt': ['Price', 'Arn'] },
      DeclineArn: { 'Fn::GetAtt': ['Decline', 'Arn'] },
      TopicArn: { Ref: 'Topic' },
    },
  },
});
const template = {
  Resources: {
    Price: fn('exports.handler = async ({ qty }) => ({ total: qty * 10 });'),
    Decline: fn(
      "exports.handler = async () => { const e = new Error('the card was declined'); e.name = 'Declined'; throw e; };",
    ),
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'sold' } },
    Sell: machine({
      StartAt: 'PriceAll',
      States: {
        PriceAll: {
          Type: 'Map',
          ItemsPath: '$.lines',
          ItemProcessor: { StartAt: 'PriceOne', States: { PriceOne: { ...invoke('Price'), End: true } } },
          ResultPath: '$.prices',
          Next: 'Tell',
        },
        Tell: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sns:publish',
          Parameters: { TopicArn: reference('Topic'), 'Message.$': '$.prices' },
          ResultPath: null,
          End: true,
        },
      },
    }),
    Charge: machine({ StartAt: 'Pay', States: { Pay: { ...invoke('Decline'), End: true } } }),
    Ask: machine({
      StartAt: 'Approve',
      States: {
        Approve: {
          Type: 'Task',
          Resource: 'arn:aws:states:::sns:publish.waitForTaskToken',
          Parameters: { TopicArn: reference('Topic'), 'Message.$': '$$.Task.Token' },
          TimeoutSeconds: 86_400,
          End: true,
        },
      },
    }),
    Broken: machine({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Bee' }, Bees: { Type: 'Succeed' } } }),
  },
};
const run = (...args: string[]) => stepwright(['run', ...args, '--assembly', join(folder, 'shop.template.json')]);

describe('stepwright run <machine>', () => {
  const lines = '{"lines":[{"qty":1},{"qty":2}]}';

  test('runs its handlers, says who answered, and shows what was sent', async () => {
    const { code, stdout, stderr } = await run('Sell', '-i', lines);
    expect([code, stdout]).toEqual([0, '{"lines":[{"qty":1},{"qty":2}],"prices":[{"total":10},{"total":20}]}\n']);
    expect(stderr).toMatch(/▸ PriceAll +Map, 2 items/);
    expect(stderr).toMatch(/✓ #1 PriceOne .* lambda {2}shop\/Price/);
    expect(stderr).toMatch(/✓ Tell .* embedded {2}sns:publish/);
    expect(stderr).toMatch(/→ sns +sold {2}"\[\{\\"total\\":10/);
  });

  test('the same seed gives the same history, byte for byte', async () => {
    const [one, two] = [await run('Sell', '-i', lines, '--json'), await run('Sell', '-i', lines, '--json')];
    expect(one.stdout).toBe(two.stdout);
    expect(JSON.parse(one.stdout).messages).toHaveLength(1);
  });

  test('a handler that throws fails the task with its own name and message', async () => {
    const { code, stderr } = await run('Charge');
    expect(code).toBe(1);
    expect(stderr).toContain('Declined in Pay');
    expect(stderr).toContain('the card was declined');
  });

  test('mocks answer before handlers', async () => {
    const mocks = join(folder, 'mocks.json');
    writeFileSync(
      mocks,
      JSON.stringify({
        StateMachines: { Charge: { TestCases: { Paid: { Pay: 'Paid' } } } },
        MockedResponses: { Paid: { '0': { Return: { StatusCode: 200, Payload: { paid: true } } } } },
      }),
    );
    expect(await run('Charge', '--mock', mocks, '-q')).toMatchObject({ code: 0, stdout: '{"paid":true}\n' });
    const { code, stderr } = await run('Charge', '--mock', mocks, '--mock-case', 'Unpaid');
    expect(code).toBe(2);
    expect(stderr).toContain('hint  say --mock-case with one of: Paid');
  });
});

describe('a task that waits for its token', () => {
  test('is answered from the command line, after as long as one likes', async () => {
    const { code, stdout, stderr } = await run('Ask', '--approve', 'Approve', '--answer-after', '5h');
    expect([code, stdout]).toEqual([0, '{"approved":true}\n']);
    expect(stderr).toContain('5 h 0 min virtual');
    expect((await run('Ask', '--answer', 'Approve={"by":"kim"}', '-q')).stdout).toBe('{"by":"kim"}\n');
    expect((await run('Ask', '--fail', 'Approve=Refused:too much')).stderr).toContain('Refused in Approve\n  too much');
  });

  test('that nobody answers times out at once, and says how to answer', async () => {
    const { code, stderr } = await run('Ask');
    expect(code).toBe(1);
    expect(stderr).toContain("Approve waits for an answer that nobody gives: answer it with --answer 'Approve=");
    expect(stderr).toContain('States.Timeout in Approve');
    expect(stderr).toContain('1 d 0 h virtual');
  });
});

describe('naming a machine', () => {
  test('with several, one has to be named', async () => {
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toContain('CLI203');
    expect(stderr).toContain('Sell');
  });
  test('a wrong name gets the nearest one', async () => {
    const { code, stderr } = await run('Sel');
    expect(code).toBe(5);
    expect(stderr).toContain('CLI202');
    expect(stderr).toContain('Did you mean "Sell"?');
  });
  test('list shows them all', async () => {
    const { stdout } = await stepwright(['list', '--json', '--assembly', join(folder, 'shop.template.json')]);
    expect(JSON.parse(stdout).map(({ name, states }: { name: string; states: number }) => [name, states])).toEqual([
      ['Sell', 3],
      ['Charge', 1],
      ['Ask', 1],
      ['Broken', 2],
    ]);
  });
});

test('a definition that AWS would refuse is refused before anything runs', async () => {
  const { code, stdout, stderr } = await run('Broken');
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr).toContain('no state is named "Bee"');
  expect(stderr).toContain('did you mean "Bees"?');
});
