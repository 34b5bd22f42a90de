// What SQS refuses of names and numbers, in its words.
// AWS: SQS API reference, CreateQueue, SendMessage, ReceiveMessage; sentences as the service gives them.
import type { JsonObject } from '../../json';
import { number, text } from '../read';
import { ServiceError } from '../service-error';
import type { Queue } from './queue';

const delayMaxS = 900;
const visibilityMaxS = 43_200;
const waitMaxS = 20;
const receivedMax = 10;

export function invalid(message: string): ServiceError {
  return new ServiceError('InvalidParameterValue', message, { listed: false });
}

/** A text that must be there; SQS has a code of its own for those that are not. */
export function required(request: JsonObject, name: string): string {
  const value = text(request, name);
  if (value === undefined || value === '') {
    throw new ServiceError('MissingParameter', `The request must contain the parameter ${name}.`, { listed: false });
  }
  return value;
}

/** Only FIFO queues have a dot in their name, and they must have it. */
export function checkName(name: string, attributes: { readonly [name: string]: string }): void {
  const fifo = attributes.FifoQueue === 'true';
  if (fifo && !/^[\w-]{1,75}\.fifo$/.test(name)) {
    throw invalid(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  }
  if (!fifo && !/^[\w-]{1,80}$/.test(name))
    throw invalid('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
}

/** Seconds that a message is held back, if it says so itself. */
export function delayOf(queue: Queue, request: JsonObject): number | undefined {
  const delay = within(request, 'DelaySeconds', delayMaxS, `DelaySeconds must be >= 0 and <= ${delayMaxS}.`);
  if (queue.fifo && delay !== undefined && delay > 0) {
    throw invalid(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  return delay;
}

export function visibilityOf(request: JsonObject): number | undefined {
  return within(
    request,
    'VisibilityTimeout',
    visibilityMaxS,
    `VisibilityTimeout must be an integer between 0 and ${visibilityMaxS}.`,
  );
}

export function waitOf(request: JsonObject): number | undefined {
  return within(request, 'WaitTimeSeconds', waitMaxS, `Must be >= 0 and <= ${waitMaxS}, if provided.`);
}

export function maxReceivedOf(request: JsonObject): number {
  const max = within(
    request,
    'MaxNumberOfMessages',
    receivedMax,
    `Must be between 1 and ${receivedMax}, if provided.`,
    1,
  );
  return max ?? 1;
}

function within(request: JsonObject, name: string, max: number, reason: string, min = 0): number | undefined {
  const value = number(request, name);
  if (value === undefined || (value >= min && value <= max)) return value;
  throw invalid(`Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
}

/** SQS made each receipt handle itself; what does not look like one is refused. */
export function handleOf(request: JsonObject): string {
  const handle = required(request, 'ReceiptHandle');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(handle)) {
    throw new ServiceError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
  }
  return handle;
}
