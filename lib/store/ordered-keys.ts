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

export class OrderedKeys {
  readonly #blocks: string[][] = [[]];

  add(key: string): void {
    const index = this.#blockOf(key);
    const block = this.#blocks[index] as string[];
    const at = position(block, key);
    if (block[at] === key) return;
    block.splice(at, 0, key);
    if (block.length > blockMax) this.#blocks.splice(index + 1, 0, block.splice(blockMax >> 1));
  }

  delete(key: string): void {
    const index = this.#blockOf(key);
    const block = this.#blocks[index] as string[];
    const at = position(block, key);
    if (block[at] !== key) return;
    block.splice(at, 1);
    if (block.length === 0 && this.#blocks.length > 1) this.#blocks.splice(index, 1);
  }

  /** Keys from `start` (itself included) upward; the set may change while they are read. */
  *from(start: string): Iterable<string> {
    for (let next: string | undefined = this.#atOrAfter(start); next !== undefined; ) {
      yield next;
      next = this.#after(next);
    }
  }

  /** Keys below `end` (itself excluded) downward. */
  *below(end: string): Iterable<string> {
    for (let next = this.#before(end); next !== undefined; next = this.#before(next)) yield next;
  }

  #atOrAfter(key: string): string | undefined {
    const index = this.#blockOf(key);
    const block = this.#blocks[index] as string[];
    return block[position(block, key)] ?? this.#blocks[index + 1]?.[0];
  }

  #after(key: string): string | undefined {
    const index = this.#blockOf(key);
    const block = this.#blocks[index] as string[];
    const at = position(block, key);
    return block[block[at] === key ? at + 1 : at] ?? this.#blocks[index + 1]?.[0];
  }

  #before(key: string): string | undefined {
    const index = this.#blockOf(key);
    const block = this.#blocks[index] as string[];
    return block[position(block, key) - 1] ?? this.#blocks[index - 1]?.at(-1);
  }

  /** The last block that begins at or before the key. */
  #blockOf(key: string): number {
    let low = 0;
    let high = this.#blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (compareKeys((this.#blocks[middle] as string[])[0] as string, key) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Where the key is, or would be inserted. */
function position(block: readonly string[], key: string): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(block[middle] as string, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
