// What is wrong with a path or expression, and what it refers to. The compilers of the query room decide; here their errors
// become findings instead of exceptions.
import {
  compileIntrinsicOrPath,
  compilePath,
  compileReferencePath,
  ExpressionSyntaxError,
  type JsonataReferences,
  jsonataReferences,
  referencePathProblem,
} from '../query';
import type { AwsCode } from './diagnostics';
import { sentence } from './sentences';

export interface ExpressionProblem {
  /** Code and message as the service reports them. */
  readonly code: AwsCode;
  readonly message: string;
  /** What is wrong in our words, more exactly where possible. */
  readonly detail: string;
}

/** A path field such as InputPath. */
export function pathProblem(text: string): ExpressionProblem | undefined {
  const problem = problemOf(() => compilePath(text, ''));
  return problem && { ...problem, message: sentence.path };
}

/** A field that must name a single place, in the input or a variable: `SecondsPath`, a rule's `Variable`. */
export function singlePathProblem(text: string, context: boolean): ExpressionProblem | undefined {
  if (!context && text.startsWith('$$')) {
    return {
      code: 'SCHEMA_VALIDATION_FAILED',
      message: sentence.referencePath,
      detail: 'the context object cannot be read here',
    };
  }
  const message = referencePathProblem(text);
  return message === undefined ? undefined : { code: 'SCHEMA_VALIDATION_FAILED', message, detail: lowered(message) };
}

/** ResultPath: a place in the state's own input. */
export function resultPathProblem(text: string): ExpressionProblem | undefined {
  return problemOf(() => compileReferencePath(text, 'ResultPath'));
}

/** The value of a key that ends in `.$`. */
export function payloadProblem(text: string, key: string): ExpressionProblem | undefined {
  return problemOf(() => compileIntrinsicOrPath(text, key));
}

/** The references of a JSONata expression, or why it has none. */
export function readJsonata(
  text: string,
): { readonly references: JsonataReferences } | { readonly problem: ExpressionProblem } {
  try {
    return { references: jsonataReferences(text) };
  } catch (error) {
    return { problem: problemFrom(error) };
  }
}

function problemOf(compile: () => unknown): ExpressionProblem | undefined {
  try {
    compile();
    return undefined;
  } catch (error) {
    return problemFrom(error);
  }
}

function problemFrom(error: unknown): ExpressionProblem {
  if (error instanceof ExpressionSyntaxError) {
    return { code: error.code as AwsCode, message: error.message, detail: lowered(error.message) };
  }
  // SPEC: nothing bounds an expression's nesting; an expression too deep to be parsed cannot be evaluated either.
  if (error instanceof RangeError) {
    return { code: 'INVALID_JSONATA_EXPRESSION', message: error.message, detail: 'it is nested too deeply' };
  }
  throw error;
}

function lowered(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1).replace(/\.$/, '');
}

const variableStart = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;

/**
 * Names of the workflow variables in a JSONPath text: a path, or an intrinsic call. `$` and `$$` are not variables; what
 * stands in quotes is text.
 */
export function pathVariables(text: string): readonly string[] {
  const names = new Set<string>();
  let quote: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\\') i++;
    else if (quote !== undefined) quote = char === quote ? undefined : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === '$') {
      variableStart.lastIndex = i + 1;
      const name = variableStart.exec(text)?.[0];
      if (name !== undefined) names.add(name);
      else if (text[i + 1] === '$') i++;
    }
  }
  return [...names];
}
