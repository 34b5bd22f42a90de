// A sorted set of keys in blocks, so that inserting into a hundred thousand keys moves a few hundred of them, not all.
const blockMax = 512;

/** S2: the order of UTF-8 bytes. It differs from the order of UTF-16 units for characters beyond the basic plane only. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates encode what comes after U+FFFF. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Characters for which the order of UTF-16 units is not that of UTF-8 bytes. */
const high = /[\ud800-\uffff]/;

function compareUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export class OrderedKeys {
  readonly #blocks: string[][] = [[]];
  /** The engine's own comparison, many times quicker, until a key comes for which it would be wrong. */
  #compare = compareUnits;
  /** Counts changes: whoever reads on looks for its place again only after one. */
  #changes = 0;

  add(key: string): void {
    if (this.#compare === compareUnits && high.test(key)) this.#compare = compareKeys;
    this.#changes++;
    const index = this.#blockOf(key);
    const block = this.#blocks[index] as string[];
    const at = this.#position(block, key);
    if (block[at] === key) return;
    block.splice(at, 0, key);
    if (block.length > blockMax) this.#blocks.splice(index + 1, 0, block.splice(blockMax >> 1));
  }

  delete(key: string): void {
    this.#changes++;
    const index = this.#blockOf(key);
    const block = this.#blocks[index] as string[];
    const at = this.#position(block, key);
    if (block[at] !== key) return;
    block.splice(at, 1);
    if (block.length === 0 && this.#blocks.length > 1) this.#blocks.splice(index, 1);
  }

  /** Keys from `start` (itself included) upward; the set may change while they are read. */
  *from(start: string): Iterable<string> {
    let index = this.#blockOf(start);
    let at = this.#position(this.#blocks[index] as string[], start);
    for (;;) {
      const block = this.#blocks[index];
      if (block === undefined) return;
      const key = block[at];
      if (key === undefined) {
        index++;
        at = 0;
        continue;
      }
      const changes = this.#changes;
      yield key;
      at++;
      if (changes === this.#changes) continue;
      index = this.#blockOf(key);
      const now = this.#blocks[index] as string[];
      at = this.#position(now, key);
      if (now[at] === key) at++;
    }
  }

  /** Keys below `end` (itself excluded) downward. */
  *below(end: string): Iterable<string> {
    let index = this.#blockOf(end);
    let at = this.#position(this.#blocks[index] as string[], end) - 1;
    for (;;) {
      const block = this.#blocks[index];
      if (block === undefined) return;
      const key = block[at];
      if (key === undefined) {
        index--;
        at = (this.#blocks[index]?.length ?? 0) - 1;
        continue;
      }
      const changes = this.#changes;
      yield key;
      at--;
      if (changes === this.#changes) continue;
      index = this.#blockOf(key);
      at = this.#position(this.#blocks[index] as string[], key) - 1;
    }
  }

  /** The last block that begins at or before the key. */
  #blockOf(key: string): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#compare((this.#blocks[middle] as string[])[0] as string, key) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Where the key is in the block, or would be inserted. */
  #position(block: readonly string[], key: string): number {
    let low = 0;
    let high = block.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(block[middle] as string, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
