import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const folder = join(root, 'temp/readme');

describe('the README', () => {
  test('names files that exist', () => {
    const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path as string);
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('names scripts and commands that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
    const table = readFileSync(join(root, 'lib/cli/table.ts'), 'utf8');
    const named = [...readme.matchAll(/npm run (?:--silent )?(\w+)/g)].map(([, name]) => name as string);
    const commands = [...readme.matchAll(/^stepwright (\w+)/gm)].map(([, name]) => name as string);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    expect(commands.filter((name) => name !== 'help' && !table.includes(`import('./${name}.js')`))).toEqual([]);
  });

  test('shows code that compiles', () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const blocks = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string);
    blocks.forEach((code, index) => {
      writeFileSync(join(folder, `block${index}.mts`), `${code}\nexport {};\n`);
    });
    const compilerOptions = {
      noEmit: true,
      module: 'esnext',
      moduleResolution: 'bundler',
      types: ['node', 'jest'],
      typeRoots: ['../../node_modules/@types'],
      paths: {
        stepwright: ['../../lib/index.ts'],
        'stepwright/testing/jest': ['../../lib/testing/jest.ts'],
        'stepwright/*': ['../../lib/*/index.ts'],
      },
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['*.mts'] }),
    );
    const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' });
    // Only what the README itself gets wrong: the rest of the project has a check of its own.
    expect(stdout.split('\n').filter((line) => line.includes('temp/readme/'))).toEqual([]);
    expect(blocks.length).toBeGreaterThan(0);
  });
});
