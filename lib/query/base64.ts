// Base64 (RFC 4648, with padding) over UTF-8.
import { utf8 } from './utf8';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digits: ReadonlyMap<string, number> = new Map([
  ...[...alphabet].map((character, digit) => [character, digit] as const),
  ['-', 62],
  ['_', 63],
]);

/** The UTF-8 bytes of the text in base64. */
export function encodeBase64(text: string): string {
  const bytes = utf8(text);
  let encoded = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    encoded += alphabet.charAt(group >> 18) + alphabet.charAt((group >> 12) & 63);
    encoded += left > 1 ? alphabet.charAt((group >> 6) & 63) : '=';
    encoded += left > 2 ? alphabet.charAt(group & 63) : '=';
  }
  return encoded;
}

/**
 * The text. AWS: lenient, as the decoder behind the service is: characters outside the alphabet are skipped, the URL-safe
 * `-` and `_` are understood, the first `=` ends the text, and left-over bits are dropped. Bytes that are no UTF-8 become U+FFFD.
 */
export function decodeBase64(encoded: string): string {
  const bytes = new Uint8Array(encoded.length);
  let held = 0;
  let bits = 0;
  let count = 0;
  for (const character of encoded) {
    if (character === '=') break;
    const digit = digits.get(character);
    if (digit === undefined) continue;
    held = ((held << 6) | digit) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[count++] = (held >> bits) & 0xff;
    }
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, count));
}
