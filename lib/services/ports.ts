// Who stands behind functions and executions: the rooms above and beside fill these.
import type { JsonObject } from '../json';
import type { Answer } from './api';

/** One invocation of a function. */
export interface Invocation {
  /** Name, `name:qualifier`, partial ARN or ARN. */
  readonly functionName: string;
  readonly qualifier: string | undefined;
  /** JSON text of the event. */
  readonly payload: string;
  /** Base64 text, as in the API. */
  readonly clientContext: string | undefined;
}

export interface FunctionAnswer {
  /** JSON text that the function returned, or its error object. */
  readonly payload: string;
  /** `Unhandled` or `Handled` if the function failed. */
  readonly functionError: string | undefined;
  readonly executedVersion: string;
  /** The last lines it logged, plain. */
  readonly logTail: string | undefined;
}

/** Lambda functions of this world. */
export interface Functions {
  /** Whether there is a function of that name or ARN. */
  has(functionName: string): boolean;
  /** Invokes it and answers when it has returned. Never rejects for a fault of the function. */
  invoke(invocation: Invocation): FunctionAnswer | Promise<FunctionAnswer>;
}

export interface StartedExecution {
  readonly executionArn: string;
  /** Milliseconds since the epoch. */
  readonly startDate: number;
}

export interface ExecutionDescription {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: string;
  readonly startDate: number;
  readonly stopDate: number | undefined;
  /** JSON texts. */
  readonly input: string;
  readonly output: string | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** State machines of this world and their executions. */
export interface Executions {
  /** Whether there is such a state machine (or version, or alias). */
  has(stateMachineArn: string): boolean;
  /**
   * Starts an execution.
   * @param input JSON text; undefined means `{}`
   * Answers at once, or when the start is durable.
   * @throws ServiceError such as StateMachineDoesNotExist, ExecutionAlreadyExists, InvalidExecutionInput; or rejects with it
   */
  start(request: {
    readonly stateMachineArn: string;
    readonly name: string | undefined;
    readonly input: string | undefined;
    readonly traceHeader: string | undefined;
  }): StartedExecution | Promise<StartedExecution>;
  describe(executionArn: string): ExecutionDescription | undefined;
  /** Calls back once when the execution has ended (at once if it has); the returned function takes that back. */
  onEnd(executionArn: string, callback: () => void): () => void;
  stop(executionArn: string, failure: { readonly error?: string; readonly cause?: string }): void;
  /**
   * Any operation of the Step Functions API, with its own (small first letter) member names and times in seconds.
   * @throws ServiceError
   */
  api(operation: string, request: JsonObject): Answer;
}
