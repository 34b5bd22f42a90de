import { parseDefinition, variableReferences } from '../../asl';
import type { JsonObject } from '../../json';

/** Names of the variables that each state reads; undefined where no state does, as the service shows it. */
export function shownVariableReferences(text: string): JsonObject | undefined {
  const { definition } = parseDefinition(text);
  if (definition === undefined) return undefined;
  const references = variableReferences(definition);
  return Object.keys(references).length === 0 ? undefined : references;
}
