// What a cloud assembly or a template describes, with every reference resolved: plain data, the same for every reader.
// Names and ids that AWS would choose at deployment are chosen here, stable from one reading to the next, so that a
// definition, a handler's environment and a role's policy speak of the same queue. What cannot be known is marked
// `<unresolved:…>` in place and listed in `warnings`.
import type { Json, JsonObject } from '../json';
import type {
  Activity,
  Api,
  Bucket,
  Connection,
  EventBus,
  EventRule,
  EventSourceMapping,
  LogGroup,
  Queue,
  ResourceIdentity,
  Role,
  Schedule,
  Secret,
  SsmParameter,
  Table,
  Topic,
} from './model-resources';

/** Where something is written. */
export interface SourceLocation {
  /** Absolute path of the file, or the name given for a template that came as text. */
  readonly file: string;
  /** JSON pointer within the file. */
  readonly pointer: string;
  /** 1-based, where it is known. */
  readonly line?: number;
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
  /** ARNs of layer versions. */
  readonly layers: readonly string[];
  /** Where the content of those layers lies that are part of the assembly, in the order of `layers`. */
  readonly layerDirectories: readonly string[];
  readonly logFormat: 'Text' | 'JSON';
  readonly roleArn: string;
  /** Aliases by name, with the qualified ARN. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly versions: readonly string[];
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
