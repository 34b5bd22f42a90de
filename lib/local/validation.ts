// Definitions on the way in: AWS's verdict, as ValidateStateMachineDefinition lists it and CreateStateMachine throws it.
// What only we find suspicious is the business of `stepwright validate`.
import {
  type AwsCode,
  createErrorMessage,
  type Diagnostic,
  parseDefinition,
  type StateMachineType,
  validate,
} from '../asl';
import { ApiError } from './api-error';

/** One finding in the API's shape. */
export interface DefinitionDiagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: AwsCode;
  readonly message: string;
  readonly location?: string;
}

/** Everything the service says about a definition. */
export function diagnose(definition: string, type: StateMachineType): readonly DefinitionDiagnostic[] {
  return diagnosticsOf(definition, type).flatMap(({ severity, aws }) =>
    aws === undefined ? [] : [{ severity, ...aws }],
  );
}

/** @throws ApiError InvalidDefinition */
export function checkDefinition(definition: string, type: StateMachineType): void {
  const message = createErrorMessage(diagnosticsOf(definition, type));
  if (message !== undefined) throw new ApiError('InvalidDefinition', message);
}

function diagnosticsOf(text: string, type: StateMachineType): readonly Diagnostic[] {
  const parsed = parseDefinition(text);
  return parsed.diagnostics ?? validate(parsed.definition, { type, positions: parsed.positions });
}
