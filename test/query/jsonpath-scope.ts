// What a JSONPath expression may see, made of plain values.
import type { Json, JsonObject } from '../../lib/json';
import { type Bindings, compileTemplate, EvaluationError, ExpressionSyntaxError } from '../../lib/query';

interface Scope {
  readonly context?: JsonObject;
  readonly variables?: JsonObject;
  readonly random?: number;
}

export function scope({ context = {}, variables = {}, random = 0.5 }: Scope = {}): Bindings {
  return {
    input: null,
    result: undefined,
    errorOutput: undefined,
    context: () => context,
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    now: () => 0,
    random: () => random,
    uuid: () => '11111111-2222-4333-8444-555555555555',
  };
}

/** The value of one `.$` member. */
export function evaluate(expression: string, input: Json, bindings = scope()): Json {
  return (compileTemplate({ 'value.$': expression }, 'Parameters')(input, bindings) as { value: Json }).value;
}

/** `Error.Name: cause` of an evaluation that fails. */
export function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof EvaluationError) return `${error.error}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** `CODE: message` of a text that is refused. */
export function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return `${error.code}: ${error.message}`;
    throw error;
  }
  throw new Error('nothing was refused');
}
