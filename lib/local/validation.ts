// Definitions on the way in: AWS's verdict, as ValidateStateMachineDefinition lists it and CreateStateMachine throws it.
import type { StateMachineType } from '../asl';
import { isObject, parseJson } from '../json';
import { ApiError } from './api-error';

/** One finding in the API's shape. */
export interface DefinitionDiagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

/** Everything the service says about a definition. */
export function diagnose(definition: string, _type: StateMachineType): readonly DefinitionDiagnostic[] {
  const parsed = parseJson(definition);
  if (parsed.error !== undefined) {
    const { message, location } = parsed.error;
    return [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message, location }];
  }
  if (!isObject(parsed.value)) {
    return [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' }];
  }
  return [];
}

/** @throws ApiError InvalidDefinition */
export function checkDefinition(definition: string, type: StateMachineType): void {
  const errors = diagnose(definition, type).filter(({ severity }) => severity === 'ERROR');
  if (errors.length === 0) return;
  const findings = errors.map(
    ({ code, message, location }) => `${code}: ${message}${location === undefined ? '' : ` at ${location}`}`,
  );
  throw new ApiError('InvalidDefinition', `Invalid State Machine Definition: '${findings.join(', ')}'`);
}
