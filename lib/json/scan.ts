// One pass over JSON text that tells where each value lies, or what is wrong with it. It builds no values: JSON.parse does
// that, and is quicker. The sentences are Jackson's, which the service passes on word for word; so is the place, which is
// where Jackson's cursor stands: behind the offending character.

import { jacksonLocation, jacksonSource } from './place';

/** Jackson's limit, and with it the service's. */
export const nestingDepthMax = 1000;
const tokenLengthMax = 256;
const validValues = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
const identifierPart = /[\p{L}\p{Nl}\p{Nd}\p{Sc}\p{Pc}\p{Mn}\p{Mc}\p{Cf}]/u;
const identifierStart = /[\p{L}\p{Nl}\p{Sc}\p{Pc}]/u;

/** Told what is found, in the order of the text. Offsets are in UTF-16 units, ends exclusive. */
export interface JsonVisitor {
  key(start: number, end: number): void;
  open(start: number, array: boolean): void;
  close(end: number): void;
  scalar(start: number, end: number): void;
}

/** Where and why text is not JSON. */
export class JsonFault extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'JsonFault';
    this.offset = offset;
  }
}

interface Container {
  readonly array: boolean;
  readonly start: number;
}

interface Cursor {
  readonly text: string;
  at: number;
  readonly open: Container[];
}

/** @throws JsonFault at the first thing that is not JSON */
export function scanJson(text: string, visitor: JsonVisitor): void {
  const cursor: Cursor = { text, at: 0, open: [] };
  let afterValue = value(cursor, visitor, skipSpace(cursor));
  while (cursor.open.length > 0) {
    const container = cursor.open[cursor.open.length - 1] as Container;
    afterValue = container.array ? inArray(cursor, visitor, afterValue) : inObject(cursor, visitor, afterValue);
  }
  const trailing = skipSpace(cursor);
  if (trailing === undefined) return;
  value(cursor, nobody, trailing);
  fail(cursor, trailingToken(trailing));
}

const nobody: JsonVisitor = { key() {}, open() {}, close() {}, scalar() {} };

function trailingToken(char: string): string {
  const kinds: { readonly [start: string]: string } = { '{': 'START_OBJECT', '[': 'START_ARRAY', '"': 'VALUE_STRING' };
  const kind =
    kinds[char] ?? (/[-\d]/.test(char) ? 'VALUE_NUMBER_INT' : `VALUE_${{ t: 'TRUE', f: 'FALSE' }[char] ?? 'NULL'}`);
  return `Trailing token (of type ${kind}) found after value (bound as \`com.fasterxml.jackson.databind.JsonNode\`): not allowed as per \`DeserializationFeature.FAIL_ON_TRAILING_TOKENS\``;
}

/** After the start or a value of an array; answers whether a value has just ended. */
function inArray(cursor: Cursor, visitor: JsonVisitor, afterValue: boolean): boolean {
  let char = skipSpace(cursor) ?? unclosed(cursor);
  if (char === ']') return close(cursor, visitor);
  if (char === '}') mismatched(cursor, ']');
  if (afterValue) char = comma(cursor, char, 'Array');
  return value(cursor, visitor, char);
}

function inObject(cursor: Cursor, visitor: JsonVisitor, afterValue: boolean): boolean {
  let char = skipSpace(cursor) ?? unclosed(cursor);
  if (char === '}') return close(cursor, visitor);
  if (char === ']') mismatched(cursor, '}');
  if (afterValue) char = comma(cursor, char, 'Object');
  if (char !== '"') unexpected(cursor, char, 'was expecting double-quote to start field name');
  const start = cursor.at - 1;
  string(cursor, 'name', ' in field name');
  visitor.key(start, cursor.at);
  const colon = skipSpace(cursor) ?? between(cursor, 'Object');
  if (colon !== ':') unexpected(cursor, colon, 'was expecting a colon to separate field name and value');
  return value(cursor, visitor, skipSpace(cursor) ?? between(cursor, 'Object'));
}

