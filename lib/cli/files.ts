// Files and texts that a command was given.
import { readFileSync, statSync } from 'node:fs';
import { type Json, JsonSyntaxError, parseJsonText } from '../json';
import { CommandError, type ErrorCode } from './errors';

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

/** A folder that is there already: one that is made from a misspelt name would only be empty. @throws CommandError CLI201 */
export function existingFolder(folder: string): string {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) return folder;
  throw new CommandError('CLI201', `the folder ${folder} ${stat === undefined ? 'does not exist' : 'is a file'}`);
}

/** @throws CommandError CLI201, or `code` with the place when the text is not JSON */
export function readJsonFile(file: string, code: ErrorCode): Json {
  return parseJson(readTextFile(file), file, code);
}

/** @param file what the text is called in the message */
export function parseJson(text: string, file: string, code: ErrorCode): Json {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    const { message, line, column } = error.details;
    // Jackson counts behind what it stumbled over, and repeats the text it was given.
    const token = /^Unrecognized token '([^']*)'/.exec(message)?.[1] ?? '';
    const length = Math.max(1, token.length);
    const sentence = message.replace(/\[Source: \(String\)[\s\S]*; line: (\d+), column: (\d+)\]/, 'line $1, column $2');
    throw new CommandError(code, `${file} is not JSON: ${sentence}`, {
      place: { file, text, line, column: Math.max(1, column - length), length },
    });
  }
}
