// One app on this machine: its handlers, tables, queues, topics and buses, and its other state machines, as those who
// answer the tasks of an execution. Whoever asks may put answers of its own in front.
import type { Assembly } from '../assembly';
import type { ServiceCall, TaskIo, TaskPerformer } from '../engine';
import { LambdaRuntime } from '../lambda';
import { type Driver, type Host, type MapRunner, MapRuns } from '../local';
import {
  type Answerer,
  type AnsweredBy as By,
  createServices,
  type Functions,
  mapData,
  PassThrough,
  runtimeFunctions,
  type Sent,
  type ServiceSettings,
  type SettingsContext,
  type World,
} from '../services';
import { inTurn } from './in-turn';
import { appResources, functionDefinition, functionFinder } from './resources';
import { Siblings } from './siblings';
import { SyncChildren } from './sync-children';

/** Who answered the task at a path, and how long the last attempt took in real milliseconds, if it has ended. */
export type AnsweredBy = (path: string) => { readonly by: string; readonly ms: number | undefined } | undefined;

export interface AppWorldOptions {
  /** @default - no functions and no resources but what tasks create */
  readonly assembly: Assembly | undefined;
  readonly host: Host;
  /** Account and region are this machine's. */
  readonly stateMachineArn: string;
  /** Where S3 buckets lie as folders. @default in memory */
  readonly s3Directory?: string;
  /** Answers that come before the app's own: mocks. */
  readonly before?: (world: World) => readonly Answerer[];
  /** How services behave, and where requests go that nothing here answers. */
  readonly services?: AppServices;
  /** Puts other functions in place of the app's own, which run in workers. @default - the app's own */
  readonly functions?: (own: Functions) => Functions;
  /** Lets tasks fail that the role of their machine does not allow, as they would on AWS. @default false */
  readonly iam?: boolean;
}

export interface AppServices {
  /** What a services file says, given what leads SDK clients of commands to this world. */
  readonly settings?: (environment: SettingsContext['environment']) => ServiceSettings;
  /** Endpoint for everything that nothing here answers. */
  readonly endpoint?: string;
  /** Whether what has no endpoint may go to AWS itself. @default false */
  readonly allowAws?: boolean;
}

export interface AppWorld {
  readonly performer: TaskPerformer;
  readonly mapRunner: MapRunner | undefined;
  readonly answeredBy: AnsweredBy;
  /** What leads SDK clients of handlers to this world; empty for an app without functions. */
  readonly environment: { readonly [name: string]: string };
  /** Driver and world know each other; the driver comes second. */
  attach(driver: Driver): void;
  /** Messages that left the workflow, in order. */
  sent(): readonly Sent[];
  close(): Promise<void>;
}

