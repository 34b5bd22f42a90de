// The items of one JSON array in a large document, found without reading the document into memory.
//
// J1 Before the array is found, only the path to the current value is kept.
// J2 In the array, the text of the current item alone is kept; its text is given when it is complete.
import { checkItem, type Decoder, parseItem } from './decoder';
import { readerFailed } from './failure';

/** The array has to begin within this many characters. */
const seekCharactersMax = 16 * 1024 * 1024;
const notIterable = 'Attempting to map over non-iterable node.';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openArray = 0x5b;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/** Where the seeker stands: an array with its index, or an object with its current key. */
interface Place {
  readonly array: boolean;
  step: string;
  index: number;
  /** The next text is a key. */
  keyNext: boolean;
}

export class JsonArray implements Decoder<string> {
  readonly #target: readonly string[];
  #text = '';
  /** Up to here the text has been looked at. */
  #at = 0;
  #mode: 'seek' | 'items' | 'done' = 'seek';
  readonly #places: Place[] = [];
  #sought = 0;
  #depth = 0;
  /** Where the current item begins; -1 before it has. */
  #start = -1;
  /** A comma has to be followed by a value. */
  #afterComma = false;

  /** @param pointer JSON Pointer to the array; undefined for the whole document */
  constructor(pointer: string | undefined) {
    this.#target = pointer === undefined || pointer === '' ? [] : steps(pointer);
  }

  push(text: string): string[] {
    if (this.#mode === 'done') return [];
    this.#text += text;
    if (this.#mode === 'seek') this.#seek();
    const items = this.#mode === 'items' ? this.#items() : [];
    this.#forget();
    return items;
  }

  end(): string[] {
    if (this.#mode === 'items') throw readerFailed('The input is not valid JSON: it ends within the array.');
    if (this.#mode === 'seek')
      throw readerFailed(
        this.#target.length === 0
          ? notIterable
          : `The JSON input has no array at ${this.#target.map((step) => `/${step}`).join('')}.`,
      );
    return [];
  }

  /** Drops what has been read (J1, J2). */
  #forget(): void {
    const kept = this.#mode === 'items' && this.#start >= 0 ? this.#start : this.#at;
    this.#text = this.#text.slice(kept);
    this.#at -= kept;
    if (this.#start >= 0) this.#start -= kept;
    if (this.#mode === 'items') checkItem(this.#text);
  }

  #seek(): void {
    const text = this.#text;
    while (this.#at < text.length && this.#mode === 'seek') {
      const code = text.charCodeAt(this.#at);
      if (code === quote) {
        const end = closingQuote(text, this.#at);
        if (end < 0) return;
        this.#textSought(text.slice(this.#at, end + 1));
        this.#at = end + 1;
        continue;
      }
      this.#symbol(code);
      this.#at++;
      if (++this.#sought > seekCharactersMax)
        throw readerFailed('The array that ItemsPointer names does not begin within the first 16 MB.');
    }
  }

  #textSought(written: string): void {
    const place = this.#places.at(-1);
    if (place?.keyNext === true) {
      place.step = String(parseItem(written));
      place.keyNext = false;
    } else if (this.#isTarget()) throw readerFailed(notIterable);
  }

  #symbol(code: number): void {
    if (code <= 0x20 || code === 0xfeff) return;
    const place = this.#places.at(-1);
    if (code === openArray || code === openObject) {
      if (this.#isTarget()) {
        if (code === openObject) throw readerFailed(notIterable);
        this.#mode = 'items';
        return;
      }
      this.#places.push({ array: code === openArray, step: '', index: 0, keyNext: code === openObject });
    } else if (code === closeArray || code === closeObject) this.#places.pop();
    else if (code === comma && place !== undefined) {
      if (place.array) place.index++;
      else place.keyNext = true;
    } else if (code !== colon && code !== comma && this.#isTarget()) throw readerFailed(notIterable);
  }

  #isTarget(): boolean {
    if (this.#places.length !== this.#target.length) return false;
    return this.#places.every(
      (place, i) => !place.keyNext && (place.array ? String(place.index) : place.step) === this.#target[i],
    );
  }

  #items(): string[] {
    const text = this.#text;
    const items: string[] = [];
    while (this.#at < text.length) {
      const code = text.charCodeAt(this.#at);
      if (code === quote) {
        if (this.#start < 0) this.#start = this.#at;
        const end = closingQuote(text, this.#at);
        if (end < 0) break;
        this.#at = end + 1;
        continue;
      }
      if (this.#depth === 0 && (code === comma || code === closeArray)) {
        this.#complete(text, code, items);
        this.#at++;
        if (code === closeArray) {
          this.#mode = 'done';
          break;
        }
        continue;
      }
      if (code === openArray || code === openObject) this.#depth++;
      else if (code === closeArray || code === closeObject) this.#depth--;
      if (this.#start < 0 && code > 0x20) this.#start = this.#at;
      this.#at++;
    }
    return items;
  }

  #complete(text: string, code: number, items: string[]): void {
    if (this.#start >= 0) items.push(text.slice(this.#start, this.#at));
    else if (code === comma) throw readerFailed('The input is not valid JSON: a comma stands where a value should.');
    else if (this.#afterComma)
      throw readerFailed('The input is not valid JSON: the array ends where a value should be.');
    this.#start = -1;
    this.#afterComma = code === comma;
  }
}

/** Index of the quote that ends the text beginning at `at`, or -1 if it is not there yet. */
function closingQuote(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
    if (slashes % 2 === 0) return end;
  }
  return -1;
}

function steps(pointer: string): readonly string[] {
  if (!pointer.startsWith('/'))
    throw readerFailed(`ItemsPointer must be a JSON Pointer, which begins with "/", not ${JSON.stringify(pointer)}.`);
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}
