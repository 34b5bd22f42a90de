// The fields that inline and distributed Maps share: items, selector, concurrency and tolerated failures.
import type { MapState } from '../../asl';
import { isArray, isObject, type Json } from '../../json';
import {
  compileJsonata,
  compileJsonataTemplate,
  compilePath,
  compileTemplate,
  EvaluationError,
  isJsonata,
  type QueryLanguage,
} from '../../query';
import { compileValuePath, type Read } from '../data';
import type { MapItem, Visit } from '../node';
import { kindOf } from '../seconds';

/** The value to map over, not yet checked. */
export function compileItems(state: MapState, language: QueryLanguage): (effective: Json, visit: Visit) => Json {
  if (language === 'JSONata') {
    const written = state.Items;
    if (written === undefined) return (effective) => effective;
    if (typeof written === 'string' && isJsonata(written)) return compileJsonata(written, 'Items');
    return compileJsonataTemplate(written, 'Items');
  }
  return state.ItemsPath === undefined ? (effective) => effective : compilePath(state.ItemsPath, 'ItemsPath').evaluate;
}

/** InputPath of a Map; its Parameters belong to the items. */
export function compileMapInput(state: MapState, language: QueryLanguage): Read {
  return language === 'JSONata' ? (root) => root : compileValuePath(state.InputPath, 'InputPath').read;
}

export function itemsOf(value: Json, state: MapState, language: QueryLanguage): readonly Json[] {
  if (isArray(value)) return value;
  throw notItems(value, state, language);
}

export function notItems(value: Json, state: MapState, language: QueryLanguage): EvaluationError {
  if (language === 'JSONata') {
    const written = state.Items;
    const cause =
      typeof written === 'string' && isJsonata(written)
        ? `The JSONata expression '${written.slice(2, -2).trim()}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '${kindOf(value)}' for value: ${JSON.stringify(value)}`
        : `Map state input must be an array but was: ${JSON.stringify(value)}`;
    return new EvaluationError('States.QueryEvaluationError', cause, written === undefined ? undefined : 'Items');
  }
  // AWS: of the two signs of a path into the context object it shows one.
  const path = (state.ItemsPath ?? '$').replace(/^\$\$/, '$');
  return new EvaluationError('States.Runtime', `Reference path "${path}" must point to array.`);
}

/** ItemSelector (legacy: Parameters) of one item, with `$$.Map.Item` set while it is evaluated. */
export function compileSelector(
  state: MapState,
  language: QueryLanguage,
): ((effective: Json, item: MapItem, visit: Visit) => Json) | undefined {
  const written = state.ItemSelector ?? state.Parameters;
  if (written === undefined) return undefined;
  const field = state.ItemSelector === undefined ? 'Parameters' : 'ItemSelector';
  const evaluate: Read =
    language === 'JSONata' ? compileJsonataTemplate(written, field) : compileTemplate(written, field);
  return (effective, item, visit) => {
    const outer = visit.item;
    visit.item = item;
    try {
      return evaluate(effective, visit);
    } finally {
      visit.item = outer;
    }
  };
}

/** A number written as such, as a path (its field ends in `Path`), or as an expression. */
export interface NumberField {
  readonly name: string;
  readonly written: Json | undefined;
  readonly path: string | undefined;
  /** Where it stands, for JSONata's sentences. @default its name */
  readonly at?: string;
}

type ReadNumber = (effective: Json, visit: Visit) => number | undefined;

/** The number of this visit; undefined where the state names none. */
export function compileNumber(
  { name, written, path, at = name }: NumberField,
  language: QueryLanguage,
  kind: 'integer' | 'float',
): ReadNumber {
  if (path !== undefined) {
    const { evaluate } = compilePath(path, `${name}Path`);
    return (effective, visit) => {
      const value = evaluate(effective, visit);
      // AWS: a string that reads as such a number will do.
      const read = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
      if (isNumber(read, kind)) return read;
      const shown = typeof value === 'string' ? value : JSON.stringify(value);
      throw new EvaluationError(
        'States.Runtime',
        `The ${name}Path field refers to value "${shown}" which is not a valid ${kind}: ${path}`,
      );
    };
  }
  if (language !== 'JSONata' || typeof written !== 'string' || !isJsonata(written)) {
    return () => (typeof written === 'number' ? written : undefined);
  }
  const evaluate = compileJsonata(written, at);
  return (effective, visit) => {
    const value = evaluate(effective, visit);
    if (isNumber(value, kind)) return value;
    throw new EvaluationError(
      'States.QueryEvaluationError',
      `The JSONata expression '${written.slice(2, -2).trim()}' specified for the field '${at}' returned an unexpected result type. Expected '${kind === 'integer' ? 'integer' : 'number'}', but was '${kindOf(value)}' for value: ${JSON.stringify(value)}`,
      at,
    );
  };
}

/** A number that limits something; undefined where the state sets no limit: it names none, or 0. */
export function compileLimit(field: NumberField, language: QueryLanguage): ReadNumber {
  const read = compileNumber(field, language, 'integer');
  return (effective, visit) => {
    const limit = read(effective, visit);
    // Sentence ours, after the one of ToleratedFailureCount: none is recorded.
    if (limit !== undefined && limit < 0)
      throw new EvaluationError('States.Runtime', `${field.name} cannot be negative.`);
    return limit === 0 ? undefined : limit;
  };
}

export function maxConcurrency(state: MapState): NumberField {
  return { name: 'MaxConcurrency', written: state.MaxConcurrency, path: state.MaxConcurrencyPath };
}

function isNumber(value: Json, kind: 'integer' | 'float'): value is number {
  return typeof value === 'number' && (kind === 'float' || Number.isInteger(value));
}

export interface Tolerance {
  readonly count: number | undefined;
  readonly percentage: number | undefined;
}

/** Tolerated failures, checked as the service does: after MapStateStarted. */
export function compileTolerance(
  state: MapState,
  language: QueryLanguage,
): (effective: Json, visit: Visit) => Tolerance {
  const count = compileNumber(
    {
      name: 'ToleratedFailureCount',
      written: state.ToleratedFailureCount,
      path: state.ToleratedFailureCountPath,
    },
    language,
    'integer',
  );
  const percentage = compileNumber(
    {
      name: 'ToleratedFailurePercentage',
      written: state.ToleratedFailurePercentage,
      path: state.ToleratedFailurePercentagePath,
    },
    language,
    'float',
  );
  return (effective, visit) => {
    const tolerance = { count: count(effective, visit), percentage: percentage(effective, visit) };
    if (tolerance.count !== undefined && tolerance.count < 0) {
      throw new EvaluationError('States.Runtime', 'ToleratedFailureCount cannot be negative.');
    }
    if (tolerance.percentage !== undefined && (tolerance.percentage < 0 || tolerance.percentage > 100)) {
      throw new EvaluationError('States.Runtime', 'ToleratedFailurePercentage must be between 0 and 100.');
    }
    return tolerance;
  };
}

/** Items of a distributed Map may also be the members of an object. */
export function itemCount(value: Json): number | undefined {
  if (isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}
