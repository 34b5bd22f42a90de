// Amazon SNS: topics, subscriptions with filter policies, and their deliveries.
import type { Json, JsonObject, MutableJsonObject } from '../../json';
import type { Api, Operation } from '../api';
import type { Deliveries } from '../deliver';
import type { OutboxLog } from '../outbox';
import { needed, objects, text, texts } from '../read';
import { ServiceError } from '../service-error';
import { attributeFault, attributesOf, md5 } from '../sqs/message';
import { arn, type World } from '../world';
import { passes } from './filter-policy';
import { envelope, type Notification, records } from './notification';
import { invalid, perProtocol, type Subscription, type Topic } from './topic';

/** Longest message in bytes. */
const messageBytesMax = 262_144;
const deduplicationMs = 300_000;

/** AWS: up to 100 printable characters, beginning with a letter, a digit or punctuation. */
const subjectForm = /^[\x21-\x7E][\x20-\x7E]{0,99}$/;
const protocols = new Set('http https email email-json sms sqs application lambda firehose'.split(' '));

export class Topics implements Api {
  readonly id = 'sns';
  readonly operations: { readonly [operation: string]: Operation };
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #world: World;
  readonly #outbox: OutboxLog;
  readonly #deliveries: Deliveries;

  constructor(world: World, outbox: OutboxLog, deliveries: Deliveries) {
    this.#world = world;
    this.#outbox = outbox;
    this.#deliveries = deliveries;
    this.operations = {
      CreateTopic: (request) => this.#create(request),
      DeleteTopic: (request) => this.#delete(request),
      ListTopics: () => ({ Topics: [...this.#topics.keys()].map((TopicArn) => ({ TopicArn })) }),
      GetTopicAttributes: (request) => this.#getAttributes(request),
      SetTopicAttributes: (request) => this.#setAttribute(this.#topic(request).attributes, request),
      Subscribe: (request) => this.#subscribe(request),
      ConfirmSubscription: (request) => ({ SubscriptionArn: this.#topic(request).arn }),
      Unsubscribe: (request) => this.#unsubscribe(request),
      ListSubscriptions: () => ({
        Subscriptions: [...this.#subscriptions.values()].map((one) => this.#described(one)),
      }),
      ListSubscriptionsByTopic: (request) => this.#byTopic(request),
      GetSubscriptionAttributes: (request) => this.#subscriptionAttributes(request),
      SetSubscriptionAttributes: (request) => this.#setAttribute(this.#subscription(request).attributes, request),
      Publish: (request) => this.publish(request),
      PublishBatch: (request) => this.#publishBatch(request),
      TagResource: () => ({}),
      ListTagsForResource: (request) => this.#tags(request),
    };
  }

  /** Makes sure that a topic of that name is there. */
  ensure(name: string, attributes: { readonly [name: string]: string } = {}): string {
    const topicArn = arn(this.#world, 'sns', name);
    if (!this.#topics.has(topicArn)) {
      this.#topics.set(topicArn, {
        arn: topicArn,
        name,
        fifo: name.endsWith('.fifo'),
        attributes: new Map(Object.entries(attributes)),
        tags: {},
        sequence: 0n,
        seen: new Map(),
      });
    }
    return topicArn;
  }

  /** Subscribes without confirmation; used for the subscriptions of the app's template. */
  subscribe(
    topicArn: string,
    protocol: string,
    endpoint: string,
    attributes: { readonly [name: string]: string } = {},
  ): string {
    for (const known of this.#subscriptions.values()) {
      if (known.topicArn === topicArn && known.protocol === protocol && known.endpoint === endpoint) return known.arn;
    }
    const subscription = {
      arn: `${topicArn}:${this.#world.uuid()}`,
      topicArn,
      protocol,
      endpoint,
      attributes: new Map(Object.entries(attributes)),
    };
    this.#subscriptions.set(subscription.arn, subscription);
    return subscription.arn;
  }

  has(topicArn: string): boolean {
    return this.#topics.has(topicArn);
  }

  publish(request: JsonObject): JsonObject {
    const message = text(request, 'Message') ?? '';
    if (message === '') throw invalid('Empty message');
    if (Buffer.byteLength(message) > messageBytesMax) throw invalid('Message too long');
    const phone = text(request, 'PhoneNumber');
    const attributes = attributesOf(request, 'MessageAttributes');
    const fault = attributeFault(attributes);
    if (fault !== undefined)
      throw new ServiceError('InvalidParameterValueException', fault, { code: 'ParameterValueInvalid' });
    const subject = text(request, 'Subject');
    if (subject !== undefined && !subjectForm.test(subject)) throw invalid('Subject');
    if (phone !== undefined) {
      const id = this.#world.uuid();
      this.#outbox.add({ at: this.#world.now(), service: 'sns', to: phone, body: message, about: attributes });
      return { MessageId: id };
    }
    const topic = this.#topic({ TopicArn: text(request, 'TopicArn') ?? text(request, 'TargetArn') ?? null });
    const groupId = text(request, 'MessageGroupId');
    const deduplicationId = topic.fifo ? this.#deduplicationId(topic, request, message, groupId) : undefined;
    const repeated = deduplicationId === undefined ? undefined : this.#repeated(topic, deduplicationId);
    if (repeated !== undefined) return repeated;
    const answer: MutableJsonObject = { MessageId: this.#world.uuid() };
    if (topic.fifo) {
      topic.sequence += 1n;
      answer.SequenceNumber = String(10_000_000_000_000_000_000n + topic.sequence * 1000n);
    }
    if (deduplicationId !== undefined)
      topic.seen.set(deduplicationId, { until: this.#world.now() + deduplicationMs, answer });
    const about: MutableJsonObject = { ...attributes };
    if (subject !== undefined) about.Subject = subject;
    this.#outbox.add({ at: this.#world.now(), service: 'sns', to: topic.name, body: message, about });
    this.#deliver({
      id: String(answer.MessageId),
      topicArn: topic.arn,
      message,
      perProtocol: text(request, 'MessageStructure') === 'json' ? perProtocol(message) : undefined,
      subject,
      attributes,
      at: this.#world.now(),
      groupId,
      deduplicationId,
      sequenceNumber: text(answer, 'SequenceNumber'),
    });
    return answer;
  }

  #deduplicationId(topic: Topic, request: JsonObject, message: string, groupId: string | undefined): string {
    if (groupId === undefined) throw invalid('The MessageGroupId parameter is required for FIFO topics');
    const given = text(request, 'MessageDeduplicationId');
    if (given !== undefined) return given;
    if (topic.attributes.get('ContentBasedDeduplication') === 'true') return md5(message);
    throw invalid(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }

  #repeated(topic: Topic, deduplicationId: string): JsonObject | undefined {
    const now = this.#world.now();
    for (const [id, { until }] of topic.seen) {
      if (until > now) break;
      topic.seen.delete(id);
    }
    return topic.seen.get(deduplicationId)?.answer;
  }

  #deliver(notification: Notification): void {
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.topicArn !== notification.topicArn || !passes(subscription.attributes, notification)) continue;
      const raw = subscription.attributes.get('RawMessageDelivery') === 'true';
      const { protocol, endpoint } = subscription;
      const own = notification.perProtocol?.[protocol] ?? notification.perProtocol?.default ?? notification.message;
      const sent = { ...notification, message: own };
      if (protocol === 'sqs') {
        const body = raw ? own : envelope(sent, subscription.arn);
        this.#deliveries.queue(endpoint, body, raw ? sent.attributes : {}, sent.groupId, sent.deduplicationId);
      } else if (protocol === 'lambda') {
        this.#deliveries.invoke(endpoint, records(sent, subscription.arn));
      } else if (protocol === 'http' || protocol === 'https') {
        this.#deliveries.post(endpoint, raw ? own : envelope(sent, subscription.arn), {
          'content-type': 'text/plain; charset=UTF-8',
          'x-amz-sns-message-type': 'Notification',
          'x-amz-sns-message-id': sent.id,
          'x-amz-sns-topic-arn': sent.topicArn,
          'x-amz-sns-subscription-arn': subscription.arn,
        });
      }
      // E-mails and text messages go nowhere here: the outbox already tells of the message.
    }
  }

