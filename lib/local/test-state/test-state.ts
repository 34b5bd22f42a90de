// TestState: one state, run with everything around it made up.

import type { MapState, Retrier, State } from '../../asl';
import { contextTime, type HistoryEvent, type HttpExchange, type Outcome } from '../../engine';
import { parseResource } from '../../integrations';
import type { Json, JsonObject } from '../../json';
import { statesArn } from '../arns';
import type { Local } from '../local';
import { type Inspection, inspect, type TaskData } from './inspection';
import { askMap, type MapFailure, mapStages } from './map-stages';
import { alone, nameless, readRequest, type StateTest, type TestStateRequest } from './request';
import { runState, type Surroundings } from './run';
import { trace } from './trace';

export interface TestStateResponse {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
  readonly inspectionData?: JsonObject;
}

/** @throws ApiError ValidationException, InvalidDefinition, InvalidExecutionInput */
export async function testState(local: Local, request: TestStateRequest): Promise<TestStateResponse> {
  const test = readRequest(request);
  const around = surroundings(local, test);
  const through = (fields: JsonObject, input: Json) => throughPass(fields, input, test, around);
  const asked = test.state.Type === 'Map' ? await askMap(withRetriers(test) as MapState, test, around) : undefined;
  if (asked !== undefined && 'history' in asked) {
    return responseOf(test, asked.history, await inspectionOf(test, asked.history, {}, {}, through));
  }
  const { stages, failure } = asked === undefined ? { stages: {} } : mapStages(asked.call, test, around);
  if (failure !== undefined) return failedBefore(failure, await inspectionOf(test, [], {}, stages, through));
  const outcome = mockedOutcome(test);
  let scheduled: Json | undefined;
  let exchange: HttpExchange | undefined;
  const history = await runState(alone(test.name, runnable(test), test.machineLanguage), test.input, around, {
    mock: (call) => {
      scheduled ??= call.input;
      return outcome;
    },
    performer: local.performer,
    exchanged: (seen) => {
      exchange = seen;
    },
  });
  const task: TaskData = { scheduled, result: resultOf(history) };
  const traced = exchange === undefined || test.level !== 'TRACE' ? {} : trace(exchange, test.revealSecrets);
  const data = await inspectionOf(test, history, task, { ...stages, ...traced }, through);
  return responseOf(test, history, data);
}

function surroundings(local: Local, test: StateTest): Surroundings {
  const machine = local.host.uuid();
  const name = local.host.uuid();
  const now = local.host.now();
  const executionArn = statesArn(local.where, 'express', `${machine}:${name}`);
  const stateMachineArn = statesArn(local.where, 'stateMachine', machine);
  const waitsForToken =
    test.state.Type === 'Task' && parseResource(test.state.Resource)?.pattern === 'waitForTaskToken';
  const context: JsonObject = test.context ?? {
    Execution: {
      Id: executionArn,
      Input: test.input,
      Name: name,
      RoleArn: test.roleArn ?? null,
      StartTime: contextTime(now),
    },
    StateMachine: { Id: stateMachineArn, Name: machine },
    State: {
      Name: nameless,
      EnteredTime: contextTime(now),
      ...(mayRetry.has(test.state.Type) ? { RetryCount: test.configuration.retrierRetryCount ?? 0 } : {}),
    },
    ...(waitsForToken ? { Task: { Token: local.host.uuid() } } : {}),
  };
  const { variables } = test;
  return {
    executionArn,
    stateMachineArn,
    roleArn: test.roleArn ?? '',
    context,
    variables,
    now,
    seed: local.host.seed(),
  };
}

const mayRetry: ReadonlySet<string> = new Set(['Task', 'Map', 'Parallel']);

/** Fields that a mocked Map or Parallel has in common with the Task that stands in for it. */
const commonFields = [
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Output',
  'Assign',
  'Retry',
  'Catch',
  'Next',
  'End',
  'QueryLanguage',
];

/** A function that is never called: its mocked result is that of the Map or Parallel. */
const standIn = 'arn:aws:lambda:us-east-1:123456789012:function:mocked';

/** The state as it is run: a Map or Parallel as a Task that has their result, retriers as they are after some retries. */
function runnable(test: StateTest): State {
  const state = withRetriers(test);
  if (state.Type !== 'Map' && state.Type !== 'Parallel') return state;
  const fields = Object.entries(state).filter(([name]) => commonFields.includes(name));
  const given = state.Type === 'Parallel' ? { Parameters: state.Parameters, Arguments: state.Arguments } : {};
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries([...fields, ...present]),
    Type: 'Task',
    Resource: standIn,
  } as State;
}

function withRetriers(test: StateTest): State {
  const { state } = test;
  return 'Retry' in state && state.Retry !== undefined
    ? ({ ...state, Retry: retried(state.Retry, test) } as State)
    : state;
}

