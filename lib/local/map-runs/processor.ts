// The definition that the children of a Map Run run.
import { type Definition, eachState } from '../../asl';
import { digest } from '../../json';

/**
 * The ItemProcessor of the distributed Map with this label, as the service tells it: without its ProcessorConfig.
 * @param machineName part of the label that a Map without one gets
 */
export function processorDefinition(definition: Definition, machineName: string, label: string): object | undefined {
  for (const [name, state] of eachState(definition)) {
    if (state.Type !== 'Map') continue;
    const processor = state.ItemProcessor ?? state.Iterator;
    if (processor === undefined || (state.Label ?? digest(`${machineName}/${name}`)) !== label) continue;
    const { ProcessorConfig, ...rest } = processor;
    return rest;
  }
  return undefined;
}
