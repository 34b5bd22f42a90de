import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stepwright } from './terminal';

test('stepwright test says what to do where jest is not installed', async () => {
  const before = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), 'stepwright-nothing-'));
  try {
    const { code, stderr } = await stepwright(['test', '-C', folder]);
    expect(code).toBe(5);
    expect(stderr).toMatch(/CLI206 {2}jest is not installed in this project/);
    expect(stderr).toMatch(/npm install --save-dev jest/);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  }
});
