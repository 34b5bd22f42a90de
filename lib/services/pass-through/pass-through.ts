// Tasks that are sent on: to LocalStack, moto, or another endpoint that speaks AWS's protocols; to AWS itself only if that is
// asked for in so many words. The SDK client of a service is loaded when its first task comes.
import type { Outcome, ServiceCall, TaskIo } from '../../engine';
import { type IntegrationRow, integrationRow, type SdkService, sdkOperation, sdkService } from '../../integrations';
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject } from '../../json';
import { type Answerer, report } from '../answerer';
import { answerFor, requestFor } from '../emr-names';
import { at, filledRequest } from '../jobs/paths';
import { cased, jsonAnswer, sdkAnswer, sdkRequest } from '../members';
import { optimizedFailure, optimizedOutput, sdkFailure } from '../result';
import { ServiceError } from '../service-error';
import type { World } from '../world';

import { ClientMissing, SdkClients } from './sdk-clients';

export interface PassThroughOptions {
  /** Where requests go, for all services. */
  readonly endpoint?: string;
  /** Where those of one service go, by its id (`dynamodb`). */
  readonly endpoints?: { readonly [service: string]: string };
  /** Requests without an endpoint go to AWS, with the credentials of the environment. @default false: they are not answered here */
  readonly allowAws?: boolean;
  /** Where client packages are looked for first. @default the working directory */
  readonly projectDirectory?: string;
  /** Milliseconds between looks at a .sync job. @default 5000 */
  readonly pollMs?: number;
}

/** What a request is sent through. */
interface Route {
  readonly sdk: SdkService;
  readonly endpoint: string | undefined;
}

export class PassThrough implements Answerer {
  readonly by = 'pass-through';
  readonly #world: World;
  readonly #options: PassThroughOptions;
  readonly #clients: SdkClients;

  constructor(world: World, options: PassThroughOptions) {
    this.#world = world;
    this.#options = options;
    this.#clients = new SdkClients(world.region, options.projectDirectory ?? process.cwd());
  }