/** Reads past a comma to the character behind it. */
function comma(cursor: Cursor, char: string, kind: string): string {
  if (char !== ',') unexpected(cursor, char, `was expecting comma to separate ${kind} entries`);
  return skipSpace(cursor) ?? between(cursor, kind);
}

function close(cursor: Cursor, visitor: JsonVisitor): boolean {
  cursor.open.pop();
  visitor.close(cursor.at);
  return true;
}

/** A value whose first character has been read: true if it has ended, false if it is a container that has begun. */
function value(cursor: Cursor, visitor: JsonVisitor, char: string | undefined): boolean {
  const start = cursor.at - 1;
  if (char === undefined) fail(cursor, 'No content to map due to end-of-input');
  if (char === '{' || char === '[') {
    cursor.open.push({ array: char === '[', start });
    if (cursor.open.length > nestingDepthMax) fail(cursor, tooDeep(cursor.open.length));
    visitor.open(start, char === '[');
    return false;
  }
  if (char === '"') string(cursor, 'string value', ': was expecting closing quote for a string value');
  else if (char === 't') token(cursor, 'true');
  else if (char === 'f') token(cursor, 'false');
  else if (char === 'n') token(cursor, 'null');
  else if (char === '-' || isDigit(char)) number(cursor, char);
  else odd(cursor, char);
  visitor.scalar(start, cursor.at);
  return true;
}

/** The sentence for text nested deeper than the limit. */
export function tooDeep(depth: number): string {
  return `Document nesting depth (${depth}) exceeds the maximum allowed (${nestingDepthMax}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`;
}

function odd(cursor: Cursor, char: string): never {
  if (cursor.open.length === 0 && (char === '}' || char === ']')) mismatched(cursor, char === '}' ? ']' : '}');
  if (char === '}') unexpected(cursor, char, 'expected a value');
  for (const word of ['NaN', 'Infinity']) {
    if (char === word.charAt(0)) {
      token(cursor, word);
      fail(cursor, `Non-standard token '${word}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`);
    }
  }
  if (identifierStart.test(char)) unrecognized(cursor, char);
  unexpected(cursor, char, `expected a valid value ${validValues}`);
}

function token(cursor: Cursor, word: string): void {
  for (let i = 1; i < word.length; i++) {
    if (cursor.text[cursor.at] !== word[i]) unrecognized(cursor, word.slice(0, i));
    cursor.at++;
  }
  const next = cursor.text[cursor.at];
  if (next !== undefined && identifierPart.test(next)) unrecognized(cursor, word);
}

function unrecognized(cursor: Cursor, matched: string): never {
  let word = matched;
  for (let next = cursor.text[cursor.at]; next !== undefined && identifierPart.test(next); ) {
    cursor.at++;
    word += next;
    if (word.length >= tokenLengthMax) {
      word += '...';
      break;
    }
    next = cursor.text[cursor.at];
  }
  fail(cursor, `Unrecognized token '${word}': was expecting ${validValues}`);
}

function number(cursor: Cursor, first: string): void {
  let digit = first;
  if (first === '-') {
    digit = cursor.text[cursor.at++] ?? '\0';
    if (!isDigit(digit)) badNumber(cursor, digit, 'expected digit (0-9) to follow minus sign, for valid numeric value');
  }
  if (digit === '0' && isDigit(cursor.text[cursor.at])) {
    fail(cursor, 'Invalid numeric value: Leading zeroes not allowed');
  }
  digits(cursor);
  if (cursor.text[cursor.at] === '.') {
    cursor.at++;
    if (digits(cursor) === 0)
      badNumber(cursor, cursor.text[cursor.at++] ?? '\0', 'Decimal point not followed by a digit');
  }
  if (cursor.text[cursor.at] === 'e' || cursor.text[cursor.at] === 'E') {
    cursor.at++;
    if (cursor.text[cursor.at] === '+' || cursor.text[cursor.at] === '-') cursor.at++;
    if (digits(cursor) === 0) {
      badNumber(cursor, cursor.text[cursor.at++] ?? '\0', 'Exponent indicator not followed by a digit');
    }
  }
  const next = cursor.text[cursor.at];
  if (cursor.open.length === 0 && next !== undefined && !isSpace(next)) {
    cursor.at++;
    unexpected(cursor, next, 'Expected space separating root-level values');
  }
}

