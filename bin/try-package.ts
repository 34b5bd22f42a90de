// Packs the package, installs the tarball in an empty folder and uses every door from CommonJS, from an ES module and
// from TypeScript, as a user would. Prints one line a check; the exit code is 1 if one failed.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const consumer = mkdtempSync(join(tmpdir(), 'stepwright-consumer-'));
const packed = join(consumer, 'packed');
let failures = 0;

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function check(name: string, work: () => void): void {
  try {
    work();
    console.log(`ok      ${name}`);
  } catch (error) {
    failures++;
    console.log(`FAILED  ${name}\n${(error as { stderr?: string }).stderr ?? error}`);
  }
}

function expectEqual(actual: string, expected: string): void {
  if (actual !== expected) throw new Error(`expected ${expected}, got ${actual}`);
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

function install(): Packed {
  mkdirSync(packed);
  const [report] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', packed], root),
  ) as [Packed];
  writeFileSync(join(consumer, 'package.json'), '{"name":"consumer","private":true}\n');
  // Peers are the user's own; here they are this checkout's, because installing aws-cdk-lib again takes a minute.
  const install = [
    'install',
    '--no-audit',
    '--no-fund',
    '--prefer-offline',
    '--legacy-peer-deps',
    join(packed, report.filename),
  ];
  run('npm', install, consumer);
  for (const peer of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(join(root, 'node_modules', peer), join(consumer, 'node_modules', peer));
  }
  return report;
}

function doors(): string[] {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((door) => !door.endsWith('.json'))
    .map((door) => door.replace(/^\./, 'stepwright'));
}

/** It adds matchers to the jest that runs it: by itself it has nothing to add them to. */
const insideJest = 'stepwright/testing/jest';

function checkDoor(door: string): void {
  check(`${door} from CommonJS`, () => {
    run(
      process.execPath,
      ['-e', `if (Object.keys(require('${door}')).length === 0) throw new Error('empty')`],
      consumer,
    );
  });
  check(`${door} from an ES module, with the same names`, () => {
    const script = `import * as door from '${door}'; import { createRequire } from 'node:module';
      const names = Object.keys(createRequire(process.cwd() + '/x.js')('${door}'));
      const missing = names.filter((name) => !(name in door));
      if (missing.length > 0) throw new Error('missing ' + missing);`;
    run(process.execPath, ['--input-type=module', '-e', script], consumer);
  });
}

function checkTypes(names: readonly string[]): void {
  const imports = names
    .map((door, index) => `import * as door${index} from '${door}';\nexport { door${index} };\n`)
    .join('');
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2022',
    skipLibCheck: true,
    types: [],
  };
  for (const extension of ['cts', 'mts']) writeFileSync(join(consumer, `use.${extension}`), imports);
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.cts', 'use.mts'] }));
  check('types of every door, from CommonJS and ES modules', () => {
    run(join(root, 'node_modules/.bin/tsc'), ['-p', '.'], consumer);
  });
}

function checkCommandLine(): void {
  const definition = {
    StartAt: 'Hello',
    States: { Hello: { Type: 'Pass', Parameters: { 'said.$': '$.word' }, End: true } },
  };
  writeFileSync(join(consumer, 'hello.asl.json'), JSON.stringify(definition));
  check('stepwright run prints the output', () => {
    const program = join(consumer, 'node_modules/.bin/stepwright');
    expectEqual(run(program, ['run', 'hello.asl.json', '--input', '{"word":"hi"}'], consumer).trim(), '{"said":"hi"}');
  });
  // From process start to printed result it has milliseconds.
  check('a run that asks nobody loads no services, no app and no functions', () => {
    const told = [
      `process.argv.splice(1, 1, 'stepwright');`,
      `process.on('exit', () => console.log(Object.keys(require.cache).join(' ')));`,
      `require(${JSON.stringify(join(consumer, 'node_modules/stepwright/dist/bin/stepwright.js'))});`,
    ];
    writeFileSync(join(consumer, 'loaded.cjs'), told.join('\n'));
    const args = ['loaded.cjs', 'run', 'hello.asl.json', '--input', '{"word":"hi"}'];
    const [, loaded = ''] = run(process.execPath, args, consumer).trim().split('\n');
    expectEqual(/dist\/lib\/cli\//.test(loaded) ? '' : loaded, '');
    const left = loaded.split(' ').filter((file) => /dist\/lib\/(?:services|app|assembly|lambda|server)\//.test(file));
    expectEqual(left.join(' '), '');
  });
}

try {
  const { files } = install();
  check('the tarball holds code, types and handlers only', () => {
    const strange = files
      .map(({ path }) => path)
      .filter((path) => !/^(?:dist\/|docs\/|lambdas\/|package\.json|README\.md|LICENSE|NOTICE)/.test(path));
    expectEqual(strange.join(' '), '');
  });
  const names = doors();
  for (const door of names) if (door !== insideJest) checkDoor(door);
  checkTypes(names);
  checkCommandLine();
} finally {
  rmSync(consumer, { recursive: true, force: true });
}
process.exitCode = failures === 0 ? 0 : 1;
