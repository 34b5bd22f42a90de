// Matchers about data: variables of an execution, what a state received and gave.
import type { Visit } from '../../history';
import { isObject, own } from '../../json';
import { StateRecord } from '../execution';
import { contains, differences, matches, show } from './equal';
import { asExecution, asStateRecord, type MatcherResult, told } from './matcher';

/** These variables had these values at the end, among others. */
export function toHaveAssigned(received: unknown, variables: object): MatcherResult {
  const execution = asExecution(received, 'toHaveAssigned');
  const different = contains(execution.variables, variables);
  const pass = different.length === 0;
  return {
    pass,
    message: () =>
      told(
        pass ? `the variables are ${show(execution.variables)}` : 'variables have other values',
        different,
        execution,
      ),
  };
}

/** A visit of the state received this: as its input, as its task's arguments, or as its function's payload. */
export function toHaveReceived(received: unknown, value: unknown): MatcherResult {
  const record = asStateRecord(received, 'toHaveReceived');
  const given = record.visits.flatMap(receivedBy);
  const pass = given.some(({ what }) => matches(what, value));
  return {
    pass,
    message: () =>
      told(
        pass ? `${record.name} received ${show(value)}` : `${record.name} never received ${show(value)}`,
        given.length === 0 ? ['it was never entered'] : given.map(({ as, what }) => `${as}  ${show(what)}`),
        record.execution,
      ),
  };
}

function receivedBy(visit: Visit): { readonly as: string; readonly what: unknown }[] {
  const found = [{ as: 'input', what: visit.input as unknown }];
  for (const { input } of visit.attempts) {
    if (input === undefined) continue;
    found.push({ as: 'arguments', what: input });
    const payload = isObject(input) ? own(input, 'Payload') : undefined;
    if (payload !== undefined) found.push({ as: 'payload', what: payload });
  }
  return found;
}

interface MockFunction {
  readonly mock: { readonly results: readonly { readonly type: string }[] };
}

/** A visit of the state had this output. Of a mock function of the runner, as there: it returned. */
export function toHaveReturned(received: unknown, output: unknown): MatcherResult {
  if (!(received instanceof StateRecord) && typeof received === 'function' && 'mock' in received) {
    const { results } = (received as unknown as MockFunction).mock;
    const pass = results.some(({ type }) => type === 'return');
    return { pass, message: () => (pass ? 'the function returned' : 'the function never returned') };
  }
  const record = asStateRecord(received, 'toHaveReturned');
  const pass = record.visits.some((visit) => visit.output !== undefined && matches(visit.output, output));
  return {
    pass,
    message: () => {
      const lines = record.visits.map(
        ({ path, output: given, status }) => `${path}  ${given === undefined ? status : show(given)}`,
      );
      const [only] = record.visits;
      const different =
        pass || only?.output === undefined || record.visits.length > 1 ? [] : differences(only.output, output);
      const headline = pass
        ? `${record.name} returned ${show(output)}`
        : `${record.name} never returned ${show(output)}`;
      return told(
        headline,
        [...(lines.length === 0 ? ['it was never entered'] : lines), ...different],
        record.execution,
      );
    },
  };
}
