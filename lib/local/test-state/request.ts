// What TestState is asked: a state, alone or out of a machine, and what surrounds it. Everything the service refuses before
// it runs anything is refused here.
import type { Definition, Scope, State, TaskState } from '../../asl';
import { type Pattern, parseResource } from '../../integrations';
import { isArray, isObject, type Json, type JsonObject, JsonSyntaxError, own, parseJsonText } from '../../json';
import { ApiError } from '../api-error';
import { executionInput } from '../execution-input';
import { checkDefinition } from '../validation';
import { checkContext } from './context';
import { checkMockResult } from './mock-result';

export interface TestStateRequest {
  readonly definition: string;
  readonly roleArn?: string | undefined;
  readonly input?: string | undefined;
  readonly inspectionLevel?: 'INFO' | 'DEBUG' | 'TRACE' | undefined;
  readonly revealSecrets?: boolean | undefined;
  readonly variables?: string | undefined;
  readonly stateName?: string | undefined;
  readonly mock?:
    | {
        readonly result?: string | undefined;
        readonly errorOutput?: { readonly error?: string | undefined; readonly cause?: string | undefined } | undefined;
        readonly fieldValidationMode?: 'STRICT' | 'PRESENT' | 'NONE' | undefined;
      }
    | undefined;
  readonly context?: string | undefined;
  readonly stateConfiguration?:
    | {
        readonly retrierRetryCount?: number | undefined;
        readonly errorCausedByState?: string | undefined;
        readonly mapIterationFailureCount?: number | undefined;
        readonly mapItemReaderData?: string | undefined;
      }
    | undefined;
}

/** The name that the service gives to a state that comes without one. */
export const nameless = 'StateName';

/** A request that makes sense. */
export interface StateTest {
  readonly name: string;
  readonly state: State;
  readonly language: 'JSONPath' | 'JSONata';
  readonly machineLanguage: 'JSONPath' | 'JSONata';
  readonly inputText: string;
  readonly input: Json;
  readonly roleArn: string | undefined;
  readonly level: 'INFO' | 'DEBUG' | 'TRACE';
  /** Whether TRACE shows what a connection adds to an HTTP request. */
  readonly revealSecrets: boolean;
  readonly variables: JsonObject;
  readonly mockResult: Json | undefined;
  readonly mockError: { readonly error?: string | undefined; readonly cause?: string | undefined } | undefined;
  readonly context: JsonObject | undefined;
  readonly configuration: NonNullable<TestStateRequest['stateConfiguration']>;
}

/** @throws ApiError ValidationException, InvalidDefinition, InvalidExecutionInput */
export function readRequest(request: TestStateRequest): StateTest {
  const { mock, stateConfiguration = {}, inspectionLevel = 'INFO' } = request;
  const { state, name, machineLanguage } = stateOf(request);
  const mocked = mock !== undefined && (mock.result !== undefined || mock.errorOutput !== undefined);
  checkMock(request, state, mocked);
  const pattern = state.Type === 'Task' ? parseResource((state as TaskState).Resource)?.pattern : undefined;
  const mockResult = mock?.result === undefined ? undefined : jsonOf(mock.result, 'Mock result');
  if (mockResult !== undefined) checkResult(state, mockResult, mock?.fieldValidationMode ?? 'STRICT');
  if (state.Type === 'Task' && !mocked && request.roleArn === undefined) {
    throw invalid('RoleArn must be specified when testing a Task state');
  }
  const inputText = request.input ?? '{}';
  return {
    name,
    state,
    language: state.QueryLanguage ?? machineLanguage,
    machineLanguage,
    inputText,
    input: executionInput(inputText),
    roleArn: request.roleArn,
    level: inspectionLevel,
    revealSecrets: request.revealSecrets === true,
    variables: variablesOf(request.variables),
    mockResult,
    mockError: mock?.errorOutput,
    context: contextOf(request.context, pattern),
    configuration: stateConfiguration,
  };
}

interface Found {
  readonly state: State;
  readonly name: string;
  readonly machineLanguage: 'JSONPath' | 'JSONata';
}

function stateOf({ definition, stateName }: TestStateRequest): Found {
  const value = definitionOf(definition);
  if (stateName !== undefined || Object.hasOwn(value, 'States')) {
    checkDefinition(definition, 'STANDARD');
    const machine = value as unknown as Definition;
    const name = stateName ?? machine.StartAt;
    const state = findState(machine, name);
    if (state === undefined) throw invalid('State not found in definition');
    return { state, name, machineLanguage: machine.QueryLanguage ?? 'JSONPath' };
  }
  const state = value as unknown as State;
  checkDefinition(JSON.stringify(alone(nameless, state, undefined)), 'STANDARD');
  return { state, name: nameless, machineLanguage: state.QueryLanguage ?? 'JSONPath' };
}

