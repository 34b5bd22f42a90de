// State names as tests write them: a name, or a path such as `Fulfil[0]/ChargePayment` or `ShipItems#1/CreateLabel`.
import type { Definition, ItemProcessor, Scope, State } from '../asl';
import { TestingError } from './error';
import type { MachineSource } from './source';

const tables = new WeakMap<Definition, Map<string, State>>();

/** @throws TestingError naming the nearest state when there is none of that name */
export function stateNamed(
  source: MachineSource,
  nameOrPath: string,
): { readonly name: string; readonly state: State } {
  const states = statesOf(source.definition);
  const name = nameOrPath.slice(nameOrPath.lastIndexOf('/') + 1);
  const state = states.get(name);
  if (state !== undefined) return { name, state };
  const near = nearest(name, states.keys());
  throw new TestingError(
    `${source.name} has no state named "${name}"`,
    near === undefined ? `its states: ${[...states.keys()].join(', ')}` : `did you mean "${near}"?`,
  );
}

function statesOf(definition: Definition): Map<string, State> {
  const known = tables.get(definition);
  if (known !== undefined) return known;
  const states = new Map<string, State>();
  collect(definition, states);
  tables.set(definition, states);
  return states;
}

function collect(scope: Scope, states: Map<string, State>): void {
  for (const [name, state] of Object.entries(scope.States)) {
    states.set(name, state);
    if (state.Type === 'Parallel') for (const branch of state.Branches) collect(branch, states);
    if (state.Type === 'Map') collect((state.ItemProcessor ?? state.Iterator) as ItemProcessor, states);
  }
}

function nearest(given: string, names: Iterable<string>): string | undefined {
  const letters = [...given.toLowerCase()];
  let best: { readonly name: string; readonly shared: number } | undefined;
  for (const name of names) {
    const shared =
      letters.filter((letter) => name.toLowerCase().includes(letter)).length / Math.max(letters.length, name.length);
    if (shared > 0.6 && (best === undefined || shared > best.shared)) best = { name, shared };
  }
  return best?.name;
}
