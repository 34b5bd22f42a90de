// Payload sizes in bytes of UTF-8, as the 256 KiB limit counts them.
// Exact sizes cost time in proportion to the payload, so exceeds() first takes a cheap upper bound and counts exactly only
// near the limit. Both are remembered for large containers: values are immutable (E6), so a state that changes one member
// of a 200 KB payload pays for that member alone.
import type { Json, JsonObject } from './value';

const numberBytesMax = 24;
const escapedUnitBytesMax = 6;
/** Bounds are taken of every payload, so only large ones are worth remembering; exact sizes are rare and worth it sooner. */
const rememberBoundFrom = 2048;
const rememberSizeFrom = 64;
const shortText = 48;
const bounds = new WeakMap<object, number>();
const sizes = new WeakMap<object, number>();

/** Whether the value's compact JSON text is larger than `limit` bytes. */
export function exceeds(value: Json, limit: number): boolean {
  return upperBound(value) > limit && jsonBytes(value) > limit;
}

/** The exact number of UTF-8 bytes of the value's compact JSON text. */
export function jsonBytes(value: Json): number {
  switch (typeof value) {
    case 'string':
      return textBytes(value);
    case 'number':
      return String(value).length;
    case 'boolean':
      return value ? 4 : 5;
    default:
      return value === null ? 4 : containerBytes(value);
  }
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

function textBytes(text: string): number {
  if (text.length > shortText) return utf8Bytes(JSON.stringify(text));
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return utf8Bytes(JSON.stringify(text));
  }
  return text.length + 2;
}

function containerBytes(value: object): number {
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let total = 2;
  let members = 0;
  if (Array.isArray(value)) {
    members = value.length;
    for (let i = 0; i < members; i++) total += jsonBytes(value[i] as Json);
  } else {
    for (const key of Object.keys(value)) {
      members++;
      total += textBytes(key) + 1 + jsonBytes((value as JsonObject)[key] as Json);
    }
  }
  if (members > 1) total += members - 1;
  if (total > rememberSizeFrom) sizes.set(value, total);
  // The exact size is the best bound there is: the next payload that holds this container need not be counted again.
  if (total > rememberBoundFrom) bounds.set(value, total);
  return total;
}

/** A number of bytes that the value's JSON text does not exceed; cheap, and at most six times too large. */
export function upperBound(value: Json): number {
  switch (typeof value) {
    case 'string':
      return value.length * escapedUnitBytesMax + 2;
    case 'number':
      return numberBytesMax;
    case 'boolean':
      return 5;
    default:
      return value === null ? 4 : containerBound(value);
  }
}

function containerBound(value: object): number {
  const known = bounds.get(value);
  if (known !== undefined) return known;
  let total = 2;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) total += upperBound(value[i] as Json) + 1;
  } else {
    for (const key in value) {
      total += key.length * escapedUnitBytesMax + 4 + upperBound((value as JsonObject)[key] as Json);
    }
  }
  if (total > rememberBoundFrom) bounds.set(value, total);
  return total;
}
