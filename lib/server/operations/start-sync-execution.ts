import type { HistoryEvent } from '../../engine';
import type { JsonObject } from '../../json';
import { ApiError, type ExpressExecution } from '../../local';
import { given, type Operation, type Requests, seconds } from './operation';

/** AWS bills Express executions in steps of 100 ms and 64 MB. */
const billedMsStep = 100;
const billedMbStep = 64;

export const startSyncExecution: Operation<'StartSyncExecution'> = (request, { local }) => {
  const resolved = local.resolve(request.stateMachineArn as string);
  if (resolved.machine.type !== 'EXPRESS') {
    throw new ApiError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
  }
  const { stateMachineArn = '', name, input, traceHeader } = request;
  const execution = local.startExpress({ stateMachineArn, name, input, traceHeader }, resolved);
  if (!execution.running.open) return response(execution, request);
  return new Promise((resolve) => {
    execution.running.onEnd(() => resolve(response(execution, request)));
  });
};

function response(execution: ExpressExecution, request: Requests['StartSyncExecution']): JsonObject {
  const { identity, running, startDate, inputText } = execution;
  const last = running.execution.history.at(-1) as HistoryEvent;
  const withData = request.includedData !== 'METADATA_ONLY';
  return given({
    executionArn: identity.executionArn,
    stateMachineArn: identity.stateMachineVersionArn ?? identity.stateMachineArn,
    name: identity.name,
    startDate: seconds(startDate),
    stopDate: seconds(last.timestamp),
    status: running.execution.status,
    ...(withData ? { input: inputText, inputDetails: { included: true } } : {}),
    ...outcome(last, withData),
    // AWS: outputDetails are there even if there is no output.
    ...(withData ? { outputDetails: { included: true } } : {}),
    traceHeader: request.traceHeader,
    billingDetails: {
      billedMemoryUsedInMB: billedMbStep,
      billedDurationInMilliseconds: Math.max(1, Math.ceil((last.timestamp - startDate) / billedMsStep)) * billedMsStep,
    },
  });
}

function outcome(last: HistoryEvent, withData: boolean): JsonObject {
  if (last.type === 'ExecutionSucceeded') {
    return withData ? { output: last.outputText ?? JSON.stringify(last.output) } : {};
  }
  return 'cause' in last ? given({ error: last.error, cause: last.cause }) : {};
}
