// A graph as a text for terminals. A row begins at the start of a scope or at a Parallel or Map; from there the ways on are
// followed to the right, each state once: what has been shown already is only named again.
import type { Graph, GraphEdge, GraphScope } from './graph';

/** Columns after which a way is continued in a row of its own. */
const columnsMax = 100;
const order = ['next', 'rule', 'default', 'catch'];

interface Drawing {
  readonly graph: Graph;
  readonly ways: ReadonlyMap<string, readonly GraphEdge[]>;
  readonly scopes: ReadonlyMap<string, readonly GraphScope[]>;
  readonly types: ReadonlyMap<string, string>;
  readonly shown: Set<string>;
  /** States that get a row of their own. */
  readonly rows: string[];
}

export function tree(graph: Graph): string {
  const ways = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges) {
    if (edge.from === undefined || edge.to === undefined) continue;
    ways.set(edge.from, [...(ways.get(edge.from) ?? []), edge]);
  }
  for (const edges of ways.values()) edges.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const scopes = new Map<string, GraphScope[]>();
  for (const scope of graph.scopes) {
    if (scope.owner !== undefined) scopes.set(scope.owner, [...(scopes.get(scope.owner) ?? []), scope]);
  }
  const types = new Map(graph.nodes.map(({ name, type }) => [name, type]));
  const drawing: Drawing = { graph, ways, scopes, types, shown: new Set(), rows: [] };
  const [machine] = graph.scopes;
  if (machine === undefined) return '';
  drawing.rows.push(machine.start);
  const lines: string[] = [];
  for (let next = drawing.rows.shift(); next !== undefined; next = drawing.rows.shift()) {
    if (!drawing.shown.has(next)) lines.push(...row(next, drawing));
  }
  return `${lines.join('\n')}\n`;
}

function row(name: string, drawing: Drawing): string[] {
  const inner = drawing.scopes.get(name);
  if (inner === undefined) return block(name, 0, [], drawing);
  drawing.shown.add(name);
  const isParallel = drawing.types.get(name) === 'Parallel';
  const parts = inner.map((scope) => ({
    lead: isParallel ? '‖ ' : scope.distributed ? '⟳⟳ ' : '⟳ ',
    lines: block(scope.start, name.length + 3, [], drawing),
  }));
  const outwards = (drawing.ways.get(name) ?? []).map((edge) => {
    const lead = `${edge.kind === 'catch' ? '└ ' : ''}${leadOf(edge, [])}`;
    return { lead, lines: block(edge.to as string, name.length + 1 + lead.length, [name], drawing) };
  });
  const indent = ' '.repeat(name.length);
  return [...parts, ...outwards].flatMap(({ lead, lines }, index) =>
    lines.map((line, at) => {
      const margin = index === 0 && at === 0 ? name : indent;
      return `${margin} ${at === 0 ? lead : ' '.repeat(lead.length)}${line}`;
    }),
  );
}

/** A state and all that follows it, for as long as it is shown for the first time and there is room. */
function block(name: string, column: number, path: readonly string[], drawing: Drawing): string[] {
  if (drawing.shown.has(name)) return [name];
  const ways = drawing.ways.get(name) ?? [];
  const isLong = column + name.length > columnsMax && ways.length > 0;
  if (isLong || drawing.scopes.has(name)) {
    drawing.rows.push(name);
    return [name];
  }
  drawing.shown.add(name);
  const here = [...path, name];
  const [first] = ways;
  if (first === undefined) return [`${name}${marks[drawing.types.get(name) ?? ''] ?? ''}`];
  if (ways.length === 1) {
    const lead = `${name} ${leadOf(first, here)}`;
    const lines = block(first.to as string, column + lead.length, here, drawing);
    return lines.map((line, at) => `${at === 0 ? lead : ' '.repeat(lead.length)}${line}`);
  }
  return ways.flatMap((way, index) => fork(name, way, index, ways.length, column, here, drawing));
}

const marks: { readonly [type: string]: string } = { Succeed: ' ✓', Fail: ' ✗' };

/** One of several ways from a state. */
function fork(
  name: string,
  way: GraphEdge,
  index: number,
  count: number,
  column: number,
  path: readonly string[],
  drawing: Drawing,
): string[] {
  const isLast = index === count - 1;
  const joint = index === 0 ? `${name} ─┬` : `${' '.repeat(name.length + 2)}${isLast ? '└' : '├'}`;
  const lead = `${way.kind === 'next' ? '' : ' '}${leadOf(way, path)}`;
  const lines = block(way.to as string, column + joint.length + lead.length, path, drawing);
  const rest = `${' '.repeat(name.length + 2)}${isLast ? ' ' : '│'}${' '.repeat(lead.length)}`;
  return lines.map((line, at) => `${at === 0 ? joint + lead : rest}${line}`);
}

/** `→ `, `total > 1000 → `, `States.ALL ⇢ `; `↺` instead where the way leads back. */
function leadOf({ kind, label, to }: GraphEdge, path: readonly string[]): string {
  const arrow = path.includes(to as string) ? '↺' : kind === 'catch' ? '⇢' : '→';
  const text = kind === 'default' ? 'default' : label;
  return text === undefined ? `${arrow} ` : `${text} ${arrow} `;
}
