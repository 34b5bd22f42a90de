// AWS::Serverless::Function → function, role, version and alias, event sources.
import { isObject, type Json, type JsonObject, type MutableJsonObject, own } from '../../json';
import { arnOf, copied, roleFor } from './expansion';
import { ruleFor, scheduleFor } from './triggers';

const basicExecution = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const pollers = new Set(['SQS', 'DynamoDB', 'Kinesis', 'MSK', 'MQ', 'SelfManagedKafka', 'DocumentDB']);

const kept = [
  'FunctionName',
  'Handler',
  'Runtime',
  'Timeout',
  'MemorySize',
  'Environment',
  'Layers',
  'Architectures',
  'Description',
  'PackageType',
  'EphemeralStorage',
  'KmsKeyArn',
  'VpcConfig',
  'LoggingConfig',
];

export function expandFunction(logicalId: string, properties: JsonObject): Readonly<Record<string, JsonObject>> {
  const role = own(properties, 'Role');
  const made: Record<string, JsonObject> = {};
  if (role === undefined) made[`${logicalId}Role`] = roleFor('lambda.amazonaws.com', properties, [basicExecution]);
  const { code, path } = codeOf(properties);
  made[logicalId] = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      ...copied(properties, Object.fromEntries(kept.map((name) => [name, name]))),
      Code: code,
      Role: role ?? arnOf(`${logicalId}Role`),
    },
    ...(path === undefined ? {} : { Metadata: { 'aws:asset:path': path, 'aws:asset:property': 'Code' } }),
  };
  const alias = own(properties, 'AutoPublishAlias');
  if (alias !== undefined) {
    made[`${logicalId}Version`] = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: logicalId } } };
    made[`${logicalId}Alias${typeof alias === 'string' ? alias : ''}`] = {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        Name: alias,
        FunctionName: { Ref: logicalId },
        FunctionVersion: { 'Fn::GetAtt': [`${logicalId}Version`, 'Version'] },
      },
    };
  }
  const events = own(properties, 'Events');
  for (const [name, event] of Object.entries(isObject(events) ? events : {})) {
    if (isObject(event)) Object.assign(made, trigger(logicalId, name, event));
  }
  return made;
}

/** `CodeUri` is a local path before packaging and an object in S3 after. */
function codeOf(properties: JsonObject): { code: Json; path?: string } {
  const inline = own(properties, 'InlineCode');
  if (inline !== undefined) return { code: { ZipFile: inline } };
  const image = own(properties, 'ImageUri');
  if (image !== undefined) return { code: { ImageUri: image } };
  const uri = own(properties, 'CodeUri') ?? '.';
  if (typeof uri !== 'string')
    return { code: isObject(uri) ? copied(uri, { Bucket: 'S3Bucket', Key: 'S3Key', Version: 'S3ObjectVersion' }) : {} };
  const packaged = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri);
  return packaged === null
    ? { code: {}, path: uri }
    : { code: { S3Bucket: packaged[1] as string, S3Key: packaged[2] as string } };
}

function trigger(logicalId: string, name: string, event: JsonObject): Readonly<Record<string, JsonObject>> {
  const type = own(event, 'Type');
  const given = own(event, 'Properties');
  const properties = isObject(given) ? given : {};
  const id = `${logicalId}${name}`;
  if (typeof type !== 'string') return {};
  if (type === 'Schedule' || type === 'EventBridgeRule' || type === 'CloudWatchEvent') {
    return { [id]: ruleFor(type, properties, arnOf(logicalId), undefined) };
  }
  if (type === 'ScheduleV2') return { [id]: scheduleFor(properties, arnOf(logicalId), undefined) };
  if (type === 'SNS') {
    const subscription: MutableJsonObject = copied(properties, { Topic: 'TopicArn', FilterPolicy: 'FilterPolicy' });
    return {
      [id]: {
        Type: 'AWS::SNS::Subscription',
        Properties: { ...subscription, Protocol: 'lambda', Endpoint: arnOf(logicalId) },
      },
    };
  }
  if (!pollers.has(type)) return {};
  const source = copied(properties, {
    Queue: 'EventSourceArn',
    Stream: 'EventSourceArn',
    Broker: 'EventSourceArn',
    BatchSize: 'BatchSize',
    Enabled: 'Enabled',
  });
  return {
    [id]: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { ...source, FunctionName: { Ref: logicalId } } },
  };
}
