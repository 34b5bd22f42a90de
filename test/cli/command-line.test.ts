import { exitCodes } from '../../lib/cli/exit';
import { commands } from '../../lib/cli/table';
import { stepwright } from './terminal';

describe('help', () => {
  test('without a word shows all commands, and is a mistake', async () => {
    const { code, stdout } = await stepwright([]);
    expect(code).toBe(2);
    for (const name of Object.keys(commands)) expect(stdout).toContain(`    ${name} `);
  });

  test('of every command begins with examples that name it', async () => {
    for (const name of Object.keys(commands)) {
      const { code, stdout } = await stepwright([name, '--help']);
      expect(code).toBe(0);
      expect(stdout.split('\n').slice(0, 2).join('\n')).toContain(`stepwright ${name}`);
      expect(await stepwright(['help', name])).toMatchObject({ code: 0, stdout });
    }
  });

  test('knows the exit codes', async () => {
    const { stdout } = await stepwright(['help', 'exit-codes']);
    for (const [code, about] of exitCodes) expect(stdout).toContain(`${code}  ${about}`);
  });
});

test('--version prints the version of package.json', async () => {
  const { version } = jest.requireActual<{ version: string }>('../../package.json');
  expect(await stepwright(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

describe('a wrong command line ends with code 2, one sentence and a hint', () => {
  test.each([
    [['rnu'], 'error CLI101  "rnu" is not a command', 'did you mean "stepwright run"?'],
    [['constructor'], 'error CLI101  "constructor" is not a command', 'see stepwright help'],
    [['run', '--sed', '3'], 'error CLI102  unknown option --sed', 'did you mean --seed?'],
    [['run', 'a.json', 'b.json'], 'error CLI103  unexpected operand "b.json"', 'usage: [machine|definition file]'],
    [['run', '--seed'], "error CLI102  option '--seed <value>' argument missing", 'see --help'],
    [['run', '--seed', 'x'], 'error CLI102  --seed "x" is not a number', 'write a whole number, --seed 4711'],
    [['run', '--timeout', '5'], 'error CLI102  --timeout "5" is not a duration', 'write 500ms, 30s, 5m, 2h or 1d'],
    [['run', '--answer', '{}'], 'error CLI102  --answer "{}" names no state', "write --answer 'State="],
    [['-x'], 'error CLI101  expected a command, found -x', 'see stepwright help'],
  ])('%j', async (args, sentence, hint) => {
    const { code, stdout, stderr } = await stepwright(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(sentence);
    expect(stderr).toContain(`hint  ${hint}`);
  });
});
