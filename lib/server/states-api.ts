// The Step Functions API in the protocols that its clients speak, with or without signature.
import type { JsonObject } from '../json';
import type { Local } from '../local';
import { awsJson } from './aws-json';
import type { Api } from './http';
import { isOperation, performToSend } from './operations';
import { apiErrorAnswer, type Codec, type Reply } from './protocol';
import type { OperationName } from './requests';
import { rpcCbor } from './rpc-cbor';
import type { Throttle } from './throttle';

/** Bytes of a request; the service's own limit. */
const requestBytesMax = 1_048_576;

export interface StatesApiOptions {
  readonly local: Local;
  readonly throttle?: Throttle | undefined;
  readonly onThrottled?: (operation: OperationName) => void;
}

/** The Step Functions API in one protocol. */
function statesApi(codec: Codec, { local, throttle, onThrottled }: StatesApiOptions): Api {
  return {
    bodyMax: () => requestBytesMax,
    takes: (request) => codec.operation(request) !== undefined,
    answer(request, body, gone) {
      const name = codec.operation(request) as string;
      if (!isOperation(name)) return codec.error('UnknownOperationException', `There is no operation ${name}`, {});
      if (throttle?.admits(name, local.host.now()) === false) {
        onThrottled?.(name);
        return codec.error('ThrottlingException', 'Rate exceeded', {});
      }
      const parsed = codec.read(body);
      if (parsed === undefined) return codec.error('SerializationException', `The request is not ${codec.wanted}`, {});
      return carryOut(codec, name, parsed, local, gone);
    },
  };
}

function carryOut(
  codec: Codec,
  name: OperationName,
  request: JsonObject,
  local: Local,
  gone: (callback: () => void) => void,
): Reply | Promise<Reply> {
  const refused = (error: unknown): Reply => {
    const known = apiErrorAnswer(error, codec.error);
    if (known === undefined) throw error;
    return known;
  };
  try {
    const result = performToSend(name, request, { local, gone });
    return result instanceof Promise ? result.then(codec.answer, refused) : codec.answer(result);
  } catch (error) {
    return refused(error);
  }
}

/** One API for each protocol. */
export function statesApis(options: StatesApiOptions): readonly Api[] {
  return [statesApi(awsJson, options), statesApi(rpcCbor, options)];
}
