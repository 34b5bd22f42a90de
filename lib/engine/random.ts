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
  let a = seed | 0;
  let b = (seed / 4294967296) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;

  function bits(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  }
  for (let i = 0; i < 12; i++) bits();

  return {
    next: () => bits() / 4294967296,
    uuid() {
      const first = hexOf(bits());
      const second = hexOf((bits() & 0xffff0fff) | 0x4000);
      const third = hexOf((bits() & 0x3fffffff) | 0x80000000);
      return `${first}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${hexOf(bits())}`;
    },
    token(length) {
      let text = '';
      while (text.length < length) text += alphabet[bits() & 63];
      return text;
    },
  };
}
