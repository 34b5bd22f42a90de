// Reference paths: the subset that names one place, so that something can be written there (ResultPath).
import { isArray, isObject, type Json, type JsonObject, own, withMember } from '../../json';
import { EvaluationError, ExpressionSyntaxError } from '../evaluate';
import type { Step } from './ast';
import { shown } from './explain';
import { parsePath } from './parse';
import { compileWalk } from './walk';

export interface ReferencePath {
  /** A copy of `root` with `value` at the path; shares everything beside the path. @throws EvaluationError States.ResultPathMatchFailure */
  readonly write: (root: Json, value: Json) => Json;
  /** What stands at the path, or undefined. */
  readonly find: (root: Json) => Json | undefined;
  readonly text: string;
}

/** @throws ExpressionSyntaxError SCHEMA_VALIDATION_FAILED: the text is no path, or one that may name several places */
export function compileReferencePath(text: string, field: string): ReferencePath {
  const steps = parseReference(text, field);
  const find = compileWalk(steps);
  const [first] = steps;
  if (first === undefined) return { write: (_root, value) => value, find, text };
  if (steps.length === 1 && first.kind === 'name') return { write: memberWriter(first.name, text), find, text };
  return { write: (root, value) => writeAlong(steps, root, value, text), find, text };
}

/** Whether the text is a reference path into the document; costs a parse. */
export function isReferencePath(text: string): boolean {
  try {
    parseReference(text, '');
    return true;
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return false;
    throw error;
  }
}

function parseReference(text: string, field: string): readonly Step[] {
  try {
    const path = parsePath(text);
    if (path.origin !== 'document') {
      throw new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', "it must start with '$' and address the input", 0);
    }
    const other = path.steps.find((step) => step.kind !== 'name' && step.kind !== 'index');
    if (other !== undefined) {
      throw new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', 'it must name exactly one place');
    }
    return path.steps;
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    throw new ExpressionSyntaxError(
      error.code,
      `Value is not a Reference Path: ${error.message} (${field})`,
      error.offset,
    );
  }
}

function memberWriter(name: string, text: string): ReferencePath['write'] {
  return (root, value) => (isObject(root) ? withMember(root, name, value) : mismatch(root, text));
}

function writeAlong(steps: readonly Step[], root: Json, value: Json, text: string): Json {
  const parents: Json[] = [];
  let current: Json | undefined = root;
  for (const step of steps) {
    const parent: Json = current ?? {};
    parents.push(parent);
    if (step.kind === 'index') {
      if (!isArray(parent)) return mismatch(root, text);
      current = parent[indexIn(parent, step.index, root, text)];
    } else if (step.kind === 'name') {
      if (!isObject(parent)) return mismatch(root, text);
      current = own(parent, step.name);
    }
  }
  let written = value;
  for (let i = steps.length - 1; i >= 0; i--) written = withStep(parents[i] as Json, steps[i] as Step, written);
  return written;
}

function indexIn(list: readonly Json[], index: number, root: Json, text: string): number {
  const at = index < 0 ? list.length + index : index;
  if (at < 0 || at >= list.length) mismatch(root, text);
  return at;
}

function withStep(parent: Json, step: Step, value: Json): Json {
  if (step.kind === 'index' && isArray(parent)) {
    const copy = parent.slice();
    copy[step.index < 0 ? copy.length + step.index : step.index] = value;
    return copy;
  }
  return withMember(parent as JsonObject, (step as { readonly name: string }).name, value);
}

/** SPEC: the input has a shape in which the result cannot be placed. */
function mismatch(root: Json, text: string): never {
  throw new EvaluationError(
    'States.ResultPathMatchFailure',
    `Unable to apply ReferencePath ${text} to input ${shown(root)}`,
  );
}
