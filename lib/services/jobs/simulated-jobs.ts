// Jobs that services run for a while, simulated: Glue, Athena, Batch, ECS, CodeBuild, EMR, SageMaker and the others with .sync.
// A job takes its time on the world's clock, its description moves with it, a local function may do its work, and stopping
// the execution stops it.
import type { ServiceCall, TaskIo } from '../../engine';
import { type IntegrationRow, integrationRow, integrations, sdkOperation, sdkService } from '../../integrations';
import { isArray, isObject, type Json, type JsonObject } from '../../json';
import { type Answerer, report } from '../answerer';
import { requestFor } from '../emr-names';
import { durationMs } from '../mock/reply';
import { plausibleAnswer } from '../plausible';
import { text } from '../read';
import { optimizedFailure, optimizedOutput, sdkFailure } from '../result';
import { ServiceError } from '../service-error';
import type { World } from '../world';
import { describe } from './descriptions';
import { jobId, key, operationOf, serviceOf } from './ids';
import { endedAt, type JobBehaviour, type SimulatedJob, type StartedJob, succeeded } from './job';
import { checkName, nameOf } from './names';
import { at, placed } from './paths';
import { sagemakerResources } from './sagemaker-resources';

export interface SimulatedJobsOptions {
  /**
   * Behaviour by state (`Train`) or action (`glue:startJobRun`), the state's first; given at once or for each job.
   * @default a minute, and success
   */
  readonly jobs?: { readonly [action: string]: JobBehaviour | ((job: StartedJob) => JobBehaviour) };
}

interface MadeJob {
  readonly job: SimulatedJob;
  readonly behaviour: JobBehaviour;
}

const defaultDurationMs = 60_000;
/** Services whose jobs are simulated; nested executions run for real. */
const simulated = integrations.filter((row) => row.job !== undefined && row.service !== 'states');

export class SimulatedJobs implements Answerer {
  readonly by = 'simulated';
  readonly #world: World;
  readonly #options: SimulatedJobsOptions;
  readonly #jobs = new Map<string, SimulatedJob>();
  readonly #resources: ReturnType<typeof sagemakerResources>;

  constructor(world: World, options: SimulatedJobsOptions = {}) {
    this.#world = world;
    this.#options = options;
    this.#resources = sagemakerResources(world);
  }

  answers(call: ServiceCall, io: TaskIo): boolean {
    if (call.kind !== 'integration') return false;
    const operation = this.#operation(call);
    if (operation === undefined) return false;
    try {
      return this.#answer(operation.service, operation.name, call, io);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      io.settled(this.#failure(call, error));
      return true;
    }
  }

  /** The job begins anew under its old id: how far it had come is not on record. */
  resumes(call: ServiceCall, accepted: Json, io: TaskIo): boolean {
    const row = simulated.find((one) => one.service === call.service && one.action === call.action);
    if (row?.job === undefined) return false;
    const known = row.job.id.startsWith('=') ? undefined : at(accepted, row.job.id);
    const { job, behaviour } = this.#make(row, call, typeof known === 'string' ? known : undefined);
    this.#follow(job, behaviour, call, io);
    return true;
  }

