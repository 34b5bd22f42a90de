// State names as tests write them: a name, or a path such as `Fulfil[0]/ChargePayment` or `ShipItems#1/CreateLabel`.
import { type Definition, nearestName, type Scope, type State } from '../asl';
import { TestingError } from './error';
import type { MachineSource } from './source';

interface Known {
  readonly state: State;
  /** Paths of the scope it stands in: `Fulfil[0]`, and for Maps `ShipItems#`, from the outside in. */
  readonly within: readonly string[];
}

const tables = new WeakMap<Definition, ReadonlyMap<string, Known>>();

/** @throws TestingError naming the nearest state when there is none of that name */
export function stateNamed(
  source: MachineSource,
  nameOrPath: string,
): { readonly name: string; readonly state: State } {
  const states = statesOf(source.definition);
  // A state's name may hold slashes itself: the whole text is tried first.
  const slash = states.has(nameOrPath) ? -1 : nameOrPath.lastIndexOf('/');
  const name = nameOrPath.slice(slash + 1);
  const known = states.get(name);
  if (known === undefined) throw unknownState(source, name, states);
  if (slash >= 0 && !fits(nameOrPath.slice(0, slash).split('/'), known.within)) {
    throw new TestingError(
      `${source.name} has no state at "${nameOrPath}"`,
      `${name} is at "${pathOf(name, known)}"; in a Map write the item's number: ShipItems#0/…`,
    );
  }
  return { name, state: known.state };
}

/** Names of all states, those inside Parallel and Map too. */
export function stateNames(definition: Definition): readonly string[] {
  return [...statesOf(definition).keys()];
}

/** Names of the states of these types. */
export function statesOfType(definition: Definition, ...types: readonly State['Type'][]): readonly string[] {
  return [...statesOf(definition)].filter(([, { state }]) => types.includes(state.Type)).map(([name]) => name);
}

function unknownState(source: MachineSource, name: string, states: ReadonlyMap<string, Known>): TestingError {
  const near = nearestName(name, states.keys());
  return new TestingError(
    `${source.name} has no state named "${name}"`,
    near === undefined ? `its states: ${[...states.keys()].join(', ')}` : `did you mean "${near}"?`,
  );
}

function pathOf(name: string, { within }: Known): string {
  return [...within.map((part) => (part.endsWith('#') ? `${part}0` : part)), name].join('/');
}

/** `Fulfil[0]` is a branch; `ShipItems#7` any item. */
function fits(given: readonly string[], within: readonly string[]): boolean {
  return (
    given.length === within.length &&
    given.every((part, index) => part === within[index] || part.replace(/#\d+$/, '#') === within[index])
  );
}

function statesOf(definition: Definition): ReadonlyMap<string, Known> {
  const known = tables.get(definition);
  if (known !== undefined) return known;
  const states = new Map<string, Known>();
  collect(definition, [], states);
  tables.set(definition, states);
  return states;
}

function collect(scope: Scope, within: readonly string[], states: Map<string, Known>): void {
  for (const [name, state] of Object.entries(scope.States)) {
    states.set(name, { state, within });
    if (state.Type === 'Parallel') {
      state.Branches.forEach((branch, index) => {
        collect(branch, [...within, `${name}[${index}]`], states);
      });
    } else if (state.Type === 'Map') {
      const processor = state.ItemProcessor ?? state.Iterator;
      // Children of a distributed Map are executions of their own: their paths begin anew.
      const isDistributed = processor?.ProcessorConfig?.Mode === 'DISTRIBUTED';
      if (processor !== undefined) collect(processor, isDistributed ? [] : [...within, `${name}#`], states);
    }
  }
}
