// Matchers about a machine: whether its definition is sound, and how much of it was touched.
import { checkAssembly, findingLine, openFindings } from '../../checks';
import { Bench } from '../bench';
import { type CoverageMinimum, missedLines, shortfalls } from '../coverage-minimum';
import { placeText } from '../places';
import { diagnosticLines, isRefused, type MachineSource } from '../source';
import { type MatcherResult, told, wrongSubject } from './matcher';

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
