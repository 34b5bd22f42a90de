// Step Functions called from Step Functions: states:startExecution in its four patterns, and aws-sdk:sfn.
import type { ServiceCall, TaskIo } from '../engine';
import { type IntegrationRow, integrationRow } from '../integrations';
import { isArray, isObject, type Json, type JsonObject, type MutableJsonObject, own, put } from '../json';
import { report } from './answerer';
import type { Answer, Api, Operation } from './api';
import type { ExecutionDescription, Executions, StartedExecution } from './ports';
import { needed, text } from './read';
import { optimizedFailure, optimizedOutput } from './result';
import { ServiceError } from './service-error';
import type { World } from './world';

const row = integrationRow('states', 'startExecution') as IntegrationRow;

/** A states:startExecution task. */
export function startExecution(executions: Executions, call: ServiceCall, io: TaskIo, world: World): void {
  const refused = (error: unknown): void => {
    if (!(error instanceof ServiceError)) throw error;
    io.settled(optimizedFailure(row.errors, error, world));
  };
  let started: StartedExecution | Promise<StartedExecution>;
  try {
    started = start(executions, isObject(call.input) ? call.input : {});
  } catch (error) {
    refused(error);
    return;
  }
  if (started instanceof Promise) started.then((one) => follow(executions, one, call, io, world), refused);
  else follow(executions, started, call, io, world);
}

/** The execution has started: .sync waits until it has ended. */
function follow(executions: Executions, started: StartedExecution, call: ServiceCall, io: TaskIo, world: World): void {
  const { executionArn } = started;
  const answer = optimizedOutput(row, { ExecutionArn: executionArn, StartDate: started.startDate }, world);
  if (call.pattern !== 'sync' && call.pattern !== 'sync:2') {
    report(call, io, answer);
    return;
  }
  io.submitted(answer);
  awaitEnd(executions, executionArn, call, io);
}

/** After a restart: the execution was started before, and its end is waited for again. */
export function resumeExecution(executions: Executions, call: ServiceCall, accepted: Json, io: TaskIo): boolean {
  const executionArn = isObject(accepted) ? text(accepted, 'ExecutionArn') : undefined;
  if (executionArn === undefined) return false;
  awaitEnd(executions, executionArn, call, io);
  return true;
}

function awaitEnd(executions: Executions, executionArn: string, call: ServiceCall, io: TaskIo): void {
  io.onCancel(() => executions.stop(executionArn, {}));
  io.parked();
  executions.onEnd(executionArn, () => {
    const description = executions.describe(executionArn);
    if (description === undefined) return;
    const parsed = call.pattern === 'sync:2';
    if (description.status === 'SUCCEEDED') io.settled({ ok: true, output: described(description, parsed) });
    // AWS: whatever ended the child, the parent's task fails with States.TaskFailed and the description as its cause.
    else io.settled({ ok: false, error: 'States.TaskFailed', cause: JSON.stringify(described(description, false)) });
  });
}

function start(executions: Executions, request: JsonObject): StartedExecution | Promise<StartedExecution> {
  const input = own(request, 'Input');
  return executions.start({
    stateMachineArn: needed(request, 'StateMachineArn'),
    name: text(request, 'Name'),
    // AWS: a text is the input as it stands; anything else is written as JSON; null counts as none.
    input:
      input === undefined || input === null ? undefined : typeof input === 'string' ? input : JSON.stringify(input),
    traceHeader: text(request, 'TraceHeader'),
  });
}

function described(execution: ExecutionDescription, parsed: boolean): Json {
  const shown: MutableJsonObject = {};
  if (execution.cause !== undefined) shown.Cause = execution.cause;
  if (execution.error !== undefined) shown.Error = execution.error;
  shown.ExecutionArn = execution.executionArn;
  shown.Input = parsed ? JSON.parse(execution.input) : execution.input;
  shown.InputDetails = { Included: true };
  shown.Name = execution.name;
  if (execution.output !== undefined) {
    shown.Output = parsed ? JSON.parse(execution.output) : execution.output;
    shown.OutputDetails = { Included: true };
  }
  shown.StartDate = execution.startDate;
  shown.StateMachineArn = execution.stateMachineArn;
  shown.Status = execution.status;
  if (execution.stopDate !== undefined) shown.StopDate = execution.stopDate;
  return shown;
}

const times = new Set(['startDate', 'stopDate', 'creationDate', 'updateDate', 'redriveDate', 'timestamp']);

/** aws-sdk:sfn: every operation of the API, with PascalCase members and times as ISO texts. */
export function sfnApi(executions: Executions, operations: ReadonlySet<string>): Api {
  const table: { [operation: string]: Operation } = {};
  for (const operation of operations) {
    table[operation] = (request) => shownAnswer(executions.api(operation, apiRequest(operation, request)));
  }
  return { id: 'sfn', operations: table };
}

function shownAnswer(answer: Answer): Answer {
  return answer instanceof Promise ? answer.then(sdkShape) : sdkShape(answer);
}

/** Small first letters; `Input` and `Output` that are not texts become JSON texts. */
function apiRequest(operation: string, request: JsonObject): JsonObject {
  const members: MutableJsonObject = {};
  for (const [name, value] of Object.entries(request)) {
    if (value === null) continue;
    const written =
      (name === 'Input' || name === 'Output') && typeof value !== 'string' ? JSON.stringify(value) : value;
    put(
      members,
      name.charAt(0).toLowerCase() + name.slice(1),
      operation === 'TagResource' ? lowered(written) : written,
    );
  }
  return members;
}

function lowered(value: Json): Json {
  if (isArray(value)) return value.map(lowered);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), lowered(member)]),
  );
}

function sdkShape(value: Json): Json {
  if (isArray(value)) return value.map(sdkShape);
  if (!isObject(value)) return value;
  const shaped: MutableJsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const time = times.has(name) && typeof member === 'number';
    put(
      shaped,
      name.charAt(0).toUpperCase() + name.slice(1),
      time ? new Date(member * 1000).toISOString() : sdkShape(member),
    );
  }
  return shaped;
}
