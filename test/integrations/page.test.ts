import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { integrationsPage } from '../../lib/integrations';

test('docs/integrations.md is what the table says (UPDATE_DOCS=1 writes it)', () => {
  const path = join(__dirname, '../../docs/integrations.md');
  if (process.env.UPDATE_DOCS !== undefined) writeFileSync(path, integrationsPage());
  expect(readFileSync(path, 'utf8')).toBe(integrationsPage());
});
