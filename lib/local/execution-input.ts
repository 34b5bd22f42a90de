// The input of an execution, or of a tested state: a text that has to be JSON.
import { type Json, JsonSyntaxError, parseJsonText } from '../json';
import { ApiError } from './api-error';

/** @throws ApiError InvalidExecutionInput, in Jackson's words */
export function executionInput(text: string): Json {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new ApiError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${error.message}'`);
  }
}
