// Items out of a stream of text: each format is a decoder that takes pieces and gives the items that are complete. Nothing
// keeps more than one piece and the item that it breaks off in, so memory does not grow with the file.
import type { Json } from '../../json';
import { readerFailed } from './failure';

/** Gives values, or the JSON texts of values, which are parsed when their turn comes. */
export interface Decoder<T = Json> {
  /** Items that are complete with this piece. */
  push(text: string): T[];
  /** Items that the end completes. */
  end(): T[];
}

/** Largest item, in characters of its text. */
export const itemCharactersMax = 8 * 1024 * 1024;

/** One JSON value per line; blank lines are skipped. */
export class JsonLines implements Decoder<string> {
  #rest = '';

  push(text: string): string[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    checkItem(this.#rest);
    return lines.every(isItem) ? lines : lines.filter(isItem);
  }

  end(): string[] {
    const last = this.#rest;
    this.#rest = '';
    return isItem(last) ? [last] : [];
  }
}

function isItem(line: string): boolean {
  // Most lines begin with their value.
  if (line.charCodeAt(0) <= 0x20 || line === '') return line.trim() !== '';
  checkItem(line);
  return true;
}

export function checkItem(text: string): void {
  if (text.length > itemCharactersMax) throw readerFailed('An item exceeds the maximum item size of 8 MB.');
}

/** @param where the item stands, for the sentence that refuses it */
export function parseItem(text: string, where?: () => string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const place = where === undefined ? '' : ` (${where()})`;
    throw readerFailed(`The input is not valid JSON: ${error.message}${place}`);
  }
}
