// LMDB maps its file into memory and trusts it: a file cut short, or with garbage in its pages, would end the process with a
// signal, or end a range early, instead of giving an error. So the file is looked at before it is opened: the two headers,
// and every page of the trees that the last commit reaches. Values are not read here: they carry digests of their own.
//
// F1  only what the last commit reaches counts. The file may be shorter than its highest page number says: pages that a
//     commit took and gave back are never written.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { StoreError } from './store';

const magic = 0xbeefc0de;
/** Of every page: its own number, the commit, flags, and where its free space begins and ends, counted from the end of the
    header as the places of entries are. See mdb.c of lmdb 3.5 (64-bit). */
const header = { flags: 18, lower: 20, upper: 22, bytes: 24 } as const;
/** Within a header page (`MDB_meta`): trees are the list of free pages, and the list of named trees. */
const meta = { magic: 24, pageSize: 48, trees: [48, 96], commit: 152, bytes: 160 } as const;
/** Within a tree's record (`MDB_db`). */
const tree = { entries: 32, root: 40, bytes: 48 } as const;
const branch = 1;
const leaf = 2;
/** Of an entry whose value has pages of its own, and of one that is a tree. */
const bigData = 1;
const subTree = 2;
const entryHeader = 8;
const noPage = 0xffff_ffff_ffff_ffffn;
const depthMax = 32;

/** @throws StoreError `damaged` if there is a file that LMDB did not write, or whose last commit is not all there */
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
    if (size > 0) new DataFile(path, file, size).check();
  } finally {
    closeSync(file);
  }
}

class DataFile {
  readonly #path: string;
  readonly #file: number;
  readonly #size: number;
  #pageSize = 0;
  readonly #buffers: Buffer[] = [];

  constructor(path: string, file: number, size: number) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
  }

  check(): void {
    const first = this.#meta(0);
    if (first === undefined) throw this.#damaged('it does not begin as a data file does');
    this.#pageSize = first.readUInt32LE(meta.pageSize);
    const second = this.#meta(this.#pageSize);
    if (second === undefined) throw this.#damaged('its second header is missing');
    const last = second.readBigUInt64LE(meta.commit) > first.readBigUInt64LE(meta.commit) ? second : first;
    for (const at of meta.trees) this.#tree(last.subarray(at, at + tree.bytes), at === meta.trees[1]);
  }

  #meta(at: number): Buffer | undefined {
    const bytes = Buffer.alloc(meta.bytes);
    if (readSync(this.#file, bytes, 0, bytes.length, at) < bytes.length) return undefined;
    if (bytes.readUInt32LE(meta.magic) !== magic) return undefined;
    const pageSize = bytes.readUInt32LE(meta.pageSize);
    if (pageSize < 512 || pageSize > 65_536 || (pageSize & (pageSize - 1)) !== 0) return undefined;
    return bytes;
  }

  /** @param names whether its entries may be trees themselves */
  #tree(record: Buffer, names: boolean, depth = 0): void {
    const root = record.readBigUInt64LE(tree.root);
    if (root === noPage) return;
    const found = this.#page(Number(root), names, depth);
    const wanted = Number(record.readBigUInt64LE(tree.entries));
    if (found !== wanted) throw this.#damaged(`${wanted - found} of ${wanted} entries of a tree are missing`);
  }

  /** Gives the number of entries below a page. */
  #page(number: number, names: boolean, depth: number): number {
    const page = this.#read(number, depth);
    const flags = page.readUInt16LE(header.flags);
    const lower = header.bytes + page.readUInt16LE(header.lower);
    const upper = header.bytes + page.readUInt16LE(header.upper);
    const sound =
      Number(page.readBigUInt64LE(0)) === number && lower <= upper && upper <= page.length && depth < depthMax;
    if (!sound || ((flags & branch) === 0) === ((flags & leaf) === 0)) throw this.#broken(number);
    let entries = 0;
    for (let at = header.bytes; at < lower; at += 2) {
      const place = header.bytes + page.readUInt16LE(at);
      if (place < upper || place + entryHeader > page.length) throw this.#broken(number);
      if ((flags & branch) !== 0) entries += this.#page(child(page, place), names, depth + 1);
      else {
        this.#entry(page, place, number, names, depth);
        entries++;
      }
    }
    return entries;
  }

  #entry(page: Buffer, place: number, number: number, names: boolean, depth: number): void {
    const flags = page.readUInt16LE(place + 4);
    const data = place + entryHeader + page.readUInt16LE(place + 6);
    const length = page.readUInt32LE(place);
    const inPage = (flags & bigData) === 0;
    if (data + (inPage ? length : 8) > page.length) throw this.#broken(number);
    if (!inPage) {
      const pages = Math.ceil((header.bytes + length) / this.#pageSize);
      this.#checkSize((Number(page.readBigUInt64LE(data)) + pages) * this.#pageSize);
    } else if (names && (flags & subTree) !== 0) this.#tree(page.subarray(data, data + tree.bytes), false, depth + 1);
  }

  /** Pages on the way from the root are kept in a buffer each: there may be a hundred thousand of them. */
  #read(number: number, depth: number): Buffer {
    let page = this.#buffers[depth];
    if (page === undefined) {
      page = Buffer.alloc(this.#pageSize);
      this.#buffers[depth] = page;
    }
    const at = number * this.#pageSize;
    this.#checkSize(at + this.#pageSize);
    readSync(this.#file, page, 0, this.#pageSize, at);
    return page;
  }

  #checkSize(wanted: number): void {
    if (wanted > this.#size) throw this.#damaged(`it has ${this.#size} bytes where ${wanted} were written`);
  }

  #broken(number: number): StoreError {
    return this.#damaged(`page ${number} is not what was written`);
  }

  #damaged(what: string): StoreError {
    return new StoreError(
      'damaged',
      `${this.#path} is damaged: ${what}. Restore it from a copy, or start with another --data directory.`,
    );
  }
}

/** A page number of 48 bits, spread over the entry's header. */
function child(page: Buffer, place: number): number {
  return page.readUInt32LE(place) + page.readUInt16LE(place + 4) * 2 ** 32;
}
