// Whether the parameters of a task are what its action takes: asked by the validator for what is written, and when the
// task is about to start for what came out of it.
import { isArray, isObject, type Json, type JsonObject } from '../json';
import { findIntegration } from './find';
import { type IntegrationRow, type Parameter, type ParameterKind, parametersOf } from './row';

/** What is wrong with one parameter, in the service's words. */
export interface ParameterFault {
  readonly field: string;
  readonly message: string;
}

const scalar = (value: Json): boolean => typeof value !== 'object';
/** AWS: the service reads `5` for "5" and the other way round, so scalars are told from lists and objects only. */
const ofKind: { readonly [kind in ParameterKind]: (value: Json) => boolean } = {
  text: scalar,
  number: scalar,
  flag: scalar,
  list: isArray,
  object: isObject,
  any: () => true,
};

/**
 * Faults of parameters as written. A key that ends in `.$` and a text `{% … %}` are computed later and fit every kind.
 * @param parameters Parameters or Arguments of the state; absent ones have no members
 */
export function writtenFaults(row: IntegrationRow, parameters: JsonObject): readonly ParameterFault[] {
  return faults(row, parameters, (key) => (key.endsWith('.$') ? key.slice(0, -2) : key), isExpression);
}

/** Faults of parameters after evaluation: the task cannot start with any. A null counts as not given. */
export function startFaults(row: IntegrationRow, parameters: Json): readonly ParameterFault[] {
  return faults(
    row,
    isObject(parameters) ? parameters : {},
    (key) => key,
    (value) => value === null,
  );
}

/**
 * The cause of the States.Runtime failure with which a task refuses to start; the engine puts
 * `An error occurred while executing the state …` before it.
 */
export function cannotStart(parametersText: string, found: readonly ParameterFault[]): string {
  return `The Parameters '${parametersText}' could not be used to start the Task: [${found.map((fault) => fault.message).join(', ')}]`;
}

/**
 * Looks at the parameters of a task that is about to start: gives the cause of the States.Runtime failure that it ends in
 * instead, or undefined. Only values of the wrong kind keep a task from starting here: what is missing or unknown has been
 * refused with the definition, or is left to the service. Undefined for resources whose parameters the table does not know.
 */
export function startCheck(resource: string): ((parameters: Json) => string | undefined) | undefined {
  const found = findIntegration(resource);
  if (found.found !== 'optimized' || found.row.parameters === undefined) return undefined;
  const { row } = found;
  const known = new Map(parametersOf(row)?.map((parameter) => [parameter.name, parameter]));
  const required = [...known.values()].filter((parameter) => parameter.required).length;
  return (parameters) => {
    if (isObject(parameters) && allFit(row, parameters, known, required)) return undefined;
    const wrong = startFaults(row, parameters);
    return wrong.some(isFormat) ? cannotStart(JSON.stringify(parameters), wrong) : undefined;
  };
}

function isFormat(fault: ParameterFault): boolean {
  return fault.message.endsWith('has an invalid format');
}

/** The quick look that nearly every task passes: nothing unknown, nothing of another kind, nothing missing. */
function allFit(
  row: IntegrationRow,
  parameters: JsonObject,
  known: ReadonlyMap<string, Parameter>,
  required: number,
): boolean {
  let found = 0;
  for (const name in parameters) {
    const parameter = known.get(name);
    if (parameter === undefined) return false;
    const value = parameters[name] as Json;
    if (value !== null && !fits(row, name, parameter.kind, value)) return false;
    if (parameter.required) found++;
  }
  return found === required;
}

function faults(
  row: IntegrationRow,
  parameters: JsonObject,
  nameOf: (key: string) => string,
  fitsAll: (value: Json, key: string) => boolean,
): readonly ParameterFault[] {
  const known = parametersOf(row);
  if (known === undefined) return [];
  const given = new Map(Object.keys(parameters).map((key) => [nameOf(key), key]));
  const found: ParameterFault[] = [];
  for (const parameter of known) {
    const key = given.get(parameter.name);
    if (key === undefined) {
      if (parameter.required) {
        found.push({ field: parameter.name, message: `The field '${parameter.name}' is required but was missing` });
      }
      continue;
    }
    const value = parameters[key] as Json;
    if (key === parameter.name && !fitsAll(value, key) && !fits(row, parameter.name, parameter.kind, value)) {
      found.push({ field: key, message: `The value of the field '${parameter.name}' has an invalid format` });
    }
  }
  for (const [name, key] of given) {
    if (!known.some((parameter) => parameter.name === name)) {
      found.push({ field: key, message: `The field "${key}" is not supported by Step Functions` });
    }
  }
  return found;
}

/** AWS: headers and query parameters of API calls are lists of texts, one for each name. */
function fits(row: IntegrationRow, name: string, kind: ParameterKind, value: Json): boolean {
  if (!ofKind[kind](value)) return false;
  if (row.service !== 'apigateway' || (name !== 'Headers' && name !== 'QueryParameters')) return true;
  return Object.values(value as JsonObject).every(isArray);
}

function isExpression(value: Json): boolean {
  return typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}');
}
