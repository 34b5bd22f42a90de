// One state alone, with the words of AWS's TestState.
import type { ServiceCall, TaskPerformer } from '../engine';
import { isObject, type Json, type JsonObject, parseJsonText } from '../json';
import { ApiError, Local, type TestStateRequest, testState, virtualHost } from '../local';
import { compose, Limited, Mocks, type World } from '../services';
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
          now: () => host.now(),
          uuid: () => host.uuid(),
          after() {
            throw new Error('a state alone has no timers');
          },
          busy: () => () => {},
          partition: 'aws',
          ...where,
        }),
    });
    const mocked = state.Type === 'Map' || state.Type === 'Parallel' ? resultOf(options.reply) : undefined;
    const request: TestStateRequest = {
      definition: JSON.stringify(this.#source.definition),
      stateName: this.#name,
      roleArn: this.#source.roleArn,
      input: JSON.stringify(input),
      inspectionLevel: 'TRACE',
      ...(options.variables !== undefined && { variables: JSON.stringify(options.variables) }),
      ...(options.context !== undefined && { context: JSON.stringify(options.context) }),
      ...(mocked !== undefined && { mock: { result: JSON.stringify(mocked), fieldValidationMode: 'NONE' as const } }),
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

/** @throws TestingError for anything but a value */
function resultOf(reply: Reply | undefined): Json | undefined {
  if (reply === undefined || (typeof reply !== 'function' && !isScript(reply))) return reply as Json | undefined;
  throw new TestingError('a Map or Parallel alone has a value as its result', 'write { reply: [ … ] }');
}

function isScript(reply: Reply): boolean {
  return reply instanceof Limited || (typeof reply === 'object' && reply !== null && 'play' in reply);
}

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
