// What every store must do. A new store proves itself by a row in the table.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry } from '../../lib/engine';
import type { Json } from '../../lib/json';
import { type JournalRecord, lmdbStore, memoryStore, type Store } from '../../lib/store';

interface Opened {
  readonly store: Store;
  /** Ends the first store and opens what it kept; undefined where nothing outlives the process. */
  readonly reopen?: () => Promise<Store>;
}

const fired = (id: number): JournalEntry => ({ kind: 'fired', at: 1_700_000_000_000 + id, id });
const entry = (execution: string, seq: number): JournalRecord => ({
  kind: 'entry',
  execution,
  seq,
  entry: fired(seq),
  digest: `digest-${seq}`,
});
const document = (key: string, value: Json | undefined): JournalRecord => ({ kind: 'document', key, value });
const keys = (store: Store, ...rest: Parameters<Store['list']>) => [...store.list(...rest)].map(({ key }) => key);

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const stores: { readonly [name: string]: () => Promise<Opened> } = {
  memory: async () => ({ store: memoryStore() }),
  lmdb: async () => {
    const directory = mkdtempSync(join(tmpdir(), 'store-'));
    directories.push(directory);
    const store = lmdbStore(directory);
    const reopen = async () => {
      await store.close();
      return lmdbStore(directory);
    };
    return { store, reopen };
  },
};