/** retrierRetryCount: as many retries are behind us. */
function retried(retriers: readonly Retrier[], { configuration }: StateTest): readonly Retrier[] {
  const done = configuration.retrierRetryCount ?? 0;
  if (done === 0) return retriers;
  return retriers.map((retrier) => {
    const { IntervalSeconds = 1, BackoffRate = 2, MaxAttempts = 3, MaxDelaySeconds } = retrier;
    const interval = IntervalSeconds * BackoffRate ** done;
    return {
      ...retrier,
      IntervalSeconds: MaxDelaySeconds === undefined ? interval : Math.min(interval, MaxDelaySeconds),
      MaxAttempts: Math.max(0, MaxAttempts - done),
    };
  });
}

function mockedOutcome({ mockResult, mockError }: StateTest): Outcome | undefined {
  if (mockResult !== undefined) return { ok: true, output: mockResult };
  if (mockError === undefined) return undefined;
  const { error, cause } = mockError;
  return { ok: false, ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

/** What the task answered; a task that was never scheduled has no result, mocked or not. */
function resultOf(history: readonly HistoryEvent[]): Json | undefined {
  for (const event of history) {
    if (succeeded.has(event.type) && 'output' in event) return event.output;
  }
  return undefined;
}

const succeeded: ReadonlySet<string> = new Set(['TaskSucceeded', 'LambdaFunctionSucceeded', 'ActivitySucceeded']);

async function throughPass(
  fields: JsonObject,
  input: Json,
  test: StateTest,
  around: Surroundings,
): Promise<Json | undefined> {
  const state = { ...fields, Type: 'Pass', End: true, QueryLanguage: 'JSONPath' } as unknown as State;
  return outputOf(
    await runState(alone(test.name, state, 'JSONPath'), input, around, {
      mock: () => undefined,
      performer: undefined,
    }),
  );
}

function outputOf(history: readonly HistoryEvent[]): Json | undefined {
  const last = history.at(-1);
  return last?.type === 'ExecutionSucceeded' ? last.output : undefined;
}

async function inspectionOf(
  test: StateTest,
  history: readonly HistoryEvent[],
  task: TaskData,
  stages: Inspection,
  through: (fields: JsonObject, input: Json) => Promise<Json | undefined>,
): Promise<Inspection | undefined> {
  if (test.level === 'INFO') return undefined;
  const data = await inspect(test, task, through);
  Object.assign(data, stages);
  const assigned = history.find((event) => 'assigned' in event && event.state === test.name);
  const variables = {
    ...test.variables,
    ...(assigned !== undefined && 'assigned' in assigned ? assigned.assigned : {}),
  };
  if (Object.keys(variables).length > 0) data.variables = JSON.stringify(variables);
  return data;
}

function failedBefore(failure: MapFailure, data: Inspection | undefined): TestStateResponse {
  return { status: 'FAILED', ...failure, ...(data === undefined ? {} : { inspectionData: data }) };
}

function responseOf(
  test: StateTest,
  history: readonly HistoryEvent[],
  data: Inspection | undefined,
): TestStateResponse {
  const failure = failureOf(history);
  const exited = history.find((event) => event.type.endsWith('StateExited') && event.state === test.name);
  const retrier = failure?.retrier;
  const catcher = exited !== undefined && 'catcher' in exited ? exited.catcher : undefined;
  const details: { [name: string]: number } = {};
  if (retrier !== undefined) {
    details.retryIndex = retrier;
    details.retryBackoffIntervalSeconds = Math.round((failure?.delayMs ?? 0) / 1000);
  } else if (catcher !== undefined) details.catchIndex = catcher;
  const shown = data === undefined || Object.keys(details).length === 0 ? data : { ...data, errorDetails: details };
  const ended = retrier === undefined && exited !== undefined;
  return {
    status:
      retrier !== undefined ? 'RETRIABLE' : catcher !== undefined ? 'CAUGHT_ERROR' : ended ? 'SUCCEEDED' : 'FAILED',
    ...(ended ? exitOf(exited) : {}),
    ...(ended && catcher === undefined ? {} : named(failure)),
    ...(shown === undefined ? {} : { inspectionData: shown }),
  };
}

function exitOf(exited: HistoryEvent): Pick<TestStateResponse, 'output' | 'nextState'> {
  if (!('next' in exited)) return {};
  return {
    output: exited.outputText ?? JSON.stringify(exited.output),
    ...(exited.next === undefined ? {} : { nextState: exited.next }),
  };
}

interface Failed {
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly retrier?: number | undefined;
  readonly delayMs?: number | undefined;
}

/** The first failed attempt, else the failure of the execution. */
function failureOf(history: readonly HistoryEvent[]): Failed | undefined {
  for (const event of history) if ('cause' in event && 'error' in event) return event;
  return undefined;
}

/** AWS: the sentence comes without the words that name the state. */
const prefix = /^An error occurred while executing the state '.*?' \(entered at the event id #\d+\)\. /s;

function named(failure: Failed | undefined): Pick<TestStateResponse, 'error' | 'cause'> {
  return {
    ...(failure?.error === undefined ? {} : { error: failure.error }),
    ...(failure?.cause === undefined ? {} : { cause: failure.cause.replace(prefix, '') }),
  };
}
