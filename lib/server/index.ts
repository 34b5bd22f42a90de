export type { GuardOptions } from './guard';
export type { Api, Reply } from './http';
export { isOperation, perform } from './operations';
export { createServer, type Server, type ServerOptions } from './server';
export { createStack, type Stack, type StackOptions } from './stack';
