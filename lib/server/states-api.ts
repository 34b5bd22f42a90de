// The Step Functions API: AWS JSON 1.0, `X-Amz-Target: AWSStepFunctions.<Operation>`, with or without signature.
import { isObject, type JsonObject } from '../json';
import type { Local } from '../local';
import type { Api, Reply } from './http';
import { isOperation, perform } from './operations';
import { answer, apiErrorAnswer, errorAnswer } from './protocol';
import type { OperationName } from './requests';
import type { Throttle } from './throttle';

const prefix = 'AWSStepFunctions.';
/** Bytes of a request; the service's own limit. */
const requestBytesMax = 1_048_576;

export interface StatesApiOptions {
  readonly local: Local;
  readonly throttle?: Throttle | undefined;
  readonly onThrottled?: (operation: OperationName) => void;
}

export function statesApi({ local, throttle, onThrottled }: StatesApiOptions): Api {
  return {
    bodyMax: () => requestBytesMax,
    takes: ({ headers }) => isTarget(headers['x-amz-target']),
    answer(request, body, gone) {
      const name = (request.headers['x-amz-target'] as string).slice(prefix.length);
      if (!isOperation(name)) return errorAnswer('UnknownOperationException', `There is no operation ${name}`, {});
      if (throttle?.admits(name, local.host.now()) === false) {
        onThrottled?.(name);
        return errorAnswer('ThrottlingException', 'Rate exceeded', {});
      }
      const parsed = requestOf(body);
      if (parsed === undefined) return errorAnswer('SerializationException', 'The request is not a JSON object', {});
      return carryOut(name, parsed, local, gone);
    },
  };
}

function isTarget(target: string | string[] | undefined): target is string {
  return typeof target === 'string' && target.startsWith(prefix);
}

function requestOf(body: Buffer): JsonObject | undefined {
  if (body.length === 0) return {};
  try {
    const value = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function carryOut(
  name: OperationName,
  request: JsonObject,
  local: Local,
  gone: (callback: () => void) => void,
): Reply | Promise<Reply> {
  try {
    const result = perform(name, request, { local, gone });
    return result instanceof Promise ? result.then((settled) => answer(settled), refused) : answer(result);
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): Reply {
  const known = apiErrorAnswer(error);
  if (known === undefined) throw error;
  return known;
}
