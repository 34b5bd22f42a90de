import type { JsonObject } from '../../json';

/** Names of the variables that each state reads; undefined where no state does. */
export function shownVariableReferences(_definition: string): JsonObject | undefined {
  return undefined;
}
