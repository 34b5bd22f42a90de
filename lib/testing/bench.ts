// What a test holds: a machine, the answers of its world, and what its executions have touched so far.
import { readFileSync } from 'node:fs';
import { type Coverage, coverage } from '../history';
import { type Json, parseJsonText } from '../json';
import { type Answerer, MockConfig, MockConfigError, type World } from '../services';
import { AppGrounds } from './app-ground';
import { type CoverageRecord, coveredBy } from './coverage';
import { TestingError } from './error';
import { Execution } from './execution';
import { bareGround } from './ground';
import type { HandlerLoader } from './handler-modules';
import { type MockHandle, MockRules, type Selector } from './mock-rules';
import { stateNames } from './names';
import type { Reply } from './replies';
import { RunningExecution } from './running';
import type { MachineSource } from './source';
import { type Ground, Stage } from './stage';
import { StateBench } from './state-bench';
import type { StateTarget } from './state-names';

/** What happens to a task that the test says nothing about. */
export type Unmocked = 'error' | 'handler' | 'embedded';

export interface BenchOptions {
  /** When executions start, ISO 8601 or milliseconds since the epoch. @default 2026-01-01T00:00:00Z */
  readonly startTime?: string | number;
  /** Seed of everything random: jitter, ids, tokens. @default 1 */
  readonly seed?: number;
  /**
   * `error`: the test fails and is told the line to add. `handler`: tasks that call a function of the app run its source in
   * place, everything else is an error. `embedded`: the app's own handlers, tables, queues, topics and machines answer; all
   * executions until `reset()` share them, and their clock. @default error
   */
  readonly unmocked?: Unmocked;
  /**
   * Loads a handler's source, for runners whose `require` does not: `(file) => import(file)` under vitest.
   * @default require
   */
  readonly loadHandler?: HandlerLoader;
}

export interface RunOptions {
  /** Name of the execution. @default test-1, test-2, … */
  readonly name?: string;
}

export class Bench<Names extends string = string> {
  readonly source: MachineSource<Names>;
  readonly #options: BenchOptions;
  readonly #rules: MockRules;
  readonly #covered: CoverageRecord;
  readonly #grounds: AppGrounds | undefined;
  #mockCase: ((world: World) => Answerer) | undefined;
  #executions = 0;

  constructor(source: MachineSource<Names>, options: BenchOptions = {}) {
    this.source = source;
    this.#options = options;
    this.#rules = new MockRules(source);
    this.#covered = coveredBy(source);
    const { unmocked = 'error' } = options;
    if (unmocked === 'error') this.#grounds = undefined;
    else if (unmocked === 'handler' || unmocked === 'embedded')
      this.#grounds = new AppGrounds(source, unmocked, options.loadHandler);
    else throw new TestingError(`unmocked is ${JSON.stringify(unmocked)}`, "write 'error', 'handler' or 'embedded'");
  }

  /**
   * Says what answers tasks. Of several that fit, the more exactly named one answers (path, state, function, action), then
   * the later one.
   * @param target a state, a path (`Fulfil[0]/ChargePayment`), an action (`{ action: 'sns:publish' }`) or a function
   * @throws TestingError when no task of the machine could be meant
   */
  mock(target: StateTarget<Names> | Selector, reply: Reply): MockHandle {
    return this.#rules.add(target, reply);
  }

  /**
   * Answers as a test case of AWS's MockConfigFile.json says, where no mock() does.
   * @throws TestingError when the file, the machine in it, the case or a state does not exist
   */
  useMockConfig(file: string, testCase: string): void {
    this.#mockCase = mockCase(file, testCase, this.source);
  }

  /** Runs an execution to its end. @throws TestingError when a task has no answer, or it never ends */
  async run(input: Json = {}, options: RunOptions = {}): Promise<Execution<Names>> {
    const stage = this.#stage(input, options, false);
    return Execution.finished(stage instanceof Promise ? await stage : stage);
  }

  /**
   * Starts an execution that stands still until the test goes on with it. With `unmocked` other than `error` the app's world
   * opens first: await it.
   */
  start(input: Json = {}, options: RunOptions = {}): RunningExecution<Names> {
    const stage = this.#stage(input, options, true);
    if (stage instanceof Promise) {
      throw new TestingError(
        "start() needs a bench with { unmocked: 'error' }, or one whose world is open",
        'await bench.open() first',
      );
    }
    return new RunningExecution(stage);
  }

  /** One state alone, with the words of AWS TestState. */
  state(name: Names): StateBench {
    return new StateBench(this.source, name, this.#options);
  }

  /** What all executions of this bench have touched. */
  get coverage(): Coverage {
    return coverage(this.source.definition, this.#covered.hits);
  }

  /** Opens the app's world, with `unmocked` other than `error`. */
  async open(): Promise<void> {
    await this.#grounds?.open(this.#startTime, this.#seed);
  }

  /** Takes all answers away and closes the app's world, if one is open. Coverage stays. */
  async reset(): Promise<void> {
    this.#rules.reset();
    this.#mockCase = undefined;
    this.#executions = 0;
    await this.#grounds?.close();
  }

  get #startTime(): string | number {
    return this.#options.startTime ?? '2026-01-01T00:00:00Z';
  }
  get #seed(): number {
    return this.#options.seed ?? 1;
  }

  #stage(input: Json, { name }: RunOptions, stepwise: boolean): Stage | Promise<Stage> {
    const number = ++this.#executions;
    const begin = (ground: Ground): Stage =>
      new Stage(this.source, ground, this.#rules, { input, number, name, seed: this.#seed, stepwise });
    const answerers = (world: World): Answerer[] => [
      this.#rules.answererFor(world),
      ...(this.#mockCase === undefined ? [] : [this.#mockCase(world)]),
    ];
    if (this.#grounds === undefined) {
      return begin(bareGround(this.source, { startTime: this.#startTime, seed: this.#seed, answerers, parks: true }));
    }
    const ground = this.#grounds.ground(this.#startTime, this.#seed, answerers);
    return ground instanceof Promise ? ground.then(begin) : begin(ground);
  }
}

function mockCase(file: string, testCase: string, source: MachineSource): (world: World) => Answerer {
  try {
    const config = new MockConfig(parseJsonText(readFileSync(file, 'utf8')), file);
    const physical = source.stateMachineArn.split(':')[6] ?? '';
    const names = [source.shortName, source.name, physical, physical.split('-').at(-1) as string];
    const machine = names.find((name) => config.cases(name).length > 0);
    if (machine === undefined)
      throw new TestingError(
        `${file} has no test case for ${source.shortName}`,
        `name the machine ${names.slice(0, 2).join(' or ')} under StateMachines`,
      );
    const cases = config.cases(machine);
    if (!cases.includes(testCase))
      throw new TestingError(`${file} has no test case "${testCase}" for ${machine}`, `its cases: ${cases.join(', ')}`);
    const [unknown] = config.unknownStates(machine, new Set(stateNames(source.definition)));
    if (unknown !== undefined) throw new TestingError(`${file}: ${unknown.message}`, `at ${unknown.at}`);
    return (world) => config.testCase(machine, testCase, world);
  } catch (error) {
    if (error instanceof MockConfigError || (error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new TestingError((error as Error).message);
    throw error;
  }
}
