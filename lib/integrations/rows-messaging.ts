// Amazon SQS, Amazon SNS and Amazon EventBridge.
import { type IntegrationRow, RT } from './row';

export const messaging: readonly IntegrationRow[] = [
  {
    service: 'sqs',
    action: 'sendMessage',
    patterns: RT,
    parameters: `QueueUrl! MessageBody!:any DelaySeconds:number MessageAttributes:object MessageSystemAttributes:object
      MessageDeduplicationId MessageGroupId`,
    result: 'MD5OfMessageBody MessageId MD5OfMessageAttributes? MD5OfMessageSystemAttributes? SequenceNumber?',
    errors: { prefix: 'SQS', service: 'AmazonSQS', base: 'AmazonSQSException' },
    api: { service: 'sqs', operation: 'SendMessage' },
    iam: [{ actions: ['sqs:SendMessage'], resources: ['arn:{partition}:sqs:{region}:{account}:{QueueUrl}'] }],
  },
  {
    service: 'sns',
    action: 'publish',
    patterns: RT,
    parameters: `Message!:any TopicArn TargetArn PhoneNumber Subject MessageStructure MessageAttributes:object
      MessageDeduplicationId MessageGroupId`,
    result: 'MessageId SequenceNumber?',
    errors: { prefix: 'SNS', service: 'AmazonSNS', base: 'AmazonSNSException' },
    api: { service: 'sns', operation: 'Publish' },
    iam: [
      { actions: ['sns:Publish'], resources: ['{TopicArn}'], when: 'TopicArn' },
      { actions: ['sns:Publish'], resources: ['{TargetArn}'], when: 'TargetArn' },
      { actions: ['sns:Publish'], resources: ['*'], when: 'PhoneNumber' },
    ],
  },
  {
    service: 'events',
    action: 'putEvents',
    patterns: RT,
    parameters: 'Entries!:list EndpointId',
    result: 'Entries FailedEntryCount',
    errors: { prefix: 'EventBridge', service: 'AmazonEventBridge', base: 'AmazonEventBridgeException' },
    api: { service: 'eventbridge', operation: 'PutEvents' },
    iam: [
      {
        actions: ['events:PutEvents'],
        resources: ['arn:{partition}:events:{region}:{account}:event-bus/{Entries[].EventBusName|default}'],
      },
    ],
  },
];
