import type { Definition, State } from './definition';

/** Every state of a machine by its name, those of branches and item processors among them, outer ones first. */
export function* eachState(machine: Pick<Definition, 'States'>): Generator<[name: string, state: State]> {
  for (const [name, state] of Object.entries(machine.States)) {
    yield [name, state];
    if (state.Type === 'Parallel') for (const branch of state.Branches) yield* eachState(branch);
    if (state.Type !== 'Map') continue;
    const processor = state.ItemProcessor ?? state.Iterator;
    if (processor !== undefined) yield* eachState(processor);
  }
}
