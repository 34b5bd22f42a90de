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
      const hex = [bits(), bits(), bits(), bits()].map((word) => word.toString(16).padStart(8, '0')).join('');
      const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    token(length) {
      let text = '';
      while (text.length < length) text += alphabet[bits() & 63];
      return text;
    },
  };
}
