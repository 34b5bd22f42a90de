// JSONPath as parsed, before compilation. The dialect is Jayway's (the Java library behind the service).

import type { Json } from '../../json';

/** Where a path starts: `$` the document, `$$` the context object, `$name` a variable, `@` the item a filter looks at. */
type Origin = 'document' | 'context' | 'variable' | 'item';

export interface PathSyntax {
  readonly origin: Origin;
  /** The variable's name when the origin is one, else empty. */
  readonly variable: string;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'name'; readonly name: string }
  /** `['a','b']`: at the end of a path an object with those members that exist; elsewhere the service refuses it. */
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'any' }
  | { readonly kind: 'filter'; readonly test: Test }
  /** `..`: the next step is tried at every level. */
  | { readonly kind: 'scan' };

/** A filter expression. */
export type Test =
  | { readonly kind: 'and' | 'or'; readonly tests: readonly Test[] }
  | { readonly kind: 'not'; readonly test: Test }
  | { readonly kind: 'exists'; readonly path: PathSyntax; readonly wanted: boolean }
  | { readonly kind: 'compare'; readonly operator: Operator; readonly left: Operand; readonly right: Operand };

export type Operand =
  | { readonly kind: 'path'; readonly path: PathSyntax }
  | { readonly kind: 'literal'; readonly value: Json }
  | { readonly kind: 'pattern'; readonly source: string; readonly flags: string };

export const operators = [
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '<=',
  '>',
  '>=',
  '=~',
  'in',
  'nin',
  'subsetof',
  'anyof',
  'noneof',
  'contains',
  'all',
  'size',
  'empty',
] as const;
export type Operator = (typeof operators)[number];

/** Whether the path names at most one value. Indefinite paths give a list. */
export function isDefinite(path: PathSyntax): boolean {
  return path.steps.every((step) => step.kind === 'name' || step.kind === 'names' || step.kind === 'index');
}
