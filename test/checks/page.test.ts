import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksPage, codeNames, codes } from '../../lib/checks';

const path = join(__dirname, '../../docs/checks.md');

test('docs/checks.md is what the table says (UPDATE_DOCS=1 writes it)', () => {
  if (process.env.UPDATE_DOCS !== undefined) writeFileSync(path, checksPage());
  expect(readFileSync(path, 'utf8')).toBe(checksPage());
});

test.each(codeNames)('%s is told in sentences', (code) => {
  expect(codes[code].why).toMatch(/\.$/);
  expect(codes[code].fix).toMatch(/\.$/);
  expect(codes[code].title).not.toMatch(/\.$/);
});
