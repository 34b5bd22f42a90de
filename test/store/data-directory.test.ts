import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lmdbStore, type Store, StoreError, type StoreFault } from '../../lib/store';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'store-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const file = () => join(directory, 'stepwright.mdb');

function faultOf(open: () => unknown): StoreFault {
  try {
    open();
  } catch (error) {
    if (error instanceof StoreError) return error.fault;
    throw error;
  }
  throw new Error('no error');
}

/** A process that holds the directory's lock, as a server that is killed would leave it. */
async function otherProcess(): Promise<ChildProcess> {
  const started = `const s=require('fs').readFileSync('/proc/self/stat','utf8');const t=s.slice(s.lastIndexOf(')')+2).split(' ')[19];`;
  const program = `let started='';if(process.platform==='linux'){${started}started=require('fs').readFileSync('/proc/sys/kernel/random/boot_id','utf8').trim()+'/'+t}
    require('fs').writeFileSync(${JSON.stringify(join(directory, 'lock'))},JSON.stringify({pid:process.pid,started}));
    console.log('locked');setInterval(()=>{},1000)`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

describe('a data directory', () => {
  test('is refused while another process has it, and taken over after kill -9', async () => {
    const child = await otherProcess();
    const ended = once(child, 'exit');
    try {
      expect(() => lmdbStore(directory)).toThrow(`is in use by process ${child.pid}`);
      expect(faultOf(() => lmdbStore(directory))).toBe('in-use');
    } finally {
      child.kill('SIGKILL');
      await ended;
    }
    await lmdbStore(directory).close();
  });

  test('is refused a second time within one process, and free again after close', async () => {
    const store = lmdbStore(directory);
    expect(faultOf(() => lmdbStore(directory))).toBe('in-use');
    await store.close();
    await lmdbStore(directory).close();
    expect(readdirSync(directory)).not.toContain('lock');
  });

  test('is taken over when its lock names a process id that now belongs to somebody else', async () => {
    writeFileSync(join(directory, 'lock'), JSON.stringify({ pid: process.pid, started: 'another-boot/1' }));
    await lmdbStore(directory).close();
  });

  test('is taken over when its lock is not one of ours', async () => {
    writeFileSync(join(directory, 'lock'), 'garbage');
    await lmdbStore(directory).close();
  });

  test('cannot be a file', () => {
    writeFileSync(join(directory, 'plain'), '');
    expect(faultOf(() => lmdbStore(join(directory, 'plain', 'data')))).toBe('refused');
  });
});

describe('L2: what is appended at the same time', () => {
  /** The number of the last commit: the larger one of the two headers'. */
  function commits(): number {
    const bytes = readFileSync(file());
    return Math.max(...[0, 4096].map((header) => Number(bytes.readBigUInt64LE(header + 152))));
  }

  test('shares a commit, in one turn of the event loop or in turns that follow each other', async () => {
    const store = lmdbStore(directory);
    await store.append([{ kind: 'document', key: 'first', value: 0 }]);
    const before = commits();
    const appends: (Promise<void> | void)[] = [];
    for (let turn = 0; turn < 4; turn++) {
      for (let n = 0; n < 8; n++) appends.push(store.append([{ kind: 'document', key: `${turn}/${n}`, value: n }]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(appends);
    expect(commits() - before).toBe(1);
    expect([...store.list('')]).toHaveLength(33);
    await store.close();
  });

  test('is flushed before long, even if appends never cease', async () => {
    const store = lmdbStore(directory);
    let durable = false;
    let appended = 0;
    store.append([{ kind: 'document', key: 'k', value: 0 }])?.then(() => {
      durable = true;
    });
    while (!durable && appended < 1_000) {
      store.append([{ kind: 'document', key: `more/${appended++}`, value: 0 }]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(appended).toBeLessThan(100);
    await store.close();
  });
});

describe('a damaged data file', () => {
  async function filled(): Promise<void> {
    const store = lmdbStore(directory);
    for (let n = 0; n < 50; n++) {
      await store.append([{ kind: 'document', key: `k${n}`, value: { text: `needle${n}`.repeat(200) } }]);
    }
    await store.close();
  }

  test('that is something else is named, not opened', () => {
    writeFileSync(file(), 'this is not a data file'.repeat(1000));
    expect(faultOf(() => lmdbStore(directory))).toBe('damaged');
    expect(() => lmdbStore(directory)).toThrow(/Restore it from a copy/);
  });

  test('that was cut short is named, not opened', async () => {
    await filled();
    truncateSync(file(), 40_960);
    expect(() => lmdbStore(directory)).toThrow(/it has 40960 bytes where \d+ were written/);
  });

  test('S3: a record whose bytes changed is an error, its neighbours are read', async () => {
    await filled();
    const bytes = readFileSync(file());
    // Older copies of the page lie in the file, too.
    for (let at = bytes.indexOf('needle7needle7'); at >= 0; at = bytes.indexOf('needle7needle7', at + 1)) {
      bytes.write('NEEDLE', at);
    }
    writeFileSync(file(), bytes);
    const store: Store = lmdbStore(directory);
    expect(() => store.read('k7')).toThrow('the record "k7" is not what was written');
    expect(store.read('k8')).toBeDefined();
    await store.close();
  });
});
