// Base64 (RFC 4648, with padding) over UTF-8.
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function encodeBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
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

const wellFormed = /^[A-Za-z0-9+/]*={0,2}$/;

/** The text, or undefined if it is not base64. Missing padding is accepted; bytes that are no UTF-8 become U+FFFD. */
export function decodeBase64(encoded: string): string | undefined {
  if (!wellFormed.test(encoded)) return undefined;
  const digits = encoded.replace(/=+$/, '');
  if (digits.length % 4 === 1 || (digits.length !== encoded.length && encoded.length % 4 !== 0)) return undefined;
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const digit of digits) {
    held = ((held << 6) | alphabet.indexOf(digit)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}
