// Functions of strings. Positions and lengths count characters, not UTF-16 units.
import { InternalError, JsonataFailure } from '../failure';
import { machine } from '../machine';
import { textOf } from '../text';
import type { Value } from '../value';
import type { FunctionRows } from './row';

/** Whether every character is one UTF-16 unit. */
function isSingleUnit(text: string): boolean {
  for (let i = 0; i < text.length; i++) if ((text.charCodeAt(i) & 0xf800) === 0xd800) return false;
  return true;
}

export function charactersOf(text: string): readonly string[] {
  machine.spend(text.length >> 2);
  return [...text];
}

/** For functions of one string: nothing gives nothing. */
function ofText(run: (text: string) => Value): (...args: Value[]) => Value {
  return (text) => {
    if (text === undefined) return undefined;
    machine.spend((text as string).length >> 3);
    return run(text as string);
  };
}

function substring(text: string, start: number | undefined, length: number | undefined): string {
  const single = isSingleUnit(text);
  const characters = single ? text : charactersOf(text);
  const from = characters.length + (start ?? Number.NaN) < 0 ? 0 : start;
  if (length === undefined) return sliced(characters, from, undefined);
  if (length <= 0) return '';
  const end = (from ?? Number.NaN) >= 0 ? (from as number) + length : characters.length + (from ?? Number.NaN) + length;
  return sliced(characters, from, end);
}

function sliced(characters: string | readonly string[], start: number | undefined, end: number | undefined): string {
  return typeof characters === 'string' ? characters.slice(start, end) : characters.slice(start, end).join('');
}

function pad(text: string, width: number, filler: string): string {
  const length = isSingleUnit(text) ? text.length : charactersOf(text).length;
  const missing = Math.trunc(Math.abs(width)) - length;
  if (!(missing > 0)) return text;
  machine.checkText(missing);
  machine.spend(missing >> 6);
  const unit = filler === '' ? ' ' : filler;
  const padding = substring(unit.repeat(Math.ceil(missing / charactersOf(unit).length)), 0, missing);
  return width > 0 ? text + padding : padding + text;
}

function trim(text: string): string {
  const joined = text.replace(/[ \t\n\r]+/g, ' ');
  const start = joined.startsWith(' ') ? 1 : 0;
  const end = joined.length > start && joined.endsWith(' ') ? joined.length - 1 : joined.length;
  return joined.slice(start, end);
}

/** Encoding and decoding of URLs fail on lone surrogates and on malformed escapes. */
function ofUrl(functionName: string, convert: (text: string) => string): (...args: Value[]) => Value {
  return ofText((text) => {
    try {
      return convert(text);
    } catch (error) {
      if (error instanceof URIError) throw new JsonataFailure('D3140', { value: text, functionName });
      throw error;
    }
  });
}

/** Bytes are taken from the low halves of the units, as Node's `binary` encoding does. */
function base64encode(text: string): string {
  let bytes = '';
  for (let i = 0; i < text.length; i++) bytes += String.fromCharCode(text.charCodeAt(i) & 0xff);
  return btoa(bytes);
}

/** AWS: `$base64decode("!!!")` is an internal error, where the language's own engine skips what is not Base64. */
function base64decode(text: string): string {
  const [, digits] = /^([A-Za-z0-9+/]*)={0,2}$/.exec(text.replace(/[ \t\r\n]/g, '')) ?? [];
  if (digits === undefined || digits.length % 4 === 1) throw new InternalError();
  return atob(digits);
}

function join(parts: readonly string[], separator: string): string {
  const length = parts.reduce((sum, part) => sum + part.length + separator.length, 0);
  machine.checkText(length);
  machine.spend(parts.length + (length >> 6));
  return parts.join(separator);
}

function before(text: string, mark: string): string {
  machine.spend(text.length >> 6);
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(0, at);
}

function after(text: string, mark: string): string {
  machine.spend(text.length >> 6);
  const at = text.indexOf(mark);
  return at < 0 ? text : text.slice(at + mark.length);
}

export const STRINGS: FunctionRows = {
  string: { signature: '<x-b?:s>', arity: 1, run: (value, pretty) => textOf(value, pretty === true) },
  substring: {
    signature: '<s-nn?:s>',
    arity: 3,
    run: (text, start, length) =>
      text === undefined
        ? undefined
        : substring(text as string, start as number | undefined, length as number | undefined),
  },
  substringBefore: {
    signature: '<s-s:s>',
    arity: 2,
    run: (text, mark) => (text === undefined ? undefined : before(text as string, String(mark))),
  },
  substringAfter: {
    signature: '<s-s:s>',
    arity: 2,
    run: (text, mark) => (text === undefined ? undefined : after(text as string, String(mark))),
  },
  lowercase: { signature: '<s-:s>', arity: 1, run: ofText((text) => text.toLowerCase()) },
  uppercase: { signature: '<s-:s>', arity: 1, run: ofText((text) => text.toUpperCase()) },
  length: {
    signature: '<s-:n>',
    arity: 1,
    run: ofText((text) => (isSingleUnit(text) ? text.length : charactersOf(text).length)),
  },
  trim: { signature: '<s-:s>', arity: 1, run: ofText(trim) },
  pad: {
    signature: '<s-ns?:s>',
    arity: 3,
    run: (text, width, filler) =>
      text === undefined ? undefined : pad(text as string, width as number, (filler ?? ' ') as string),
  },
  join: {
    signature: '<a<s>s?:s>',
    arity: 2,
    run: (parts, separator) =>
      parts === undefined ? undefined : join(parts as readonly string[], (separator ?? '') as string),
  },
  base64encode: { signature: '<s-:s>', arity: 1, run: ofText(base64encode) },
  base64decode: { signature: '<s-:s>', arity: 1, run: ofText(base64decode) },
  encodeUrlComponent: {
    signature: '<s-:s>',
    arity: 1,
    run: ofUrl('encodeUrlComponent', encodeURIComponent),
  },
  encodeUrl: { signature: '<s-:s>', arity: 1, run: ofUrl('encodeUrl', encodeURI) },
  decodeUrlComponent: {
    signature: '<s-:s>',
    arity: 1,
    run: ofUrl('decodeUrlComponent', decodeURIComponent),
  },
  decodeUrl: { signature: '<s-:s>', arity: 1, run: ofUrl('decodeUrl', decodeURI) },
};
