// JSON text to value. The native parser does the work and decides; only when it refuses, a pass of our own finds out why,
// in the words of Jackson, which the service repeats to its callers.
import { jacksonLocation, lineAndColumn } from './place';
import { type JsonPositions, jsonPositions } from './positions';
import { JsonFault, nestingDepthMax, scanJson } from './scan';
import type { Json } from './value';

/** Why a text is not JSON. */
export interface JsonTextError {
  /** Jackson's sentence: `Unexpected character ('x' (code 120)): was expecting …`. */
  readonly message: string;
  /** Jackson's place: `[Source: (String)"…"; line: 1, column: 4]`. */
  readonly location: string;
  /** Behind the offending character, as Jackson counts; line and column from 1. */
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export type ParsedJson =
  | { readonly value: Json; readonly positions: JsonPositions; readonly error?: never }
  | { readonly error: JsonTextError; readonly value?: never; readonly positions?: never };

/** Thrown by parseJsonText; its message is Jackson's sentence. */
export class JsonSyntaxError extends Error {
  readonly details: JsonTextError;

  constructor(details: JsonTextError) {
    super(details.message);
    this.name = 'JsonSyntaxError';
    this.details = details;
  }
}

/**
 * Parses a text and remembers where its values stand. Of two members with one key the later counts, at the earlier's place.
 * Text nested deeper than 1000 levels is refused, as by the service.
 */
export function parseJson(text: string): ParsedJson {
  const value = native(text);
  if (value === undefined) return { error: explain(text) };
  return { value, positions: jsonPositions(text) };
}

/**
 * Parses inputs and outputs, where nobody asks for positions.
 * @throws JsonSyntaxError
 */
export function parseJsonText(text: string): Json {
  const value = native(text);
  if (value === undefined) throw new JsonSyntaxError(explain(text));
  return value;
}

/** The value, or undefined where the text is not JSON or nested too deeply. */
function native(text: string): Json | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  return mayBeDeep(text) && isDeep(value) ? undefined : value;
}

function explain(text: string): JsonTextError {
  try {
    scanJson(text, { key() {}, open() {}, close() {}, scalar() {} });
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    const { message, offset } = fault;
    const { line, column } = lineAndColumn(text, offset);
    return { message, location: jacksonLocation(text, offset), offset, line, column };
  }
  throw new Error('JSON.parse and the scanner disagree about a text');
}

/** A text with at most as many opening brackets as levels allowed cannot be too deep; searching for them is quick. */
function mayBeDeep(text: string): boolean {
  if (text.length <= nestingDepthMax) return false;
  let brackets = 0;
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++brackets > nestingDepthMax) return true;
    }
  }
  return false;
}

function isDeep(value: Json): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= nestingDepthMax) return true;
    const below: Json[] = [];
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue;
      for (const member of Array.isArray(item) ? item : Object.values(item)) {
        if (typeof member === 'object' && member !== null) below.push(member);
      }
    }
    level = below;
  }
  return false;
}
