// Tables, buckets, secrets and parameters.
import type { JsonObject } from '../../json';
import type { Bucket, KeyAttribute, Secret, SsmParameter, Table, TableIndex } from '../model-resources';
import { flagAt, objectAt, objectsAt, type Subject, textAt } from './subject';

export function table({ identity, properties, stack }: Subject): Table {
  const replica = objectsAt(properties, 'Replicas')[0];
  const streamViewType = textAt(properties, 'StreamSpecification', 'StreamViewType');
  const streamArn = streamViewType === undefined ? undefined : stack.getAtt(identity.logicalId, 'StreamArn');
  return {
    ...identity,
    KeySchema: keySchema(properties),
    AttributeDefinitions: objectsAt(properties, 'AttributeDefinitions').map((attribute) => ({
      AttributeName: textAt(attribute, 'AttributeName') ?? '',
      AttributeType: attributeType(textAt(attribute, 'AttributeType')),
    })),
    GlobalSecondaryIndexes: objectsAt(properties, 'GlobalSecondaryIndexes').map(tableIndex),
    LocalSecondaryIndexes: objectsAt(properties, 'LocalSecondaryIndexes').map(tableIndex),
    streamViewType,
    streamArn: typeof streamArn === 'string' ? streamArn : undefined,
    billingMode: textAt(properties, 'BillingMode') === 'PAY_PER_REQUEST' ? 'PAY_PER_REQUEST' : 'PROVISIONED',
    timeToLiveAttribute: flagAt(properties, 'TimeToLiveSpecification', 'Enabled')
      ? textAt(properties, 'TimeToLiveSpecification', 'AttributeName')
      : undefined,
    kmsKeyId:
      textAt(properties, 'SSESpecification', 'KMSMasterKeyId') ??
      (replica === undefined ? undefined : textAt(replica, 'SSESpecification', 'KMSMasterKeyId')),
  };
}

function tableIndex(index: JsonObject): TableIndex {
  return {
    IndexName: textAt(index, 'IndexName') ?? '',
    KeySchema: keySchema(index),
    Projection: objectAt(index, 'Projection') ?? { ProjectionType: 'ALL' },
  };
}

function keySchema(holder: JsonObject): readonly KeyAttribute[] {
  return objectsAt(holder, 'KeySchema').map((key) => ({
    AttributeName: textAt(key, 'AttributeName') ?? '',
    KeyType: textAt(key, 'KeyType') === 'RANGE' ? 'RANGE' : 'HASH',
  }));
}

function attributeType(type: string | undefined): 'S' | 'N' | 'B' {
  return type === 'N' || type === 'B' ? type : 'S';
}

export function bucket({ identity, properties }: Subject): Bucket {
  const encryption = objectsAt(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration')[0];
  const custom = objectAt(properties, 'NotificationConfiguration', 'EventBridgeConfiguration');
  return {
    ...identity,
    versioned: textAt(properties, 'VersioningConfiguration', 'Status') === 'Enabled',
    eventBridge: custom !== undefined && textAt(custom, 'EventBridgeEnabled') !== 'false',
    kmsKeyId:
      encryption === undefined ? undefined : textAt(encryption, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID'),
  };
}

export function secret({ identity, properties }: Subject): Secret {
  return { ...identity, value: textAt(properties, 'SecretString') };
}

export function ssmParameter({ identity, properties }: Subject): SsmParameter {
  const type = textAt(properties, 'Type');
  return {
    ...identity,
    type: type === 'StringList' || type === 'SecureString' ? type : 'String',
    value: textAt(properties, 'Value') ?? '',
  };
}
