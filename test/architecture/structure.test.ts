import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const linesMax = 500;
const pureRooms = ['json', 'query', 'integrations', 'asl', 'engine', 'history'];

function sources(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
      .map((name) => join(root, folder, name)),
  );
}

const text = (file: string): string => readFileSync(file, 'utf8');
const name = (file: string): string => relative(root, file);
/** The code without comments and texts, roughly: enough to look for words. */
const code = (file: string): string =>
  text(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");

test(`no file is longer than ${linesMax} lines`, () => {
  const long = sources('bin', 'lib', 'lambdas', 'test', 'bench').filter(
    (file) => text(file).split('\n').length > linesMax,
  );
  expect(long.map(name)).toEqual([]);
});

test('the median file stays small', () => {
  const lengths = sources('lib')
    .map((file) => text(file).split('\n').length)
    .sort((a, b) => a - b);
  expect(lengths[lengths.length >> 1]).toBeLessThan(150);
});

test('doors list names', () => {
  const starred = sources('lib').filter((file) => file.endsWith('/index.ts') && /export \*/.test(text(file)));
  expect(starred.map(name)).toEqual([]);
});

test('no file is named after nothing', () => {
  const vague = sources('bin', 'lib', 'lambdas', 'test').filter((file) =>
    /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\.ts|\/)/.test(name(file)),
  );
  expect(vague.map(name)).toEqual([]);
});

test('nothing is left to do, switched off or silenced', () => {
  const marks =
    /\b(?:TODO|FIXME|XXX)\b|@ts-ignore|@ts-expect-error|biome-ignore|\b(?:test|it|describe)\.(?:skip|only|todo)\b/;
  const here = resolve(__filename);
  const marked = sources('bin', 'lib', 'lambdas', 'test', 'bench').filter(
    (file) => file !== here && marks.test(text(file)),
  );
  expect(marked.map(name)).toEqual([]);
});

describe.each(pureRooms)('the room %s is pure', (room) => {
  const files = sources(`lib/${room}`);

  test('it does not wait', () => {
    expect(files.filter((file) => /\b(?:async|await|Promise)\b/.test(code(file))).map(name)).toEqual([]);
  });

  test('it does not look at the world', () => {
    const world =
      /\b(?:process|setTimeout|setInterval|setImmediate|performance|fetch)\b|\bnew Date\b|\bDate\.now\b|\bMath\.random\b|from 'node:/;
    expect(files.filter((file) => world.test(code(file)) || /from 'node:/.test(text(file))).map(name)).toEqual([]);
  });
});
