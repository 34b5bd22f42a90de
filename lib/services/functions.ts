// Lambda's runtime as the functions of this world: names and ARNs are looked up, answers put into the shape that tasks use.
import type { FunctionDefinition, LambdaRuntime } from '../lambda';
import { LambdaApiError } from '../lambda';
import type { FunctionAnswer, Functions, Invocation } from './ports';
import { ServiceError } from './service-error';

export interface RuntimeFunctionsOptions {
  readonly runtime: LambdaRuntime;
  /** The definition behind a name, a partial ARN or an ARN, with or without qualifier; undefined if there is none. */
  readonly find: (functionName: string) => FunctionDefinition | undefined;
  /** Hears every line that a function logs. */
  readonly onLog?: (functionName: string, line: string) => void;
}

/** How much of the log an answer carries, in characters. */
const logTailMax = 4096;

export function runtimeFunctions({ runtime, find, onLog }: RuntimeFunctionsOptions): Functions {
  return {
    has: (functionName) => found(find, functionName) !== undefined,
    invoke: async (invocation) => {
      const definition = found(find, named(invocation));
      if (definition === undefined)
        throw new ServiceError('ResourceNotFoundException', `Function not found: ${named(invocation)}`, {
          status: 404,
        });
      return answered(runtime, definition, invocation, onLog);
    },
  };
}

function found(find: RuntimeFunctionsOptions['find'], functionName: string): FunctionDefinition | undefined {
  try {
    return find(functionName);
  } catch (error) {
    throw serviceError(error);
  }
}

/** An error of the Lambda API as one of a service; its model does not list what a validation says. */
function serviceError(error: unknown): unknown {
  if (!(error instanceof LambdaApiError)) return error;
  const listed = error.name !== 'ValidationException';
  return new ServiceError(error.name, error.message, { status: error.statusCode, listed });
}

async function answered(
  runtime: LambdaRuntime,
  definition: FunctionDefinition,
  invocation: Invocation,
  onLog: RuntimeFunctionsOptions['onLog'],
): Promise<FunctionAnswer> {
  try {
    const { payload, functionError, executedVersion, logs } = await runtime.invoke(definition, {
      payload: invocation.payload,
      clientContext:
        invocation.clientContext === undefined ? undefined : Buffer.from(invocation.clientContext, 'base64').toString(),
      invokedFunctionArn: invocation.functionName.startsWith('arn:') ? invocation.functionName : undefined,
      onLog: onLog === undefined ? undefined : (line) => onLog(definition.functionName, line),
    });
    return { payload, functionError, executedVersion, logTail: logs.slice(-logTailMax) };
  } catch (error) {
    throw serviceError(error);
  }
}

function named({ functionName, qualifier }: Invocation): string {
  return qualifier === undefined ? functionName : `${functionName}:${qualifier}`;
}
