// CDK's tasks for topics and queues allow to publish and to send, but not to use the key that encrypts the messages.
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';

/** What somebody who uses a key for a service needs, as a list that is empty without a key. */
export function useOfKey(key: kms.IKey | undefined, ...actions: string[]): iam.PolicyStatement[] {
  return key === undefined ? [] : [new iam.PolicyStatement({ actions, resources: [key.keyArn] })];
}

/** Publishes to a topic, encrypted or not. */
export class PublishToTopic extends tasks.SnsPublish {
  constructor(
    scope: Construct,
    id: string,
    props: tasks.SnsPublishProps & { readonly queryLanguage?: sfn.QueryLanguage },
  ) {
    super(scope, id, props);
    this.taskPolicies?.push(...useOfKey(props.topic.masterKey, 'kms:GenerateDataKey', 'kms:Decrypt'));
  }
}

/** Sends to a queue, encrypted or not. */
export class SendToQueue extends tasks.SqsSendMessage {
  constructor(
    scope: Construct,
    id: string,
    props: tasks.SqsSendMessageProps & { readonly queryLanguage?: sfn.QueryLanguage },
  ) {
    super(scope, id, props);
    this.taskPolicies?.push(...useOfKey(props.queue.encryptionMasterKey, 'kms:GenerateDataKey', 'kms:Decrypt'));
  }
}
