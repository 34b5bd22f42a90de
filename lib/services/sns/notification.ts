// A notification in the forms in which subscribers get it.
import { type Json, type JsonObject, type MutableJsonObject, put } from '../../json';
import { object, text } from '../read';

export interface Notification {
  readonly id: string;
  readonly topicArn: string;
  readonly message: string;
  /** With MessageStructure json: another text for each protocol. */
  readonly perProtocol: { readonly [protocol: string]: string } | undefined;
  readonly subject: string | undefined;
  readonly attributes: JsonObject;
  readonly at: number;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
}

/** LOCAL: nothing is signed here; the members are there so that code which reads them finds them. */
function unsigned(region: string): { SignatureVersion: string; Signature: string; SigningCertUrl: string } {
  const SigningCertUrl = `https://sns.${region}.amazonaws.com/SimpleNotificationService-0000000000000000.pem`;
  return { SignatureVersion: '1', Signature: 'EXAMPLE', SigningCertUrl };
}

/** The JSON text that queues and HTTP addresses get unless they want raw messages. */
export function envelope(notification: Notification, subscriptionArn: string): string {
  const body: MutableJsonObject = { Type: 'Notification', MessageId: notification.id };
  if (notification.sequenceNumber !== undefined) body.SequenceNumber = notification.sequenceNumber;
  body.TopicArn = notification.topicArn;
  if (notification.subject !== undefined) body.Subject = notification.subject;
  body.Message = notification.message;
  body.Timestamp = new Date(notification.at).toISOString();
  const region = notification.topicArn.split(':')[3] ?? '';
  const { SignatureVersion, Signature, SigningCertUrl } = unsigned(region);
  body.SignatureVersion = SignatureVersion;
  body.Signature = Signature;
  body.SigningCertURL = SigningCertUrl;
  body.UnsubscribeURL = `https://sns.${region}.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`;
  const attributes = attributeValues(notification.attributes);
  if (Object.keys(attributes).length > 0) body.MessageAttributes = attributes;
  return JSON.stringify(body);
}

/** The event that a function gets. */
export function records(notification: Notification, subscriptionArn: string): Json {
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscriptionArn,
        Sns: {
          Type: 'Notification',
          MessageId: notification.id,
          TopicArn: notification.topicArn,
          Subject: notification.subject ?? null,
          Message: notification.message,
          Timestamp: new Date(notification.at).toISOString(),
          ...unsigned(notification.topicArn.split(':')[3] ?? ''),
          UnsubscribeUrl: 'EXAMPLE',
          MessageAttributes: attributeValues(notification.attributes),
        },
      },
    ],
  };
}

function attributeValues(attributes: JsonObject): JsonObject {
  const values: MutableJsonObject = {};
  for (const name of Object.keys(attributes)) {
    const attribute = object(attributes, name);
    put(values, name, {
      Type: text(attribute, 'DataType') ?? 'String',
      Value: text(attribute, 'StringValue') ?? text(attribute, 'BinaryValue') ?? '',
    });
  }
  return values;
}
