// LMDB maps its file into memory and trusts it: a file cut short would end the process with a signal instead of an error.
// So the two meta pages are looked at before it is opened: magic, and the number of pages the last commit counts on.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StoreError } from './store';

const magic = 0xbeefc0de;
/** Offsets within a meta page, its 24-byte header included: see `MDB_meta` in the mdb.c of lmdb 3.5 (64-bit). */
const offset = { magic: 24, pageSize: 48, lastPage: 144 } as const;
const metaBytes = offset.lastPage + 8;

/** @throws StoreError `damaged` if there is a file that LMDB did not write, or that is shorter than it says */
export function checkDataFile(path: string): void {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new StoreError('refused', `${path} cannot be read: ${(error as Error).message}`, error);
  }
  try {
    const size = fstatSync(file).size;
    if (size > 0) check(path, file, size);
  } finally {
    closeSync(file);
  }
}

function check(path: string, file: number, size: number): void {
  const first = readMeta(file, 0);
  if (first === undefined) throw damaged(path, 'it does not begin as a data file does');
  const second = readMeta(file, first.pageSize);
  if (second === undefined) throw damaged(path, 'its second header is missing');
  const wanted = (Math.max(first.lastPage, second.lastPage) + 1) * first.pageSize;
  if (size < wanted) throw damaged(path, `it has ${size} bytes where ${wanted} were written`);
}

function readMeta(file: number, at: number): { pageSize: number; lastPage: number } | undefined {
  const bytes = Buffer.alloc(metaBytes);
  if (readSync(file, bytes, 0, bytes.length, at) < bytes.length) return undefined;
  if (bytes.readUInt32LE(offset.magic) !== magic) return undefined;
  const pageSize = bytes.readUInt32LE(offset.pageSize);
  if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return undefined;
  return { pageSize, lastPage: Number(bytes.readBigUInt64LE(offset.lastPage)) };
}

function damaged(path: string, what: string): StoreError {
  return new StoreError(
    'damaged',
    `${path} is damaged: ${what}. Restore it from a copy, or start with another --data directory.`,
  );
}
