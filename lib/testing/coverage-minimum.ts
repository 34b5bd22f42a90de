// How much of a machine has to be touched, and what is short of it.
import type { Coverage, Missed } from '../history';
import { type Place, placeText } from './places';

/** Least percentage of each kind that has to be touched. */
export interface CoverageMinimum {
  readonly states?: number;
  readonly transitions?: number;
  readonly choiceRules?: number;
  readonly retriers?: number;
  readonly catchers?: number;
  readonly mapsWithoutItems?: number;
}

const kinds = {
  states: 'state',
  transitions: 'transition',
  choiceRules: 'choiceRule',
  retriers: 'retrier',
  catchers: 'catcher',
  mapsWithoutItems: 'mapWithoutItems',
} as const satisfies { readonly [kind in keyof CoverageMinimum]-?: Missed['kind'] };

interface Shortfall {
  readonly text: string;
  readonly missed: (kind: Missed['kind']) => boolean;
}

/** What falls short of its minimum. */
export function shortfalls(coverage: Coverage, minimum: CoverageMinimum): Shortfall[] {
  return (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((name) => {
    const wanted = minimum[name];
    const { percent, hit, total } = coverage[name];
    if (wanted === undefined || percent >= wanted) return [];
    return [
      {
        text: `${name} ${hit}/${total} (${percent.toFixed(1)} %, wanted ${wanted} %)`,
        // Rules and catchers are transitions too.
        missed: (kind) =>
          kind === kinds[name] || (name === 'transitions' && (kind === 'choiceRule' || kind === 'catcher')),
      },
    ];
  });
}

export function missedLines(missed: readonly Missed[], places: ReadonlyMap<string, Place>): string[] {
  const width = Math.max(0, ...missed.map(({ text }) => text.length));
  return missed.map(({ text, state }) => {
    const place = places.get(state);
    return place === undefined ? text : `${text.padEnd(width)}      ${placeText(place)}`;
  });
}
