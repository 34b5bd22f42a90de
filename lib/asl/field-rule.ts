// What a row of the field table says.
import type { QueryLanguage } from '../query';

/**
 * What a value may be. `integer`, `decimal`, `text` and `timestamp` may be a `{% … %}` expression in a JSONata state where the
 * rule says so. `path` is any JSONPath, `referencePath` one that names a single place (variables allowed), `resultPath` one in
 * the state's own input; `template` is JSON with `.$` keys (JSONPath) or expressions (JSONata).
 */
export type ValueKind =
  | 'text'
  | 'flag'
  | 'integer'
  | 'decimal'
  | 'timestamp'
  | 'json'
  | 'template'
  | 'templateObject'
  | 'assign'
  | 'path'
  | 'referencePath'
  | 'resultPath'
  | 'pathOrIntrinsic'
  | 'condition'
  | 'stateName'
  | 'states'
  | 'resource'
  | 'errorNames'
  | 'credentials'
  | 'textList'
  | 'object'
  | 'list';

export interface FieldRule {
  readonly value: ValueKind;
  /** Only in states of this language. */
  readonly language?: QueryLanguage;
  readonly required?: true;
  /** May be a JSONata expression in a JSONata state. */
  readonly jsonata?: true;
  /** A reference path that may also lead into the context object. */
  readonly context?: true;
  /** The field that takes a path instead: `ErrorPath` for `Error`. */
  readonly pathField?: string;
  /** null is allowed, with a meaning of its own. */
  readonly nullable?: true;
  readonly min?: number;
  readonly max?: number;
  readonly oneOf?: readonly string[];
  /** For objects and lists: the table of the members. */
  readonly of?: ObjectName;
  /** The file below lib/ that gives the field its meaning; undefined where nothing needs to: remarks, and End, which is no Next. */
  readonly readBy: string | undefined;
  readonly about: string;
}

/** Fields of which only one may be present; with `needed`, one must be. The order is that of the service's messages. */
export interface FieldGroup {
  readonly fields: readonly string[];
  readonly needed?: true;
}

export interface ObjectRule {
  readonly fields: { readonly [field: string]: FieldRule };
  readonly groups: readonly FieldGroup[];
}

export type ObjectName =
  | 'branch'
  | 'itemProcessor'
  | 'processorConfig'
  | 'retrier'
  | 'catcher'
  | 'choiceRule'
  | 'nestedRule'
  | 'itemReader'
  | 'readerConfig'
  | 'itemBatcher'
  | 'resultWriter'
  | 'writerConfig';