  /** The API operation behind a call: both integrations reach the same jobs. What has no API goes by its own names. */
  #operation(call: ServiceCall): { readonly service: string; readonly name: string } | undefined {
    if (!call.service.startsWith('aws-sdk:')) {
      const row = integrationRow(call.service, call.action);
      return row === undefined ? undefined : { service: serviceOf(row), name: operationOf(row) };
    }
    const sdk = sdkService(call.service.slice('aws-sdk:'.length));
    const name = sdk === undefined ? undefined : sdkOperation(sdk, call.action);
    return sdk === undefined || name === undefined ? undefined : { service: sdk.id, name };
  }

  #answer(service: string, name: string, call: ServiceCall, io: TaskIo): boolean {
    const parameters = isObject(call.input) ? call.input : {};
    const started = simulated.find((row) => serviceOf(row) === service && operationOf(row) === name);
    if (started !== undefined) {
      this.#start(started, call, io);
      return true;
    }
    const row = integrationRow(call.service, call.action);
    const request = row === undefined ? parameters : requestFor(row, parameters);
    const described = simulated.find((row) => serviceOf(row) === service && row.job?.describe.action === name);
    if (described !== undefined) {
      report(call, io, this.#described(described, request));
      return true;
    }
    const stopped = simulated.find((row) => serviceOf(row) === service && row.job?.stop?.action === name);
    if (stopped !== undefined) {
      this.#stop(stopped, request);
      report(call, io, row === undefined ? {} : plausibleAnswer(call, this.#world));
      return true;
    }
    return this.#other(service, name, parameters, call, io);
  }

  /** Answers around the jobs: results of queries, SageMaker's models and endpoints, a model that is a function here. */
  #other(service: string, name: string, parameters: JsonObject, call: ServiceCall, io: TaskIo): boolean {
    if (service === 'athena' && name === 'GetQueryResults') {
      report(call, io, this.#queryResults(text(parameters, 'QueryExecutionId') ?? ''));
      return true;
    }
    const action = `${call.service.replace('aws-sdk:', '')}:${call.action}`;
    const job = { action, state: call.state, id: this.#world.uuid(), parameters };
    const behaviour = this.#behaviour(job);
    if (behaviour !== undefined) {
      this.#handled(behaviour, job, call, io);
      return true;
    }
    const answer = service === 'sagemaker' ? this.#resources(name, parameters) : undefined;
    const row = integrationRow(call.service, call.action);
    if (answer !== undefined) report(call, io, row === undefined ? answer : optimizedOutput(row, answer, this.#world));
    else if (hasPlainAnswer(call)) report(call, io, plausibleAnswer(call, this.#world));
    else return false;
    return true;
  }

  /** What was said of the state, or of the action. */
  #behaviour(job: StartedJob): JobBehaviour | undefined {
    const given = this.#options.jobs?.[job.state] ?? this.#options.jobs?.[job.action];
    return typeof given === 'function' ? given(job) : given;
  }

  #start(row: IntegrationRow, call: ServiceCall, io: TaskIo): void {
    const { job, behaviour } = this.#create(row, call);
    const answer = this.#submitAnswer(job, call);
    const waits = call.pattern === 'sync' || call.pattern === 'sync:2';
    if (!waits) report(call, io, answer);
    else io.submitted(answer);
    if (waits) this.#follow(job, behaviour, call, io);
    else if (behaviour.work !== undefined) this.#work(job, behaviour.work, () => {});
  }

  /** Waits for the job, which ends with the execution's interest in it. */
  #follow(job: SimulatedJob, { work }: JobBehaviour, call: ServiceCall, io: TaskIo): void {
    if (work === undefined) this.#await(job, call, io);
    else this.#work(job, work, () => this.#await(job, call, io));
    io.onCancel(() => {
      job.stoppedAt ??= this.#world.now();
    });
    io.parked();
  }

  #create(row: IntegrationRow, call: ServiceCall): MadeJob {
    const named = nameOf(row, isObject(call.input) ? call.input : {});
    const known = named === undefined ? undefined : this.#jobs.get(key(row, named));
    if (known !== undefined) checkName(known, this.#world);
    return this.#make(row, call, undefined);
  }

  /** @param known the id of a job that was made before */
  #make(row: IntegrationRow, call: ServiceCall, known: string | undefined): MadeJob {
    const facts = row.job;
    const parameters = isObject(call.input) ? call.input : {};
    if (facts === undefined) throw new Error(`${row.service}:${row.action} has no job`);
    const id = known ?? nameOf(row, parameters) ?? jobId(row, parameters, this.#world);
    const started = { action: `${row.service}:${row.action}`, state: call.state, id, parameters };
    const behaviour = this.#behaviour(started) ?? {};
    const { duration = defaultDurationMs } = behaviour;
    const job: SimulatedJob = {
      ...started,
      row,
      facts,
      startedAt: this.#world.now(),
      durationMs: typeof duration === 'number' ? duration : durationMs(duration),
      result: behaviour.result ?? {},
      failure: behaviour.fails,
      working: behaviour.work !== undefined,
      stoppedAt: undefined,
    };
    this.#jobs.set(key(row, id), job);
    this.#forgetOldest();
    return { job, behaviour };
  }

  /** A server that runs for weeks must not keep every job that ever ran. */
  #forgetOldest(): void {
    const keptMax = 10_000;
    if (this.#jobs.size <= keptMax) return;
    for (const [name, job] of this.#jobs) {
      if (endedAt(job, this.#world.now()) === undefined) continue;
      this.#jobs.delete(name);
      return;
    }
  }

  #submitAnswer(job: SimulatedJob, call: ServiceCall): Json {
    const { row } = job;
    const idPath = job.facts.id.startsWith('=') ? undefined : job.facts.id;
    const member = idPath?.split(/[.[]/)[0];
    const made = plausibleAnswer(
      { ...call, service: row.service, action: row.action, input: job.parameters },
      this.#world,
    );
    const answer = isObject(made) ? made : {};
    const whole = job.facts.wrap !== undefined && row.result === job.facts.wrap;
    const filled: JsonObject = whole
      ? { [row.result]: describe(job, this.#world) }
      : idPath === undefined || member === undefined
        ? {}
        : row.service === 'ecs'
          ? { Tasks: [describe(job, this.#world)] }
          : { [member]: job.id };
    return { ...answer, ...filled };
  }

  /** The work is real: a virtual clock stands still meanwhile. */
  #work(job: SimulatedJob, work: NonNullable<JobBehaviour['work']>, then: () => void): void {
    const free = this.#world.busy();
    const run = async (): Promise<void> => {
      try {
        job.result = { ...job.result, ...(await work(job)) };
      } catch (error) {
        job.failure = error instanceof Error ? error.message : String(error);
      }
      job.working = false;
      free();
      then();
    };
    void run();
  }

  #await(job: SimulatedJob, call: ServiceCall, io: TaskIo): void {
    const left = Math.max(0, job.startedAt + job.durationMs - this.#world.now());
    io.after(left, () => {
      if (job.stoppedAt !== undefined && call.pattern === 'requestResponse') return;
      const description = describe(job, this.#world);
      const { wrap, keep } = job.facts;
      const output = wrap === undefined ? description : { ...(keep === true ? idOf(job) : {}), [wrap]: description };
      if (succeeded(job)) io.settled({ ok: true, output });
      else io.settled({ ok: false, error: 'States.TaskFailed', cause: JSON.stringify(output) });
    });
  }

  #described(row: IntegrationRow, parameters: JsonObject): Json {
    const { job } = this.#find(row, row.job?.describe.request ?? {}, parameters);
    return placed(row.job?.at ?? '', describe(job, this.#world));
  }

  #stop(row: IntegrationRow, parameters: JsonObject): void {
    const { job } = this.#find(row, row.job?.stop?.request ?? {}, parameters);
    if (endedAt(job, this.#world.now()) === undefined) job.stoppedAt = this.#world.now();
  }

  /** The job that a request names, where its template says `{id}`. */
  #find(
    row: IntegrationRow,
    template: { readonly [member: string]: string | readonly string[] },
    parameters: JsonObject,
  ): { readonly job: SimulatedJob } {
    for (const [member, written] of Object.entries(template)) {
      if (written !== '{id}' && !(isArray(written) && written[0] === '{id}')) continue;
      const given = parameters[member] ?? parameters[member.charAt(0).toUpperCase() + member.slice(1)];
      const id = isArray(given) ? given[0] : given;
      for (const job of this.#jobs.values()) if (serviceOf(job.row) === serviceOf(row) && job.id === id) return { job };
      throw new ServiceError('ResourceNotFoundException', `There is no job ${String(id)}`, {
        status: 404,
        listed: false,
      });
    }
    throw new ServiceError('ValidationException', 'The request names no job', { listed: false });
  }

  #queryResults(id: string): Json {
    const job = [...this.#jobs.values()].find((one) => one.id === id);
    if (job === undefined) throw new ServiceError('InvalidRequestException', `QueryExecution ${id} was not found`);
    const given = job.result.ResultSet;
    return { ResultSet: given ?? { ResultSetMetadata: { ColumnInfo: [] }, Rows: [] }, UpdateCount: 0 };
  }

  /** An action that is no job, answered by a function: a model's invocation. */
  #handled(behaviour: JobBehaviour, job: StartedJob, call: ServiceCall, io: TaskIo): void {
    const done = (result: JsonObject): void => report(call, io, result);
    const failed = (reason: string): void => io.settled({ ok: false, error: 'States.TaskFailed', cause: reason });
    if (behaviour.fails !== undefined) failed(behaviour.fails);
    else if (behaviour.work === undefined) done(behaviour.result ?? {});
    else {
      const { work } = behaviour;
      // The work is real: a virtual clock stands still meanwhile.
      const free = this.#world.busy();
      const run = async (): Promise<JsonObject> => ({ ...behaviour.result, ...(await work(job)) });
      run()
        .then(done, (error: unknown) => failed(error instanceof Error ? error.message : String(error)))
        .finally(free);
    }
  }

  #failure(call: ServiceCall, error: ServiceError) {
    const row = integrationRow(call.service, call.action);
    if (row !== undefined) return optimizedFailure(row.errors, error, this.#world);
    const sdk = sdkService(call.service.replace('aws-sdk:', ''));
    return sdkFailure(sdk ?? { errors: call.service, id: call.service }, error, this.#world);
  }
}

/** Actions beside the jobs of these services say little more than that they were done. */
function hasPlainAnswer(call: ServiceCall): boolean {
  return ['codebuild', 'elasticmapreduce', 'emr-containers', 'emr-serverless'].includes(call.service);
}

function idOf(job: SimulatedJob): JsonObject {
  const placedId = placed(job.facts.id, job.id);
  return isObject(placedId) && at(placedId, job.facts.id) !== undefined ? placedId : {};
}
