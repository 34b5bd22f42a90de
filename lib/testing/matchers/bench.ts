// Matchers about a machine: whether its definition is sound, and how much of it was touched.
import { checkAssembly, findingLine, openFindings } from '../../checks';
import type { Coverage, Missed } from '../../history';
import { Bench } from '../bench';
import { type Place, placeText } from '../places';
import { diagnosticLines, isRefused, type MachineSource } from '../source';
import { type MatcherResult, told, wrongSubject } from './matcher';

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

function asBench(received: unknown, matcher: string): Bench {
  if (received instanceof Bench) return received as Bench;
  throw wrongSubject(received, matcher, 'a bench: new Bench(fromApp(app))');
}

/** Executions of the bench's machine have touched at least this much. @param minimum percentages @default all states */
export function toBeCovered(received: unknown, minimum: CoverageMinimum = { states: 100 }): MatcherResult {
  const bench = asBench(received, 'toBeCovered');
  const { coverage } = bench;
  const lacking = shortfalls(coverage, minimum);
  return {
    pass: lacking.length === 0,
    message: () =>
      lacking.length === 0
        ? `${bench.source.shortName} is covered`
        : told(
            `${bench.source.shortName} is not covered: ${lacking.map(({ text }) => text).join(', ')}. Not reached:`,
            missedLines(
              coverage.missed.filter(({ kind }) => lacking.some((one) => one.missed(kind))),
              bench.source.places,
            ),
          ),
  };
}

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

/** AWS would take the definition, and the checks find no error in it (permissions included, where the app is known). */
export function toBeValidDefinition(received: unknown): MatcherResult {
  const { source } = asBench(received, 'toBeValidDefinition');
  const refused = source.diagnostics.filter(isRefused);
  const lines = refused.length > 0 ? diagnosticLines(refused).split('\n') : checkLines(source);
  const pass = lines.length === 0;
  return {
    pass,
    message: () =>
      pass
        ? `the definition of ${source.shortName} is valid`
        : told(
            `the definition of ${source.shortName} has ${lines.length === 1 ? 'an error' : `${lines.length} errors`}`,
            lines,
          ),
  };
}

function checkLines({ assembly, assemblyMachine, places }: MachineSource): string[] {
  if (assembly === undefined || assemblyMachine === undefined) return [];
  return openFindings(checkAssembly(assembly))
    .filter(
      ({ severity, stack, logicalId }) =>
        severity === 'error' && stack === assemblyMachine.stack && logicalId === assemblyMachine.logicalId,
    )
    .flatMap((finding) => {
      const place = places.get(finding.state.at(-1) ?? '');
      return [
        `${findingLine(finding)}${place === undefined ? '' : `      ${placeText(place)}`}`,
        `  fix: ${finding.fix}`,
      ];
    });
}
