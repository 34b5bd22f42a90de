// Step Functions as the other services see it: tasks that start executions, rules whose target is a state machine.
import type { JsonObject } from '../../json';
import {
  type Answer,
  type ExecutionDescription,
  type Executions as ExecutionsPort,
  ServiceError,
} from '../../services';
import { ApiError } from '../api-error';
import type { Local } from '../local';

/**
 * @param local asked for at the first call: services and executions know each other
 * @param api carries out any operation of the API
 */
export function executionsPort(
  local: () => Local,
  api: (operation: string, request: JsonObject) => Answer,
): ExecutionsPort {
  return {
    has(stateMachineArn) {
      return translated(() => local().resolve(stateMachineArn)) !== undefined;
    },
    start: ({ stateMachineArn, name, input, traceHeader }) =>
      asServiceError(() => local().begin({ stateMachineArn, name, input, traceHeader })),
    describe: (executionArn) => {
      const document = local().executions.find(executionArn);
      if (document === undefined) return undefined;
      const { arn, stateMachineArn, status, startDate, stopDate, output, error, cause } = document;
      const description: ExecutionDescription = {
        executionArn: arn,
        stateMachineArn,
        name: document.name,
        status,
        startDate,
        stopDate,
        input: document.input,
        output,
        error,
        cause,
      };
      return description;
    },
    onEnd(executionArn, callback) {
      let wanted = true;
      const ended = (): void => {
        if (wanted) callback();
      };
      local().executions.onEnd(executionArn, ended);
      return () => {
        wanted = false;
      };
    },
    stop(executionArn, failure) {
      const running = local().executions.running(executionArn);
      if (running !== undefined) local().driver.stop(running, failure);
    },
    api: (operation, request) => asServiceError(() => api(operation, request)),
  };
}

/** Undefined where the caller erred. */
function translated<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function asServiceError<T>(act: () => T | Promise<T>): T | Promise<T> {
  try {
    const result = act();
    return result instanceof Promise ? result.catch(rethrow) : result;
  } catch (error) {
    return rethrow(error);
  }
}

function rethrow(error: unknown): never {
  if (error instanceof ApiError) throw new ServiceError(error.name, error.message);
  throw error;
}
