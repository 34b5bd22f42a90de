import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lmdbStore, memoryStore } from '../../lib/store';
import { storeContract } from './contract';

describe('memory store', () => storeContract(async () => ({ store: memoryStore() })));

describe('lmdb store', () => {
  const directories: string[] = [];
  afterAll(() => {
    for (const directory of directories) rmSync(directory, { recursive: true, force: true });
  });
  storeContract(async () => {
    const directory = mkdtempSync(join(tmpdir(), 'store-'));
    directories.push(directory);
    const store = lmdbStore(directory);
    return {
      store,
      reopen: async () => {
        await store.close();
        return lmdbStore(directory);
      },
    };
  });
});
