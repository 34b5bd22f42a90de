// What a protocol gives back to the HTTP server.

export interface WireAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** In pieces where it is large; then `content-length` is among the headers. */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
}

/** Text inside XML. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Text of XML as it was before. */
export function unescapeXml(text: string): string {
  const named: { readonly [name: string]: string } = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
  return text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi,
    (whole, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      return named[name ?? ''] ?? whole;
    },
  );
}
