// What a cloud assembly or a template describes, with every reference resolved: plain data, the same for every reader.
// Names and ids that AWS would choose at deployment are chosen here, stable from one reading to the next, so that a
// definition, a handler's environment and a role's policy speak of the same queue. What cannot be known is marked
// `<unresolved:…>` in place and listed in `warnings`.
import type { Json, JsonObject } from '../json';

/** Where something is written. */
export interface SourceLocation {
  /** Absolute path of the file, or the name given for a template that came as text. */
  readonly file: string;
  /** JSON pointer within the file. */
  readonly pointer: string;
  /** 1-based, where it is known. */
  readonly line?: number;
}

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

/** A resource of any type with its properties resolved; those of the types below appear here too. */
export interface AnyResource extends ResourceIdentity {
  /** What `Ref` gives. */
  readonly ref: string;
  readonly properties: JsonObject;
  /** `Metadata` as written. */
  readonly metadata: JsonObject;
}

export interface MachineLogging {
  readonly level: 'ALL' | 'ERROR' | 'FATAL' | 'OFF';
  readonly includeExecutionData: boolean;
  readonly logGroupArns: readonly string[];
}

/** A published version or an alias of a state machine. */
export interface MachineAlias extends ResourceIdentity {
  readonly routing: readonly { readonly stateMachineVersionArn: string; readonly weight: number }[];
}

/** `AWS::StepFunctions::StateMachine` */
export interface Machine extends ResourceIdentity {
  readonly type: 'STANDARD' | 'EXPRESS';
  /** The definition as text, references resolved and substitutions applied. */
  readonly definition: string;
  readonly roleArn: string;
  /** Undefined when the role is not part of the assembly. */
  readonly roleLogicalId: string | undefined;
  readonly logging: MachineLogging;
  readonly tracing: boolean;
  /** Customer key, as `EncryptionConfiguration` gives it. */
  readonly kmsKeyId: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** Markers that are left in the definition, each once. */
  readonly unresolved: readonly string[];
  /** The resource in its template. */
  readonly location: SourceLocation;
  /** The file the definition comes from, when it is not written in the template. */
  readonly definitionFile: string | undefined;
  readonly versions: readonly string[];
  readonly aliases: readonly MachineAlias[];
}

/** Where a function's code lies. `unavailable` says why it cannot be run here. */
export type FunctionCode =
  | { readonly directory: string }
  | { readonly file: string }
  | { readonly inline: string }
  | { readonly unavailable: string };

/** `AWS::Lambda::Function` */
export interface LambdaFunction extends ResourceIdentity {
  /** `nodejs22.x`; undefined for a container image. */
  readonly runtime: string | undefined;
  readonly handler: string;
  readonly code: FunctionCode;
  readonly environment: Readonly<Record<string, string>>;
  /** Seconds, 3 when not given. */
  readonly timeout: number;
  /** MB, 128 when not given. */
  readonly memorySize: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly layers: readonly string[];
  readonly roleArn: string;
  /** Aliases by name, with the qualified ARN. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly versions: readonly string[];
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

/** Something that could not be resolved. */
export interface AssemblyWarning {
  /** `<Stack>/<LogicalId>.<Property>` where the placeholder ended up first. */
  readonly where: string;
  /** Further places of the same placeholder. */
  readonly alsoIn: readonly string[];
  /** What could not be resolved and what to do about it. */
  readonly what: string;
  /** The text that stands in its place; empty when nothing had to be put there. */
  readonly placeholder: string;
}

export interface StackInfo {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly templateFile: string;
  /** Name of the parent of a nested stack. */
  readonly parent: string | undefined;
  readonly outputs: Readonly<Record<string, Json>>;
}

/** Everything that was read. Lists are in template order, stacks in the manifest's. */
export interface Assembly {
  /** The directory of the assembly, or of the template. */
  readonly directory: string;
  readonly stacks: readonly StackInfo[];
  readonly machines: readonly Machine[];
  readonly functions: readonly LambdaFunction[];
  readonly eventSourceMappings: readonly EventSourceMapping[];
  readonly tables: readonly Table[];
  readonly queues: readonly Queue[];
  readonly topics: readonly Topic[];
  readonly buses: readonly EventBus[];
  readonly rules: readonly EventRule[];
  readonly schedules: readonly Schedule[];
  readonly buckets: readonly Bucket[];
  readonly activities: readonly Activity[];
  readonly secrets: readonly Secret[];
  readonly parameters: readonly SsmParameter[];
  readonly apis: readonly Api[];
  readonly connections: readonly Connection[];
  readonly logGroups: readonly LogGroup[];
  readonly roles: readonly Role[];
  readonly resources: readonly AnyResource[];
  readonly warnings: readonly AssemblyWarning[];
}
