import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepwright } from './terminal';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwright-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const machine = (states: object) => ({ StartAt: Object.keys(states)[0], States: states });
const add = machine({
  Add: { Type: 'Pass', Parameters: { 'sum.$': 'States.MathAdd($.a, $.b)' }, Next: 'Big' },
  Big: { Type: 'Choice', Choices: [{ Variable: '$.sum', NumericGreaterThan: 10, Next: 'Sleep' }], Default: 'Refuse' },
  Sleep: { Type: 'Wait', Seconds: 2_592_000, End: true },
  Refuse: { Type: 'Fail', Error: 'TooSmall', Cause: 'the sum is too small' },
});

describe('stepwright run <definition file>', () => {
  test('prints the output on stdout and each state on stderr', async () => {
    const { code, stdout, stderr } = await stepwright(['run', file('add.asl.json', add), '-i', '{"a":8,"b":4}']);
    expect(code).toBe(0);
    expect(stdout).toBe('{"sum":12}\n');
    expect(stderr).toMatch(/✓ Add +Pass/);
    expect(stderr).toMatch(/✓ Big +.* → Sleep/);
    expect(stderr).toMatch(/✓ Sleep +30 d 0 h +waited/);
    expect(stderr).toContain('✓ succeeded   3 transitions · 8 events · 30 d 0 h virtual');
  });

  test('a failed execution ends with code 1, its error, place and path, and prints no output', async () => {
    const { code, stdout, stderr } = await stepwright(['run', file('add.asl.json', add), '-i', '{"a":1,"b":2}']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('✗ failed');
    expect(stderr).toContain('TooSmall in Refuse');
    expect(stderr).toContain('the sum is too small');
    expect(stderr).toContain('path   Add → Big → Refuse');
  });

  test.each([
    ['a file', (text: string) => ['-i', file('input.json', text)], ''],
    ['its text', (text: string) => ['--input', text], ''],
    ['stdin', () => ['-i', '-'], '{"a":8,"b":4}'],
  ])('takes its input from %s', async (_, input, stdin) => {
    const args = ['run', file('add.asl.json', add), '-q', ...input('{"a":8,"b":4}')];
    expect(await stepwright(args, stdin)).toEqual({ code: 0, stdout: '{"sum":12}\n', stderr: '' });
  });

  test('YAML is a definition too', async () => {
    const yaml = 'StartAt: Hello\nStates:\n  Hello: {Type: Pass, Result: hi, End: true}\n';
    expect((await stepwright(['run', file('hello.asl.yaml', yaml), '-q'])).stdout).toBe('"hi"\n');
  });

  test('--json is one document in the words of the API, the same bytes for the same seed', async () => {
    const random = machine({ R: { Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' }, End: true } });
    const once = (seed: string) => stepwright(['run', file('random.asl.json', random), '--json', '--seed', seed]);
    const [first, again, other] = [await once('7'), await once('7'), await once('8')];
    expect(first.stdout).toBe(again.stdout);
    expect(first.stdout).not.toBe(other.stdout);
    expect(first.stderr).toBe('');
    const document = JSON.parse(first.stdout);
    expect(document).toMatchObject({ status: 'SUCCEEDED', input: '{}', seed: 7 });
    expect(document.events.map(({ type }: { type: string }) => type)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('--json=members picks members, and knows which there are', async () => {
    const path = file('add.asl.json', add);
    const { stdout, code } = await stepwright(['run', path, '-i', '{"a":1,"b":2}', '--json=status,error']);
    expect([code, stdout]).toEqual([1, '{"status":"FAILED","error":"TooSmall"}\n']);
    const wrong = await stepwright(['run', path, '-i', '{"a":1,"b":2}', '--json=statsu']);
    expect(wrong.stderr).toContain('did you mean "status"?');
  });

  test('--real-time waits, --timeout ends waiting with code 124', async () => {
    const wait = machine({ W: { Type: 'Wait', Seconds: 60, End: true } });
    const { code, stderr } = await stepwright(['run', file('w.asl.json', wait), '--real-time', '--timeout', '50ms']);
    expect(code).toBe(124);
    expect(stderr).toContain('the time limit was reached');
  });

  test('an Express workflow has an Express ARN', async () => {
    const pass = machine({ P: { Type: 'Pass', End: true } });
    const { stdout } = await stepwright(['run', file('p.asl.json', pass), '--express', '--json=executionArn']);
    expect(JSON.parse(stdout).executionArn).toMatch(/:express:p:[0-9a-f-]{36}:[0-9a-f-]{36}$/);
  });
});

describe('bad input: one message, the exit code, nothing on stdout', () => {
  test.each([
    ['no such file', () => ['run', 'nowhere.asl.json'], 5, 'CLI201  the file nowhere.asl.json does not exist'],
    ['a definition that is not JSON', () => ['run', file('x.asl.json', '{"StartAt": }')], 3, 'CLI301'],
    ['a definition that is not YAML', () => ['run', file('x.asl.yaml', 'a: [1')], 3, 'CLI301'],
    ['a definition that is a list', () => ['run', file('list.asl.json', [])], 3, 'CLI302'],
    ['an input that is not JSON', () => ['run', file('add.asl.json', add), '-i', '{"a":'], 2, 'CLI104'],
    ['an input file that is missing', () => ['run', file('add.asl.json', add), '-i', 'order.json'], 5, 'CLI201'],
    ['no app here', () => ['run', 'Orders', '-C', folder], 5, 'CLI204'],
    ['an assembly that is missing', () => ['list', '--assembly', 'nowhere'], 5, 'CLI201'],
    [
      'an app that fails',
      () => ['list', '-C', folder, '--app', 'echo "Error: no such stack" >&2; exit 3'],
      3,
      'CLI303  the CDK app does not synthesize: Error: no such stack',
    ],
    [
      'a handler that does not bundle',
      () => ['list', '-C', folder, '--app', `echo '✘ [ERROR] Could not resolve "./x"' >&2; exit 1`],
      3,
      'CLI304  a handler does not bundle: Could not resolve "./x"',
    ],
  ])('%s', async (_, args, expected, sentence) => {
    const before = process.cwd();
    const { code, stdout, stderr } = await stepwright(args());
    process.chdir(before);
    expect(stderr).toContain(`error ${sentence}`);
    expect([code, stdout]).toEqual([expected, '']);
  });
});

describe('stepwright run --s3 <dir>', () => {
  const each = {
    Type: 'Map',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      Parameters: { Bucket: 'data', Key: 'rows.csv' },
    },
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'P',
      States: { P: { Type: 'Pass', End: true } },
    },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: 'data', Prefix: 'results' },
      WriterConfig: { Transformation: 'COMPACT', OutputType: 'JSONL' },
    },
    End: true,
  };

  test('a distributed Map reads its items from a file there and leaves its results beside it', async () => {
    const buckets = join(folder, 'buckets');
    mkdirSync(join(buckets, 'data'), { recursive: true });
    writeFileSync(join(buckets, 'data/rows.csv'), 'id,amount\na,1\nb,2\n');
    const { code, stderr } = await stepwright(['run', file('each.asl.json', machine({ Each: each })), '--s3', buckets]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/▸ Each +Map, items from S3/);
    expect(stderr).toMatch(/✓ Each +2 items/);
    const [run = ''] = readdirSync(join(buckets, 'data/results'));
    const results = readFileSync(join(buckets, 'data/results', run, 'SUCCEEDED_0.jsonl'), 'utf8');
    expect(results).toBe('{"id":"a","amount":"1"}\n{"id":"b","amount":"2"}\n');
  });

  test('a folder that is not there is named', async () => {
    const nowhere = join(folder, 'nowhere');
    const { code, stderr } = await stepwright(['run', file('add.asl.json', add), '--s3', nowhere]);
    expect(code).toBe(5);
    expect(stderr).toContain(`the folder ${nowhere} does not exist`);
  });
});
