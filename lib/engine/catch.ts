// Catch: where a failure leads, and what the state's output is then.
import type { Catcher } from '../asl';
import type { JsonObject } from '../json';
import { compileJsonataTemplate, type QueryLanguage } from '../query';
import { compileAssign, compileResultPath, leaveNew } from './data';
import type { StateFailed } from './failure';
import type { Visit } from './node';
import { catches } from './retry';

/** Leaves output and variables on the visit and gives the next state's index; undefined when no catcher names the failure. */
export type CatchPolicy = (failure: StateFailed, visit: Visit) => number | undefined;

export function compileCatch(
  catchers: readonly Catcher[] | undefined,
  language: QueryLanguage,
  indexOf: (name: string) => number,
): CatchPolicy | undefined {
  if (catchers === undefined || catchers.length === 0) return undefined;
  const compiled = catchers.map((catcher, index) => compileCatcher(catcher, index, language, indexOf));
  return (failure, visit) => {
    const found = compiled.find((catcher) => catches(catcher.errorEquals, failure));
    if (found === undefined) return undefined;
    found.apply(errorOutput(failure), visit);
    visit.catcher = found.index;
    return found.next;
  };
}

function compileCatcher(
  catcher: Catcher,
  index: number,
  language: QueryLanguage,
  indexOf: (name: string) => number,
): {
  readonly errorEquals: readonly string[];
  readonly index: number;
  readonly next: number;
  readonly apply: (error: JsonObject, visit: Visit) => void;
} {
  const assign = compileAssign(catcher.Assign, language, `Catch[${index}]/Assign`);
  const place = compileResultPath(catcher.ResultPath);
  const output =
    catcher.Output === undefined ? undefined : compileJsonataTemplate(catcher.Output, `Catch[${index}]/Output`);
  const apply = (error: JsonObject, visit: Visit): void => {
    visit.errorOutput = error;
    const assigned = assign?.(error, visit);
    const value =
      output === undefined ? (language === 'JSONata' ? error : place.write(visit.input, error)) : output(error, visit);
    leaveNew(visit, value);
    visit.assigned = assigned;
  };
  return { errorEquals: catcher.ErrorEquals, index, next: indexOf(catcher.Next), apply };
}

/** AWS: a timeout has an empty Cause here though its event has none; SendTaskFailure without fields gives nulls. */
function errorOutput(failure: StateFailed): JsonObject {
  const cause = failure.errorCause ?? (failure.record === 'timeout' ? '' : null);
  return { Error: failure.error ?? null, Cause: cause };
}
