// What an assembly brings into the local world: tables, queues, topics, buses, rules and buckets in the words of their
// APIs, and its functions.
import type { Assembly, LambdaFunction } from '../assembly';
import type { Json } from '../json';
import type { FunctionDefinition } from '../lambda';
import { type AppResources, connectionOf } from '../services';
import { resourcesElsewhere } from './elsewhere';

export function appResources(assembly: Assembly): AppResources {
  const elsewhere = resourcesElsewhere(assembly);
  return {
    tables: [
      ...assembly.tables.map((table) => ({
        TableName: table.name,
        KeySchema: table.KeySchema as unknown as Json[],
        AttributeDefinitions: table.AttributeDefinitions as unknown as Json[],
        BillingMode: 'PAY_PER_REQUEST',
        ...(table.GlobalSecondaryIndexes.length > 0 && {
          GlobalSecondaryIndexes: asJson(table.GlobalSecondaryIndexes),
        }),
        ...(table.LocalSecondaryIndexes.length > 0 && { LocalSecondaryIndexes: asJson(table.LocalSecondaryIndexes) }),
      })),
      ...(elsewhere.tables ?? []),
    ],
    queues: [
      ...assembly.queues.map((queue) => ({
        name: queue.name,
        attributes: {
          VisibilityTimeout: String(queue.visibilityTimeout),
          DelaySeconds: String(queue.delay),
          ...(queue.fifo && { FifoQueue: 'true', ContentBasedDeduplication: String(queue.contentBasedDeduplication) }),
          ...(queue.deadLetterTargetArn !== undefined && {
            RedrivePolicy: JSON.stringify({
              deadLetterTargetArn: queue.deadLetterTargetArn,
              maxReceiveCount: queue.maxReceiveCount,
            }),
          }),
        },
      })),
      ...(elsewhere.queues ?? []),
    ],
    topics: [
      ...assembly.topics.map((topic) => ({
        name: topic.name,
        ...(topic.fifo && { attributes: { FifoTopic: 'true' } }),
        subscriptions: topic.subscriptions.map((subscription) => ({
          protocol: subscription.protocol,
          endpoint: subscription.endpoint,
          attributes: {
            RawMessageDelivery: String(subscription.rawMessageDelivery),
            ...(subscription.filterPolicy !== undefined && {
              FilterPolicy: JSON.stringify(subscription.filterPolicy),
              FilterPolicyScope: subscription.filterPolicyScope,
            }),
          },
        })),
      })),
      ...(elsewhere.topics ?? []),
    ],
    eventBuses: [
      ...new Set([
        ...assembly.buses.map(({ name }) => name),
        // Some buses are only listened to.
        ...assembly.rules.map((rule) => rule.eventBusName),
        ...(elsewhere.eventBuses ?? []),
      ]),
    ],
    rules: assembly.rules.map((rule) => ({
      name: rule.name,
      eventBusName: rule.eventBusName,
      ...(rule.eventPattern !== undefined && { eventPattern: rule.eventPattern }),
      ...(rule.scheduleExpression !== undefined && { scheduleExpression: rule.scheduleExpression }),
      state: rule.enabled ? 'ENABLED' : 'DISABLED',
      targets: rule.targets.map((target) => ({
        Id: target.id,
        Arn: target.arn,
        ...(target.input !== undefined && { Input: target.input }),
        ...(target.inputPath !== undefined && { InputPath: target.inputPath }),
        ...(target.inputTransformer !== undefined && { InputTransformer: target.inputTransformer }),
      })),
    })),
    eventSources: assembly.eventSourceMappings
      .filter(({ enabled, eventSourceArn }) => enabled && eventSourceArn.split(':')[2] === 'sqs')
      .map(({ eventSourceArn, functionArn, batchSize }) => ({
        queueArn: eventSourceArn,
        functionArn,
        ...(batchSize !== undefined && { batchSize }),
      })),
    buckets: [...assembly.buckets.map(({ name }) => name), ...(elsewhere.buckets ?? [])],
    apis: Object.fromEntries(
      assembly.apis.map(({ apiId, routes }) => [
        apiId,
        routes.map(({ functionArn, template, ...route }) => ({
          ...route,
          functionName: functionArn,
          ...(template !== undefined && { template }),
        })),
      ]),
    ),
    connections: Object.fromEntries(
      assembly.connections.map((one) => [one.name, connectionOf(one.authorizationType, one.authParameters)]),
    ),
    secrets: Object.fromEntries(assembly.secrets.map(({ name, value }) => [name, value ?? '{}'])),
    parameters: Object.fromEntries(assembly.parameters.map(({ name, value }) => [name, value])),
  };
}

/** Finds a function by name, partial ARN or ARN, with or without a version or alias. */
export function functionFinder(assembly: Assembly | undefined): (name: string) => LambdaFunction | undefined {
  const functions = new Map((assembly?.functions ?? []).map((one) => [one.name, one]));
  return (name) => functions.get(functionName(name));
}

/** `arn:aws:lambda:eu-west-1:123456789012:function:charge:live`, `123456789012:function:charge`, `charge:live` → `charge`. */
function functionName(name: string): string {
  const parts = name.split(':');
  const after = parts.indexOf('function');
  return parts[after < 0 ? 0 : after + 1] ?? name;
}

export function functionDefinition(one: LambdaFunction): FunctionDefinition {
  return {
    functionName: one.name,
    functionArn: one.arn,
    runtime: one.runtime,
    handler: one.handler,
    code: one.code,
    environment: one.environment,
    timeoutSeconds: one.timeout,
    memorySize: one.memorySize,
    logFormat: one.logFormat,
    layers: one.layerDirectories,
  };
}

function asJson(value: unknown): Json {
  return value as Json;
}
