// The execution's own generator: sfc32 seeded from one number, so that the same seed gives the same jitter, UUIDs,
// tokens and $random() wherever it runs.

export interface Random {
  /** The next number in [0, 1) with 32 random bits. */
  next(): number;
  /** The next version 4 UUID. */
  uuid(): string;
  /** That many random characters of the base64 alphabet. */
  token(length: number): string;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Eight hex digits. */
function hexOf(word: number): string {
  return `${hexPairs[word >>> 24]}${hexPairs[(word >>> 16) & 255]}${hexPairs[(word >>> 8) & 255]}${hexPairs[word & 255]}`;
}

export function seededRandom(seed: number): Random {
  return new SmallFastCounting(seed);
}

/** sfc32 */
class SmallFastCounting implements Random {
  #a: number;
  #b: number;
  #c = 0x9e3779b9 | 0;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = (seed / 4294967296) | 0;
    for (let i = 0; i < 12; i++) this.#bits();
  }

  #bits(): number {
    const b = this.#b;
    const c = this.#c;
    const sum = (((this.#a + b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = b ^ (b >>> 9);
    this.#b = (c + (c << 3)) | 0;
    this.#c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  next(): number {
    return this.#bits() / 4294967296;
  }

  uuid(): string {
    const first = hexOf(this.#bits());
    const second = hexOf((this.#bits() & 0xffff0fff) | 0x4000);
    const third = hexOf((this.#bits() & 0x3fffffff) | 0x80000000);
    return `${first}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${hexOf(this.#bits())}`;
  }

  token(length: number): string {
    let text = '';
    while (text.length < length) text += alphabet[this.#bits() & 63];
    return text;
  }
}