function digits(cursor: Cursor): number {
  const from = cursor.at;
  while (isDigit(cursor.text[cursor.at])) cursor.at++;
  return cursor.at - from;
}

/** Reads to behind the closing quote. */
function string(cursor: Cursor, what: string, atEnd: string): void {
  for (;;) {
    const unit = cursor.text.charCodeAt(cursor.at++);
    if (unit === 0x22) return;
    if (unit === 0x5c) escapeSequence(cursor);
    else if (unit < 0x20) {
      const name = describe(String.fromCharCode(unit));
      fail(cursor, `Illegal unquoted character (${name}): has to be escaped using backslash to be included in ${what}`);
    } else if (Number.isNaN(unit)) {
      cursor.at = cursor.text.length;
      fail(cursor, `Unexpected end-of-input${atEnd}`);
    }
  }
}

function escapeSequence(cursor: Cursor): void {
  const char = cursor.text[cursor.at++];
  if (char === undefined) endsIn(cursor, ' in character escape sequence');
  if (char !== 'u') {
    if (!'"\\/bfnrt'.includes(char)) fail(cursor, `Unrecognized character escape ${describe(char)}`);
    return;
  }
  for (let i = 0; i < 4; i++) {
    const hex = cursor.text[cursor.at++];
    if (hex === undefined) endsIn(cursor, ' in character escape sequence');
    if (!/[0-9a-fA-F]/.test(hex)) unexpected(cursor, hex, 'expected a hex-digit for character escape sequence');
  }
}

/** Reads the next character that is not white space; undefined at the end. */
function skipSpace(cursor: Cursor): string | undefined {
  for (;;) {
    const char = cursor.text[cursor.at];
    if (char === undefined) return undefined;
    cursor.at++;
    if (isSpace(char)) continue;
    if (char < ' ') {
      fail(
        cursor,
        `Illegal character (${describe(char)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`,
      );
    }
    return char;
  }
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\n' || char === '\t' || char === '\r';
}

function isDigit(char: string | undefined): boolean {
  return char !== undefined && char >= '0' && char <= '9';
}

function describe(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return `(CTRL-CHAR, code ${code})`;
  return code > 255 ? `'${char}' (code ${code} / 0x${code.toString(16)})` : `'${char}' (code ${code})`;
}

function unexpected(cursor: Cursor, char: string, comment: string): never {
  fail(cursor, `Unexpected character (${describe(char)}): ${comment}`);
}

function badNumber(cursor: Cursor, char: string, comment: string): never {
  fail(cursor, `Unexpected character (${describe(char)}) in numeric value: ${comment}`);
}

function mismatched(cursor: Cursor, expected: string): never {
  const container = cursor.open[cursor.open.length - 1];
  const kind = container === undefined ? 'root' : container.array ? 'Array' : 'Object';
  const where =
    container === undefined
      ? `[Source: ${jacksonSource(cursor.text)}; line: 1, column: 0]`
      : startOf(cursor, container);
  const actual = cursor.text[cursor.at - 1];
  fail(cursor, `Unexpected close marker '${actual}': expected '${expected}' (for ${kind} starting at ${where})`);
}

function unclosed(cursor: Cursor): never {
  const container = cursor.open[cursor.open.length - 1] as Container;
  const kind = container.array ? 'Array' : 'Object';
  endsIn(cursor, `: expected close marker for ${kind} (start marker at ${startOf(cursor, container)})`);
}

function between(cursor: Cursor, kind: string): never {
  endsIn(cursor, ` within/between ${kind} entries`);
}

function endsIn(cursor: Cursor, where: string): never {
  cursor.at = cursor.text.length;
  fail(cursor, `Unexpected end-of-input${where}`);
}

function startOf(cursor: Cursor, container: Container): string {
  return jacksonLocation(cursor.text, container.start);
}

function fail(cursor: Cursor, message: string): never {
  throw new JsonFault(message, Math.min(cursor.at, cursor.text.length));
}
