// What nodes cost and how deep they certainly go, known before anything is evaluated.
import { type Node, parts, suffixes } from './syntax';

/** The number of nodes, as the price of evaluating this once; a lambda's body is paid for by its calls. */
export function weight(node: Node): number {
  return WEIGHTS.get(node) ?? measured(node);
}

const WEIGHTS = new WeakMap<Node, number>();

function measured(node: Node): number {
  let total = 1;
  if (node.type !== 'lambda' || node.thunk === true) {
    for (const part of [...parts(node), ...suffixes(node)]) total += weight(part);
  }
  WEIGHTS.set(node, total);
  return total;
}

const DEPTHS = new WeakMap<Node, number>();

/** How many evaluations deep a node certainly goes: its own, and of a condition only the flatter branch. */
export function certainDepth(node: Node): number {
  const known = DEPTHS.get(node);
  if (known !== undefined) return known;
  const depth = 1 + deepest(certainParts(node));
  DEPTHS.set(node, depth);
  return depth;
}

function certainParts(node: Node): readonly Node[] {
  switch (node.type) {
    case 'path':
      return node.steps.slice(0, 1);
    case 'lambda':
      return node.thunk === true ? parts(node.body) : [];
    case 'binary':
      return node.value === 'and' || node.value === 'or' ? [node.lhs] : [node.lhs, node.rhs];
    case 'transform':
    case 'sort':
      return [];
    case 'condition': {
      const branches = [node.then, ...(node.else === undefined ? [] : [node.else])];
      const flatter = branches.reduce((a, b) => (certainDepth(a) <= certainDepth(b) ? a : b));
      return node.else === undefined ? [node.condition] : [node.condition, flatter];
    }
    default:
      return parts(node);
  }
}

function deepest(nodes: readonly Node[]): number {
  return nodes.reduce((depth, node) => Math.max(depth, certainDepth(node)), 0);
}
