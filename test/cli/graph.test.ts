import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepwright } from './terminal';

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwright-graph-'));
  path = join(folder, 'order.json');
  writeFileSync(path, '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Succeed"}}}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [[], 'A → B ✓\n'],
  [['-f', 'text'], 'A → B ✓\n'],
  [['-f', 'mermaid'], 'flowchart TD\n  s0["A"]\n  s1(["B ✓"])\n  s0 --> s1\n'],
  [['-f', 'mermaid', '--direction', 'LR'], 'flowchart LR\n  s0["A"]\n  s1(["B ✓"])\n  s0 --> s1\n'],
])('graph %j', async (args, stdout) => {
  expect(await stepwright(['graph', path, ...args])).toEqual({ code: 0, stdout, stderr: '' });
});

test('as data', async () => {
  for (const args of [['--json'], ['-f', 'json']]) {
    const { stdout } = await stepwright(['graph', path, ...args]);
    expect(JSON.parse(stdout)).toMatchObject({
      nodes: [{ name: 'A' }, { name: 'B' }],
      edges: [{ kind: 'start' }, { kind: 'next' }, { kind: 'end' }],
    });
  }
});

test('into a file whose ending tells the format', async () => {
  const output = join(folder, 'order.mmd');
  expect(await stepwright(['graph', path, '-o', output])).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(output, 'utf8')).toMatch(/^flowchart TD\n/);
});

test.each([
  [['-f', 'svgz'], 2, 'error CLI102  --format "svgz" is none of text, mermaid, json'],
  [['--direction', 'UP'], 2, 'error CLI102  --direction "UP" is none of TD, LR'],
])('%j is refused', async (args, code, sentence) => {
  const said = await stepwright(['graph', path, ...args]);
  expect(said.code).toBe(code);
  expect(said.stderr).toContain(sentence);
});

test('a definition with errors has no picture', async () => {
  const bad = join(folder, 'bad.json');
  writeFileSync(bad, '{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"C"}}}');
  const { code, stderr } = await stepwright(['graph', bad]);
  expect(code).toBe(3);
  expect(stderr).toContain('ASL204');
});
