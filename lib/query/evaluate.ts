// The port between the engine and its two query languages. An expression is compiled once to a closure and then
// evaluated synchronously; clock, chance and variables come from the bindings, never from the world.
import type { Json, JsonObject } from '../json';

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** What an expression may see, provided by the engine for one visit of one state. */
export interface Bindings {
  /** `$states.input`: the state's input. */
  readonly input: Json;
  /** `$states.result`: only where the language allows it. */
  readonly result: Json | undefined;
  /** `$states.errorOutput`: only in a catcher. */
  readonly errorOutput: Json | undefined;
  /** `$$` and `$states.context`: the context object, made when asked for. */
  context(): JsonObject;
  /** A workflow variable, or undefined if it was never assigned in this scope or an outer one. */
  variable(name: string): Json | undefined;
  /** Milliseconds since the epoch of the entry that is being applied. */
  now(): number;
  /** The next number of the execution's seeded generator, in [0, 1). */
  random(): number;
  /** The next version 4 UUID of the execution's seeded generator. */
  uuid(): string;
}

/**
 * A compiled expression, path or template.
 * @param root what `$` means in a JSONPath field (differs by field: raw input, effective input, result, …); JSONata ignores it
 * @throws EvaluationError
 */
export type Evaluate = (root: Json, bindings: Bindings) => Json;

/** Error names an evaluation can end with. */
export type EvaluationErrorName =
  | 'States.Runtime'
  | 'States.IntrinsicFailure'
  | 'States.QueryEvaluationError'
  | 'States.ParameterPathFailure'
  | 'States.ResultPathMatchFailure';

/**
 * An expression that could not be evaluated: the workflow's fault, so it ends in history, never as a crash.
 * Carries AWS's own sentence without the `An error occurred while executing the state …` prefix, which the engine adds.
 * Made without a stack trace: capturing it is most of what a throw costs.
 */
export class EvaluationError extends Error {
  readonly error: EvaluationErrorName;
  /** Slash path of the field, e.g. `Output/v`, `Catch[1]/Output/v`; only JSONata errors report it (EvaluationFailed.location). */
  readonly location: string | undefined;

  constructor(error: EvaluationErrorName, cause: string, location?: string) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    super(cause);
    Error.stackTraceLimit = limit;
    this.name = 'EvaluationError';
    this.error = error;
    this.location = location;
  }
}

/** An expression that cannot be compiled: reported by the validator as a diagnostic, with the position inside the text where known. */
export class ExpressionSyntaxError extends Error {
  /** Offset in the expression's text. */
  readonly offset: number | undefined;
  /** The service's diagnostic code, e.g. SCHEMA_VALIDATION_FAILED, INVALID_JSONATA_EXPRESSION, UNSUPPORTED_JSONATA_EXPRESSION. */
  readonly code: string;
  /** What exactly is wrong, in words of ours, where the message is the service's own and says less. */
  readonly detail: string | undefined;

  constructor(code: string, message: string, offset?: number, detail?: string) {
    super(message);
    this.name = 'ExpressionSyntaxError';
    this.code = code;
    this.offset = offset;
    this.detail = detail;
  }
}
