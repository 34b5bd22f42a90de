// The value of a key that ends in `.$`: a path or an intrinsic call.
import type { Json } from '../../json';
import { type Evaluate, EvaluationError, ExpressionSyntaxError } from '../evaluate';
import type { PathSyntax } from '../jsonpath/ast';
import { shown } from '../jsonpath/explain';
import { parsePath } from '../jsonpath/parse';
import { compileFind, explainPath, nothingToRead } from '../jsonpath/path';
import { fill, splitTemplate } from './format';
import { type Fail, type Intrinsic, invalid } from './intrinsic';
import { type Argument, type CallSyntax, parseCall } from './syntax';
import { intrinsics } from './table';

/**
 * Compiles a path or an intrinsic call.
 * @param field the key as written (`name.$`) or the field (`CausePath`), for the service's sentences
 * @throws ExpressionSyntaxError SCHEMA_VALIDATION_FAILED
 */
export function compileExpression(text: string, field: string): Evaluate {
  try {
    return text.startsWith('$')
      ? compilePathExpression(parsePath(text), text, field)
      : compileCall(parseCall(text), field);
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error;
    const message = `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`;
    throw new ExpressionSyntaxError(error.code, message, error.offset, error.message);
  }
}

/** A path that stands for itself, or as an argument of `call`. */
function compilePathExpression(path: PathSyntax, text: string, field: string, call?: CallSyntax): Evaluate {
  const readsInput = call === undefined && path.origin === 'document';
  if (readsInput && path.steps.length === 0) return (root) => (root === null ? nothingToRead() : root);
  const find = compileFind(path);
  return (root, bindings) => {
    const value = find(root, bindings);
    if (value !== undefined) return value;
    if (readsInput && root === null) return nothingToRead();
    const found = explainPath(path, root, bindings);
    if ('value' in found) return found.value;
    throw new EvaluationError('States.Runtime', notFound(text, field, root, call));
  };
}

/** AWS: two sentences, for a field and for an argument. */
function notFound(text: string, field: string, root: Json, call: CallSyntax | undefined): string {
  if (call === undefined) {
    return `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${shown(root)}'`;
  }
  const problem = `The JsonPath argument for the field '${text}' could not be found in the input '${shown(root)}'`;
  return `The function '${call.text}' had the following error: ${problem}`;
}

function compileCall(call: CallSyntax, field: string): Evaluate {
  const intrinsic = intrinsics.get(call.name);
  if (intrinsic === undefined) throw new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', `there is no ${call.name}`);
  const fail: Fail = (problem) => {
    const cause = `There was an error while evaluating the intrinsic function: ${call.text}. ${problem}`;
    throw new EvaluationError('States.IntrinsicFailure', cause);
  };
  const args = call.arguments.map((argument) => compileArgument(argument, field, call));
  const written = call.name === 'States.Format' ? compileFormat(call, args, fail) : undefined;
  if (written !== undefined) return written;
  const [min, max] = intrinsic.arity;
  const apply: Intrinsic['apply'] = args.length < min || args.length > max ? () => invalid : intrinsic.apply;
  return (root, bindings) => {
    const values: Json[] = [];
    for (const argument of args) values.push(argument(root, bindings));
    const result = apply(values, fail, bindings);
    return result === invalid ? fail(`Invalid arguments in ${call.name}`) : result;
  };
}

/** A template written in the call is split once. Its errors still appear only when it is evaluated (AWS). */
function compileFormat(call: CallSyntax, args: readonly Evaluate[], fail: Fail): Evaluate | undefined {
  const [template] = call.arguments;
  if (template?.kind !== 'value' || template.raw === undefined) return undefined;
  const { raw } = template;
  const prints = args.map((argument, i) => (isParsed(call.arguments[i]) ? printed(argument) : argument));
  let pieces: string[] | undefined;
  return (root, bindings) => {
    pieces ??= splitTemplate(raw, fail);
    const values: Json[] = [];
    for (const print of prints) values.push(print(root, bindings));
    return fill(pieces, values, fail);
  };
}

/** AWS: what StringToJson made is printed as JSON, other values as Java prints them. */
function isParsed(argument: Argument | undefined): boolean {
  return argument?.kind === 'call' && argument.call.name === 'States.StringToJson';
}

function printed(argument: Evaluate): Evaluate {
  return (root, bindings) => JSON.stringify(argument(root, bindings));
}

function compileArgument(argument: Argument, field: string, call: CallSyntax): Evaluate {
  switch (argument.kind) {
    case 'path':
      return compilePathExpression(argument.path, argument.text, field, call);
    case 'value': {
      const { value } = argument;
      return () => value;
    }
    case 'call':
      return compileCall(argument.call, field);
  }
}
