// What a source exports, told without bundling it: exactly, or not at all.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportsOfSource } from '../../lib/constructs/handlers/source-exports';

const folder = mkdtempSync(join(tmpdir(), 'stepwright-exports-'));
afterAll(() => rmSync(folder, { recursive: true }));
const exported = (text: string) => {
  const file = join(folder, 'source.ts');
  writeFileSync(file, text);
  return exportsOfSource(file);
};

test.each([
  ['export const handler = async () => 1;', ['handler']],
  ['export const handler: Handler<In, Out> = async () => 1;', ['handler']],
  ['export async function handler(event: object) {}', ['handler']],
  ['export function* steps() {}\nexport class Shop<T> {}\nexport abstract class Base {}', ['steps', 'Shop', 'Base']],
  ['export let a = 1;\nexport var b = 2;\nexport enum C { D }', ['a', 'b', 'C']],
  ['const main = 1;\nexport { main as handler, main, type T };', ['handler', 'main']],
  ["export { handler } from './other';", ['handler']],
  ['export default async () => 1;', ['default']],
  ['export type T = 1;\nexport interface I {}\nexport declare namespace N {}', []],
  ['const handler = 1;', []],
])('%s', (text, names) => {
  expect(exported(text)).toEqual(names);
});

test.each([
  "export * from './other';",
  'export const { handler } = make();',
  'export const a = 1, handler = async () => 2;',
  'exports.handler = async () => 1;',
  'module.exports = { handler };',
  'export = { handler };',
  '// what we export here\nconst handler = 1;',
])('the bundle has to tell: %s', (text) => {
  expect(exported(text)).toBeUndefined();
});

test('handlers that come with the package are understood', () => {
  const lambdas = join(__dirname, '../../lambdas');
  for (const name of ['orders/validate-order', 'ml/smoke-test'])
    expect(exportsOfSource(join(lambdas, name, 'handler.ts'))).toEqual(['handler']);
});