/** Opens the app's world; functions of the app find its services through their environment. */
export async function openAppWorld(options: AppWorldOptions): Promise<AppWorld> {
  const { assembly, host, stateMachineArn } = options;
  let driver: Driver | undefined;
  const attached = (): Driver => {
    if (driver === undefined) throw new Error('the world is used before its driver is attached');
    return driver;
  };
  const world = worldOf(host, attached, stateMachineArn);
  const find = functionFinder(assembly);
  const runtime = new LambdaRuntime();
  const answers = new Answers(find);
  const own = runtimeFunctions({
    runtime,
    find: (name) => {
      const one = find(name);
      return one === undefined ? undefined : functionDefinition(one);
    },
  });
  let environment: { readonly [name: string]: string } = {};
  const { settings: settingsFor, endpoint, allowAws = false } = options.services ?? {};
  const settings = settingsFor?.(() => environment);
  const s3Directory = options.s3Directory ?? settings?.s3Directory;
  const passedOn = { ...settings?.passThrough, ...(endpoint !== undefined && { endpoint }), allowAws };
  const passes = allowAws || passedOn.endpoint !== undefined || passedOn.endpoints !== undefined;
  const passThrough = passes ? new PassThrough(world, passedOn) : undefined;
  const siblings = new Siblings(assembly, host, attached);
  const services = createServices({
    world,
    functions: options.functions?.(own) ?? own,
    executions: siblings,
    ...(assembly === undefined ? {} : { resources: appResources(assembly) }),
    ...(settings?.jobs !== undefined && { jobs: settings.jobs }),
    ...(settings?.chosen !== undefined && { chosen: settings.chosen }),
    ...(s3Directory !== undefined && { s3Directory }),
    before: [...(options.before?.(world) ?? []), new SyncChildren(siblings, world)],
    after: passThrough === undefined ? [] : [passThrough],
    onAnswered: (call, by) => answers.answered(call, by),
  });
  const hasFunctions = assembly !== undefined && assembly.functions.length > 0;
  if (hasFunctions || settings?.commands === true) environment = (await services.serve()).environment;
  runtime.addEnvironment(environment);
  let allowed = services.performer;
  if (options.iam === true && assembly !== undefined) {
    // The checks are loaded by runs that want them only.
    const { withinRoles } = await import('./permissions.js');
    allowed = withinRoles(allowed, assembly, world, (call, action) => answers.denied(call, action));
  }
  const performer = answers.timed(allowed);
  return {
    performer: host.virtual ? inTurn(performer) : performer,
    mapRunner: new MapRuns(attached, mapData(services.objects)),
    answeredBy: (path) => answers.of(path),
    environment,
    attach: (given) => {
      driver = given;
    },
    sent: () => services.outbox.sent,
    async close() {
      await runtime.close();
      await passThrough?.close();
      await services.close();
    },
  };
}

/** Account and region are the machine's own. */
function worldOf(host: Host, driver: () => Driver, stateMachineArn: string): World {
  const [, partition = 'aws', , region = 'us-east-1', account = '123456789012'] = stateMachineArn.split(':');
  return {
    now: () => host.now(),
    uuid: () => host.uuid(),
    after(ms, callback) {
      const timer = driver().timer(host.now() + ms, callback);
      return () => driver().cancelTimer(timer);
    },
    busy() {
      driver().busy(1);
      let open = true;
      return () => {
        if (open) driver().quiet();
        open = false;
      };
    },
    partition,
    region,
    account,
  };
}

/** Remembers who answered each task, and how long the last attempt took in real time. */
class Answers {
  readonly #byPath = new Map<string, { by: string; ms: number | undefined }>();
  readonly #find: ReturnType<typeof functionFinder>;

  constructor(find: ReturnType<typeof functionFinder>) {
    this.#find = find;
  }

  of(path: string) {
    return this.#byPath.get(path);
  }

  answered(call: ServiceCall, by: By | 'nobody'): void {
    const label = by === 'embedded' ? this.#embedded(call) : `${by}  ${call.service}:${call.action}`;
    this.#byPath.set(call.path, { by: label, ms: undefined });
  }

  denied(call: ServiceCall, action: string): void {
    this.#byPath.set(call.path, { by: `IAM denies ${action}`, ms: undefined });
  }

  timed(performer: TaskPerformer): TaskPerformer {
    return {
      perform: (call, io) => {
        const began = performance.now();
        const settled: TaskIo['settled'] = (outcome) => {
          const known = this.#byPath.get(call.path);
          if (known !== undefined) known.ms = performance.now() - began;
          io.settled(outcome);
        };
        performer.perform(call, {
          settled,
          submitted: (value) => io.submitted(value),
          parked: () => io.parked(),
          after: (ms, callback) => io.after(ms, callback),
          onCancel: (callback) => io.onCancel(callback),
          now: () => io.now(),
        });
      },
    };
  }

  #embedded(call: ServiceCall): string {
    const { input } = call;
    const named =
      call.kind === 'function'
        ? call.action
        : typeof input === 'object' && input !== null && 'FunctionName' in input
          ? String(input.FunctionName)
          : undefined;
    const one = named === undefined ? undefined : this.#find(named);
    if (one === undefined) return `embedded  ${call.service}:${call.action}`;
    return `lambda  ${one.constructPath.split('/').slice(-2).join('/')}`;
  }
}
