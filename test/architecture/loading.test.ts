import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/** The packages that a process has loaded after importing a door. */
function loadedBy(door: string): string[] {
  const script = `
    require(${JSON.stringify(join(root, 'lib', door, 'index.ts'))});
    const names = Object.keys(require.cache).map((file) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(file)?.[1]);
    console.log(JSON.stringify([...new Set(names.filter(Boolean))]));`;
  const text = execFileSync(process.execPath, ['--import', 'tsx', '-e', script], { cwd: root, encoding: 'utf8' });
  return JSON.parse(text);
}

const doors = ['asl', 'engine', 'history', 'local', 'server', 'testing', 'assembly', 'checks', 'cli'].filter((door) =>
  existsSync(join(root, 'lib', door, 'index.ts')),
);

describe.each(doors)('importing %s', (door) => {
  const loaded = loadedBy(door);

  test('loads neither CDK nor a compiler', () => {
    // tsx, which runs this test's script, has loaded esbuild: the layering rules look after that one.
    // The testing door looks where constructs are made; that small library is loaded, the CDK is not.
    const heavy = ['aws-cdk-lib', ...(door === 'testing' ? [] : ['constructs']), 'typescript', '@aws-cdk/toolkit-lib'];
    expect(loaded.filter((name) => heavy.includes(name))).toEqual([]);
  });

  test('loads no embedded service and no database before it is used', () => {
    const late = ['dynalite', 'lmdb', 'yaml', 'hyparquet', '@aws-sdk/client-sfn', '@aws-sdk/client-lambda'];
    expect(loaded.filter((name) => late.includes(name))).toEqual([]);
  });
});
