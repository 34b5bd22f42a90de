// Files and texts that a command was given.
import { readFileSync } from 'node:fs';
import type { Json } from '../json';
import { CommandError, type ErrorCode } from './errors';
import { placeAt } from './frame';

/** @throws CommandError CLI201 */
export function readTextFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw new CommandError('CLI201', `the file ${file} ${why}`);
  }
}

/** @throws CommandError CLI201, or `code` with the place when the text is not JSON */
export function readJsonFile(file: string, code: ErrorCode): Json {
  return parseJson(readTextFile(file), file, code);
}

/** @param file what the text is called in the message */
export function parseJson(text: string, file: string, code: ErrorCode): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const sentence = sentenceOf(error);
    throw new CommandError(code, `${file} is not JSON: ${sentence}`, {
      place: { file, text, ...placeAt(text, faultOffset(text)) },
    });
  }
}

/** V8's sentence without its position and without the text it repeats. */
function sentenceOf(error: SyntaxError): string {
  const sentence = error.message
    .replace(/(?:, (?:\.\.\.)?"[\s\S]*)? is not valid JSON$/, '')
    .replace(/(?: in JSON)? at position[\s\S]*$/, '')
    .replace("token '\n'", 'end of line');
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/**
 * Where a text stops being JSON. V8 tells the offset in some of its messages only, so we look for the shortest prefix
 * that no continuation could mend; whether a prefix is one is monotone in its length.
 */
function faultOffset(text: string): number {
  let mendable = 0;
  let broken = text.length + 1;
  while (broken - mendable > 1) {
    const middle = (mendable + broken) >> 1;
    if (isMendable(text.slice(0, middle))) mendable = middle;
    else broken = middle;
  }
  return mendable;
}

function isMendable(prefix: string): boolean {
  try {
    JSON.parse(prefix);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = / at position (\d+)/.exec(message)?.[1];
    return message === 'Unexpected end of JSON input' || (position !== undefined && Number(position) >= prefix.length);
  }
}
