// The form of a matcher, and the checks of what it is given. jest, vitest and plain assertions share them.
import { TestingError } from '../error';
import { Execution, StateRecord } from '../execution';

export interface MatcherResult {
  readonly pass: boolean;
  /** Says what is the case, for the matcher and for its negation alike. */
  readonly message: () => string;
}

/** @throws TestingError when something else was given */
export function asExecution(received: unknown, matcher: string): Execution {
  if (received instanceof Execution) return received;
  throw wrongSubject(received, matcher, 'an execution: await bench.run(input), or await running.done()');
}

/** @throws TestingError when something else was given */
export function asStateRecord(received: unknown, matcher: string): StateRecord {
  if (received instanceof StateRecord) return received;
  throw wrongSubject(received, matcher, "what a state did: execution.state('Name')");
}

export function wrongSubject(received: unknown, matcher: string, wanted: string): TestingError {
  const what = received instanceof Promise ? 'a promise (await it)' : typeof received;
  return new TestingError(`${matcher}() was given ${what}`, `give it ${wanted}`);
}

/** Headline, body, and the way the execution went. */
export function told(headline: string, lines: readonly string[], execution?: Execution): string {
  const path = execution === undefined ? [] : ['', `  path  ${pathLine(execution)}`];
  return [headline, ...(lines.length > 0 ? ['', ...lines.map((line) => `  ${line}`)] : []), ...path].join('\n');
}

/** `A → B → C   SUCCEEDED`; the error and where it happened for those that failed. */
export function pathLine(execution: Execution): string {
  const { failedAt } = execution.summary;
  const where = failedAt.map(({ path }) => path).join(', ');
  const why = execution.error === undefined ? '' : ` ${execution.error}${where === '' ? '' : ` in ${where}`}`;
  return `${execution.path.join(' → ')}   ${execution.status}${why}`;
}
