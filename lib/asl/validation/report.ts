// Collects what the checks find.
import type { JsonPositions, TextRange } from '../../json';
import { type AwsCode, type Diagnostic, type DiagnosticCode, diagnosticTable } from '../diagnostics';
import { locationOf, type Place, pointerOf } from '../place';

/** What the service says about the same fault. */
export interface AwsFinding {
  /** @default SCHEMA_VALIDATION_FAILED */
  readonly code?: AwsCode;
  readonly message: string;
  /** Where the service places it; null: nowhere. @default the place of the finding */
  readonly place?: Place | null;
}

export interface Finding {
  readonly place: Place;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly aws?: AwsFinding | undefined;
  /** The member as such is wrong, not its value: its key is shown. */
  readonly key?: true;
}

export interface Report {
  readonly found: readonly Diagnostic[];
  add(code: DiagnosticCode, finding: Finding): void;
  /** A finding about the text itself. */
  addAt(code: DiagnosticCode, pointer: string, range: TextRange, message: string): void;
}

export function createReport(positions: JsonPositions | undefined): Report {
  const found: Diagnostic[] = [];
  return {
    found,
    add(code, { place, message, hint, aws, key }) {
      const pointer = pointerOf(place);
      const range = positions && ((key && positions.keyAt(pointer)) ?? rangeOf(positions, pointer));
      found.push({
        code,
        severity: diagnosticTable[code].severity,
        pointer,
        message,
        ...(hint === undefined ? {} : { hint }),
        ...(range === undefined ? {} : { range }),
        ...(aws === undefined ? {} : { aws: reported(aws, place) }),
      });
    },
    addAt(code, pointer, range, message) {
      found.push({ code, severity: diagnosticTable[code].severity, pointer, message, range });
    },
  };
}

function reported({ code = 'SCHEMA_VALIDATION_FAILED', message, place }: AwsFinding, found: Place) {
  return { code, message, ...(place === null ? {} : { location: locationOf(place ?? found) }) };
}

/** The value, or its key where the value is an object or list: those may fill pages. */
function rangeOf(positions: JsonPositions, pointer: string): TextRange | undefined {
  const value = positions.valueAt(pointer);
  if (value === undefined) return parentRange(positions, pointer);
  return value.container
    ? (positions.keyAt(pointer) ?? value)
    : { offset: value.offset, end: value.end, line: value.line, column: value.column };
}

/** A missing member is shown at the object that lacks it. */
function parentRange(positions: JsonPositions, pointer: string): TextRange | undefined {
  const parent = pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
  return parent === pointer ? undefined : rangeOf(positions, parent);
}
