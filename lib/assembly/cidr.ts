// `Fn::Cidr`: cuts an IPv4 block into smaller ones.

/** `count` blocks with `bits` host bits each, or undefined when they do not fit. */
export function cidrBlocks(block: string, count: number, bits: number): readonly string[] | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block);
  if (match === null) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  const whole = Number.isInteger(count) && Number.isInteger(bits);
  if (!whole || count < 1 || count > 256 || bits < 1 || bits > 32) return undefined;
  const size = 2 ** bits;
  if (size * count > 2 ** (32 - prefix)) return undefined;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = address - (address % 2 ** (32 - prefix));
  return Array.from({ length: count }, (_, index) => `${dotted(first + index * size)}/${32 - bits}`);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
