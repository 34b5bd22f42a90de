// The definition that the children of a Map Run run.
import type { Definition, MapState, State } from '../../asl';
import { digest } from '../../json';

/**
 * The ItemProcessor of the distributed Map with this label, as the service tells it: without its ProcessorConfig.
 * @param machineName part of the label that a Map without one gets
 */
export function processorDefinition(definition: Definition, machineName: string, label: string): object | undefined {
  for (const [name, state] of states(definition)) {
    if (state.Type !== 'Map') continue;
    const map = state as MapState;
    const processor = map.ItemProcessor ?? map.Iterator;
    if (processor === undefined || (map.Label ?? digest(`${machineName}/${name}`)) !== label) continue;
    const { ProcessorConfig, ...rest } = processor;
    return rest;
  }
  return undefined;
}

/** Those of branches and item processors among them. */
function* states(machine: Pick<Definition, 'States'>): Generator<[string, State]> {
  for (const [name, state] of Object.entries(machine.States)) {
    yield [name, state];
    if (state.Type === 'Parallel') for (const branch of state.Branches) yield* states(branch);
    if (state.Type !== 'Map') continue;
    const processor = state.ItemProcessor ?? state.Iterator;
    if (processor !== undefined) yield* states(processor);
  }
}