  #publishBatch(request: JsonObject): Json {
    const topicArn = text(request, 'TopicArn') ?? null;
    const successful: Json[] = [];
    const failed: Json[] = [];
    this.#topic(request);
    for (const entry of objects(request, 'PublishBatchRequestEntries')) {
      const id = needed(entry, 'Id');
      try {
        successful.push({ Id: id, ...this.publish({ ...entry, TopicArn: topicArn }) });
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        failed.push({ Id: id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    return { Successful: successful, Failed: failed };
  }

  #create(request: JsonObject): Json {
    const name = needed(request, 'Name');
    if (!/^[\w-]{1,251}(\.fifo)?$/.test(name)) throw invalid('Topic Name');
    const topicArn = this.ensure(name, texts(request, 'Attributes'));
    for (const tag of objects(request, 'Tags')) {
      const topic = this.#topics.get(topicArn);
      if (topic !== undefined) topic.tags[needed(tag, 'Key')] = text(tag, 'Value') ?? '';
    }
    return { TopicArn: topicArn };
  }

  #delete(request: JsonObject): Json {
    const topicArn = needed(request, 'TopicArn');
    this.#topics.delete(topicArn);
    for (const subscription of [...this.#subscriptions.values()]) {
      if (subscription.topicArn === topicArn) this.#subscriptions.delete(subscription.arn);
    }
    return {};
  }

  #getAttributes(request: JsonObject): Json {
    const topic = this.#topic(request);
    const confirmed = [...this.#subscriptions.values()].filter((one) => one.topicArn === topic.arn).length;
    return {
      Attributes: {
        TopicArn: topic.arn,
        Owner: this.#world.account,
        DisplayName: '',
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: '0',
        SubscriptionsDeleted: '0',
        ...(topic.fifo ? { FifoTopic: 'true', ContentBasedDeduplication: 'false' } : {}),
        ...Object.fromEntries(topic.attributes),
      },
    };
  }

  #setAttribute(attributes: Map<string, string>, request: JsonObject): Json {
    attributes.set(needed(request, 'AttributeName'), text(request, 'AttributeValue') ?? '');
    return {};
  }

  #subscribe(request: JsonObject): Json {
    const topic = this.#topic(request);
    const endpoint = text(request, 'Endpoint') ?? '';
    const protocol = text(request, 'Protocol') ?? '';
    if (!protocols.has(protocol)) throw invalid(`Amazon SNS does not support this protocol string: ${protocol}`);
    return {
      SubscriptionArn: this.subscribe(topic.arn, protocol, endpoint, texts(request, 'Attributes')),
    };
  }

