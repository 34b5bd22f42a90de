// Items out of a stream of text: each format is a decoder that takes pieces and gives the items that are complete. Nothing
// keeps more than one piece and the item that it breaks off in, so memory does not grow with the file.
import type { Json } from '../../json';
import { readerFailed } from './failure';

export interface Decoder {
  /** Items that are complete with this piece. */
  push(text: string): Json[];
  /** Items that the end completes. */
  end(): Json[];
}

/** Largest item, in characters of its text. */
export const itemCharactersMax = 8 * 1024 * 1024;

/** One JSON value per line; blank lines are skipped. */
export class JsonLines implements Decoder {
  #rest = '';

  push(text: string): Json[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    checkItem(this.#rest);
    return this.#values(lines);
  }

  end(): Json[] {
    const last = this.#rest;
    this.#rest = '';
    return this.#values([last]);
  }

  #values(lines: readonly string[]): Json[] {
    const values: Json[] = [];
    for (const line of lines) {
      if (line.trim() === '') continue;
      checkItem(line);
      values.push(parseItem(line));
    }
    return values;
  }
}

export function checkItem(text: string): void {
  if (text.length > itemCharactersMax) throw readerFailed('An item exceeds the maximum item size of 8 MB.');
}

export function parseItem(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw readerFailed(`The input is not valid JSON: ${error.message}`);
  }
}
