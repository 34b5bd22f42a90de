// Colours of the graph: one status per state of the definition, over all its visits.
import type { Trace, Visit } from './trace';
import { visitsOf } from './trace';

export type NodeStatus = 'running' | 'succeeded' | 'caught' | 'failed' | 'aborted';

/** What happened at one state, over all branches and iterations. */
export interface NodeState {
  /** The most telling status of all visits: running, then failed, aborted, caught, succeeded. */
  status: NodeStatus;
  visits: number;
  /** Attempts beyond the first. */
  retries: number;
  readonly counts: { [status in NodeStatus]: number };
}

const telling: readonly NodeStatus[] = ['running', 'failed', 'aborted', 'caught', 'succeeded'];

/** Status per state name. State names are unique in a machine, so the name says which. */
export function graphStatus(tree: Trace): ReadonlyMap<string, NodeState> {
  const nodes = new Map<string, NodeState>();
  for (const visit of visitsOf(tree.machine)) {
    let node = nodes.get(visit.state);
    if (node === undefined) {
      node = { status: visit.status, visits: 0, retries: 0, counts: noCounts() };
      nodes.set(visit.state, node);
    }
    node.visits++;
    node.retries += retriesOf(visit);
    node.counts[visit.status]++;
    if (telling.indexOf(visit.status) < telling.indexOf(node.status)) node.status = visit.status;
  }
  return nodes;
}

function retriesOf(visit: Visit): number {
  return Math.max(0, visit.attempts.length - 1);
}

function noCounts(): NodeState['counts'] {
  return { running: 0, succeeded: 0, caught: 0, failed: 0, aborted: 0 };
}
