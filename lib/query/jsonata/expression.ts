// The door of the language: an expression in `{% %}` becomes a closure that gives JSON or fails with the service's sentence.
import type { Json } from '../../json';
import { type Bindings, type Evaluate, EvaluationError, ExpressionSyntaxError } from '../evaluate';
import { compileNode } from './compile';
import { InternalError, JsonataFailure } from './failure';
import { LimitExceeded, machine, memoryExceeded, stackExceeded } from './machine';
import { parseExpression } from './package';
import { type Code, Place, type Root, type Unit } from './place';
import { refusals, sourceOf } from './references';
import { UnwritableResult, writableResult } from './result';
import { boundNames, emptySlots, Frame, Scope } from './scope';
import type { Node } from './syntax';
import type { Value } from './value';

/** True when a string is exactly `{% … %}`. */
export function isJsonata(text: string): boolean {
  return text.length >= 4 && text.startsWith('{%') && text.endsWith('%}');
}

/**
 * Compiles one expression.
 * @param text with its `{% %}`
 * @param location the field's path as error sentences give it: `Output/v`, `Choices[1]/Condition`
 * @throws ExpressionSyntaxError INVALID_JSONATA_EXPRESSION if it does not parse; UNSUPPORTED_JSONATA_EXPRESSION if it
 * refers to the context at the top level, which has none
 */
export function compileJsonata(text: string, location: string): Evaluate {
  const source = sourceOf(text);
  const run = compileSource(source);
  return (_root, bindings) => {
    machine.start(bindings);
    let value: Value;
    try {
      value = run();
      if (typeof value === 'object' || machine.unwritable) value = writableResult(value);
    } catch (thrown) {
      throw evaluationError(thrown, source, location, bindings);
    }
    if (value === undefined) throw failed(source, location, ' returned nothing (undefined).');
    return value as Json;
  };
}

function compileSource(source: string): () => Value {
  try {
    const node = parseExpression(source);
    const [refusal] = refusals(node);
    if (refusal !== undefined) throw new ExpressionSyntaxError('UNSUPPORTED_JSONATA_EXPRESSION', refusal);
    return compileRoot(node, undefined);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Too deep to be parsed here is far too deep to be evaluated there.
    return () => {
      throw stackExceeded();
    };
  }
}

/** Compiles a tree. */
export function compileRoot(node: Node, root: Root | undefined): () => Value {
  const unit: Unit = { compile: compileNode, root };
  const names = boundNames([node]);
  const scope = names.length === 0 ? undefined : new Scope(undefined, names);
  const code: Code = new Place(unit, scope, 0, false).code(node);
  if (scope === undefined) return () => code(root?.value, outermost);
  return () => code(root?.value, new Frame(undefined, emptySlots(scope.names.length)));
}

const outermost = new Frame(undefined, []);

function failed(source: string, location: string, sentence: string): EvaluationError {
  const cause = `The JSONata expression '${source}' specified for the field '${location}'${sentence}`;
  return new EvaluationError('States.QueryEvaluationError', cause, location);
}

function evaluationError(thrown: unknown, source: string, location: string, bindings: Bindings): unknown {
  const during = ' threw an error during evaluation';
  if (thrown instanceof JsonataFailure) {
    return failed(source, location, `${during}${textOf(thrown)}`);
  }
  if (thrown instanceof UnwritableResult) return failed(source, location, ' returned an unsupported result type.');
  if (thrown instanceof LimitExceeded) return failed(source, location, `${during}: ${thrown.message}`);
  if (thrown instanceof InternalError)
    return failed(source, location, ` threw an internal error during evaluation. ${bindings.uuid()}`);
  if (thrown instanceof RangeError) return failed(source, location, `${during}: ${hostLimit(thrown).message}`);
  return thrown;
}

/** A value in the error's text may be too deep to be written. */
function textOf(failure: JsonataFailure): string {
  try {
    return `. ${failure.code}: ${failure.text()}`;
  } catch (error) {
    if (error instanceof RangeError) return `: ${hostLimit(error).message}`;
    throw error;
  }
}

/** The host's own limits stand behind ours, for values that are nested or long beyond measure. */
function hostLimit(error: RangeError): LimitExceeded {
  return /call stack/.test(error.message) ? stackExceeded() : memoryExceeded();
}
