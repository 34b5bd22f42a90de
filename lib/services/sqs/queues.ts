// Amazon SQS: the queues of the app, and the API over them.
import type { Json, JsonObject, MutableJsonObject } from '../../json';
import type { Api, Operation } from '../api';
import type { OutboxLog } from '../outbox';
import { list, objects, text, texts } from '../read';
import { ServiceError, UnreachableHost } from '../service-error';
import { arn, type World } from '../world';
import { checkName, delayOf, handleOf, invalid, maxReceivedOf, required, visibilityOf, waitOf } from './limits';
import { attributeFault, attributesOf, deliveredMessage, type Message, md5, md5OfAttributes } from './message';
import { Queue, redrivePolicy } from './queue';

/** Longest message: body and attributes in bytes of UTF-8 (1 MiB since August 2025). */
const messageBytesMax = 1_048_576;

export class Queues implements Api {
  readonly id = 'sqs';
  readonly operations: { readonly [operation: string]: Operation };
  readonly #queues = new Map<string, Queue>();
  readonly #world: World;
  readonly #outbox: OutboxLog;
  readonly #base: () => string;

  /** @param base where the queues are served, e.g. http://127.0.0.1:4566; asked when a URL is made */
  constructor(world: World, outbox: OutboxLog, base: () => string) {
    this.#world = world;
    this.#outbox = outbox;
    this.#base = base;
    this.operations = {
      CreateQueue: (request) => this.#create(request),
      DeleteQueue: (request) => this.#delete(request),
      ListQueues: (request) => this.#listQueues(request),
      GetQueueUrl: (request) => ({ QueueUrl: this.url(this.#named(required(request, 'QueueName')).name) }),
      GetQueueAttributes: (request) => this.#getAttributes(request),
      SetQueueAttributes: (request) => this.#setAttributes(request),
      SendMessage: (request) => this.#send(this.#queue(request), request),
      SendMessageBatch: (request) => this.#batch(request, (queue, entry) => this.#send(queue, entry)),
      ReceiveMessage: (request) => this.#receive(request),
      DeleteMessage: (request) => this.#deleteMessage(this.#queue(request), request),
      DeleteMessageBatch: (request) => this.#batch(request, (queue, entry) => this.#deleteMessage(queue, entry)),
      ChangeMessageVisibility: (request) => this.#changeVisibility(this.#queue(request), request),
      ChangeMessageVisibilityBatch: (request) =>
        this.#batch(request, (queue, entry) => this.#changeVisibility(queue, entry)),
      PurgeQueue: (request) => this.#purge(request),
      ListQueueTags: (request) => ({ Tags: this.#queue(request).tags }),
      TagQueue: (request) => this.#tag(request),
      UntagQueue: (request) => this.#untag(request),
      ListDeadLetterSourceQueues: (request) => this.#sources(request),
    };
  }

  /** Makes sure that a queue of that name is there; used for the queues of the app's template. */
  ensure(name: string, attributes: { readonly [name: string]: string } = {}): Queue {
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    const queue = new Queue(name, new Map(Object.entries(attributes)), this.#world);
    this.#queues.set(name, queue);
    return queue;
  }

  url(name: string): string {
    return `${this.#base()}/${this.#world.account}/${name}`;
  }

  /** The queue of an ARN, if it is one of ours. */
  byArn(queueArn: string): Queue | undefined {
    return this.#queues.get(queueArn.slice(queueArn.lastIndexOf(':') + 1));
  }

  #create(request: JsonObject): Json {
    const name = required(request, 'QueueName');
    const attributes = texts(request, 'Attributes');
    checkName(name, attributes);
    const known = this.#queues.get(name);
    const differing = Object.keys(attributes).find((key) => known?.attributes.get(key) !== attributes[key]);
    if (known !== undefined && differing !== undefined) {
      throw new ServiceError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${differing}`,
        { code: 'QueueAlreadyExists' },
      );
    }
    const queue = this.ensure(name, attributes);
    Object.assign(queue.tags, texts(request, 'tags'), texts(request, 'Tags'));
    return { QueueUrl: this.url(name) };
  }

  #delete(request: JsonObject): Json {
    this.#queues.delete(this.#queue(request).name);
    return {};
  }

  #listQueues(request: JsonObject): Json {
    const prefix = text(request, 'QueueNamePrefix') ?? '';
    const names = [...this.#queues.keys()].filter((name) => name.startsWith(prefix)).sort();
    return names.length === 0 ? {} : { QueueUrls: names.map((name) => this.url(name)) };
  }

  #getAttributes(request: JsonObject): Json {
    const queue = this.#queue(request);
    const wanted = new Set(list(request, 'AttributeNames'));
    const { visible, inFlight, delayed } = queue.counts();
    const all: { [name: string]: string } = {
      VisibilityTimeout: '30',
      MaximumMessageSize: String(messageBytesMax),
      MessageRetentionPeriod: '345600',
      DelaySeconds: '0',
      ReceiveMessageWaitTimeSeconds: '0',
      SqsManagedSseEnabled: 'true',
      ...(queue.fifo
        ? {
            FifoQueue: 'true',
            ContentBasedDeduplication: 'false',
            DeduplicationScope: 'queue',
            FifoThroughputLimit: 'perQueue',
          }
        : {}),
      ...Object.fromEntries(queue.attributes),
      QueueArn: arn(this.#world, 'sqs', queue.name),
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
      LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    };
    const names = Object.keys(all).filter((name) => wanted.has('All') || wanted.has(name));
    return names.length === 0
      ? {}
      : { Attributes: Object.fromEntries(names.map((name) => [name, all[name] as string])) };
  }

  #setAttributes(request: JsonObject): Json {
    const queue = this.#queue(request);
    for (const [name, value] of Object.entries(texts(request, 'Attributes'))) queue.attributes.set(name, value);
    queue.modifiedAt = this.#world.now();
    return {};
  }

  #send(queue: Queue, request: JsonObject): JsonObject {
    const body = required(request, 'MessageBody');
    const attributes = attributesOf(request, 'MessageAttributes');
    const systemAttributes = attributesOf(request, 'MessageSystemAttributes');
    const fault = attributeFault(attributes);
    if (fault !== undefined) throw invalid(fault);
    const limit = Number(queue.attributes.get('MaximumMessageSize') ?? messageBytesMax);
    if (Buffer.byteLength(body) > limit) {
      throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
    }
    const delay = delayOf(queue, request);
    const message = queue.send({
      body,
      attributes,
      systemAttributes,
      groupId: this.#groupId(queue, request),
      deduplicationId: queue.fifo ? this.#deduplicationId(queue, request, body) : undefined,
      delayMs: delay === undefined ? undefined : delay * 1000,
    });
    this.#outbox.add({ at: message.sentAt, service: 'sqs', to: queue.name, body, about: attributes });
    const answer: MutableJsonObject = { MD5OfMessageBody: md5(body), MessageId: message.id };
    const attributesDigest = md5OfAttributes(attributes);
    if (attributesDigest !== undefined) answer.MD5OfMessageAttributes = attributesDigest;
    const systemDigest = md5OfAttributes(systemAttributes);
    if (systemDigest !== undefined) answer.MD5OfMessageSystemAttributes = systemDigest;
    if (message.sequenceNumber !== undefined) answer.SequenceNumber = message.sequenceNumber;
    return answer;
  }

  #groupId(queue: Queue, request: JsonObject): string | undefined {
    return queue.fifo ? required(request, 'MessageGroupId') : text(request, 'MessageGroupId');
  }

  #deduplicationId(queue: Queue, request: JsonObject, body: string): string {
    const given = text(request, 'MessageDeduplicationId');
    if (given !== undefined) return given;
    if (queue.attributes.get('ContentBasedDeduplication') === 'true') return md5(body);
    throw invalid(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }

  /** With WaitTimeSeconds it waits until something arrives or the time is over. */
  #receive(request: JsonObject): Json | Promise<Json> {
    const queue = this.#queue(request);
    const received = this.#take(queue, request);
    const waitS = waitOf(request) ?? Number(queue.attributes.get('ReceiveMessageWaitTimeSeconds') ?? 0);
    if (received.length > 0 || waitS <= 0) return this.#delivered(received, request);
    return new Promise((resolve) => {
      const end = (messages: readonly Message[]): void => {
        stopTimer();
        stopListening();
        resolve(this.#delivered(messages, request));
      };
      const stopTimer = this.#world.after(waitS * 1000, () => end([]));
      let stopListening = (): void => {};
      const listen = (): void => {
        stopListening = queue.onceArrived(() => {
          const messages = this.#take(queue, request);
          if (messages.length > 0) end(messages);
          else listen();
        });
      };
      listen();
    });
  }

  #take(queue: Queue, request: JsonObject): Message[] {
    const visibility = visibilityOf(request);
    return this.take(queue, maxReceivedOf(request), visibility === undefined ? queue.visibilityMs : visibility * 1000);
  }

  /** Receives messages; those that were received too often go to the dead-letter queue. */
  take(queue: Queue, max: number, visibilityMs: number): Message[] {
    const policy = redrivePolicy(queue);
    return queue.receive(max, visibilityMs, policy?.maxReceives ?? Number.POSITIVE_INFINITY, (message) => {
      const target = policy === undefined ? undefined : this.byArn(policy.target);
      target?.send({ ...message, delayMs: 0, from: arn(this.#world, 'sqs', queue.name) });
    });
  }

  #delivered(messages: readonly Message[], request: JsonObject): Json {
    if (messages.length === 0) return {};
    const system = new Set([...list(request, 'AttributeNames'), ...list(request, 'MessageSystemAttributeNames')]);
    const wanted = list(request, 'MessageAttributeNames').filter((name): name is string => typeof name === 'string');
    return { Messages: messages.map((message) => deliveredMessage(message, system, wanted, this.#world)) };
  }

  #deleteMessage(queue: Queue, request: JsonObject): JsonObject {
    queue.delete(handleOf(request));
    return {};
  }

  #changeVisibility(queue: Queue, request: JsonObject): JsonObject {
    const message = queue.byHandle(handleOf(request));
    if (message === undefined || message.visibleAt <= this.#world.now()) {
      throw new ServiceError('MessageNotInflight', 'The message referred to is not in flight.');
    }
    queue.setVisibility(message, (visibilityOf(request) ?? 0) * 1000);
    return {};
  }

  #batch(request: JsonObject, each: (queue: Queue, entry: JsonObject) => JsonObject): Json {
    const queue = this.#queue(request);
    const entries = objects(request, 'Entries');
    if (entries.length === 0)
      throw new ServiceError('EmptyBatchRequest', 'There should be at least one entry in the request.');
    if (entries.length > 10) {
      throw new ServiceError(
        'TooManyEntriesInBatchRequest',
        `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
      );
    }
    const ids = entries.map((entry) => required(entry, 'Id'));
    if (new Set(ids).size < ids.length) throw new ServiceError('BatchEntryIdsNotDistinct', `Id ${ids[0]} repeated.`);
    const successful: Json[] = [];
    const failed: Json[] = [];
    for (const entry of entries) {
      const id = required(entry, 'Id');
      try {
        successful.push({ Id: id, ...each(queue, entry) });
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        failed.push({ Id: id, SenderFault: true, Code: error.code, Message: error.message });
      }
    }
    return { Successful: successful, Failed: failed };
  }

  #purge(request: JsonObject): Json {
    this.#queue(request).purge();
    return {};
  }

  #tag(request: JsonObject): Json {
    Object.assign(this.#queue(request).tags, texts(request, 'Tags'));
    return {};
  }

  #untag(request: JsonObject): Json {
    const queue = this.#queue(request);
    const gone = new Set(list(request, 'TagKeys'));
    queue.tags = Object.fromEntries(Object.entries(queue.tags).filter(([key]) => !gone.has(key)));
    return {};
  }

  #sources(request: JsonObject): Json {
    const target = arn(this.#world, 'sqs', this.#queue(request).name);
    const names = [...this.#queues.values()].filter((queue) => redrivePolicy(queue)?.target === target);
    return { queueUrls: names.map((queue) => this.url(queue.name)) };
  }

  #named(name: string): Queue {
    const queue = this.#queues.get(name);
    if (queue === undefined) {
      throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.', {
        code: 'AWS.SimpleQueueService.NonExistentQueue',
      });
    }
    return queue;
  }

  #queue(request: JsonObject): Queue {
    const url = required(request, 'QueueUrl');
    const path = /^https?:\/\/([^/]+)(\/.*)?$/.exec(url);
    // A host without a path cannot be SQS: the request would not find anybody.
    if (path !== null && (path[2] ?? '/') === '/') throw new UnreachableHost(path[1] ?? url);
    return this.#named(url.slice(url.lastIndexOf('/') + 1));
  }
}
