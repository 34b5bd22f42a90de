/** The UTF-8 bytes of a text, as Java makes them: half a surrogate pair becomes a question mark. */
export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text.replace(/\p{Surrogate}/gu, '?'));
}
