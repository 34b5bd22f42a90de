// What differs from run to run without meaning anything: ids, tokens, dates, headers. A mask replaces them by their
// number of appearance or their offset, so that two transcripts of the same behaviour are the same bytes.
import { type EpochMs, parseTimestamp } from '../engine';
import { canonical, isArray, isObject, type Json, type MutableJsonObject, put } from '../json';

const valueTextMax = 80;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** Task tokens, receipt handles and the like: a long run of base64 letters. */
const token = /[A-Za-z0-9+/=_-]{64,}/g;
const isoDate = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)/g;
/** HTTP facts that services add to their answers. */
const noise = new Set(['SdkHttpMetadata', 'SdkResponseMetadata', 'ResponseMetadata']);

/** Turns values into short, stable text. One mask belongs to one transcript: it counts what it has seen. */
export class Mask {
  readonly #startedAt: EpochMs;
  readonly #endedAt: EpochMs;
  readonly #seen = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  constructor(startedAt: EpochMs, endedAt: EpochMs) {
    this.#startedAt = startedAt;
    this.#endedAt = endedAt;
  }

  /** Compact JSON with sorted keys, masked, cut after 80 characters with its whole length. */
  value(value: Json): string {
    return cut(canonical(this.#masked(value)));
  }

  /** A text such as an error's cause, masked and cut. */
  text(text: string): string {
    return cut(this.#maskedText(text));
  }

  #masked(value: Json): Json {
    if (typeof value === 'string') return this.#maskedText(value);
    if (typeof value === 'number') {
      return this.#during(value) ? `<${offset(value - this.#startedAt)} after start>` : value;
    }
    if (isArray(value)) return value.map((item) => this.#masked(item));
    if (!isObject(value)) return value;
    const masked: MutableJsonObject = {};
    // Sorted, because the numbers of ids follow the order of appearance in the text that is shown.
    for (const key of Object.keys(value).sort()) {
      if (!noise.has(key)) put(masked, this.#maskedText(key), this.#masked(value[key] as Json));
    }
    return masked;
  }

  #maskedText(text: string): string {
    if (text.length < 20) return text;
    return text
      .replace(token, (match) => this.#number('token', match))
      .replace(uuid, (match) => this.#number('id', match))
      .replace(isoDate, (match) => {
        const at = parseTimestamp(match);
        return at !== undefined && this.#during(at) ? `<${offset(at - this.#startedAt)} after start>` : match;
      });
  }

  #number(kind: string, match: string): string {
    const known = this.#seen.get(match);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `<${kind} ${count}>`;
    this.#seen.set(match, name);
    return name;
  }

  /** Dates outside the execution are data: a date of birth stays what it is. */
  #during(at: EpochMs): boolean {
    return at >= this.#startedAt && at <= this.#endedAt && this.#startedAt > 0;
  }
}

/** A span for people: `0 ms`, `2.0 s`, `1 min 5 s`, `5 h 0 min`, `30 d 2 h`. */
export function offset(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms % 100 === 0 ? 1 : 3)} s`;
  const seconds = Math.round(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return `${minutes} min ${seconds % 60} s`;
}

function cut(text: string): string {
  if (text.length <= valueTextMax) return text;
  // Never through a surrogate pair: half a character would not survive being written to a file.
  const end = (text.charCodeAt(valueTextMax - 1) & 0xfc00) === 0xd800 ? valueTextMax - 1 : valueTextMax;
  return `${text.slice(0, end)}… (${text.length} characters)`;
}
