export { AssemblyError, type AssemblyErrorCode } from './errors';
export { findMachine, shortNames } from './find-machine';
export type { EnvironmentOptions } from './manifest';
export type {
  AnyResource,
  Assembly,
  AssemblyWarning,
  FunctionCode,
  LambdaFunction,
  Machine,
  MachineAlias,
  MachineLogging,
  SourceLocation,
  StackInfo,
} from './model';
export type {
  Activity,
  Api,
  Bucket,
  Connection,
  EventBus,
  EventRule,
  EventSourceMapping,
  KeyAttribute,
  LogGroup,
  Policy,
  PolicyStatement,
  Queue,
  ResourceIdentity,
  Role,
  RuleTarget,
  Schedule,
  Secret,
  SsmParameter,
  Subscription,
  Table,
  TableIndex,
  Topic,
} from './model-resources';
export {
  type ReadAssemblyOptions,
  type ReadTemplateOptions,
  readAssembly,
  readTemplate,
  readTemplateFile,
} from './read';