  answers(call: ServiceCall, io: TaskIo): boolean {
    if (call.kind === 'activity') return false;
    const sdkId = call.service.startsWith('aws-sdk:') ? call.service.slice('aws-sdk:'.length) : undefined;
    const row =
      call.kind === 'function' ? integrationRow('lambda', 'invoke') : integrationRow(call.service, call.action);
    const sdk = sdkService(sdkId ?? row?.api?.service ?? '');
    const operation = sdkId === undefined ? row?.api?.operation : sdk && sdkOperation(sdk, call.action);
    if (sdk === undefined || operation === undefined) return false;
    const endpoint = this.#options.endpoints?.[sdk.id] ?? this.#options.endpoint;
    if (endpoint === undefined && this.#options.allowAws !== true) return false;
    const route = { sdk, endpoint };
    const done =
      sdkId === undefined && row !== undefined
        ? this.#optimized(row, route, call, io)
        : this.#plain(route, operation, call, io);
    done.catch((error: unknown) => io.settled(this.#failure(error, sdkId === undefined ? row : undefined, sdk)));
    return true;
  }

  resumes(call: ServiceCall, accepted: Json, io: TaskIo): boolean {
    const row = integrationRow(call.service, call.action);
    const sdk = sdkService(row?.api?.service ?? '');
    if (row?.job === undefined || sdk === undefined) return false;
    const endpoint = this.#options.endpoints?.[sdk.id] ?? this.#options.endpoint;
    if (endpoint === undefined && this.#options.allowAws !== true) return false;
    const parameters = textified(row, isObject(call.input) ? call.input : {});
    this.#follow(row, { sdk, endpoint }, parameters, accepted, io);
    return true;
  }

  close(): Promise<void> {
    return this.#clients.close();
  }

  async #plain(route: Route, operation: string, call: ServiceCall, io: TaskIo): Promise<void> {
    const request = sdkRequest(route.sdk, isObject(call.input) ? call.input : {});
    report(call, io, sdkAnswer(route.sdk, await this.#send(route, operation, request)));
  }

  async #optimized(row: IntegrationRow, route: Route, call: ServiceCall, io: TaskIo): Promise<void> {
    if (row.service === 'lambda') {
      await this.#lambda(route, call, io);
      return;
    }
    const parameters = textified(row, isObject(call.input) ? call.input : {});
    const answer = await this.#send(route, row.api?.operation ?? '', requestFor(row, parameters));
    const output = optimizedOutput(row, answerFor(row, answer), this.#world);
    if (call.pattern !== 'sync' && call.pattern !== 'sync:2') {
      report(call, io, output);
      return;
    }
    io.submitted(output);
    this.#follow(row, route, parameters, output, io);
  }

  /** Looks at the job until it has ended; cancelling stops it. */
  #follow(row: IntegrationRow, route: Route, parameters: JsonObject, submitted: Json, io: TaskIo): void {
    const { job } = row;
    if (job === undefined) return;
    const id = String((job.id.startsWith('=') ? parameters[job.id.slice(1)] : at(submitted, job.id)) ?? '');
    let over = false;
    io.onCancel(() => {
      over = true;
      if (job.stop !== undefined)
        void this.#send(route, job.stop.action, filledRequest(job.stop.request, id, parameters)).catch(() => undefined);
    });
    const look = async (): Promise<void> => {
      if (over) return;
      const answer = await this.#send(route, job.describe.action, filledRequest(job.describe.request, id, parameters));
      const described = at(answer, job.at) ?? answer;
      const status = String(at(described, job.status) ?? '');
      const output = job.wrap === undefined ? described : { [job.wrap]: described };
      if (job.succeeded.includes(status)) io.settled({ ok: true, output });
      else if (job.failed.includes(status))
        io.settled({ ok: false, error: 'States.TaskFailed', cause: JSON.stringify(output) });
      else wait();
    };
    const wait = (): void => {
      io.parked();
      io.after(this.#options.pollMs ?? 5000, () => {
        look().catch((error: unknown) => io.settled(this.#failure(error, row, route.sdk)));
      });
    };
    wait();
  }

  async #lambda(route: Route, call: ServiceCall, io: TaskIo): Promise<void> {
    const parameters =
      call.kind === 'function'
        ? { FunctionName: call.resource, Payload: call.input }
        : isObject(call.input)
          ? call.input
          : {};
    const request = { ...parameters, Payload: Buffer.from(JSON.stringify(parameters.Payload ?? {})) };
    const answer = await this.#clients.send(route.sdk, route.endpoint, 'Invoke', request);
    const payload =
      'Payload' in answer && answer.Payload instanceof Uint8Array
        ? Buffer.from(answer.Payload).toString('utf8')
        : 'null';
    const parsed: Json = payload === '' ? null : JSON.parse(payload);
    if ('FunctionError' in answer && answer.FunctionError !== undefined) {
      const type = isObject(parsed) ? parsed.errorType : undefined;
      io.settled({
        ok: false,
        error: typeof type === 'string' ? type : 'Exception',
        cause: call.kind === 'function' ? payload : JSON.stringify(parsed),
      });
      return;
    }
    const row = integrationRow('lambda', 'invoke');
    const version = 'ExecutedVersion' in answer ? String(answer.ExecutedVersion) : '$LATEST';
    const result = { ExecutedVersion: version, Payload: parsed, StatusCode: 200 };
    if (call.kind === 'function' || row === undefined) io.settled({ ok: true, output: parsed });
    else report(call, io, optimizedOutput(row, result, this.#world));
  }

  async #send(route: Route, operation: string, request: JsonObject): Promise<Json> {
    return jsonAnswer(await this.#clients.send(route.sdk, route.endpoint, operation, cased(route.sdk, request)));
  }

  #failure(error: unknown, row: IntegrationRow | undefined, sdk: SdkService): Outcome {
    if (error instanceof ServiceError)
      return row === undefined ? sdkFailure(sdk, error, this.#world) : optimizedFailure(row.errors, error, this.#world);
    // LOCAL: no Retry or Catch hides that something is missing here.
    if (error instanceof ClientMissing) return { ok: false, error: 'States.Runtime', cause: error.message };
    const prefix = row === undefined ? sdk.errors : row.errors.prefix;
    return {
      ok: false,
      error: `${prefix}.SdkClientException`,
      cause: error instanceof Error ? error.message : String(error),
    };
  }
}

/** Parameters that may be any JSON become texts, as the service does it. */
function textified(row: IntegrationRow, parameters: JsonObject): JsonObject {
  const written: MutableJsonObject = { ...parameters };
  for (const name of ['MessageBody', 'Message', 'Input']) {
    const value = written[name];
    if (row.parameters?.includes(`${name}:any`) === false && row.parameters?.includes(`${name}!:any`) === false)
      continue;
    if (value !== undefined && value !== null && typeof value !== 'string') written[name] = JSON.stringify(value);
    else if (value === null) delete written[name];
  }
  if (row.service === 'events' && isArray(written.Entries)) {
    written.Entries = written.Entries.map((entry) =>
      isObject(entry) && isObject(entry.Detail) ? { ...entry, Detail: JSON.stringify(entry.Detail) } : entry,
    );
  }
  return written;
}
