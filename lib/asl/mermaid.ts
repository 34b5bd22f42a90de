// A graph as Mermaid text, for READMEs: it draws itself there, and diffs as text.
import type { StateType } from './definition';
import type { Graph, GraphEdge, GraphNode, GraphScope } from './graph';

type Shape = readonly [open: string, close: string, mark: string];
const box: Shape = ['["', '"]', ''];
const shapes: { readonly [Type in StateType]: Shape } = {
  Task: box,
  Pass: box,
  Choice: ['{"', '"}', ''],
  Wait: ['(["', '"])', ' (wait)'],
  Succeed: ['(["', '"])', ' ✓'],
  Fail: ['(["', '"])', ' ✗'],
  Parallel: ['["', '"]', ''],
  Map: ['["', '"]', ''],
};

/** @param direction of the flow @default TD */
export function mermaid(graph: Graph, direction: 'TD' | 'LR' = 'TD'): string {
  const ids = new Map<string, string>();
  const lines = [`flowchart ${direction}`];
  const drawing: Drawing = { nodes: new Map(), inner: new Map(), ids, lines };
  for (const node of graph.nodes) drawing.nodes.set(`${node.scope} ${node.name}`, node);
  for (const scope of graph.scopes) {
    if (scope.owner !== undefined) drawing.inner.set(scope.owner, [...(drawing.inner.get(scope.owner) ?? []), scope]);
  }
  const [machine] = graph.scopes;
  if (machine !== undefined) addScope(machine, drawing, '  ');
  for (const edge of graph.edges) {
    const line = edgeText(edge, ids);
    if (line !== undefined) lines.push(`  ${line}`);
  }
  return `${lines.join('\n')}\n`;
}

interface Drawing {
  readonly nodes: Map<string, GraphNode>;
  /** Scopes by the state they belong to. */
  readonly inner: Map<string, GraphScope[]>;
  readonly ids: Map<string, string>;
  readonly lines: string[];
}

function addScope(scope: GraphScope, drawing: Drawing, indent: string): void {
  for (const name of scope.states) {
    const node = drawing.nodes.get(`${scope.id} ${name}`);
    if (node !== undefined) addNode(node, drawing, indent);
  }
}

function addNode(node: GraphNode, drawing: Drawing, indent: string): void {
  const { ids, lines } = drawing;
  const id = `s${ids.size}`;
  ids.set(node.name, id);
  const inner = drawing.inner.get(node.name) ?? [];
  if (inner.length === 0) {
    const [open, close, mark] = shapes[node.type];
    lines.push(`${indent}${id}${open}${quoted(node.name)}${mark}${close}`);
    return;
  }
  lines.push(`${indent}subgraph ${id} ["${node.type === 'Parallel' ? '‖' : '⟳'} ${quoted(node.name)}"]`);
  inner.forEach((scope, index) => {
    if (node.type === 'Parallel') {
      lines.push(`${indent}  subgraph ${id}b${index} [" "]`);
      addScope(scope, drawing, `${indent}    `);
      lines.push(`${indent}  end`);
    } else addScope(scope, drawing, `${indent}  `);
  });
  lines.push(`${indent}end`);
}

function edgeText({ kind, from, to, label }: GraphEdge, ids: ReadonlyMap<string, string>): string | undefined {
  if (from === undefined || to === undefined) return undefined;
  const text = kind === 'default' ? 'default' : label;
  const arrow = kind === 'catch' ? '-.->' : '-->';
  return `${ids.get(from)} ${arrow}${text === undefined ? '' : `|"${quoted(text)}"|`} ${ids.get(to)}`;
}

/** Mermaid has no escape for quotes but its own entities. */
function quoted(text: string): string {
  return text.replaceAll('&', '#amp;').replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;');
}
