// The machine that somebody means: people write the shortest name that is clear.
import { AssemblyError } from './errors';
import type { Assembly, Machine } from './model';

/**
 * Finds a machine by its construct path or the end of one, its logical id, name or ARN. A name that fits exactly precedes
 * one that fits as an end; without a name the only machine is meant.
 * @throws AssemblyError MACHINE_NOT_FOUND, MACHINE_AMBIGUOUS, with the names that would do
 */
export function findMachine(assembly: Pick<Assembly, 'machines'>, name?: string): Machine {
  const { machines } = assembly;
  if (name === undefined || name === '') return onlyMachine(machines);
  const exact = machines.filter((machine) => namesOf(machine).includes(name));
  if (exact.length === 1) return exact[0] as Machine;
  const fitting = exact.length > 1 ? exact : machines.filter((machine) => endsIn(machine, name));
  if (fitting.length === 1) return fitting[0] as Machine;
  if (fitting.length > 1) {
    const candidates = shortNames(fitting);
    throw new AssemblyError(
      'MACHINE_AMBIGUOUS',
      `"${name}" fits ${fitting.length} state machines; write one of ${candidates.join(', ')}.`,
      candidates,
    );
  }
  throw notFound(machines, name);
}

/** The shortest name of each machine that findMachine() accepts and that fits no other machine, in the same order. */
export function shortNames(machines: readonly Machine[]): readonly string[] {
  return machines.map((machine) => {
    const parts = patternPath(machine).split('/');
    for (let length = 1; length <= parts.length; length++) {
      const suffix = parts.slice(-length).join('/');
      const fits = machines.filter((other) => namesOf(other).includes(suffix) || endsIn(other, suffix));
      if (fits.length === 1) return suffix;
    }
    return machine.arn;
  });
}

function endsIn(machine: Machine, name: string): boolean {
  return machine.constructPath.endsWith(`/${name}`) || `/${patternPath(machine)}`.endsWith(`/${name}`);
}

// The machine inside a Workflow, and the Workflow inside a pattern, are what people call by the name of the outer construct.
function patternPath({ constructPath }: Machine): string {
  return constructPath.replace(/(?:\/Workflow)?\/StateMachine$/, '');
}

function namesOf({ constructPath, logicalId, name, arn }: Machine): readonly string[] {
  return [constructPath, logicalId, name, arn];
}

function onlyMachine(machines: readonly Machine[]): Machine {
  const [machine] = machines;
  if (machine === undefined) throw new AssemblyError('MACHINE_NOT_FOUND', 'The assembly holds no state machine.');
  if (machines.length === 1) return machine;
  const candidates = shortNames(machines);
  throw new AssemblyError(
    'MACHINE_AMBIGUOUS',
    `There are ${machines.length} state machines; name one of ${candidates.join(', ')}.`,
    candidates,
  );
}

function notFound(machines: readonly Machine[], name: string): AssemblyError {
  const candidates = shortNames(machines);
  if (candidates.length === 0)
    return new AssemblyError('MACHINE_NOT_FOUND', `There is no state machine "${name}": the assembly holds none.`);
  const distances = candidates.map((candidate) => distance(candidate.toLowerCase(), name.toLowerCase()));
  const nearest = candidates[distances.indexOf(Math.min(...distances))] as string;
  const close = Math.min(...distances) <= Math.max(2, name.length / 3);
  const listed =
    candidates.length > 12
      ? `${candidates.slice(0, 12).join(', ')} and ${candidates.length - 12} more`
      : candidates.join(', ');
  const hint = close ? ` Did you mean "${nearest}"?` : '';
  return new AssemblyError(
    'MACHINE_NOT_FOUND',
    `There is no state machine "${name}".${hint} There are: ${listed}.`,
    candidates,
  );
}

/** Levenshtein's distance, row by row. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const replaced = (row[j - 1] as number) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[right.length] as number;
}
