// aws-sdk:sfn:startSyncExecution of the app's own Express machines: the child runs on the same clock, and the task waits for its
// end without holding the clock up.
import type { ServiceCall, TaskIo } from '../engine';
import { sdkService } from '../integrations';
import { isObject, type Json, type JsonObject, own } from '../json';
import { type Answerer, type ExecutionDescription, ServiceError, sdkFailure, type World } from '../services';
import type { Siblings } from './siblings';

/** AWS bills Express executions in steps of 100 ms and 64 MB. */
const billedMsStep = 100;
const billedMb = 64;

export class SyncChildren implements Answerer {
  readonly by = 'embedded';
  readonly #siblings: Siblings;
  readonly #world: World;

  constructor(siblings: Siblings, world: World) {
    this.#siblings = siblings;
    this.#world = world;
  }

  answers(call: ServiceCall, io: TaskIo): boolean {
    if (call.service !== 'aws-sdk:sfn' || call.action !== 'startSyncExecution') return false;
    const request = isObject(call.input) ? call.input : {};
    const stateMachineArn = own(request, 'StateMachineArn');
    if (typeof stateMachineArn !== 'string' || !this.#siblings.has(stateMachineArn)) return false;
    try {
      const { executionArn } = this.#start(stateMachineArn, request);
      io.parked();
      this.#siblings.onEnd(executionArn, () => {
        const ended = this.#siblings.describe(executionArn);
        if (ended !== undefined) io.settled({ ok: true, output: answerOf(ended) });
      });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      io.settled(sdkFailure(sdkService('sfn')!, error, this.#world));
    }
    return true;
  }

  #start(stateMachineArn: string, request: JsonObject) {
    if (!this.#siblings.isExpress(stateMachineArn)) {
      const message = 'This operation is not supported by this type of state machine';
      throw new ServiceError('StateMachineTypeNotSupported', message);
    }
    const [name, input] = [own(request, 'Name'), own(request, 'Input')];
    return this.#siblings.start({
      stateMachineArn,
      name: typeof name === 'string' ? name : undefined,
      input: input === undefined || typeof input === 'string' ? input : JSON.stringify(input),
      traceHeader: undefined,
    });
  }
}

/** AWS: the call succeeds whatever became of the execution; members in the order of their names, times as texts. */
function answerOf(ended: ExecutionDescription): Json {
  const { startDate, stopDate = startDate, error, cause, output } = ended;
  const billed = Math.max(1, Math.ceil((stopDate - startDate) / billedMsStep)) * billedMsStep;
  const given: { [name: string]: Json | undefined } = {
    BillingDetails: { BilledDurationInMilliseconds: billed, BilledMemoryUsedInMB: billedMb },
    Cause: cause,
    Error: error,
    ExecutionArn: ended.executionArn,
    Input: ended.input,
    InputDetails: { Included: true },
    Name: ended.name,
    Output: output,
    OutputDetails: { Included: true },
    StartDate: new Date(startDate).toISOString(),
    StateMachineArn: ended.stateMachineArn,
    Status: ended.status,
    StopDate: new Date(stopDate).toISOString(),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as JsonObject;
}
