// What DescribeStateMachine and DescribeStateMachineForExecution show of a definition.
import { parseDefinition, variableReferences } from '../../asl';
import type { JsonObject } from '../../json';
import { given } from './operation';

/**
 * The definition, and the names of the variables that each state reads; without any, the service shows no member.
 * SPEC DescribeStateMachineOutput: with METADATA_ONLY the definition is `{}`; what is read from it is left out as well.
 */
export function definitionShown(text: string, includedData: string | undefined): JsonObject {
  if (includedData === 'METADATA_ONLY') return { definition: '{}' };
  const { definition } = parseDefinition(text);
  const references = definition === undefined ? {} : variableReferences(definition);
  return given({
    definition: text,
    variableReferences: Object.keys(references).length === 0 ? undefined : references,
  });
}