function definitionOf(text: string): JsonObject {
  // The words for a text that is not JSON are the validator's.
  try {
    const value = parseJsonText(text);
    if (isObject(value)) return value;
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
  }
  checkDefinition(text, 'STANDARD');
  throw invalid('The definition is not a state');
}

/** States inside Map and Parallel states count: names are unique in a machine. */
function findState(scope: Scope, name: string): State | undefined {
  if (Object.hasOwn(scope.States, name)) return scope.States[name];
  for (const state of Object.values(scope.States)) {
    for (const inner of scopesOf(state)) {
      const found = findState(inner, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function scopesOf(state: State): readonly Scope[] {
  if (state.Type === 'Parallel') return state.Branches;
  if (state.Type !== 'Map') return [];
  const processor = state.ItemProcessor ?? state.Iterator;
  return processor === undefined ? [] : [processor];
}

/** A machine of one state; whatever it leads to ends at once. */
export function alone(name: string, state: State, queryLanguage: 'JSONPath' | 'JSONata' | undefined): Definition {
  const States: { [name: string]: State } = {};
  for (const target of targetsOf(state as unknown as Json)) if (target !== name) States[target] = { Type: 'Succeed' };
  return {
    StartAt: name,
    ...(queryLanguage === undefined ? {} : { QueryLanguage: queryLanguage }),
    States: { [name]: state, ...States },
  };
}

/** Names of the states that this one leads to: its own, its rules' and its catchers'. */
function targetsOf(state: Json): ReadonlySet<string> {
  const targets = new Set<string>();
  const add = (value: Json | undefined): void => {
    if (typeof value === 'string') targets.add(value);
  };
  if (!isObject(state)) return targets;
  add(own(state, 'Next'));
  add(own(state, 'Default'));
  for (const member of ['Choices', 'Catch']) {
    const list = own(state, member);
    if (isArray(list)) for (const entry of list) if (isObject(entry)) add(own(entry, 'Next'));
  }
  return targets;
}

/** Types that may be mocked, and of these those that must be. */
const mockable: ReadonlySet<string> = new Set(['Task', 'Map', 'Parallel']);

function checkMock({ mock, revealSecrets, context }: TestStateRequest, state: State, mocked: boolean): void {
  if (mock !== undefined && (mock.result === undefined) === (mock.errorOutput === undefined)) {
    throw invalid('A test mock should have only one of the following fields: [result, errorOutput].');
  }
  // SPEC MockErrorOutput, TestState: an error needs its name, a context object a mock. The sentences are ours.
  if (mock?.errorOutput !== undefined && mock.errorOutput.error === undefined) {
    throw invalid("A mock's errorOutput must have an error.");
  }
  if (!mocked && context !== undefined) throw invalid('A context object is supported only when a mock is specified.');
  if (mocked && !mockable.has(state.Type))
    throw invalid(`State type '${state.Type}' is not supported when a mock is specified`);
  if (mocked && revealSecrets === true)
    throw invalid('TestState does not support RevealSecrets when a mock is specified.');
  if (mocked) return;
  if (state.Type === 'Map' || state.Type === 'Parallel') {
    throw new ApiError(
      'InvalidDefinition',
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
    );
  }
  if (state.Type !== 'Task') return;
  const { kind, pattern } = parseResource(state.Resource) ?? { kind: 'unknown', pattern: 'requestResponse' };
  if (kind === 'activity')
    throw new ApiError('InvalidDefinition', 'TestState API does not support Activity tasks without a mock');
  if (pattern !== 'requestResponse') {
    const suffix = pattern === 'waitForTaskToken' ? '.waitForTaskToken' : '.sync';
    throw new ApiError(
      'InvalidDefinition',
      `TestState API does not support '${suffix}' service integration without a mock`,
    );
  }
}

function checkResult(state: State, result: Json, mode: 'STRICT' | 'PRESENT' | 'NONE'): void {
  if (state.Type === 'Parallel') {
    if (!isArray(result)) throw invalid('Mocked result must be an array.');
    if (result.length !== state.Branches.length) {
      throw invalid('Mocked result must contain the same number of items as number of Parallel branches.');
    }
  } else if (state.Type === 'Map') {
    if (state.ResultWriter?.Resource !== undefined) {
      if (!isObject(result)) throw invalid('Mocked result must be a JSON object.');
    } else if (!isArray(result)) throw invalid('Mocked result must be an array.');
  } else if (state.Type === 'Task') checkMockResult(state.Resource, result, mode);
}

function contextOf(text: string | undefined, pattern: Pattern | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  const context = jsonOf(text, 'Context object');
  checkContext(context, pattern !== undefined && pattern !== 'requestResponse');
  return context as JsonObject;
}

function variablesOf(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  const variables = jsonOf(text, 'Variables');
  if (!isObject(variables)) throw invalid('Variables must be a JSON object');
  return variables;
}

export function jsonOf(text: string, what: string): Json {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw invalid(`${what} must be valid JSON: ${error.message}`);
  }
}

export function invalid(message: string): ApiError {
  return new ApiError('ValidationException', message);
}
