import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnosticsPage, fieldsPage } from '../../lib/asl';

// UPDATE_DOCS=1 npx jest test/asl/page
test.each([
  ['diagnostics.md', diagnosticsPage],
  ['fields.md', fieldsPage],
])('docs/%s is what the tables say', (file, page) => {
  const path = join(__dirname, '../../docs', file);
  if (process.env.UPDATE_DOCS !== undefined) writeFileSync(path, page());
  expect(readFileSync(path, 'utf8')).toBe(page());
});
