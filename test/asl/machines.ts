// Definitions for tests, small and valid; each test changes what it is about.
import type { Json, JsonObject } from '../../lib/json';

export type Fields = { readonly [field: string]: Json };

/** A machine of the given states; it starts at the first. */
export function machine(states: { readonly [name: string]: Json }, more: Fields = {}): JsonObject {
  return { StartAt: Object.keys(states)[0] ?? '', States: states, ...more };
}

/** A machine of one state, X, that ends it. */
export function only(state: Fields, more: Fields = {}): JsonObject {
  return machine({ X: { End: true, ...state } }, more);
}

export const lambda = 'arn:aws:states:::lambda:invoke';
export const end: Fields = { Type: 'Pass', End: true };
export const task: Fields = { Type: 'Task', Resource: lambda, Parameters: { FunctionName: 'f' } };
export const jsonataTask: Fields = { Type: 'Task', Resource: lambda, Arguments: { FunctionName: 'f' } };
export const wait: Fields = { Type: 'Wait', Seconds: 1 };
export const inner: Fields = { StartAt: 'In', States: { In: end } };
export const parallel: Fields = { Type: 'Parallel', Branches: [inner] };
export const map: Fields = { Type: 'Map', ItemProcessor: inner };
export const distributed: Fields = {
  Type: 'Map',
  ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...inner },
};

/** A Choice X with one rule that leads to Y, and Y. */
export function choice(rule: Fields, more: Fields = {}): JsonObject {
  return machine({
    X: { Type: 'Choice', Choices: [{ Next: 'Y', ...rule }], Default: 'Y', ...more },
    Y: { Type: 'Succeed' },
  });
}
