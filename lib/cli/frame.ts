// The lines around a place, with the place underlined.
import type { Place } from './errors';

const linesBefore = 2;
const linesAfter = 1;
const lineWidthMax = 160;

/** A code frame; empty when the place has no text. */
export function codeFrame(place: Place): string[] {
  if (place.text === undefined) return [];
  // A tab is one column of a place, and has to be one column here.
  const lines = place.text.replaceAll('\t', ' ').split(/\r?\n/);
  const first = Math.max(1, place.line - linesBefore);
  const last = Math.min(lines.length, place.line + linesAfter);
  const width = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const line = lines[number - 1] ?? '';
    const here = number === place.line;
    // A minified definition is one long line: show the part around the place.
    const from = here && place.column > lineWidthMax / 2 ? place.column - Math.floor(lineWidthMax / 2) : 0;
    frame.push(`${here ? '>' : ' '} ${String(number).padStart(width)} │ ${line.slice(from, from + lineWidthMax)}`);
    if (here) {
      const indent = ' '.repeat(width + 3);
      const marks = '^'.repeat(Math.max(1, Math.min(place.length ?? 1, line.length - place.column + 1)));
      frame.push(`${indent}│ ${' '.repeat(Math.max(0, place.column - 1 - from))}${marks}`);
    }
  }
  return frame;
}
