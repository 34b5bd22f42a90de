// Payload sizes in bytes of UTF-8, as the 256 KiB limit counts them.
// Exact sizes cost time in proportion to the payload, so the engine asks exceeds(), which is answered by a cheap upper
// bound unless the payload is near the limit. Bounds of large containers are remembered: values are immutable (E6), and
// a state that changes one member of a 200 KB payload pays for that member alone.
import type { Json } from './value';

const numberBytesMax = 24;
const escapedUnitBytesMax = 6;
/** Containers with more members than this have their bound remembered. */
const rememberFrom = 16;
const bounds = new WeakMap<object, number>();

/** The exact number of UTF-8 bytes of the value's compact JSON text. */
export function jsonBytes(value: Json): number {
  return utf8Bytes(JSON.stringify(value));
}

/** The number of UTF-8 bytes of a text; a lone surrogate counts three, as its replacement character does. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

/** Whether the value's JSON text is larger than `limit` bytes. */
export function exceeds(value: Json, limit: number): boolean {
  return upperBound(value) > limit && jsonBytes(value) > limit;
}

function upperBound(value: Json): number {
  switch (typeof value) {
    case 'string':
      return value.length < 1024 ? value.length * escapedUnitBytesMax + 2 : textBytes(value);
    case 'number':
      return numberBytesMax;
    case 'boolean':
      return 5;
    default:
      return value === null ? 4 : containerBound(value);
  }
}

/** Exact for long strings: six bytes a unit would put every payload of 43 KB near the limit. */
function textBytes(text: string): number {
  return utf8Bytes(JSON.stringify(text));
}

function containerBound(value: object): number {
  const known = bounds.get(value);
  if (known !== undefined) return known;
  let total = 2;
  let members = 0;
  if (Array.isArray(value)) {
    members = value.length;
    for (let i = 0; i < members; i++) total += upperBound(value[i] as Json) + 1;
  } else {
    for (const key in value) {
      members++;
      total += key.length * escapedUnitBytesMax + 4 + upperBound((value as { [key: string]: Json })[key] as Json);
    }
  }
  if (members > rememberFrom || total > 4096) bounds.set(value, total);
  return total;
}
