// Coverage of state machines as a table for the terminal.
import type { Coverage, Ratio } from '../../history';
import { missedLines } from '../coverage-minimum';
import type { Place } from '../places';

export interface Reported {
  readonly shortName: string;
  readonly name: string;
  readonly coverage: Coverage;
  readonly places: ReadonlyMap<string, Place>;
}

const columns = ['states', 'transitions', 'choiceRules', 'retriers', 'catchers', 'mapsWithoutItems'] as const;
const titles = ['states', 'transitions', 'rules', 'retriers', 'catchers', 'empty Maps'];
/** Lines about what was not reached, for each machine. */
const missedMax = 20;

/** A line for each machine, and below it what was never reached. */
export function table(machines: readonly Reported[]): string {
  const rows = machines.map((machine) => [
    machine.shortName,
    ...columns.map((column) => cell(machine.coverage[column])),
  ]);
  const head = ['State coverage', ...titles];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] as string).length)),
  );
  const line = (cells: readonly string[]) =>
    ` ${cells.map((text, column) => text.padEnd(widths[column] as number)).join('   ')}`.trimEnd();
  const lines = [line(head)];
  machines.forEach((machine, index) => {
    lines.push(line(rows[index] as string[]));
    const missed = missedLines(machine.coverage.missed, machine.places);
    missed.slice(0, missedMax).forEach((text, at) => {
      lines.push(`   ${at === 0 ? 'not reached: ' : '             '}${text}`);
    });
    if (missed.length > missedMax) lines.push(`                and ${missed.length - missedMax} more`);
  });
  return lines.join('\n');
}

function cell({ hit, total, percent }: Ratio): string {
  return total === 0 ? '–' : `${hit}/${total} ${Math.floor(percent)}%`;
}
