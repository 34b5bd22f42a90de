// Validation of a whole definition: what CreateStateMachine would refuse, word for word, and what it would accept although it
// fails at run time.
import { isObject, type Json, type JsonPositions, own } from '../json';
import type { Definition, StateMachineType } from './definition';
import type { Diagnostic } from './diagnostics';
import { machineRule } from './fields';
import { root } from './place';
import { sentence } from './sentences';
import type { FieldContext, MachineContext } from './validation/context';
import { checkObject } from './validation/object';
import { createReport } from './validation/report';
import { checkStates } from './validation/state';
import { checkGraph } from './validation/transitions';
import { checkVariableFlow } from './validation/variable-flow';
import { languageOf } from './variables';

export interface ValidateOptions {
  /** @default STANDARD */
  readonly type?: StateMachineType;
  /** Of the text the definition was parsed from; diagnostics then have a range. */
  readonly positions?: JsonPositions;
  /** Texts with `${Name}` are filled in at deployment (DefinitionSubstitutions): nothing is said about them. @default false */
  readonly placeholders?: boolean;
}

/**
 * All that is wrong with a definition, in the order in which the service reports it. An empty list means that the service
 * accepts the definition and nothing suspicious was found.
 */
export function validate(definition: Definition | Json, options: ValidateOptions = {}): Diagnostic[] {
  const { type = 'STANDARD', positions, placeholders = false } = options;
  const report = createReport(positions);
  const value = definition as Json;
  if (!isObject(value)) {
    report.add('ASL102', {
      place: root,
      message: 'the definition is not an object',
      aws: { message: sentence.notAnObject, place: null },
    });
    return [...report.found];
  }
  const context: MachineContext = {
    type,
    language: languageOf(own(value, 'QueryLanguage'), 'JSONPath'),
    placeholders,
    report,
  };
  reportDuplicates(positions, context);
  checkObject(value, machineRule, root, inMachine(context));
  checkStates(value, root, context);
  checkVariableFlow(value, context);
  return [...report.found, ...graphDiagnostics(value, context, positions, report.found)];
}

/**
 * What is wrong with the form of a single state, as TestState is given one: where it leads to is not asked.
 * @param name stands in the places of diagnostics; the service uses `StateName`
 */
export function validateState(state: Json, name: string, options: ValidateOptions = {}): readonly Diagnostic[] {
  const { type = 'STANDARD', placeholders = false } = options;
  const report = createReport(undefined);
  const scope = { StartAt: name, States: Object.fromEntries([[name, state]]) };
  checkStates(scope, root, { type, language: 'JSONPath', placeholders, report });
  return report.found;
}

/** The definition itself has no expressions, so most of what fields ask for does not matter. */
function inMachine(context: MachineContext): FieldContext {
  return { ...context, name: '', stateType: 'Pass', downgraded: false, scope: { result: false, errorOutput: false } };
}

/** AWS: the service looks at the graph only when the form of the definition has no fault. */
function graphDiagnostics(
  value: Parameters<typeof checkGraph>[0],
  context: MachineContext,
  positions: JsonPositions | undefined,
  before: readonly Diagnostic[],
): readonly Diagnostic[] {
  const report = createReport(positions);
  checkGraph(value, { ...context, report });
  if (!before.some(({ severity, aws }) => severity === 'ERROR' && aws !== undefined)) return report.found;
  return report.found.map(({ aws: _unreported, ...diagnostic }) => diagnostic);
}

function reportDuplicates(positions: JsonPositions | undefined, { report }: MachineContext): void {
  for (const { pointer, key } of positions?.duplicates() ?? []) {
    const name = pointer
      .slice(pointer.lastIndexOf('/') + 1)
      .replaceAll('~1', '/')
      .replaceAll('~0', '~');
    report.addAt('ASL103', pointer, key, `"${name}" occurs twice here; the later value counts`);
  }
}
