// Text to definition. YAML is turned into JSON by whoever reads files.
import { isObject, type JsonPositions, parseJson, utf8Bytes } from '../json';
import type { Definition } from './definition';
import { type AwsDiagnostic, type Diagnostic, type DiagnosticCode, diagnosticTable } from './diagnostics';
import { sentence } from './sentences';

/** Largest definition the service takes, in bytes of UTF-8. */
export const definitionBytesMax = 1_048_576;

export type ParsedDefinition =
  | { readonly definition: Definition; readonly positions: JsonPositions; readonly diagnostics?: never }
  | { readonly diagnostics: readonly Diagnostic[]; readonly definition?: never; readonly positions?: never };

/**
 * Parses a definition. That it is a JSON object is all that is known of it then: `validate` tells the rest, and nothing else
 * should look at a definition before.
 */
export function parseDefinition(text: string): ParsedDefinition {
  // AWS: text without anything in it is not JSON that ends too early.
  if (text.trim() === '') return notAnObject();
  const parsed = parseJson(text);
  if (parsed.error !== undefined) {
    const { message, location, offset, line, column } = parsed.error;
    const back = column > 1 ? 1 : 0;
    return {
      diagnostics: [
        {
          ...diagnostic('ASL101', `not JSON: ${message}`, {
            code: 'INVALID_JSON_DESCRIPTION',
            message: `${message}\n at ${location}`,
            location,
          }),
          range: { offset: offset - back, end: offset, line, column: column - back },
        },
      ],
    };
  }
  const { value, positions } = parsed;
  if (!isObject(value)) return notAnObject();
  if (text.length > definitionBytesMax / 3 && utf8Bytes(text) > definitionBytesMax) {
    return { diagnostics: [diagnostic('ASL104', `the definition has more than ${definitionBytesMax} bytes`)] };
  }
  return { definition: value as unknown as Definition, positions };
}

function notAnObject(): ParsedDefinition {
  const aws: AwsDiagnostic = { code: 'SCHEMA_VALIDATION_FAILED', message: sentence.notAnObject };
  return { diagnostics: [diagnostic('ASL102', 'the definition is not a JSON object', aws)] };
}

function diagnostic(code: DiagnosticCode, message: string, aws?: AwsDiagnostic): Diagnostic {
  const { severity } = diagnosticTable[code];
  return { code, severity, pointer: '', message, ...(aws === undefined ? {} : { aws }) };
}
