// Reference paths: the subset that names one place, so that something can be written there (ResultPath).
import { isArray, isObject, type Json, type JsonObject, own, withMember } from '../../json';
import { EvaluationError, ExpressionSyntaxError } from '../evaluate';
import type { PathSyntax, Step } from './ast';
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

/**
 * Why the text is no reference path, in the service's words, or undefined if it is one. Paths into the context (`$$`) and
 * into variables count, as they do for a Choice rule's Variable. Costs a parse.
 */
export function referencePathProblem(text: string): string | undefined {
  try {
    readReference(text);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error.message;
    throw error;
  }
}

/** ResultPath writes, so it can only point into the document. */
function parseReference(text: string, field: string): readonly Step[] {
  const path = readReference(text);
  if (path.origin === 'document') return path.steps;
  const detail = `${field}: only the state's input can be written, not the context or a variable`;
  throw new ExpressionSyntaxError(
    'SCHEMA_VALIDATION_FAILED',
    `${refused}Reference path didn't start with '$'`,
    0,
    detail,
  );
}

function readReference(text: string): PathSyntax {
  // AWS: this sentence is recorded; the reasons below are ours.
  if (!text.startsWith('$')) refuse("Reference path didn't start with '$'", 0);
  try {
    const path = parsePath(text);
    if (path.steps.some((step) => step.kind !== 'name' && step.kind !== 'index'))
      refuse('it must name exactly one place');
    return path;
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError) || error.message.startsWith(refused)) throw error;
    return refuse(error.message, error.offset);
  }
}

const refused = 'Value is not a Reference Path: ';

function refuse(reason: string, offset?: number): never {
  throw new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', refused + reason, offset);
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
