// CSV as Step Functions reads it, which no library does: a quote inside quotes may be doubled or written after a backslash, and
// a backslash before anything else is dropped (SPEC input-output-itemreader, "CSV").
import { type Json, type MutableJsonObject, put } from '../../json';
import { checkItem, type Decoder } from './decoder';
import { readerFailed } from './failure';

const delimiters: { readonly [name: string]: string } = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};
/** Longest header in bytes. */
const headerBytesMax = 10 * 1024;

export interface CsvOptions {
  /** Given headers; undefined takes the first row. */
  readonly headers: readonly string[] | undefined;
  /** `COMMA`, `PIPE`, `SEMICOLON`, `SPACE` or `TAB`. */
  readonly delimiter: string;
}

export class CsvRows implements Decoder {
  readonly #delimiter: string;
  #headers: readonly string[] | undefined;
  #rest = '';
  #first = true;

  constructor(options: CsvOptions) {
    const delimiter = delimiters[options.delimiter];
    if (delimiter === undefined) {
      throw readerFailed(
        `CSVDelimiter must be one of ${Object.keys(delimiters).join(', ')}, not ${options.delimiter}.`,
      );
    }
    this.#delimiter = delimiter;
    this.#headers = options.headers === undefined ? undefined : checkedHeaders(options.headers);
  }

  push(text: string): Json[] {
    this.#rest += text;
    return this.#rows(false);
  }

  end(): Json[] {
    return this.#rows(true);
  }

  #rows(ended: boolean): Json[] {
    const text = this.#first ? this.#rest.replace(/^\uFEFF/, '') : this.#rest;
    if (text.length > 0) this.#first = false;
    const rows: Json[] = [];
    let at = 0;
    while (at < text.length) {
      const record = this.#record(text, at, ended);
      if (record === undefined) break;
      if (!isBlank(text, at, record.end)) this.#take(record.cells, rows);
      at = record.end;
    }
    this.#rest = text.slice(at);
    checkItem(this.#rest);
    return rows;
  }

  #take(cells: readonly string[], rows: Json[]): void {
    if (this.#headers === undefined) {
      if (Buffer.byteLength(cells.join(this.#delimiter)) > headerBytesMax)
        throw readerFailed('The CSV header exceeds the maximum size of 10 KiB.');
      this.#headers = checkedHeaders(cells);
      return;
    }
    const row: MutableJsonObject = {};
    // AWS: missing cells are empty, surplus ones are ignored.
    for (let i = 0; i < this.#headers.length; i++) put(row, this.#headers[i] as string, cells[i] ?? '');
    rows.push(row);
  }

  /** The record that begins at `at`, or undefined if the text breaks off in it. */
  #record(text: string, at: number, ended: boolean): { readonly cells: string[]; readonly end: number } | undefined {
    const newline = text.indexOf('\n', at);
    if (newline < 0 && !ended) return undefined;
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, text.charCodeAt(end - 1) === 13 && end > at ? end - 1 : end);
    // Most lines are plain, and splitting is much quicker than looking at every character.
    if (!line.includes('"') && !line.includes('\\')) return { cells: line.split(this.#delimiter), end: end + 1 };
    return this.#quoted(text, at, ended);
  }

  #quoted(text: string, from: number, ended: boolean): { readonly cells: string[]; readonly end: number } | undefined {
    const cells: string[] = [];
    let cell = '';
    let inside = false;
    for (let i = from; i < text.length; i++) {
      const character = text[i] as string;
      if (character === '\\') {
        if (i + 1 >= text.length && !ended) return undefined;
        cell += text[++i] ?? '';
      } else if (inside) {
        if (character !== '"') cell += character;
        else if (text[i + 1] === '"') cell += text[++i];
        else if (i + 1 >= text.length && !ended) return undefined;
        else inside = false;
      } else if (character === '"' && cell === '') inside = true;
      else if (character === this.#delimiter) {
        cells.push(cell);
        cell = '';
      } else if (character === '\n') {
        cells.push(cell);
        return { cells, end: i + 1 };
      } else if (character !== '\r' || text[i + 1] !== '\n') cell += character;
    }
    if (!ended) return undefined;
    if (inside) throw readerFailed('The CSV input ends within a quoted value.');
    cells.push(cell);
    return { cells, end: text.length };
  }
}

function isBlank(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code !== 10 && code !== 13) return false;
  }
  return true;
}

function checkedHeaders(headers: readonly string[]): readonly string[] {
  if (new Set(headers).size < headers.length) throw readerFailed('CSV headers cannot contain duplicates.');
  return headers;
}
