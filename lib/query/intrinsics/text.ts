// Intrinsics on texts and on JSON written as text.
import { isObject, type Json, type MutableJsonObject, put } from '../../json';
import { decodeBase64, encodeBase64 } from '../base64';
import { hash as digest } from '../hash';
import { isDeep } from './arrays';
import { type Intrinsic, invalid, textCharactersMax } from './intrinsic';

export const stringToJson: Intrinsic = {
  arity: [1, 1],
  apply: ([text]) => {
    if (typeof text !== 'string') return invalid;
    // AWS: a blank text is null.
    if (text.trim() === '') return null;
    const value = parse(text);
    return value === undefined ? invalid : value;
  },
};

/** The value, or undefined if the text is not JSON. */
function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return Object.is(value, -0) ? 0 : value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const jsonToString: Intrinsic = {
  arity: [1, 1],
  apply: ([value]) => (isDeep(value as Json) ? invalid : JSON.stringify(value)),
};

export const jsonMerge: Intrinsic = {
  arity: [3, 3],
  apply: ([left, right, deep]) => {
    if (!isObject(left) || !isObject(right) || deep !== false) return invalid;
    const merged: MutableJsonObject = {};
    for (const key of Object.keys(left)) put(merged, key, left[key] as Json);
    for (const key of Object.keys(right)) put(merged, key, right[key] as Json);
    return merged;
  },
};

/** AWS: the second argument is a set of delimiter characters, and empty pieces are dropped. */
export const stringSplit: Intrinsic = {
  arity: [2, 2],
  apply: ([text, delimiters]) => {
    if (typeof text !== 'string' || typeof delimiters !== 'string') return invalid;
    const isDelimiter = new Set(delimiters);
    const pieces: string[] = [];
    let piece = '';
    for (const character of text) {
      if (!isDelimiter.has(character)) piece += character;
      else if (piece !== '') {
        pieces.push(piece);
        piece = '';
      }
    }
    if (piece !== '') pieces.push(piece);
    return pieces;
  },
};

export const base64Encode: Intrinsic = {
  arity: [1, 1],
  apply: ([text]) => (typeof text === 'string' && text.length <= textCharactersMax ? encodeBase64(text) : invalid),
};

export const base64Decode: Intrinsic = {
  arity: [1, 1],
  apply: ([text]) =>
    typeof text === 'string' && text.length <= textCharactersMax ? (decodeBase64(text) ?? invalid) : invalid,
};

export const hash: Intrinsic = {
  arity: [2, 2],
  apply: ([value, algorithm]) => {
    if (typeof algorithm !== 'string' || value === undefined || value === null || isDeep(value)) return invalid;
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return text.length <= textCharactersMax ? (digest(text, algorithm) ?? invalid) : invalid;
  },
};
