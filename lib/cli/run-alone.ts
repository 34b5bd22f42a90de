// A run that needs no services. The build puts it into one file with what it needs of the engine and no more: it is what
// starts quickly.
import type { Assignment } from './assignment';
import { execute } from './execute';
import type { ExitCode } from './exit';
import { conclude } from './report';

export async function runSubject(assignment: Assignment): Promise<ExitCode> {
  return conclude(await execute(assignment, undefined), assignment);
}
