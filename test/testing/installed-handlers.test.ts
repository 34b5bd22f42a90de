// Handlers of installed packages are TypeScript in node_modules, which no runner transforms: they run all the same.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedHandler, isInstalledTypeScript } from '../../lib/testing/installed-handler';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'stepwright-installed-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const write = (name: string, text: string): string => {
  const file = join(root, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
};

test('a source in node_modules is made a file that can be loaded, with what it imports', () => {
  write('node_modules/shop/price.ts', 'export const price = (quantity: number): number => quantity * 10;');
  const file = write(
    'node_modules/shop/handler.ts',
    "import { price } from './price';\nexport const handler = async (event: { quantity: number }) => price(event.quantity);",
  );
  expect(isInstalledTypeScript(file)).toBe(true);
  const made = installedHandler(file, root);
  expect(made).toMatch(/node_modules\/\.cache\/stepwright\/handlers\/[0-9a-f]{16}\.cjs$/);
  expect(installedHandler(file, root)).toBe(made);
  return expect(require(made).handler({ quantity: 3 })).resolves.toBe(30);
});

test("the project's own sources, and JavaScript, are loaded as they are", () => {
  expect(isInstalledTypeScript(join(root, 'src/handler.ts'))).toBe(false);
  expect(isInstalledTypeScript(join(root, 'node_modules/shop/handler.js'))).toBe(false);
});
