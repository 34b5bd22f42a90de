// A definition as data for drawings and for coverage: states, the scopes they stand in, and every way from one to another.
import type { Definition, Scope, State, StateType } from './definition';
import { at, type Place, pointerOf, root } from './place';
import { catcherText, ruleText } from './rule-text';
import { isDistributed, isTerminal } from './transitions';

/** A state. Names are unique in a valid machine, so the name says which. */
export interface GraphNode {
  readonly name: string;
  readonly type: StateType;
  readonly pointer: string;
  /** Id of the scope it stands in. */
  readonly scope: string;
}

/** The machine itself, a branch, or an item processor. */
export interface GraphScope {
  /** Its JSON pointer; the machine's is empty. */
  readonly id: string;
  readonly kind: 'machine' | 'branch' | 'itemProcessor';
  /** The Parallel or Map it belongs to. */
  readonly owner: string | undefined;
  /** Of the branch. */
  readonly index: number;
  readonly start: string;
  readonly states: readonly string[];
  /** Its iterations are executions of their own. */
  readonly distributed: boolean;
}

export type EdgeKind = 'start' | 'next' | 'rule' | 'default' | 'catch' | 'end';

export interface GraphEdge {
  readonly kind: EdgeKind;
  /** Undefined for the start of a scope. */
  readonly from: string | undefined;
  /** Undefined for the end of a scope. */
  readonly to: string | undefined;
  /** Of the rule or catcher. */
  readonly index: number;
  /** The rule's condition, or the catcher's errors. */
  readonly label: string | undefined;
  /** The field that leads on. */
  readonly pointer: string;
  readonly scope: string;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly scopes: readonly GraphScope[];
  readonly edges: readonly GraphEdge[];
}

/** @param definition without errors */
export function graphOf(definition: Definition): Graph {
  const graph = { nodes: [] as GraphNode[], scopes: [] as GraphScope[], edges: [] as GraphEdge[] };
  addScope(graph, definition, root, { kind: 'machine', owner: undefined, index: 0, distributed: false });
  return graph;
}

interface Growing {
  readonly nodes: GraphNode[];
  readonly scopes: GraphScope[];
  readonly edges: GraphEdge[];
}

function addScope(
  graph: Growing,
  scope: Scope,
  place: Place,
  about: Pick<GraphScope, 'kind' | 'owner' | 'index' | 'distributed'>,
): void {
  const id = pointerOf(place);
  graph.scopes.push({ id, ...about, start: scope.StartAt, states: Object.keys(scope.States) });
  const start = pointerOf(at(place, 'StartAt'));
  graph.edges.push({
    kind: 'start',
    from: undefined,
    to: scope.StartAt,
    index: 0,
    label: undefined,
    pointer: start,
    scope: id,
  });
  for (const [name, state] of Object.entries(scope.States)) {
    const here = at(place, 'States', name);
    graph.nodes.push({ name, type: state.Type, pointer: pointerOf(here), scope: id });
    addEdges(graph, name, state, here, id);
  }
  for (const [name, state] of Object.entries(scope.States)) addInner(graph, name, state, at(place, 'States', name));
}

function addEdges(graph: Growing, name: string, state: State, place: Place, scope: string): void {
  const add = (kind: EdgeKind, to: string | undefined, where: Place, index = 0, label?: string): void => {
    graph.edges.push({ kind, from: name, to, index, label, pointer: pointerOf(where), scope });
  };
  if ('Next' in state && state.Next !== undefined) add('next', state.Next, at(place, 'Next'));
  if (state.Type === 'Choice') {
    state.Choices.forEach((rule, index) => {
      add('rule', rule.Next, at(place, 'Choices', index, 'Next'), index, ruleText(rule));
    });
    if (state.Default !== undefined) add('default', state.Default, at(place, 'Default'));
  }
  if ('Catch' in state) {
    state.Catch?.forEach((catcher, index) => {
      add('catch', catcher.Next, at(place, 'Catch', index, 'Next'), index, catcherText(catcher));
    });
  }
  if (isTerminal(state as never)) add('end', undefined, at(place, 'End' in state ? 'End' : 'Type'));
}

function addInner(graph: Growing, name: string, state: State, place: Place): void {
  if (state.Type === 'Parallel') {
    state.Branches.forEach((branch, index) => {
      addScope(graph, branch, at(place, 'Branches', index), { kind: 'branch', owner: name, index, distributed: false });
    });
  } else if (state.Type === 'Map') {
    const field = state.ItemProcessor === undefined ? 'Iterator' : 'ItemProcessor';
    const processor = state[field];
    if (processor === undefined) return;
    const distributed = isDistributed(processor as never);
    addScope(graph, processor, at(place, field), { kind: 'itemProcessor', owner: name, index: 0, distributed });
  }
}
