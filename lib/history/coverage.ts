// What executions have touched of a definition: states, transitions, Choice rules, retriers, catchers, Maps without items.
// Hits are counts by name, so those of many executions, and of many test workers, add up.
import { type Definition, type GraphEdge, graphOf, type Scope, type State } from '../asl';
import { type Trace, type Visit, visitsOf } from './trace';

/** How often each part was touched, by the key of the part. */
export type Hits = Map<string, number>;

/** What one execution has touched. */
export function hitsOf(tree: Trace): Hits {
  const hits: Hits = new Map();
  const hit = (key: string): void => {
    hits.set(key, (hits.get(key) ?? 0) + 1);
  };
  for (const visit of visitsOf(tree.machine)) {
    hit(keys.state(visit.state));
    const way = wayOut(visit);
    if (way !== undefined) hit(way);
    if (visit.type === 'Map' && visit.items === 0) hit(keys.noItems(visit.state));
    visit.attempts.forEach((attempt, index) => {
      if (attempt.retrier !== undefined) hit(keys.retrier(visit.state, attempt.retrier));
      // AWS: a Parallel or Map tells which failure was retried in no event; with one retrier there is no doubt.
      else if (index < visit.attempts.length - 1) hit(keys.someRetrier(visit.state));
    });
  }
  return hits;
}

/** Adds the hits of one execution to those of others. */
export function addHits(all: Hits, more: ReadonlyMap<string, number>): void {
  for (const [key, count] of more) all.set(key, (all.get(key) ?? 0) + count);
}

export interface Ratio {
  readonly hit: number;
  readonly total: number;
  /** 100 where there is nothing to hit. */
  readonly percent: number;
}

/** Something that was never touched. */
export interface Missed {
  readonly kind: 'state' | 'transition' | 'choiceRule' | 'retrier' | 'catcher' | 'mapWithoutItems';
  readonly state: string;
  /** In one line: `IsValid → ManualApproval when total > 1000`. */
  readonly text: string;
  /** JSON pointer into the definition. */
  readonly pointer: string;
}

export interface Coverage {
  readonly states: Ratio;
  /** All ways from state to state: Next, rules, Default, catchers, ends. */
  readonly transitions: Ratio;
  /** Rules and Default. */
  readonly choiceRules: Ratio;
  readonly retriers: Ratio;
  readonly catchers: Ratio;
  /** Inline Maps that ran with no item at all. */
  readonly mapsWithoutItems: Ratio;
  readonly missed: readonly Missed[];
}

interface Part extends Missed {
  readonly touched: boolean;
}

export function coverage(definition: Definition, hits: ReadonlyMap<string, number>): Coverage {
  const { nodes, edges } = graphOf(definition);
  const states = nodes.map(
    ({ name, pointer }): Part => ({
      kind: 'state',
      state: name,
      text: name,
      pointer,
      touched: hits.has(keys.state(name)),
    }),
  );
  const ways = edges.filter(({ kind }) => kind !== 'start');
  const transitions = ways.map((edge): Part => transition(edge, hits));
  const choiceRules = transitions.filter(({ kind }) => kind === 'choiceRule');
  const catchers = transitions.filter(({ kind }) => kind === 'catcher');
  const retriers: Part[] = [];
  const maps: Part[] = [];
  for (const { name, pointer } of nodes) {
    const state = stateNamed(definition, name);
    if (state !== undefined) addOwnParts(state, name, pointer, hits, retriers, maps);
  }
  return {
    states: ratio(states),
    transitions: ratio(transitions),
    choiceRules: ratio(choiceRules),
    retriers: ratio(retriers),
    catchers: ratio(catchers),
    mapsWithoutItems: ratio(maps),
    missed: [...states, ...transitions, ...retriers, ...maps].filter(({ touched }) => !touched).map(withoutMark),
  };
}

const keys = {
  state: (state: string) => `state ${state}`,
  next: (state: string) => `next ${state}`,
  end: (state: string) => `end ${state}`,
  rule: (state: string, index: number) => `rule ${index} ${state}`,
  default: (state: string) => `default ${state}`,
  catcher: (state: string, index: number) => `catch ${index} ${state}`,
  retrier: (state: string, index: number) => `retry ${index} ${state}`,
  someRetrier: (state: string) => `retry ? ${state}`,
  noItems: (state: string) => `no items ${state}`,
};

/** The way on which a visit left its state, undefined while it has not. */
function wayOut(visit: Visit): string | undefined {
  const { state, type } = visit;
  if (visit.catcher !== undefined) return keys.catcher(state, visit.catcher);
  if (type === 'Fail') return keys.end(state);
  if (visit.status !== 'succeeded') return undefined;
  if (visit.rule !== undefined) return visit.rule < 0 ? keys.default(state) : keys.rule(state, visit.rule);
  return visit.next === undefined ? keys.end(state) : keys.next(state);
}

function transition(edge: GraphEdge, hits: ReadonlyMap<string, number>): Part {
  const { from = '', to, index, label, pointer } = edge;
  const arrow = `${from} → ${to ?? 'end'}`;
  switch (edge.kind) {
    case 'rule':
      return part('choiceRule', from, `${arrow} when ${label}`, pointer, hits.has(keys.rule(from, index)));
    case 'default':
      return part('choiceRule', from, `${arrow} by default`, pointer, hits.has(keys.default(from)));
    case 'catch':
      return part('catcher', from, `${arrow} on ${label}`, pointer, hits.has(keys.catcher(from, index)));
    case 'end':
      return part('transition', from, arrow, pointer, hits.has(keys.end(from)));
    default:
      return part('transition', from, arrow, pointer, hits.has(keys.next(from)));
  }
}

function addOwnParts(
  state: State,
  name: string,
  pointer: string,
  hits: ReadonlyMap<string, number>,
  retriers: Part[],
  maps: Part[],
): void {
  if ('Retry' in state) {
    const all = state.Retry ?? [];
    all.forEach(({ ErrorEquals }, index) => {
      const touched = hits.has(keys.retrier(name, index)) || (all.length === 1 && hits.has(keys.someRetrier(name)));
      const text = `${name} retried on ${ErrorEquals.join(', ')}`;
      retriers.push(part('retrier', name, text, `${pointer}/Retry/${index}`, touched));
    });
  }
  if (state.Type === 'Map' && state.ItemProcessor?.ProcessorConfig?.Mode !== 'DISTRIBUTED') {
    maps.push(part('mapWithoutItems', name, `${name} with no item`, pointer, hits.has(keys.noItems(name))));
  }
}

function part(kind: Part['kind'], state: string, text: string, pointer: string, touched: boolean): Part {
  return { kind, state, text, pointer, touched };
}

function withoutMark({ kind, state, text, pointer }: Part): Missed {
  return { kind, state, text, pointer };
}

function ratio(parts: readonly Part[]): Ratio {
  const hit = parts.filter(({ touched }) => touched).length;
  return { hit, total: parts.length, percent: parts.length === 0 ? 100 : (100 * hit) / parts.length };
}

function stateNamed(scope: Scope, name: string): State | undefined {
  if (Object.hasOwn(scope.States, name)) return scope.States[name];
  for (const state of Object.values(scope.States)) {
    const processor = state.Type === 'Map' ? (state.ItemProcessor ?? state.Iterator) : undefined;
    const inner = state.Type === 'Parallel' ? state.Branches : processor === undefined ? [] : [processor];
    for (const one of inner) {
      const found = stateNamed(one, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
