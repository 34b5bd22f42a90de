// A run whose tasks are answered by mocks, handlers and embedded services.
import type { Assignment } from './assignment';
import { execute } from './execute';
import type { ExitCode } from './exit';
import { conclude } from './report';
import { openWorld } from './world';

export async function runSubject(assignment: Assignment): Promise<ExitCode> {
  return conclude(await execute(assignment, openWorld), assignment);
}
