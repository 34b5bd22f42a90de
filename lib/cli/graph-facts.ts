// What the steps of a run need of the definition's graph.
import { type Definition, eachState, graphOf } from '../asl';

export interface GraphFacts {
  /** How a rule of a Choice state reads, by the state's name and the rule's index. */
  rule(state: string, index: number): string | undefined;
  /** Whether a Map state has an ItemReader. */
  readsItems(state: string): boolean;
  /** Columns that the longest state name takes, with its indentation, mark and place. */
  readonly nameWidth: number;
}

export function graphFacts(definition: Definition): GraphFacts {
  const { nodes, scopes, edges } = graphOf(definition);
  const outer = new Map(scopes.map((scope) => [scope.id, scope.owner]));
  const scopeOfState = new Map(nodes.map(({ name, scope }) => [name, scope]));
  const depthOf = (scope: string): number => {
    const owner = outer.get(scope);
    return owner === undefined ? 0 : 1 + depthOf(scopeOfState.get(owner) ?? '');
  };
  const widths = nodes.map(({ name, scope }) => {
    const depth = depthOf(scope);
    return name.length + 2 * depth + (depth === 0 ? 2 : 6);
  });
  const readers = new Set<string>();
  for (const [name, state] of eachState(definition)) {
    if (state.Type === 'Map' && state.ItemReader !== undefined) readers.add(name);
  }
  return {
    rule: (state, index) =>
      edges.find((edge) => edge.kind === 'rule' && edge.from === state && edge.index === index)?.label,
    readsItems: (state) => readers.has(state),
    nameWidth: Math.max(0, ...widths),
  };
}
