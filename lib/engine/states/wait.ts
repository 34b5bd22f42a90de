// Wait: until a number of seconds has passed or a time has come. A time in the past lets the execution go on at once.
import type { WaitState } from '../../asl';
import type { Json } from '../../json';
import { compileJsonata, compilePath, EvaluationError, isJsonata } from '../../query';
import type { CompileState, Compiling } from '../compiling';
import { compileAssign, compileForward, compileValuePath, leaveNew } from '../data';
import { waitSecondsMax } from '../limits';
import type { Strand, Visit } from '../node';
import { kindOf } from '../seconds';
import { parseTimestamp } from '../time';

/** When the wait is over, in milliseconds since the epoch. */
type Due = (root: Json, visit: Visit) => number;

export const wait: CompileState<WaitState> = (state, compiling) => {
  const { language, next } = compiling;
  const input = compileValuePath(state.InputPath, 'InputPath').read;
  const due = compileDue(state, compiling);
  const assign = compileAssign(state.Assign, language, 'Assign');
  const output = compileForward(state, language);
  return {
    *runs(visit): Strand<number> {
      const root = input(visit.input, visit);
      // A redriven Wait keeps the time it waited for.
      const until = typeof visit.kept === 'number' ? visit.kept : due(root, visit);
      if ((until - visit.now()) / 1000 > waitSecondsMax)
        throw new EvaluationError('States.Runtime', 'Wait state delay is too long.');
      visit.kept = until;
      if (until > visit.now()) {
        visit.timer(until);
        yield;
      }
      const assigned = assign?.(root, visit);
      leaveNew(visit, output(root, visit));
      visit.assigned = assigned;
      return next;
    },
  };
};

function compileDue(state: WaitState, { language }: Compiling): Due {
  if (state.SecondsPath !== undefined) return secondsFromPath(state.SecondsPath);
  if (state.TimestampPath !== undefined) return timestampFromPath(state.TimestampPath);
  if (typeof state.Seconds === 'number') return secondsFromNow(state.Seconds);
  const written = state.Seconds ?? state.Timestamp;
  if (written === undefined)
    throw new Error(
      'a Wait state names one of Seconds, SecondsPath, Timestamp, TimestampPath; validate the definition first',
    );
  const isSeconds = state.Seconds !== undefined;
  if (language === 'JSONata' && isJsonata(written))
    return isSeconds ? secondsFromExpression(written) : timestampFromExpression(written);
  if (isSeconds)
    throw new Error(`Seconds must be a number, got ${JSON.stringify(written)}; validate the definition first`);
  // RFC 3339 has no bound for the digits of a fraction; instants have nanoseconds.
  const time = parseTimestamp(written.replace(/(\.\d{9})\d+/, '$1'));
  if (time === undefined)
    throw new Error(`Timestamp must be RFC 3339, got ${JSON.stringify(written)}; validate the definition first`);
  return () => time;
}

function secondsFromNow(seconds: number): Due {
  return (_root, visit) => visit.now() + seconds * 1000;
}

function secondsFromPath(path: string): Due {
  const { find } = compilePath(path, 'SecondsPath');
  return (root, visit) => {
    const value = find(root, visit);
    if (value === undefined || value === null)
      throw runtime(`The SecondsPath parameter does not reference an input value: ${path}`);
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      throw runtime(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${shown(value)}`);
    }
    if (value < 0) throw runtime(`The SecondsPath parameter references a negative value: ${path} == ${value}`);
    return visit.now() + value * 1000;
  };
}

function timestampFromPath(path: string): Due {
  const { find } = compilePath(path, 'TimestampPath');
  return (root, visit) => {
    const value = find(root, visit);
    if (value === undefined || value === null)
      throw runtime(`The TimestampPath parameter does not reference an input value: ${path}`);
    const time = typeof value === 'string' ? parseTimestamp(value) : undefined;
    if (time === undefined) {
      throw runtime(
        `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${shown(value)}`,
      );
    }
    return time;
  };
}

function secondsFromExpression(written: string): Due {
  const evaluate = compileJsonata(written, 'Seconds');
  return (root, visit) => {
    const value = evaluate(root, visit);
    if (typeof value !== 'number') throw unexpected(written, 'Seconds', 'number', value);
    if (!Number.isInteger(value))
      throw query(`The Seconds field cannot be parsed as a long value: ${value}`, 'Seconds');
    if (value < 0 || value > 99_999_999)
      throw query(`The Seconds field value must be between 0 and 99999999 but was: ${value}`, 'Seconds');
    return visit.now() + value * 1000;
  };
}

function timestampFromExpression(written: string): Due {
  const evaluate = compileJsonata(written, 'Timestamp');
  return (root, visit) => {
    const value = evaluate(root, visit);
    if (typeof value !== 'string') throw unexpected(written, 'Timestamp', 'string', value);
    const time = parseTimestamp(value);
    if (time === undefined) {
      throw query(
        `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
        'Timestamp',
      );
    }
    return time;
  };
}

function unexpected(written: string, field: string, wanted: string, value: Json): EvaluationError {
  return query(
    `The JSONata expression '${written.slice(2, -2).trim()}' specified for the field '${field}' returned an unexpected result type. Expected '${wanted}', but was '${kindOf(value)}' for value: ${JSON.stringify(value)}`,
    field,
  );
}

function runtime(cause: string): EvaluationError {
  return new EvaluationError('States.Runtime', cause);
}

function query(cause: string, location: string): EvaluationError {
  return new EvaluationError('States.QueryEvaluationError', cause, location);
}

function shown(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
