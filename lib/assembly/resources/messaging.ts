// Queues, topics, buses and what triggers by time.
import { assignedUuid, byName, type Named, type ResourceKinds, textOf } from './kind';

const suffixed = (name: string, resource: Pick<Named, 'property'>, property: string) =>
  resource.property(property) === true || resource.property(property) === 'true' ? `${name}.fifo` : name;

const queueUrl = (resource: Named) =>
  `https://sqs.${resource.region}.${resource.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}/${resource.account}/${resource.name}`;

const topicArn = (resource: Named) => resource.arn('sns', resource.name);

/** AWS: a rule of the default bus has no bus in its ARN. */
const ruleArn = (resource: Named) => resource.arn('events', `rule/${busPrefix(resource, '/')}${resource.name}`);

function busPrefix(resource: Named, separator: string): string {
  const bus = textOf(resource, 'EventBusName').split('/').pop() ?? '';
  return bus === '' || bus === 'default' ? '' : `${bus}${separator}`;
}

export const messagingKinds: ResourceKinds = {
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    nameLengthMax: 75,
    chosenName: (name, resource) => suffixed(name, resource, 'FifoQueue'),
    arn: (resource) => resource.arn('sqs', resource.name),
    ref: queueUrl,
    attributes: { QueueName: byName, QueueUrl: queueUrl },
  },
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    nameLengthMax: 251,
    chosenName: (name, resource) => suffixed(name, resource, 'FifoTopic'),
    arn: topicArn,
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: byName },
  },
  'AWS::SNS::Subscription': {
    arn: (resource) => `${textOf(resource, 'TopicArn')}:${assignedUuid(resource)}`,
    ref: (resource) => `${textOf(resource, 'TopicArn')}:${assignedUuid(resource)}`,
  },
  'AWS::Events::EventBus': {
    nameProperty: 'Name',
    arn: (resource) => resource.arn('events', `event-bus/${resource.name}`),
    attributes: { Name: byName },
  },
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    nameLengthMax: 64,
    arn: ruleArn,
    ref: (resource) => `${busPrefix(resource, '|')}${resource.name}`,
  },
  'AWS::Events::Connection': {
    nameProperty: 'Name',
    nameLengthMax: 64,
    arn: (resource) => resource.arn('events', `connection/${resource.name}/${assignedUuid(resource)}`),
    attributes: {
      SecretArn: (resource) =>
        resource.arn(
          'secretsmanager',
          `secret:events!connection/${resource.name}/${assignedUuid(resource)}-${resource.assigned(6)}`,
        ),
      ArnForPolicy: (resource) => resource.arn('events', `connection/${resource.name}`),
    },
  },
  'AWS::Events::ApiDestination': {
    nameProperty: 'Name',
    nameLengthMax: 64,
    arn: (resource) => resource.arn('events', `api-destination/${resource.name}/${assignedUuid(resource)}`),
  },
  'AWS::Events::Archive': {
    nameProperty: 'ArchiveName',
    nameLengthMax: 48,
    arn: (resource) => resource.arn('events', `archive/${resource.name}`),
  },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    nameLengthMax: 64,
    arn: (resource) =>
      resource.arn('scheduler', `schedule/${textOf(resource, 'GroupName') || 'default'}/${resource.name}`),
  },
  'AWS::Scheduler::ScheduleGroup': {
    nameProperty: 'Name',
    nameLengthMax: 64,
    arn: (resource) => resource.arn('scheduler', `schedule-group/${resource.name}`),
  },
  'AWS::Pipes::Pipe': {
    nameProperty: 'Name',
    nameLengthMax: 64,
    arn: (resource) => resource.arn('pipes', `pipe/${resource.name}`),
  },
};
