// Where the values of a JSON text stand, by JSON pointer. The index is made when first asked for.
import { lineOf, lineStarts } from './place';
import { type JsonVisitor, scanJson } from './scan';

/** A stretch of text: offsets in UTF-16 units, the end exclusive; line and column of its start, from 1. */
export interface TextRange {
  readonly offset: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
}

/** Where a value stands. */
export interface ValueRange extends TextRange {
  /** It is an object or array. */
  readonly container: boolean;
}

export interface JsonPositions {
  /** The value at a pointer; undefined if the text has none there. */
  valueAt(pointer: string): ValueRange | undefined;
  /** The key of the member at a pointer; undefined for array items and the whole document. */
  keyAt(pointer: string): TextRange | undefined;
  /** Members whose key had occurred before in the same object: the later value counts. */
  duplicates(): readonly { readonly pointer: string; readonly key: TextRange }[];
}

interface Place {
  readonly offset: number;
  readonly end: number;
  readonly key: readonly [number, number] | undefined;
  readonly container: boolean;
}

interface Index {
  readonly places: Map<string, Place>;
  readonly duplicates: { readonly pointer: string; readonly key: readonly [number, number] }[];
}

/** A reference token of a JSON pointer (RFC 6901). */
export function pointerToken(key: string | number): string {
  const text = String(key);
  return text.includes('~') || text.includes('/') ? text.replaceAll('~', '~0').replaceAll('/', '~1') : text;
}

/** @param text JSON that has been parsed without error */
export function jsonPositions(text: string): JsonPositions {
  let index: Index | undefined;
  const indexed = (): Index => {
    index ??= buildIndex(text);
    return index;
  };
  let lines: readonly number[] | undefined;
  const range = (offset: number, end: number): TextRange => {
    lines ??= lineStarts(text);
    const line = lineOf(lines, offset);
    return { offset, end, line, column: offset - (lines[line - 1] as number) + 1 };
  };
  return {
    valueAt(pointer) {
      const place = indexed().places.get(pointer);
      return place && { ...range(place.offset, place.end), container: place.container };
    },
    keyAt(pointer) {
      const key = indexed().places.get(pointer)?.key;
      return key && range(key[0], key[1]);
    },
    duplicates: () => indexed().duplicates.map(({ pointer, key }) => ({ pointer, key: range(key[0], key[1]) })),
  };
}

/** An open object or array, and where its next value belongs. */
interface Level {
  readonly pointer: string;
  readonly offset: number;
  readonly key: readonly [number, number] | undefined;
  readonly array: boolean;
  items: number;
  member: string;
  readonly members: Set<string>;
  memberKey: readonly [number, number] | undefined;
}

function buildIndex(text: string): Index {
  const index: Index = { places: new Map(), duplicates: [] };
  scanJson(text, indexer(text, index));
  return index;
}

function indexer(text: string, { places, duplicates }: Index): JsonVisitor {
  const levels: Level[] = [];
  const next = (): string => {
    const level = levels[levels.length - 1];
    if (level === undefined) return '';
    return `${level.pointer}/${level.array ? level.items++ : level.member}`;
  };
  const keyOf = (): readonly [number, number] | undefined => levels[levels.length - 1]?.memberKey;
  const put = (pointer: string, place: Place): void => {
    const level = levels[levels.length - 1];
    if (level !== undefined && place.key !== undefined) {
      if (level.members.has(level.member)) duplicates.push({ pointer, key: place.key });
      level.members.add(level.member);
    }
    places.set(pointer, place);
  };
  return {
    key(start, end) {
      const level = levels[levels.length - 1] as Level;
      const raw = text.slice(start, end);
      level.member = pointerToken(raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1));
      level.memberKey = [start, end];
    },
    open(start, array) {
      const key = keyOf();
      const pointer = next();
      put(pointer, { offset: start, end: start + 1, key, container: true });
      levels.push({
        pointer,
        offset: start,
        key,
        array,
        items: 0,
        member: '',
        members: new Set(),
        memberKey: undefined,
      });
    },
    close(end) {
      const { pointer, offset, key } = levels.pop() as Level;
      places.set(pointer, { offset, end, key, container: true });
    },
    scalar(start, end) {
      const key = keyOf();
      put(next(), { offset: start, end, key, container: false });
    },
  };
}
