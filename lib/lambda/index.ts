export { LambdaApiError, type LambdaErrorName } from './api-error';
export type { CodeLocation, FunctionDefinition, Invocation, InvocationResult } from './definition';
export { LambdaRuntime, type LambdaRuntimeOptions } from './runtime';
export { unpackZip } from './zip';
