export { LambdaApiError, type LambdaErrorName } from './api-error';
export type { CodeLocation, FunctionDefinition, Invocation, InvocationResult } from './definition';
export { withQueuesHere } from './environment';
export type { AliasSettings } from './registry/aliases';
export type { FunctionConfiguration, FunctionSettings } from './registry/configuration';
export type {
  CreateFunctionInput,
  FoundFunction,
  FunctionRegistryOptions,
  PublishVersionInput,
  RegistrySnapshot,
  ResolvedFunction,
  UpdateCodeInput,
} from './registry/contract';
export { type FunctionReference, parseReference } from './registry/reference';
export { FunctionRegistry } from './registry/registry';
export type { AliasConfiguration, FunctionVersion, StoredFunction } from './registry/stored-function';
export { LambdaRuntime, type LambdaRuntimeOptions } from './runtime';
export { unpackZip } from './zip';
