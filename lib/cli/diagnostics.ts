// Findings about a definition, each with its place.
import type { Diagnostic } from '../asl';
import type { Place } from './errors';
import { codeFrame } from './frame';
import type { Terminal } from './terminal';

/** The place of a diagnostic in the text it was found in. */
export function placeOf({ range }: Diagnostic, file: string, text: string): Place | undefined {
  if (range === undefined) return undefined;
  const { line, column, offset, end } = range;
  return { file, text, line, column, length: Math.max(1, end - offset) };
}

/** Code and sentence, place with code frame, pointer and hint, on stderr. */
export function tellDiagnostics(found: readonly Diagnostic[], file: string, text: string, terminal: Terminal): void {
  for (const diagnostic of found) {
    const { severity, code, message, pointer, hint } = diagnostic;
    const colour = severity === 'ERROR' ? 'red' : 'yellow';
    terminal.error(`${terminal.paint(colour, severity.toLowerCase())} ${code}  ${message}`);
    const place = placeOf(diagnostic, file, text);
    if (place !== undefined) {
      terminal.error(`  ${place.file}:${place.line}:${place.column}`);
      for (const line of codeFrame(place)) terminal.error(`    ${line}`);
    }
    if (pointer !== '') terminal.error(`  ASL  ${pointer}`);
    if (hint !== undefined) terminal.error(`  ${terminal.paint('dim', 'hint')}  ${hint}`);
  }
}
