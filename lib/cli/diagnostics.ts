// Findings about a definition, each with its place.
import { type Definition, type Diagnostic, parseDefinition, validate } from '../asl';
import type { Place } from './errors';
import { codeFrame } from './frame';
import type { Subject } from './subject';
import type { Terminal } from './terminal';

/**
 * Everything that is wrong with a subject's definition, with places in the text that people wrote.
 * @param placeholders whether texts with `${Name}` stand for values that are filled in later
 */
export function judge(
  { text, written, type }: Subject,
  placeholders: boolean,
): { readonly definition: Definition | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const { definition, positions, diagnostics } = parseDefinition(text);
  if (definition === undefined) return { definition, diagnostics: diagnostics ?? [] };
  const where = written?.positions ?? positions;
  return { definition, diagnostics: validate(definition, { type, positions: where, placeholders }) };
}

/** The place of a diagnostic in the text it was found in. */
export function placeOf({ range }: Diagnostic, { file, text, written }: Subject): Place | undefined {
  if (range === undefined) return undefined;
  const { line, column, offset, end } = range;
  return { file, text: written?.text ?? text, line, column, length: Math.max(1, end - offset) };
}

/** Code and sentence, place with code frame, pointer and hint, on stderr. */
export function tellDiagnostics(found: readonly Diagnostic[], subject: Subject, terminal: Terminal): void {
  for (const diagnostic of found) {
    const { severity, code, message, pointer, hint } = diagnostic;
    const colour = severity === 'ERROR' ? 'red' : 'yellow';
    terminal.error(`${terminal.paint(colour, severity.toLowerCase())} ${code}  ${message}`);
    const place = placeOf(diagnostic, subject);
    if (place !== undefined) {
      terminal.error(`  ${place.file}:${place.line}:${place.column}`);
      for (const line of codeFrame(place)) terminal.error(`    ${line}`);
    }
    if (pointer !== '') terminal.error(`  ASL  ${pointer}`);
    if (hint !== undefined) terminal.error(`  ${terminal.paint('dim', 'hint')}  ${hint}`);
  }
}
