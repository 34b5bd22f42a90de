// Grounds within the app: its handlers run in place, and where wanted its tables, queues, topics and machines answer.
// All executions of a bench share one world and one clock until it is closed.
import { type AppWorld, openAppWorld } from '../app';
import type { ServiceCall } from '../engine';
import { isObject, own } from '../json';
import { Driver, virtualHost } from '../local';
import type { Answerer, World } from '../services';
import { Gate } from './gate';
import { nobody, parkedForTest } from './ground';
import type { HandlerLoader } from './handler-modules';
import { HandlersInPlace } from './handlers';
import type { MachineSource } from './source';
import type { Ground } from './stage';

type Answerers = (world: World) => readonly Answerer[];

interface Opened {
  readonly ground: Ground;
  readonly world: AppWorld;
  /** Lets other answers of the test apply from now on. */
  readonly use: (answerers: Answerers) => void;
}

export class AppGrounds {
  readonly #source: MachineSource;
  readonly #mode: 'handler' | 'embedded';
  readonly #load: HandlerLoader | undefined;
  #opened: Opened | undefined;

  constructor(source: MachineSource, mode: 'handler' | 'embedded', load: HandlerLoader | undefined) {
    this.#source = source;
    this.#mode = mode;
    this.#load = load;
  }

  /** The ground for one more execution; at once when the world is open. */
  ground(startTime: string | number, seed: number, answerers: Answerers): Ground | Promise<Ground> {
    const used = (opened: Opened): Ground => {
      opened.use(answerers);
      return opened.ground;
    };
    return this.#opened === undefined ? this.open(startTime, seed).then(used) : used(this.#opened);
  }

  async open(startTime: string | number, seed: number): Promise<Opened> {
    this.#opened ??= await this.#openWorld(startTime, seed);
    return this.#opened;
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    opened?.ground.driver.close();
    await opened?.world.close();
  }

  async #openWorld(startTime: string | number, seed: number): Promise<Opened> {
    const { assembly, stateMachineArn } = this.#source;
    const host = virtualHost({ start: startTime, seed });
    const unanswered: ServiceCall[] = [];
    const unmentioned: ServiceCall[] = [];
    const faults: Error[] = [];
    let current: readonly Answerer[] = [];
    let servicesWorld: World | undefined;
    const test: Answerer = {
      by: 'mock',
      answers: (call, io) => current.some((answerer) => answerer.answers(call, io)),
    };
    let handlers: HandlersInPlace | undefined;
    const world = await openAppWorld({
      assembly,
      host,
      stateMachineArn,
      functions: (own) => {
        handlers = new HandlersInPlace(assembly, own, this.#load, (error) => faults.push(error));
        return handlers;
      },
      before: (given) => {
        servicesWorld = given;
        const others = [parkedForTest(unmentioned, given), nobody(unanswered)].map(unlessFunction);
        return this.#mode === 'embedded' ? [test] : [test, ...others];
      },
    });
    await handlers?.use(world.environment);
    const gate = new Gate(world.performer);
    const driver = new Driver({
      host,
      performer: gate,
      mapRunner: world.mapRunner,
      autoAdvance: false,
      keepEntries: true,
    });
    world.attach(driver);
    return {
      ground: { driver, gate, unanswered, unmentioned, faults },
      world,
      use: (answerers) => {
        current = answerers(servicesWorld as World);
      },
    };
  }
}

/** Leaves calls of functions to those who come after. */
function unlessFunction(answerer: Answerer): Answerer {
  return { by: answerer.by, answers: (call, io) => !callsFunction(call) && answerer.answers(call, io) };
}

function callsFunction({ kind, service, action, input }: ServiceCall): boolean {
  if (kind === 'function') return true;
  return service === 'lambda' && action === 'invoke' && isObject(input) && own(input, 'FunctionName') !== undefined;
}
