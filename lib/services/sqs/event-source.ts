// An event source mapping: a queue whose messages invoke a function, as Lambda's pollers do it.
// SPEC lambda "Using Lambda with Amazon SQS": messages are deleted when the function has succeeded; of a failed batch they come
// back after their visibility timeout, unless the function named the ones that failed.
import { isObject, type Json, type JsonObject, type MutableJsonObject, put } from '../../json';
import type { FunctionAnswer, Functions } from '../ports';
import { object, objects, text } from '../read';
import { arn, type World } from '../world';
import type { Message } from './message';
import { deliveredMessage } from './message';
import type { Queue } from './queue';
import type { Queues } from './queues';

export interface EventSource {
  readonly queue: Queue;
  readonly functionArn: string;
  readonly batchSize: number;
}

/** Begins to hand the queue's messages to the function, one batch at a time; the returned function ends that. */
export function pollForFunction(source: EventSource, queues: Queues, functions: Functions, world: World): () => void {
  const { queue, functionArn, batchSize } = source;
  let stopped = false;
  let stopListening = (): void => {};
  const poll = (): void => {
    if (stopped) return;
    const messages = functions.has(functionArn) ? queues.take(queue, batchSize, queue.visibilityMs) : [];
    if (messages.length === 0) {
      stopListening = queue.onceArrived(poll);
      return;
    }
    const free = world.busy();
    const payload = JSON.stringify({ Records: messages.map((message) => record(message, queue, world)) });
    const invocation = { functionName: functionArn, qualifier: undefined, payload, clientContext: undefined };
    const done = (failed: (message: Message) => boolean): void => {
      for (const message of messages)
        if (!failed(message) && message.receiptHandle !== undefined) queue.delete(message.receiptHandle);
      free();
      poll();
    };
    // A batch whose function could not be run at all comes back like one that failed.
    Promise.resolve(functions.invoke(invocation)).then(
      (answer) => done(failuresIn(answer)),
      () => done(() => true),
    );
  };
  poll();
  return () => {
    stopped = true;
    stopListening();
  };
}

/** Which messages of a batch have failed. */
function failuresIn(answer: FunctionAnswer): (message: Message) => boolean {
  if (answer.functionError !== undefined) return () => true;
  const returned: Json = JSON.parse(answer.payload);
  const failures = isObject(returned) ? objects(returned, 'batchItemFailures') : [];
  const ids = new Set(failures.map((failure) => text(failure, 'itemIdentifier')));
  return (message) => ids.has(message.id);
}

function record(message: Message, queue: Queue, world: World): JsonObject {
  const delivered = deliveredMessage(message, new Set(['All']), ['All'], world) as JsonObject;
  const attributes = object(delivered, 'MessageAttributes');
  const messageAttributes: MutableJsonObject = {};
  for (const name of Object.keys(attributes)) {
    const attribute = object(attributes, name);
    const value = text(attribute, 'StringValue');
    const binary = text(attribute, 'BinaryValue');
    put(messageAttributes, name, {
      ...(value === undefined ? {} : { stringValue: value }),
      ...(binary === undefined ? {} : { binaryValue: binary }),
      stringListValues: [],
      binaryListValues: [],
      dataType: text(attribute, 'DataType') ?? 'String',
    });
  }
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle ?? '',
    body: message.body,
    attributes: object(delivered, 'Attributes'),
    messageAttributes,
    md5OfBody: text(delivered, 'MD5OfBody') ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: arn(world, 'sqs', queue.name),
    awsRegion: world.region,
  };
}
