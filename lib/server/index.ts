// What a server is given, so that this door is enough to start one.
export { type Host, systemHost, virtualHost } from '../local';
export { lmdbStore, memoryStore, type Store } from '../store';
export { endpointVariables, type ServiceEndpoints } from './endpoint-variables';
export type { GuardOptions } from './guard';
export type { Api } from './http';
export { isOperation, perform } from './operations';
export type { Reply } from './protocol';
export { createServer, type Server, type ServerOptions } from './server';
export { createStack, type Stack, type StackOptions } from './stack';
