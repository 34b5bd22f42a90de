// Task: whether its Resource exists for this type of machine, and gets the parameters it needs.
import { findIntegration, writtenFaults } from '../../integrations';
import { isObject, type Json, type JsonObject, own } from '../../json';
import { at, type Place } from '../place';
import { sentence } from '../sentences';
import { type FieldContext, isOpaque } from './context';

export function checkTask(state: JsonObject, place: Place, context: FieldContext): void {
  checkHeartbeat(state, place, context);
  const resource = own(state, 'Resource');
  if (typeof resource !== 'string' || isOpaque(context, resource)) return;
  const where = at(place, 'Resource');
  if (!resource.startsWith('arn:')) {
    context.report.add('ASL601', {
      place: where,
      message: `"${resource}" is not an ARN`,
      hint: 'use arn:aws:states:::lambda:invoke, another integration, a function ARN or an activity ARN',
      aws: { message: sentence.resource },
    });
    return;
  }
  const found = findIntegration(resource);
  if (found.found === 'refused') {
    const { message, hint } = found;
    context.report.add('ASL601', { place: where, message: `"${resource}" is not known`, hint, aws: { message } });
    return;
  }
  if (context.type === 'EXPRESS') checkExpress(found.pattern, found.kind, where, context);
  if (found.kind === 'activity' && Object.hasOwn(state, 'Credentials')) {
    context.report.add('ASL302', {
      place: at(place, 'Credentials'),
      message: 'an activity has no credentials',
      aws: { message: sentence.activityCredentials },
    });
  }
  if (found.kind !== 'integration') return;
  checkParameters(state, resource, found, place, context);
}

function checkExpress(pattern: string, kind: string, place: Place, { report }: FieldContext): void {
  if (kind === 'activity') {
    report.add('ASL602', {
      place,
      message: 'an Express machine cannot wait for an activity',
      aws: { message: sentence.expressActivity },
    });
  } else if (pattern !== 'requestResponse') {
    const suffix = pattern === 'waitForTaskToken' ? '.waitForTaskToken' : '.sync';
    report.add('ASL602', {
      place,
      message: `an Express machine cannot wait for a ${suffix === '.sync' ? 'job' : 'task token'}`,
      aws: { message: sentence.expressPattern(suffix) },
    });
  }
}

function checkParameters(
  state: JsonObject,
  resource: string,
  found: Exclude<ReturnType<typeof findIntegration>, { readonly found: 'refused' }>,
  place: Place,
  context: FieldContext,
): void {
  const field = context.language === 'JSONata' ? 'Arguments' : 'Parameters';
  const parameters = own(state, field);
  const where = at(place, field);
  if (parameters === undefined) {
    if (context.downgraded) return;
    context.report.add('ASL603', {
      place: at(place, 'Resource'),
      message: `the integration needs ${field}`,
      aws: { message: sentence.parametersRequired(field, resource) },
    });
    return;
  }
  if (found.pattern === 'waitForTaskToken' && !mentionsToken(parameters)) {
    context.report.add('ASL604', { place: where, message: 'the task token is handed to nobody' });
  }
  if (found.found !== 'optimized' || !isObject(parameters)) return;
  for (const fault of writtenFaults(found.row, parameters)) {
    const known = Object.hasOwn(parameters, fault.field);
    context.report.add('ASL603', {
      place: known ? at(where, fault.field) : where,
      message: fault.message,
      aws: { message: fault.message, place: where },
    });
  }
}

/** The token, or the whole object it is in. */
function mentionsToken(parameters: Json): boolean {
  const text = JSON.stringify(parameters);
  return /Task\b|Token/i.test(text) || /"\$\$"/.test(text) || /\$states\.context\b(?!\.)/.test(text);
}

function checkHeartbeat(state: JsonObject, place: Place, { report }: FieldContext): void {
  const heartbeat = own(state, 'HeartbeatSeconds');
  const timeout = own(state, 'TimeoutSeconds');
  if (typeof heartbeat !== 'number' || typeof timeout !== 'number' || heartbeat < timeout) return;
  report.add('ASL901', {
    place: at(place, 'HeartbeatSeconds'),
    message: `HeartbeatSeconds (${heartbeat}) is not smaller than TimeoutSeconds (${timeout})`,
  });
}
