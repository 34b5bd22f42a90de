// Definitions written in YAML: as JSON, and where in the YAML each of their values stands.
import { isMap, isNode, isSeq, LineCounter, parseDocument } from 'yaml';
import { type JsonPositions, pointerToken, type TextRange, type ValueRange } from '../json';
import { CommandError } from './errors';

export interface YamlDefinition {
  readonly json: string;
  /** Of the YAML text, by JSON pointer. */
  readonly positions: JsonPositions;
}

/** @throws CommandError CLI301 with the place where the text stops being YAML */
export function readYaml(text: string, file: string): YamlDefinition {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: true, lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line = 1, col = 1 } = fault.linePos?.[0] ?? {};
    const sentence = fault.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? fault.message;
    throw new CommandError('CLI301', `${file} is not YAML: ${sentence}`, { place: { file, text, line, column: col } });
  }
  return {
    json: JSON.stringify(document.toJS(), undefined, 2),
    positions: yamlPositions(document.contents, lines),
  };
}

interface Found {
  readonly value: ValueRange;
  readonly key: TextRange | undefined;
}

/** Below an alias nothing has a place of its own: findings there are shown at the alias. */
function yamlPositions(contents: unknown, lines: LineCounter): JsonPositions {
  const places = new Map<string, Found>();
  const rangeOf = (node: unknown): TextRange | undefined => {
    if (!isNode(node) || !node.range) return undefined;
    const [offset, end] = node.range;
    const { line, col } = lines.linePos(offset);
    return { offset, end, line, column: col };
  };
  const visit = (node: unknown, pointer: string, key: TextRange | undefined): void => {
    const range = rangeOf(node) ?? key;
    if (range !== undefined) places.set(pointer, { value: { ...range, container: isMap(node) || isSeq(node) }, key });
    if (isMap(node)) {
      for (const pair of node.items)
        visit(pair.value, `${pointer}/${pointerToken(String(pair.key))}`, rangeOf(pair.key));
    } else if (isSeq(node)) {
      for (const [index, item] of node.items.entries()) visit(item, `${pointer}/${index}`, undefined);
    }
  };
  visit(contents, '', undefined);
  return {
    valueAt: (pointer) => places.get(pointer)?.value,
    keyAt: (pointer) => places.get(pointer)?.key,
    // YAML refuses them.
    duplicates: () => [],
  };
}