  #unsubscribe(request: JsonObject): Json {
    this.#subscriptions.delete(needed(request, 'SubscriptionArn'));
    return {};
  }

  #byTopic(request: JsonObject): Json {
    const topic = this.#topic(request);
    const mine = [...this.#subscriptions.values()].filter((one) => one.topicArn === topic.arn);
    return { Subscriptions: mine.map((one) => this.#described(one)) };
  }

  #described(subscription: Subscription): JsonObject {
    return {
      SubscriptionArn: subscription.arn,
      Owner: this.#world.account,
      Protocol: subscription.protocol,
      Endpoint: subscription.endpoint,
      TopicArn: subscription.topicArn,
    };
  }

  #subscriptionAttributes(request: JsonObject): Json {
    const subscription = this.#subscription(request);
    return {
      Attributes: {
        ...this.#described(subscription),
        PendingConfirmation: 'false',
        RawMessageDelivery: 'false',
        ...(subscription.attributes.has('FilterPolicy') ? { FilterPolicyScope: 'MessageAttributes' } : {}),
        ...Object.fromEntries(subscription.attributes),
      },
    };
  }

  #tags(request: JsonObject): Json {
    const topic = this.#topics.get(needed(request, 'ResourceArn'));
    if (topic === undefined) throw new ServiceError('ResourceNotFound', 'Resource does not exist', { status: 404 });
    return { Tags: Object.entries(topic.tags).map(([Key, Value]) => ({ Key, Value })) };
  }

  #topic(request: JsonObject): Topic {
    const topicArn = text(request, 'TopicArn');
    if (topicArn === undefined) throw invalid('TopicArn or TargetArn Reason: no value for required parameter');
    const elements = topicArn.split(':').length;
    if (elements < 6) throw invalid(`TopicArn Reason: An ARN must have at least 6 elements, not ${elements}`);
    const topic = this.#topics.get(topicArn);
    if (topic === undefined) throw new ServiceError('NotFound', 'Topic does not exist', { status: 404 });
    return topic;
  }

  #subscription(request: JsonObject): Subscription {
    const subscription = this.#subscriptions.get(needed(request, 'SubscriptionArn'));
    if (subscription === undefined) throw new ServiceError('NotFound', 'Subscription does not exist', { status: 404 });
    return subscription;
  }
}
