// One state alone, with the words of AWS's TestState.
import type { State } from '../asl';
import type { Outcome, ServiceCall, TaskPerformer } from '../engine';
import { isObject, type Json, type JsonObject, parseJsonText } from '../json';
import { ApiError, Local, type TestStateRequest, testState, virtualHost } from '../local';
import { compose, Mocks, type World } from '../services';
import { TestingError } from './error';
import { nobody } from './ground';
import { stateNamed } from './names';
import type { Reply } from './replies';
import type { MachineSource } from './source';

export interface StateRunOptions {
  /** What answers its task; for a Map or Parallel, its result. */
  readonly reply?: Reply;
  /** Variables that it can see. @default {} */
  readonly variables?: JsonObject;
  /** Which try it is: 1 the first, 2 the first retry. @default 1 */
  readonly attempt?: number;
  /** Members of the context object. @default made up as TestState does */
  readonly context?: JsonObject;
}

/** What the data looked like at each stage; a stage that the state does not have is absent. */
export type Inspection = { readonly [stage: string]: Json };

export interface StateResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  /** The state that would be entered next. */
  readonly next: string | undefined;
  readonly output: any;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** afterInputPath, afterParameters, afterArguments, result, afterResultSelector, afterResultPath, variables, … */
  readonly inspection: Inspection;
}

export interface StateBenchOptions {
  readonly startTime?: string | number;
  readonly seed?: number;
}

export class StateBench {
  readonly #source: MachineSource;
  readonly #name: string;
  readonly #options: StateBenchOptions;

  /** @internal */
  constructor(source: MachineSource, name: string, options: StateBenchOptions) {
    stateNamed(source, name);
    this.#source = source;
    this.#name = name;
    this.#options = options;
  }

  /** @throws TestingError when its task has no reply, or TestState would refuse the request */
  async run(input: Json = {}, options: StateRunOptions = {}): Promise<StateResult> {
    const { state } = stateNamed(this.#source, this.#name);
    const unanswered: ServiceCall[] = [];
    const { startTime, seed } = this.#options;
    // Loaded when the first state is run alone: the room of stores has a database in it.
    const { memoryStore } = require('../store') as typeof import('../store');
    const local = new Local({
      host: virtualHost({ ...(startTime !== undefined && { start: startTime }), ...(seed !== undefined && { seed }) }),
      store: memoryStore(),
      performer: ({ host, where }) =>
        performerOf(this.#name, options.reply, unanswered, {
          ...noWorld,
          ...where,
          now: () => host.now(),
          uuid: () => host.uuid(),
        }),
    });
    const mocked = needsMock(state) ? mockOf(options.reply, this.#name, input, unanswered) : undefined;
    const request: TestStateRequest = {
      definition: JSON.stringify(this.#source.definition),
      stateName: this.#name,
      roleArn: this.#source.roleArn,
      input: JSON.stringify(input),
      inspectionLevel: 'TRACE',
      ...(options.variables !== undefined && { variables: JSON.stringify(options.variables) }),
      ...contextOf(state, this.#source, input, options.context),
      ...(mocked !== undefined && { mock: mocked }),
      ...(options.attempt !== undefined && { stateConfiguration: { retrierRetryCount: options.attempt - 1 } }),
    };
    const answer = await this.#asked(local, request);
    const [call] = unanswered;
    if (call !== undefined) {
      throw new TestingError(
        `No reply for state "${call.state}" (${call.service}:${call.action}).\n  It was called with ${JSON.stringify(call.input)}.`,
        `Add:   bench.state('${call.state}').run(input, { reply: {} })`,
      );
    }
    return {
      status: answer.status,
      next: answer.nextState,
      output: answer.output === undefined ? undefined : parseJsonText(answer.output),
      error: answer.error,
      cause: answer.cause,
      inspection: inspectionOf(answer.inspectionData ?? {}),
    };
  }

  async #asked(local: Local, request: TestStateRequest) {
    try {
      return await testState(local, request);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new TestingError(`TestState refuses "${this.#name}": ${error.message}`);
    }
  }
}

function performerOf(name: string, reply: Reply | undefined, unanswered: ServiceCall[], world: World): TaskPerformer {
  const mocks = new Mocks(world);
  if (reply !== undefined) mocks.mock(name, reply);
  return compose({ answerers: [mocks, nobody(unanswered)] });
}

/** AWS: TestState runs neither what is inside a Map or Parallel, nor jobs and callbacks; it is told their outcome. */
function needsMock(state: State): boolean {
  if (state.Type === 'Task') return /\.(?:sync(?::2)?|waitForTaskToken)$/.test(state.Resource);
  return state.Type === 'Map' || state.Type === 'Parallel';
}

/** AWS: TestState makes up no task token; a state that asks for one is given it by the caller, with all else. */
function contextOf(
  state: State,
  { stateMachineArn, roleArn, shortName }: MachineSource,
  input: Json,
  given: JsonObject | undefined,
): { readonly context?: string } {
  if (given !== undefined) return { context: JSON.stringify(given) };
  if (state.Type !== 'Task' || !state.Resource.endsWith('.waitForTaskToken')) return {};
  const Id = stateMachineArn.replace(':stateMachine:', ':execution:');
  return {
    context: JSON.stringify({
      Execution: { Id: `${Id}:alone`, Input: input, Name: 'alone', RoleArn: roleArn },
      StateMachine: { Id: stateMachineArn, Name: shortName },
      Task: { Token: 'task-token' },
    }),
  };
}

/** The outcome that a reply gives at once. @throws TestingError for one that gives none */
function mockOf(
  reply: Reply | undefined,
  name: string,
  input: Json,
  unanswered: ServiceCall[],
): TestStateRequest['mock'] {
  if (reply === undefined) return undefined;
  const settled: Outcome[] = [];
  const call = { ...noCall, state: name, path: name, input };
  performerOf(name, reply, unanswered, noWorld).perform(call, {
    submitted() {},
    settled: (outcome) => settled.push(outcome),
    parked() {},
    after: (_ms, callback) => callback(),
    onCancel() {},
    now: () => 0,
  });
  const [outcome] = settled;
  if (outcome === undefined) {
    throw new TestingError(
      `the reply for "${name}" alone gives no outcome at once`,
      'give a value, fail() or timeout()',
    );
  }
  if (outcome.ok) return { result: JSON.stringify(outcome.output), fieldValidationMode: 'NONE' };
  return { errorOutput: { error: outcome.error, cause: outcome.cause } };
}

/** What stands for the call of a task that is not made. */
const noCall = {
  kind: 'function',
  resource: '',
  service: 'lambda',
  action: '',
  pattern: 'requestResponse',
  taskToken: undefined,
  attempt: 1,
  item: undefined,
  credentials: undefined,
  executionArn: '',
  stateMachineArn: '',
} as const;

const noWorld: World = {
  now: () => 0,
  uuid: () => '00000000-0000-4000-8000-000000000000',
  after() {
    throw new Error('a state alone has no timers');
  },
  busy: () => () => {},
  partition: 'aws',
  region: 'us-east-1',
  account: '123456789012',
};

/** The stages are JSON texts in the API. */
function inspectionOf(data: JsonObject): Inspection {
  return Object.fromEntries(
    Object.entries(data).map(([stage, value]) => [
      stage,
      typeof value === 'string' ? parsed(value) : isObject(value) ? value : value,
    ]),
  );
}

function parsed(text: string): Json {
  try {
    return parseJsonText(text);
  } catch {
    return text;
  }
}
