// Answers that look right where nobody has given one: what a mocked job was submitted with, members that a mock left out,
// and whole answers for trying a definition out.
import type { ServiceCall } from '../engine';
import { findIntegration, type IntegrationRow, integrationRow } from '../integrations';
import { isObject, type Json, type JsonObject, type MutableJsonObject, own, put } from '../json';
import { needed, text } from './read';
import { optimizedOutput } from './result';
import { md5 } from './sqs/message';
import { arn, type World } from './world';

/** The answer of the service behind a call, made up from its row: members that it always gives. */
export function plausibleAnswer(call: ServiceCall, world: World): Json {
  const row = integrationRow(call.service, call.action);
  if (row === undefined) return {};
  const input = isObject(call.input) ? call.input : {};
  const answer: MutableJsonObject = {};
  for (const name of row.result.split(/\s+/)) {
    if (name !== '' && !name.endsWith('?')) put(answer, name, plausibleMember(row, name, input, world));
  }
  return optimizedOutput(row, answer, world);
}

/** The result of a call that goes well, made up: for .sync the job that has succeeded. */
export function plausibleResult(call: ServiceCall, world: World): Json {
  if (call.kind !== 'integration') return {};
  const found = findIntegration(call.resource);
  if (found.found !== 'optimized') return {};
  const { job } = found.row;
  if (job === undefined || call.pattern === 'requestResponse' || call.pattern === 'waitForTaskToken')
    return plausibleAnswer(call, world);
  const status = withAt({}, job.status.split('.'), job.succeeded[0] ?? 'SUCCEEDED');
  return job.wrap === undefined ? status : { [job.wrap]: status };
}

/** A mocked result with the members that the service never leaves out. */
export function completed(call: ServiceCall, result: Json, world: World): Json {
  const row = integrationRow(call.service, call.action);
  if (
    row === undefined ||
    !isObject(result) ||
    (call.pattern !== 'requestResponse' && call.pattern !== 'waitForTaskToken')
  )
    return result;
  if (own(result, 'SdkHttpMetadata') !== undefined || own(result, 'SdkResponseMetadata') !== undefined) return result;
  const members: MutableJsonObject =
    row.service === 'lambda' ? { ExecutedVersion: '$LATEST', StatusCode: 200, ...result } : { ...result };
  return optimizedOutput(row, members, world);
}

function plausibleMember(row: IntegrationRow, name: string, input: JsonObject, world: World): Json {
  if (Object.hasOwn(input, name)) return own(input, name) ?? null;
  switch (name) {
    case 'StatusCode':
      return 200;
    case 'StatusText':
      return 'OK';
    case 'ExecutedVersion':
      return '$LATEST';
    case 'MD5OfMessageBody':
      return md5(text(input, 'MessageBody') ?? '');
    case 'StartDate':
      return world.now();
    case 'FailedEntryCount':
      return 0;
    case 'Entries':
      return [{ EventId: world.uuid() }];
    case 'Failures':
      return [];
    case 'Tasks':
      return [{ TaskArn: arn(world, 'ecs', `task/${world.uuid()}`), LastStatus: 'PROVISIONING' }];
    default:
      return plausibleByEnding(row, name, input, world);
  }
}

function plausibleByEnding(row: IntegrationRow, name: string, input: JsonObject, world: World): Json {
  if (name.endsWith('Arn')) {
    const noun = name.slice(0, -3);
    const resource = Object.hasOwn(input, `${noun}Name`) ? needed(input, `${noun}Name`) : world.uuid();
    return arn(world, row.service, `${noun.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}/${resource}`);
  }
  if (/(Id|Name)$/.test(name)) return world.uuid();
  // What describes a thing has at least its id.
  return row.job?.id === `${name}.Id` ? { Id: world.uuid() } : {};
}

function withAt(target: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [step, ...rest] = path;
  if (step === undefined) return target;
  return { ...target, [step]: rest.length === 0 ? value : withAt({}, rest, value) };
}
