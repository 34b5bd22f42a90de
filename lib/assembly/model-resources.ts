// The resources around machines and functions, as far as a local run and the checks need them.
import type { Json, JsonObject } from '../json';

/** What every resource has, whatever its type. */
export interface ResourceIdentity {
  /** CloudFormation's type, e.g. `AWS::SQS::Queue`. */
  readonly cfnType: string;
  readonly stack: string;
  readonly logicalId: string;
  /** Construct path without a trailing `/Resource`; `<Stack>/<LogicalId>` where the template has no paths. */
  readonly constructPath: string;
  /** The physical name: as given, or `<Stack>-<LogicalId>`. */
  readonly name: string;
  /** Empty for a type that has no ARN, or whose ARN format this reader does not know. */
  readonly arn: string;
  readonly account: string;
  readonly region: string;
}

export interface EventSourceMapping {
  readonly stack: string;
  readonly logicalId: string;
  readonly functionArn: string;
  readonly eventSourceArn: string;
  readonly batchSize: number | undefined;
  readonly enabled: boolean;
}

export interface KeyAttribute {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface TableIndex {
  readonly IndexName: string;
  readonly KeySchema: readonly KeyAttribute[];
  readonly Projection: JsonObject;
}

/** `AWS::DynamoDB::Table` or `GlobalTable`; the members in upper case can be handed to CreateTable as they are. */
export interface Table extends ResourceIdentity {
  readonly KeySchema: readonly KeyAttribute[];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: 'S' | 'N' | 'B' }[];
  readonly GlobalSecondaryIndexes: readonly TableIndex[];
  readonly LocalSecondaryIndexes: readonly TableIndex[];
  readonly streamViewType: string | undefined;
  readonly streamArn: string | undefined;
  readonly billingMode: 'PAY_PER_REQUEST' | 'PROVISIONED';
  readonly timeToLiveAttribute: string | undefined;
  readonly kmsKeyId: string | undefined;
}

/** `AWS::SQS::Queue` */
export interface Queue extends ResourceIdentity {
  readonly url: string;
  readonly fifo: boolean;
  readonly contentBasedDeduplication: boolean;
  /** Seconds. */
  readonly visibilityTimeout: number;
  /** Seconds. */
  readonly delay: number;
  readonly deadLetterTargetArn: string | undefined;
  readonly maxReceiveCount: number | undefined;
  readonly kmsKeyId: string | undefined;
}

export interface Subscription {
  readonly protocol: string;
  readonly endpoint: string;
  readonly filterPolicy: JsonObject | undefined;
  readonly filterPolicyScope: 'MessageAttributes' | 'MessageBody';
  readonly rawMessageDelivery: boolean;
}

/** `AWS::SNS::Topic` with the subscriptions of the assembly. */
export interface Topic extends ResourceIdentity {
  readonly fifo: boolean;
  readonly subscriptions: readonly Subscription[];
  readonly kmsKeyId: string | undefined;
}

/** `AWS::Events::EventBus` */
export interface EventBus extends ResourceIdentity {}

export interface RuleTarget {
  readonly id: string;
  readonly arn: string;
  readonly roleArn: string | undefined;
  readonly input: string | undefined;
  readonly inputPath: string | undefined;
  readonly inputTransformer: JsonObject | undefined;
  readonly deadLetterArn: string | undefined;
}

/** `AWS::Events::Rule` */
export interface EventRule extends ResourceIdentity {
  /** Name of the bus, `default` when none is given. */
  readonly eventBusName: string;
  readonly eventPattern: JsonObject | undefined;
  readonly scheduleExpression: string | undefined;
  readonly enabled: boolean;
  readonly targets: readonly RuleTarget[];
}

/** `AWS::Scheduler::Schedule` */
export interface Schedule extends ResourceIdentity {
  readonly scheduleExpression: string;
  readonly timezone: string | undefined;
  readonly enabled: boolean;
  readonly target: RuleTarget;
}

/** `AWS::S3::Bucket` */
export interface Bucket extends ResourceIdentity {
  readonly versioned: boolean;
  readonly eventBridge: boolean;
  readonly kmsKeyId: string | undefined;
}

/** `AWS::StepFunctions::Activity` */
export interface Activity extends ResourceIdentity {}

/** `AWS::SecretsManager::Secret`; `value` where the template gives one. */
export interface Secret extends ResourceIdentity {
  readonly value: string | undefined;
}

/** `AWS::SSM::Parameter` */
export interface SsmParameter extends ResourceIdentity {
  readonly type: 'String' | 'StringList' | 'SecureString';
  readonly value: string;
}

/** `AWS::ApiGateway::RestApi` or `AWS::ApiGatewayV2::Api` */
export interface Api extends ResourceIdentity {
  readonly apiId: string;
  readonly protocol: 'REST' | 'HTTP' | 'WEBSOCKET';
  readonly endpoint: string;
  /** Methods that lead to functions, in the order of the template. */
  readonly routes: readonly ApiMethod[];
}

/** A method of an API and the function behind it. */
export interface ApiMethod {
  /** `GET`, … or `ANY`. */
  readonly method: string;
  /** `/orders/{id}`, `/{proxy+}`; for HTTP APIs also `$default`. */
  readonly path: string;
  readonly functionArn: string;
  readonly integration: 'AWS_PROXY' | 'AWS';
  /** Mapping template of an `AWS` integration. */
  readonly template: string | undefined;
  /** Payload format of a proxy integration. */
  readonly payloadFormat: '1.0' | '2.0';
}

/** `AWS::Events::Connection` */
export interface Connection extends ResourceIdentity {
  readonly authorizationType: string;
  readonly authParameters: JsonObject;
  readonly secretArn: string;
}

/** `AWS::Logs::LogGroup` */
export interface LogGroup extends ResourceIdentity {
  readonly retentionInDays: number | undefined;
}

/** One statement of a policy, lists always written as lists. */
export interface PolicyStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly principals: Json | undefined;
  readonly conditions: JsonObject;
}

export interface Policy {
  readonly name: string;
  /** Logical id of the resource that holds it. */
  readonly logicalId: string;
  readonly statements: readonly PolicyStatement[];
}

/** `AWS::IAM::Role` with everything attached to it in the assembly. */
export interface Role extends ResourceIdentity {
  readonly trust: readonly PolicyStatement[];
  /** Inline policies, `AWS::IAM::Policy` attachments and customer managed policies of the assembly. */
  readonly policies: readonly Policy[];
  /** Managed policies that are not part of the assembly: their statements are not known here. */
  readonly managedPolicyArns: readonly string[];
  readonly permissionsBoundary: string | undefined;
}
