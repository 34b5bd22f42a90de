// The world of a run: who answers tasks, and what they leave behind. Mocks come first, then the app's own handlers and the
// embedded services.
import type { ServiceCall, TaskIo, TaskPerformer } from '../engine';
import { LambdaRuntime } from '../lambda';
import { type Driver, type Host, type MapRunner, MapRuns, stateDataOnly } from '../local';
import { type AnsweredBy as By, createServices, runtimeFunctions, type World } from '../services';
import { appResources, functionDefinition, functionFinder } from './app-resources';
import type { Assignment, SentMessage } from './assignment';
import { mockAnswerer } from './mock-file';
import { inTurn } from './orderly';
import { Siblings } from './siblings';
import type { AnsweredBy } from './steps';

export interface LocalWorld {
  readonly performer: TaskPerformer;
  readonly mapRunner: MapRunner | undefined;
  readonly answeredBy: AnsweredBy;
  /** Driver and world know each other; the driver comes second. */
  attach(driver: Driver): void;
  sent(): readonly SentMessage[];
  close(): Promise<void>;
}

export async function openWorld({ subject, mock }: Assignment, host: Host): Promise<LocalWorld> {
  const { assembly } = subject;
  let driver: Driver | undefined;
  const attached = (): Driver => {
    if (driver === undefined) throw new Error('the world is used before its driver is attached');
    return driver;
  };
  const world = worldOf(host, attached, subject.stateMachineArn);
  const find = functionFinder(assembly);
  const runtime = new LambdaRuntime();
  const answers = new Answers(find);
  const services = createServices({
    world,
    functions: runtimeFunctions({
      runtime,
      find: (name) => {
        const one = find(name);
        return one === undefined ? undefined : functionDefinition(one);
      },
    }),
    executions: new Siblings(assembly, host, attached),
    ...(assembly === undefined ? {} : { resources: appResources(assembly) }),
    before: mock === undefined ? [] : [mockAnswerer(mock.file, mock.testCase, subject, world)],
    onAnswered: (call, by) => answers.answered(call, by),
  });
  if (assembly !== undefined && assembly.functions.length > 0) {
    const { environment } = await services.serve();
    runtime.addEnvironment(environment);
  }
  const performer = answers.timed(services.performer);
  return {
    performer: host.virtual ? inTurn(performer) : performer,
    mapRunner: new MapRuns(attached, stateDataOnly),
    answeredBy: (path) => answers.of(path),
    attach: (given) => {
      driver = given;
    },
    sent: () => services.outbox.sent.map(({ service, to, body }) => ({ service, to, body })),
    async close() {
      await runtime.close();
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
        if (open) driver().busy(-1);
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
