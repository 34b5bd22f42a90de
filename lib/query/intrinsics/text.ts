// Intrinsics on texts and on JSON written as text.
import {
  isObject,
  type Json,
  JsonSyntaxError,
  type JsonTextError,
  type MutableJsonObject,
  parseJsonText,
  put,
} from '../../json';
import { decodeBase64, encodeBase64 } from '../base64';
import { isDeep } from '../depth';
import { hash as digest } from '../hash';
import { type Intrinsic, invalid, textCharactersMax } from './intrinsic';
import { javaText } from './java';

export const stringToJson: Intrinsic = {
  arity: [1, 1],
  apply: ([text], fail) => {
    if (typeof text !== 'string') return invalid;
    // AWS: a text without anything in it but JSON's white space is null.
    if (/^[ \t\n\r]*$/.test(text)) return null;
    try {
      const value = parseJsonText(text);
      return Object.is(value, -0) ? 0 : value;
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      return fail(`Cannot convert String to Json in States.StringToJson, caused by: ${jackson(error.details)}`);
    }
  },
};

const redacted = 'REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)';

/** AWS: the parser's sentence with its places, but without the text; an unexpected character is counted itself. */
function jackson(problem: JsonTextError): string {
  const source = problem.location.slice('[Source: '.length, problem.location.lastIndexOf('; line: '));
  const column = problem.column - (problem.message.startsWith('Unexpected character') ? 1 : 0);
  const message = problem.message.replaceAll(source, redacted);
  return `${message}\n at [Source: ${redacted}; line: ${problem.line}, column: ${column}]`;
}

export const jsonToString: Intrinsic = {
  arity: [1, 1],
  apply: ([value]) => (isDeep(value as Json) ? invalid : JSON.stringify(value)),
};

export const jsonMerge: Intrinsic = {
  arity: [3, 3],
  apply: ([left, right, deep]) => {
    // AWS: only `true` is refused; anything else means the shallow merge.
    if (!isObject(left) || !isObject(right) || deep === true) return invalid;
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
  apply: ([text]) => (typeof text === 'string' && text.length <= textCharactersMax ? decodeBase64(text) : invalid),
};

/** AWS: a value that is no text is hashed as the text Java prints. */
export const hash: Intrinsic = {
  arity: [2, 2],
  apply: ([value, algorithm]) => {
    if (typeof algorithm !== 'string') return invalid;
    const text = javaText(value as Json);
    return text.length <= textCharactersMax ? (digest(text, algorithm) ?? invalid) : invalid;
  },
};
