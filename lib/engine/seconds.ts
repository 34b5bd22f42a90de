// TimeoutSeconds and HeartbeatSeconds, written as a number, a path or a JSONata expression.

import type { Json } from '../json';
import { compileJsonata, compilePath, EvaluationError, isJsonata, type QueryLanguage } from '../query';
import { taskSecondsMax } from './limits';
import type { Visit } from './node';

/** Seconds for this visit; undefined where the state names none. */
export type Seconds = (root: Json, visit: Visit) => number | undefined;

export function compileSeconds(
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
  written: number | string | undefined,
  path: string | undefined,
  language: QueryLanguage,
): Seconds {
  if (path !== undefined) {
    const read = compilePath(path, `${field}Path`).evaluate;
    return (root, visit) => checkedPath(read(root, visit), field, path);
  }
  if (typeof written === 'number') return () => written;
  if (written === undefined) return () => undefined;
  if (language === 'JSONata' && isJsonata(written)) {
    const evaluate = compileJsonata(written, field);
    return (root, visit) => checkedExpression(evaluate(root, visit), field, written);
  }
  throw new Error(
    `${field} must be a number, got ${JSON.stringify(written)}; validate the definition before compiling it`,
  );
}

function checkedPath(value: Json, field: string, path: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new EvaluationError(
      'States.Runtime',
      `The ${field}Path parameter cannot be parsed as a long value: ${path} == ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
  }
  if (value <= 0)
    throw new EvaluationError(
      'States.Runtime',
      `The ${field}Path parameter references a non-positive value: ${path} == ${value}`,
    );
  return Math.min(value, taskSecondsMax);
}

function checkedExpression(value: Json, field: string, written: string): number {
  const expression = written.slice(2, -2).trim();
  const where = `The JSONata expression '${expression}' specified for the field '${field}'`;
  if (typeof value !== 'number') {
    throw new EvaluationError(
      'States.QueryEvaluationError',
      `${where} returned an unexpected result type. Expected 'integer', but was '${kindOf(value)}' for value: ${JSON.stringify(value)}`,
      field,
    );
  }
  if (!Number.isInteger(value)) {
    throw new EvaluationError(
      'States.QueryEvaluationError',
      `The ${field} field value cannot be parsed as an integer: ${value}`,
      field,
    );
  }
  if (value < 0 || value > taskSecondsMax) {
    throw new EvaluationError(
      'States.QueryEvaluationError',
      `The ${field} field value must be between 0 and ${taskSecondsMax} but was: ${value}`,
      field,
    );
  }
  return value;
}

/** The service's names for kinds of JSON values. */
export function kindOf(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