describe.each(Object.entries(stores))('%s store', (_name, open) => {
  let opened: Opened;
  let store: Store;
  beforeEach(async () => {
    opened = await open();
    store = opened.store;
  });
  afterEach(async () => {
    await store.close();
  });

  test('S3: a document comes back as it was put, whatever its keys and texts', async () => {
    const value = JSON.parse(
      '{"__proto__":{"a":1},"text":"a\\u0000\\ud800 \\ud83d\\ude00","n":-0.5e-7,"list":[null,true,[]]}',
    ) as Json;
    await store.append([document('odd/key with spaces/é', value)]);
    expect(JSON.stringify(store.read('odd/key with spaces/é'))).toBe(JSON.stringify(value));
    expect(store.read('odd/key')).toBeUndefined();
  });

  test('a later document replaces an earlier one, undefined deletes it', async () => {
    await store.append([document('a', 1)]);
    await store.append([document('a', 2), document('b', 3)]);
    expect(store.read('a')).toBe(2);
    await store.append([document('a', undefined), document('never there', undefined)]);
    expect(store.read('a')).toBeUndefined();
    expect(keys(store, '')).toEqual(['b']);
  });

  test('a document of several megabytes comes back whole', async () => {
    const value = Array.from({ length: 25_000 }, (_, id) => ({ id, text: 'x'.repeat(100) }));
    await store.append([document('history', value)]);
    expect(store.read('history')).toEqual(value);
  });

  test('S2: documents are listed by prefix in the order of UTF-8 bytes', async () => {
    const names = ['m/b', 'm/a', 'm/', 'm/\u{1f600}', 'm/\uffee', 'n/a', 'l/z', 'm/a/c', 'm0'];
    await store.append(names.map((key) => document(key, key)));
    const sorted = names
      .filter((key) => key.startsWith('m/'))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(keys(store, 'm/')).toEqual(sorted);
    expect(keys(store, 'm/', { reverse: true })).toEqual([...sorted].reverse());
    expect(keys(store, 'x')).toEqual([]);
  });

  test('a listing goes on after a key, forward and backward, and stops at its limit', async () => {
    const all = Array.from({ length: 2_000 }, (_, n) => `k/${String(n).padStart(5, '0')}`);
    const mixed = [...all].sort((a, b) => (a.slice(-1) + a < b.slice(-1) + b ? -1 : 1));
    await store.append([...mixed.map((key) => document(key, null)), document('j', 0), document('l', 0)]);
    expect(keys(store, 'k/')).toEqual(all);
    expect(keys(store, 'k/', { after: 'k/00999', limit: 3 })).toEqual(all.slice(1000, 1003));
    expect(keys(store, 'k/', { after: 'k/00999', limit: 3, reverse: true })).toEqual(all.slice(996, 999).reverse());
    expect(keys(store, 'k/', { after: 'k/00999x', limit: 1 })).toEqual(['k/01000']);
    expect(keys(store, 'k/', { limit: 0 })).toEqual([]);
    await store.append(all.slice(0, 1_500).map((key) => document(key, undefined)));
    expect(keys(store, 'k/')).toEqual(all.slice(1_500));
  });

  test('entries come back in order, with their digests, per execution', async () => {
    await store.append([entry('x:a', 0), entry('x:ab', 0), entry('x:a', 1)]);
    for (let seq = 2; seq < 12; seq++) await store.append([entry('x:a', seq)]);
    expect([...store.entries('x:a')]).toEqual(
      Array.from({ length: 12 }, (_, seq) => ({ entry: fired(seq), digest: `digest-${seq}` })),
    );
    expect([...store.entries('x:ab')]).toHaveLength(1);
    expect([...store.entries('x:')]).toEqual([]);
    expect([...store.open()].sort()).toEqual(['x:a', 'x:ab']);
  });

  test('closing an execution keeps its documents and forgets its entries, in one commit', async () => {
    await store.append([entry('a', 0), entry('a', 1), entry('b', 0)]);
    await store.append([document('history/a', []), { kind: 'closed', execution: 'a' }]);
    expect([...store.open()]).toEqual(['b']);
    expect([...store.entries('a')]).toEqual([]);
    expect(store.read('history/a')).toEqual([]);
  });

  test('an entry and the end of its execution may come in one batch', async () => {
    await store.append([entry('a', 0), entry('a', 1), { kind: 'closed', execution: 'a' }, entry('b', 0)]);
    expect([...store.open()]).toEqual(['b']);
    await Promise.all([store.append([entry('c', 0)]), store.append([{ kind: 'closed', execution: 'c' }])]);
    expect([...store.open()]).toEqual(['b']);
  });

  test('S5: appends settle in the order in which they were made, whatever they carry', async () => {
    const settled: number[] = [];
    const appends = Array.from({ length: 40 }, async (_, n) => {
      // Some in the same turn of the event loop, some in later ones.
      for (let turns = 0; turns < Math.floor(n / 4); turns++) await new Promise((resolve) => setImmediate(resolve));
      await store.append([document(`k${n}`, 'x'.repeat(n % 3 === 0 ? 50_000 : 5)), entry('a', n)]);
      expect(store.read(`k${n}`)).toBeDefined();
      settled.push(n);
    });
    await Promise.all(appends);
    expect(settled).toEqual(Array.from({ length: 40 }, (_, n) => n));
    expect([...store.entries('a')]).toHaveLength(40);
  });

  test('open executions are told by the names they were given, long ones too', async () => {
    const arns = ['a', 'b'].map((name) => `arn:aws:states:us-east-1:123456789012:execution:machine:${name.repeat(60)}`);
    await store.append(arns.map((arn) => entry(arn, 0)));
    expect([...store.open()]).toEqual(arns);
  });

  test('compact forgets the entries of one execution', async () => {
    await store.append([entry('a', 0), entry('b', 0)]);
    store.compact('a');
    await store.append([document('later', 1)]);
    expect([...store.open()]).toEqual(['b']);
  });

  test('what was appended is there after the store was closed and opened', async () => {
    if (opened.reopen === undefined) return;
    await store.append([entry('a', 0), entry('b', 0), entry('b', 1), document('d', { x: [1] })]);
    store = await opened.reopen();
    expect(store.read('d')).toEqual({ x: [1] });
    expect([...store.open()].sort()).toEqual(['a', 'b']);
    expect([...store.entries('b')]).toHaveLength(2);
  });
});
