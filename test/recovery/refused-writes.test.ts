// The disk refuses: everything stops, nothing that was answered is lost, and what was not answered is not half there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Local, systemHost } from '../../lib/local';
import { lmdbStore, memoryStore, type Store, StoreError } from '../../lib/store';

const roleArn = 'arn:aws:iam::123456789012:role/test';
const definition = JSON.stringify({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 3600, End: true } } });

/** Takes that many commits, then refuses. */
function full(store: Store, commits: number): Store {
  let left = commits;
  return {
    append(batch) {
      if (left-- <= 0) return Promise.reject(new StoreError('refused', 'no space left on device'));
      store.append(batch);
      return Promise.resolve();
    },
    read: (key) => store.read(key),
    list: (prefix, options) => store.list(prefix, options),
    entries: (execution) => store.entries(execution),
    open: () => store.open(),
    compact: (execution) => store.compact(execution),
    close: () => store.close(),
  };
}

function local(store: Store, fatal: unknown[] = []): Local {
  const performer = { perform: () => {} };
  return new Local({
    host: systemHost(),
    store,
    journal: true,
    performer: () => performer,
    onFatal: (error) => fatal.push(error),
  });
}

describe.each([0, 1, 2, 3])('a store that refuses after %i commits', (commits) => {
  test('what was answered is there after a start, and the first refusal stops all', async () => {
    const store = memoryStore();
    const fatal: unknown[] = [];
    const first = local(full(store, commits), fatal);
    const answered: string[] = [];
    const attempts: (() => Promise<unknown> | unknown)[] = [
      () => first.machines.create({ name: 'm', definition, roleArn }),
      () => first.activities.create('a', undefined, undefined),
      () => first.start({ stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:m', name: 'x' }),
      () => first.activities.create('b', undefined, undefined),
    ];
    for (const [step, attempt] of attempts.entries()) {
      try {
        await attempt();
        answered.push(String(step));
      } catch {
        break;
      }
    }
    expect(answered).toHaveLength(commits);
    expect(fatal).toHaveLength(1);
    await expect(first.driver.durable()).rejects.toThrow('no space left');

    const second = local(store);
    second.resume();
    expect(second.machines.all().map(({ name }) => name)).toEqual(commits > 0 ? ['m'] : []);
    expect(second.activities.all().map(({ name }) => name)).toEqual(commits > 1 ? ['a'] : []);
    expect(second.executions.openCount).toBe(commits > 2 ? 1 : 0);
    await second.close();
    first.driver.close();
  });
});

describe('a data directory', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'recovery-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  const document = (n: number) => ({ kind: 'document' as const, key: `k${n}`, value: { text: `${n}`.repeat(500) } });

  test('on a full disk: the write is refused by name, the file opens again with all that was acknowledged', async () => {
    // A limit on the size of files is what a full disk looks like to a process.
    const program = `
      const { lmdbStore } = require(${JSON.stringify(join(__dirname, '../../lib/store'))});
      const store = lmdbStore(process.argv[1]);
      (async () => {
        for (let n = 0; ; n++) {
          try { await store.append([{ kind: 'document', key: 'k' + n, value: { text: String(n).repeat(500) } }]); }
          catch (error) { console.log(JSON.stringify({ n, fault: error.fault, message: error.message })); process.exit(0); }
        }
      })();`;
    const run = `ulimit -f 400; exec "${process.execPath}" --import tsx -e '${program.replaceAll("'", "'\\''")}' "${directory}"`;
    const { stdout } = spawnSync('bash', ['-c', run], { encoding: 'utf8' });
    const { n, fault, message } = JSON.parse(stdout) as { n: number; fault: string; message: string };
    expect(fault).toBe('refused');
    expect(message).toContain(join(directory, 'stepwright.mdb'));
    expect(n).toBeGreaterThan(10);
    const store = lmdbStore(directory);
    for (let place = 0; place < n; place++) expect(store.read(`k${place}`)).toEqual(document(place).value);
    expect(store.read(`k${n}`)).toBeUndefined();
    await store.close();
  });

  test('with garbage in any page is refused or read to the end: no range ends early, no process dies', async () => {
    const store = lmdbStore(directory);
    for (let n = 0; n < 60; n++) await store.append([document(n)]);
    await store.close();
    const file = join(directory, 'stepwright.mdb');
    const sound = readFileSync(file);
    let refused = 0;
    for (let at = 8192; at + 4096 <= sound.length; at += 4096) {
      const bytes = Buffer.from(sound);
      bytes.fill(0xa5, at + 16, at + 4096);
      writeFileSync(file, bytes);
      try {
        const opened = lmdbStore(directory);
        try {
          expect([...opened.list('')]).toHaveLength(60);
        } finally {
          await opened.close();
        }
      } catch (error) {
        expect(error).toBeInstanceOf(StoreError);
        expect((error as StoreError).message).toContain(`${file} is damaged`);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(5);
  });
});
