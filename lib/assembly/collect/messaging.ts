// Queues, topics with their subscriptions, buses, rules and schedules with their targets.
import { isObject, type Json, type JsonObject, own } from '../../json';
import type {
  Connection,
  EventBus,
  EventRule,
  Queue,
  RuleTarget,
  Schedule,
  Subscription,
  Topic,
} from '../model-resources';
import { flagAt, numberAt, objectAt, objectsAt, type Subject, textAt } from './subject';

export function queue({ identity, properties, ref }: Subject): Queue {
  const redrive = policyObject(own(properties, 'RedrivePolicy')) ?? {};
  return {
    ...identity,
    url: ref,
    fifo: flagAt(properties, 'FifoQueue'),
    contentBasedDeduplication: flagAt(properties, 'ContentBasedDeduplication'),
    visibilityTimeout: numberAt(properties, 'VisibilityTimeout') ?? 30,
    delay: numberAt(properties, 'DelaySeconds') ?? 0,
    deadLetterTargetArn: textAt(redrive, 'deadLetterTargetArn'),
    maxReceiveCount: numberAt(redrive, 'maxReceiveCount'),
    kmsKeyId: textAt(properties, 'KmsMasterKeyId'),
  };
}

export function topic({ identity, properties }: Subject, others: readonly Subject[]): Topic {
  const separate = others
    .filter(
      (other) =>
        other.identity.cfnType === 'AWS::SNS::Subscription' && textAt(other.properties, 'TopicArn') === identity.arn,
    )
    .map((other) => subscription(other.properties));
  return {
    ...identity,
    fifo: flagAt(properties, 'FifoTopic'),
    subscriptions: [...objectsAt(properties, 'Subscription').map(subscription), ...separate],
    kmsKeyId: textAt(properties, 'KmsMasterKeyId'),
  };
}

function subscription(properties: JsonObject): Subscription {
  return {
    protocol: textAt(properties, 'Protocol') ?? '',
    endpoint: textAt(properties, 'Endpoint') ?? '',
    filterPolicy: policyObject(own(properties, 'FilterPolicy')),
    filterPolicyScope: textAt(properties, 'FilterPolicyScope') === 'MessageBody' ? 'MessageBody' : 'MessageAttributes',
    rawMessageDelivery: flagAt(properties, 'RawMessageDelivery'),
  };
}

/** Policies may be written as JSON text, too. */
function policyObject(value: Json | undefined): JsonObject | undefined {
  if (isObject(value)) return value;
  if (typeof value !== 'string') return undefined;
  try {
    const parsed = JSON.parse(value) as Json;
    return isObject(parsed) ? parsed : undefined;
  } catch {
    // Not JSON: AWS would refuse it, so it applies to nothing.
    return undefined;
  }
}

export function eventBus(subject: Subject): EventBus {
  return subject.identity;
}

export function eventRule({ identity, properties }: Subject): EventRule {
  const bus = textAt(properties, 'EventBusName') ?? 'default';
  return {
    ...identity,
    eventBusName: bus.split('/').pop() ?? bus,
    eventPattern: policyObject(own(properties, 'EventPattern')),
    scheduleExpression: textAt(properties, 'ScheduleExpression'),
    enabled: textAt(properties, 'State') !== 'DISABLED',
    targets: objectsAt(properties, 'Targets').map(target),
  };
}

export function schedule({ identity, properties }: Subject): Schedule {
  return {
    ...identity,
    scheduleExpression: textAt(properties, 'ScheduleExpression') ?? '',
    timezone: textAt(properties, 'ScheduleExpressionTimezone'),
    enabled: textAt(properties, 'State') !== 'DISABLED',
    target: target(objectAt(properties, 'Target') ?? {}),
  };
}

function target(properties: JsonObject): RuleTarget {
  return {
    id: textAt(properties, 'Id') ?? '',
    arn: textAt(properties, 'Arn') ?? '',
    roleArn: textAt(properties, 'RoleArn'),
    input: textAt(properties, 'Input'),
    inputPath: textAt(properties, 'InputPath'),
    inputTransformer: objectAt(properties, 'InputTransformer'),
    deadLetterArn: textAt(properties, 'DeadLetterConfig', 'Arn'),
  };
}

export function connection({ identity, properties, stack }: Subject): Connection {
  const secretArn = stack.getAtt(identity.logicalId, 'SecretArn');
  return {
    ...identity,
    authorizationType: textAt(properties, 'AuthorizationType') ?? '',
    authParameters: objectAt(properties, 'AuthParameters') ?? {},
    secretArn: typeof secretArn === 'string' ? secretArn : '',
  };
}
