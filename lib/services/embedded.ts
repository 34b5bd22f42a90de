// Services that run inside: their stores answer tasks directly, without HTTP, and at once where they can.
import type { ServiceCall, TaskIo } from '../engine';
import { type IntegrationRow, integrationRow, sdkOperation, sdkService } from '../integrations';
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, own } from '../json';
import { type Answerer, report } from './answerer';
import type { Api, Operation } from './api';
import { resumeExecution, startExecution } from './executions';
import { callFunction, invokeFunction } from './lambda';
import { sdkAnswer, sdkRequest } from './members';
import type { Executions, Functions } from './ports';
import { optimizedFailure, optimizedOutput, sdkFailure } from './result';
import { ServiceError, UnreachableHost } from './service-error';
import type { World } from './world';

export interface EmbeddedServices {
  readonly world: World;
  readonly apis: ReadonlyMap<string, Api>;
  readonly functions: Functions | undefined;
  readonly executions: Executions | undefined;
}

export class Embedded implements Answerer {
  readonly by = 'embedded';
  readonly #services: EmbeddedServices;

  constructor(services: EmbeddedServices) {
    this.#services = services;
  }

  answers(call: ServiceCall, io: TaskIo): boolean {
    const { functions, executions, world } = this.#services;
    if (call.kind === 'activity') return false;
    if (call.kind === 'function' || (call.service === 'lambda' && call.action === 'invoke')) {
      if (functions === undefined) return false;
      if (call.kind === 'function') callFunction(functions, call, io, world);
      else invokeFunction(functions, call, io, world);
      return true;
    }
    if (call.service === 'states' && call.action === 'startExecution') {
      if (executions === undefined) return false;
      startExecution(executions, call, io, world);
      return true;
    }
    return call.service.startsWith('aws-sdk:') ? this.#sdk(call, io) : this.#optimized(call, io);
  }

  resumes(call: ServiceCall, accepted: Json, io: TaskIo): boolean {
    const { executions } = this.#services;
    if (executions === undefined || call.service !== 'states' || call.action !== 'startExecution') return false;
    return resumeExecution(executions, call, accepted, io);
  }

  #optimized(call: ServiceCall, io: TaskIo): boolean {
    if (call.pattern === 'sync' || call.pattern === 'sync:2') return false;
    const row = integrationRow(call.service, call.action);
    const operation =
      row?.api === undefined ? undefined : this.#services.apis.get(row.api.service)?.operations[row.api.operation];
    if (row === undefined || operation === undefined) return false;
    const { world } = this.#services;
    const request = isObject(call.input) ? call.input : {};
    run(
      operation,
      row.service === 'events' ? withCaller(request, call) : request,
      (answer) => this.#optimizedAnswer(row, call, io, answer),
      (error) =>
        io.settled(
          error instanceof ServiceError ? optimizedFailure(row.errors, error, world) : fault(row.errors.prefix, error),
        ),
    );
    return true;
  }

  #optimizedAnswer(row: IntegrationRow, call: ServiceCall, io: TaskIo, answer: Json): void {
    // AWS: an entry that EventBridge did not take fails the task, the whole answer being the cause.
    if (row.service === 'events' && isObject(answer) && Number(own(answer, 'FailedEntryCount')) > 0) {
      const cause = JSON.stringify({
        Entries: own(answer, 'Entries') ?? [],
        FailedEntryCount: own(answer, 'FailedEntryCount') ?? 0,
      });
      io.settled({ ok: false, error: 'EventBridge.FailedEntry', cause });
    } else report(call, io, optimizedOutput(row, answer, this.#services.world));
  }

  #sdk(call: ServiceCall, io: TaskIo): boolean {
    const id = call.service.slice('aws-sdk:'.length);
    const sdk = sdkService(id);
    const name = sdk === undefined ? undefined : sdkOperation(sdk, call.action);
    const operation = name === undefined ? undefined : this.#services.apis.get(id)?.operations[name];
    if (sdk === undefined || operation === undefined) return false;
    run(
      operation,
      sdkRequest(sdk, isObject(call.input) ? call.input : {}),
      (answer) => report(call, io, sdkAnswer(sdk, answer)),
      (error) =>
        io.settled(
          error instanceof ServiceError ? sdkFailure(sdk, error, this.#services.world) : fault(sdk.errors, error),
        ),
    );
    return true;
  }
}

/** Runs an operation and reports, at once if it answers at once. */
function run(
  operation: Operation,
  request: JsonObject,
  done: (answer: Json) => void,
  failed: (error: unknown) => void,
): void {
  let answer: Json | Promise<Json>;
  try {
    answer = operation(request);
  } catch (error) {
    failed(error);
    return;
  }
  if (answer instanceof Promise) answer.then(done, failed);
  else done(answer);
}

/** What did not come from the service: the SDK could not reach it, or we erred. */
function fault(prefix: string, error: unknown) {
  if (error instanceof UnreachableHost)
    return { ok: false as const, error: `${prefix}.SdkClientException`, cause: error.message };
  throw error;
}

/** AWS: the state machine and its execution are added to the resources of every event. */
function withCaller(request: JsonObject, call: ServiceCall): JsonObject {
  const entries = own(request, 'Entries');
  if (!isArray(entries)) return request;
  const callers = [call.stateMachineArn, call.executionArn];
  return {
    ...request,
    Entries: entries.map((entry) => {
      if (!isObject(entry)) return entry;
      const resources = own(entry, 'Resources');
      const extended: MutableJsonObject = {
        ...entry,
        Resources: [...(isArray(resources) ? resources : []), ...callers],
      };
      return extended;
    }),
  };
}
