// One process per data directory. The lock is a file that names its owner; it outlives a kill -9, so a lock whose owner
// is gone is taken over. A process id alone would not do: after a restart of the machine another process may have it,
// so the lock also tells when its owner was started, where the system says so.
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from './store';

const fileName = 'lock';

interface Owner {
  readonly pid: number;
  /** Boot and start time of the process, empty where they cannot be known. */
  readonly started: string;
}

/** Takes the directory for this process. @throws StoreError `in-use` naming the process that has it. */
export function lockDirectory(directory: string): { release(): void } {
  const path = join(directory, fileName);
  const own: Owner = { pid: process.pid, started: startOf(process.pid) };
  for (let attempt = 0; attempt < 10; attempt++) {
    if (tryCreate(path, own)) return { release: () => unlinkSync(path) };
    const text = readIfThere(path);
    if (text === undefined) continue;
    const owner = parseOwner(text);
    if (owner !== undefined && isAlive(owner)) throw inUse(directory, `process ${owner.pid}`);
    removeStale(path, text);
  }
  throw inUse(directory, 'another process that is starting just now');
}

function inUse(directory: string, who: string): StoreError {
  return new StoreError(
    'in-use',
    `The data directory ${directory} is in use by ${who}. Stop that process, or give this one a directory of its own (--data).`,
  );
}

/** Written aside and then linked, so that a lock is never seen half written. */
function tryCreate(path: string, own: Owner): boolean {
  const draft = `${path}.${own.pid}.draft`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/** Two processes may find the same stale lock: each moves it aside, and puts back what turns out not to be it. */
function removeStale(path: string, text: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readIfThere(aside) !== text) {
    try {
      linkSync(aside, path);
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  unlinkSync(aside);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for a text that no version of ours wrote: such a lock protects nobody. */
function parseOwner(text: string): Owner | undefined {
  const match = /^\{"pid":(\d+),"started":"([^"]*)"\}$/.exec(text);
  return match === null ? undefined : { pid: Number(match[1]), started: match[2] as string };
}

function isAlive(owner: Owner): boolean {
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: somebody else's process, alive nevertheless.
    if (codeOf(error) !== 'EPERM') return false;
  }
  return owner.started === '' || startOf(owner.pid) === owner.started;
}

/**
 * Linux tells when a process was started, in ticks since the boot it also names; elsewhere the process id must do.
 * Empty for a process that is gone or that has ended and only waits for its parent to notice.
 */
function startOf(pid: number): string {
  if (process.platform !== 'linux') return '';
  const stat = readIfThere(`/proc/${pid}/stat`);
  const boot = readIfThere('/proc/sys/kernel/random/boot_id');
  if (stat === undefined || boot === undefined) return '';
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (afterName[0] === 'Z') return '';
  return `${boot.trim()}/${afterName[19] ?? ''}`;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
