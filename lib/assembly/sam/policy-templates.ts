// SAM's policy templates that workflows and their functions use, as the statements they stand for.
import { type Json, type JsonObject, own } from '../../json';

type PolicyTemplate = (parameters: JsonObject) => readonly Json[];

const arn = (rest: string, parameters: JsonObject, name: string): Json => ({
  'Fn::Sub': [`arn:\${AWS::Partition}:${rest}`, { name: own(parameters, name) ?? '*' }],
});
const regional = (service: string, rest: string) => `${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`;

const allow = (service: string, actions: string, resources: readonly Json[]): Json => ({
  Effect: 'Allow',
  Action: actions.split(' ').map((action) => `${service}:${action}`),
  Resource: resources,
});

const table =
  (actions: string): PolicyTemplate =>
  (parameters) => [
    allow('dynamodb', actions, [
      arn(regional('dynamodb', `table/\${name}`), parameters, 'TableName'),
      arn(regional('dynamodb', `table/\${name}/index/*`), parameters, 'TableName'),
    ]),
  ];
const bucket =
  (actions: string): PolicyTemplate =>
  (parameters) => [
    allow('s3', actions, [
      arn(`s3:::\${name}`, parameters, 'BucketName'),
      arn(`s3:::\${name}/*`, parameters, 'BucketName'),
    ]),
  ];
const one =
  (service: string, actions: string, rest: string, parameter: string): PolicyTemplate =>
  (parameters) => [allow(service, actions, [arn(regional(service, rest), parameters, parameter)])];

const tableReads = 'GetItem Scan Query BatchGetItem DescribeTable';
const tableWrites = 'PutItem UpdateItem BatchWriteItem';
const bucketReads = 'GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration';

export const policyTemplates: ReadonlyMap<string, PolicyTemplate> = new Map<string, PolicyTemplate>([
  [
    'DynamoDBCrudPolicy',
    table(
      `GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem`,
    ),
  ],
  ['DynamoDBReadPolicy', table(tableReads)],
  ['DynamoDBWritePolicy', table(tableWrites)],
  ['S3ReadPolicy', bucket(bucketReads)],
  ['S3WritePolicy', bucket('PutObject PutObjectAcl PutLifecycleConfiguration')],
  ['S3FullAccessPolicy', bucket(`${bucketReads} PutObject PutObjectAcl DeleteObject PutLifecycleConfiguration`)],
  ['S3CrudPolicy', bucket(`${bucketReads} PutObject PutObjectAcl PutLifecycleConfiguration DeleteObject`)],
  ['LambdaInvokePolicy', one('lambda', 'InvokeFunction', `function:\${name}*`, 'FunctionName')],
  ['SNSPublishMessagePolicy', one('sns', 'Publish', `\${name}`, 'TopicName')],
  ['SQSSendMessagePolicy', one('sqs', 'SendMessage*', `\${name}`, 'QueueName')],
  [
    'SQSPollerPolicy',
    one(
      'sqs',
      'ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage',
      `\${name}`,
      'QueueName',
    ),
  ],
  ['StepFunctionsExecutionPolicy', one('states', 'StartExecution', `stateMachine:\${name}`, 'StateMachineName')],
  ['EventBridgePutEventsPolicy', one('events', 'PutEvents', `event-bus/\${name}`, 'EventBusName')],
  ['KMSDecryptPolicy', one('kms', 'Decrypt', `key/\${name}`, 'KeyId')],
  [
    'SSMParameterReadPolicy',
    one(
      'ssm',
      'DescribeParameters GetParameters GetParameter GetParametersByPath',
      `parameter/\${name}`,
      'ParameterName',
    ),
  ],
  [
    'AWSSecretsManagerGetSecretValuePolicy',
    (parameters) => [allow('secretsmanager', 'GetSecretValue', [own(parameters, 'SecretArn') ?? '*'])],
  ],
]);
