// AWS Lambda as tasks call it: a function ARN as Resource, lambda:invoke, and the Lambda API's Invoke.
import type { Outcome, ServiceCall, TaskIo } from '../engine';
import { integrationRow } from '../integrations';
import { isObject, type Json, type JsonObject, type MutableJsonObject, own } from '../json';
import { report } from './answerer';
import type { FunctionAnswer, Functions, Invocation } from './ports';
import { text } from './read';
import { optimizedFailure, optimizedOutput } from './result';
import { ServiceError } from './service-error';
import { arn, type World } from './world';

const row = integrationRow('lambda', 'invoke');
const names = { prefix: 'Lambda', service: 'AWSLambda', base: 'AWSLambdaException' };

/** Whether the answer is a promise; the only place besides `settle` in embedded.ts that has to know. */
function later<T>(answer: T | Promise<T>): answer is Promise<T> {
  return answer instanceof Promise;
}

/** A task whose Resource is a function's ARN: the whole input goes in, the payload alone comes out. */
export function callFunction(functions: Functions, call: ServiceCall, io: TaskIo, world: World): void {
  const invocation = {
    functionName: call.resource,
    qualifier: undefined,
    payload: JSON.stringify(call.input),
    clientContext: undefined,
  };
  const done = (answer: FunctionAnswer): void => {
    io.settled(
      answer.functionError === undefined
        ? { ok: true, output: parsed(answer.payload) }
        : functionFailure(answer.payload, answer.payload),
    );
  };
  const refusal = refused(functions, invocation, {}, world);
  if (refusal === undefined) begin(functions, invocation, io, world, done);
  else io.settled(optimizedFailure(names, refusal, world));
}

/** A lambda:invoke task. */
export function invokeFunction(functions: Functions, call: ServiceCall, io: TaskIo, world: World): void {
  const parameters = isObject(call.input) ? call.input : {};
  const invocation = invocationOf(parameters);
  const refusal = refused(functions, invocation, parameters, world);
  if (refusal !== undefined) {
    io.settled(optimizedFailure(names, refusal, world));
    return;
  }
  if (text(parameters, 'InvocationType') === 'Event' || text(parameters, 'InvocationType') === 'DryRun') {
    withoutAnswer(functions, invocation, call, io, world);
    return;
  }
  begin(functions, invocation, io, world, (answer) => {
    if (answer.functionError !== undefined) {
      // AWS: here the cause is the payload written anew, without the function's own spacing.
      io.settled(functionFailure(answer.payload, JSON.stringify(parsed(answer.payload))));
      return;
    }
    const result: MutableJsonObject = {
      ExecutedVersion: answer.executedVersion,
      Payload: parsed(answer.payload),
      StatusCode: 200,
    };
    if (text(parameters, 'LogType') === 'Tail') result.LogResult = Buffer.from(answer.logTail ?? '').toString('base64');
    report(call, io, row === undefined ? result : optimizedOutput(row, result, world));
  });
}

/** The Lambda API's Invoke, for aws-sdk:lambda:invoke: the payload is a text. */
export async function invokeApi(functions: Functions, request: JsonObject, world: World): Promise<Json> {
  const invocation = invocationOf(request);
  const refusal = refused(functions, invocation, request, world);
  if (refusal !== undefined) throw refusal;
  const answer = await functions.invoke(invocation);
  const result: MutableJsonObject = {
    ExecutedVersion: answer.executedVersion,
    Payload: answer.payload,
    StatusCode: 200,
  };
  if (answer.functionError !== undefined) result.FunctionError = answer.functionError;
  return result;
}

function begin(
  functions: Functions,
  invocation: Invocation,
  io: TaskIo,
  world: World,
  done: (answer: FunctionAnswer) => void,
): void {
  const answer = functions.invoke(invocation);
  if (!later(answer)) {
    done(answer);
    return;
  }
  answer.then(done, (error: unknown) => {
    if (!(error instanceof ServiceError)) throw error;
    io.settled(optimizedFailure(names, error, world));
  });
}

function withoutAnswer(
  functions: Functions,
  invocation: Invocation,
  call: ServiceCall,
  io: TaskIo,
  world: World,
): void {
  const dry = text(isObject(call.input) ? call.input : {}, 'InvocationType') === 'DryRun';
  if (!dry) inBackground(functions.invoke(invocation), world);
  const result = { Payload: '', StatusCode: dry ? 204 : 202 };
  report(call, io, row === undefined ? result : optimizedOutput(row, result, world));
}

/** What becomes of it is nobody's business here; a virtual clock waits for it. */
function inBackground(answer: FunctionAnswer | Promise<FunctionAnswer>, world: World): void {
  if (!later(answer)) return;
  const free = world.busy();
  answer.then(free, free);
}

function invocationOf(parameters: JsonObject): Invocation {
  const payload = own(parameters, 'Payload');
  return {
    functionName: text(parameters, 'FunctionName') ?? '',
    qualifier: text(parameters, 'Qualifier'),
    // AWS: a payload of null reaches the function as {}.
    payload: payloadText(payload),
    clientContext: text(parameters, 'ClientContext'),
  };
}

/** AWS: a payload of null reaches the function as {}; a text that is JSON goes as it stands. */
function payloadText(payload: Json | undefined): string {
  if (payload === undefined || payload === null) return '{}';
  if (typeof payload === 'string' && isJson(payload)) return payload;
  return JSON.stringify(payload);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function named(invocation: Invocation): string {
  return invocation.qualifier === undefined
    ? invocation.functionName
    : `${invocation.functionName}:${invocation.qualifier}`;
}

const invocationTypes = ['Event', 'RequestResponse', 'DryRun'];

/** Why Lambda does not take a request, or undefined. */
function refused(
  functions: Functions,
  invocation: Invocation,
  parameters: JsonObject,
  world: World,
): ServiceError | undefined {
  const type = text(parameters, 'InvocationType') ?? 'RequestResponse';
  if (!invocationTypes.includes(type)) {
    return new ServiceError(
      'ValidationException',
      `1 validation error detected: Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [${invocationTypes.join(', ')}]`,
      { listed: false },
    );
  }
  try {
    return functions.has(named(invocation)) ? undefined : notFound(invocation, world);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

function notFound(invocation: Invocation, world: World): ServiceError {
  const { functionName, qualifier } = invocation;
  const full = functionName.startsWith('arn:') ? functionName : arn(world, 'lambda', `function:${functionName}`);
  const qualified = full.split(':').length > 7 ? full : `${full}:${qualifier ?? '$LATEST'}`;
  return new ServiceError('ResourceNotFoundException', `Function not found: ${qualified}`, { status: 404 });
}

/** The function's own error: its type, and its whole payload as the cause. */
function functionFailure(payload: string, cause: string): Outcome {
  const error = parsed(payload);
  const type = isObject(error) ? own(error, 'errorType') : undefined;
  return { ok: false, error: typeof type === 'string' && type !== '' ? type : 'Exception', cause };
}

function parsed(payload: string): Json {
  try {
    return JSON.parse(payload);
  } catch (error) {
    if (error instanceof SyntaxError) return payload;
    throw error;
  }
}
