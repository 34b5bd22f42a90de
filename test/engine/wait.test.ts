// How long a Wait waits, and the service's sentences when it cannot tell: all recorded.
import type { Json } from '../../lib/json';
import { run } from './workbench';

const prefix = "An error occurred while executing the state 'W' (entered at the event id #2). ";
const waiting = (fields: object, input: Json = {}, language: object = {}) =>
  run({ ...language, StartAt: 'W', States: { W: { Type: 'Wait', ...fields, End: true } } }, input);
const jsonata = { QueryLanguage: 'JSONata' };

test.each<[object, Json, number]>([
  [{ Seconds: 5 }, {}, 5_000],
  [{ SecondsPath: '$.s' }, { s: 5 }, 5_000],
  [{ SecondsPath: '$.s' }, { s: 0 }, 0],
  [{ Timestamp: '1970-01-01T00:00:05Z' }, {}, 5_000],
  [{ Timestamp: '1970-01-01T01:00:05.5+01:00' }, {}, 5_500],
  [{ TimestampPath: '$.t' }, { t: '1970-01-01T00:00:05.123456789Z' }, 5_123],
  [{ TimestampPath: '$.t' }, { t: '1969-12-31T00:00:00Z' }, 0],
])('%j over %j takes %d ms, and the input goes on', (fields, input, elapsed) => {
  const bench = waiting(fields, input);
  expect(bench.output).toEqual(input);
  expect(bench.elapsed).toBe(elapsed);
});

test('a written timestamp may have more digits than nanoseconds: RFC 3339 sets no bound, and validation accepts it', () => {
  expect(waiting({ Timestamp: '1970-01-01T00:00:01.2345678901234Z' }).elapsed).toBe(1_234);
});

test.each<[Json, string]>([
  [{ s: -1 }, 'The SecondsPath parameter references a negative value: $.s == -1'],
  [{ s: 1.5 }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5'],
  [{ s: -1.5 }, 'The SecondsPath parameter cannot be parsed as a long value: $.s == -1.5'],
  [{}, 'The SecondsPath parameter does not reference an input value: $.s'],
  [{ s: 2 ** 31 }, 'Wait state delay is too long.'],
])('SecondsPath over %j', (input, cause) => {
  const bench = waiting({ SecondsPath: '$.s' }, input);
  expect(bench.failure).toEqual({ error: 'States.Runtime', cause: prefix + cause });
  expect(bench.chain).toEqual(['1<0 ExecutionStarted', '2<0 WaitStateEntered', '3<2 ExecutionFailed']);
});

const noTimestamps = [
  '05-12-2016T21:29:29Z',
  '2016-12-05 21:29:29Z',
  '2016-12-05T21:29:29',
  '2016-12-05T25:29:29Z',
  '2016-13-05T21:29:29Z',
];

test.each(noTimestamps)('TimestampPath to %s', (t) => {
  const cause = `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.t == ${t}`;
  expect(waiting({ TimestampPath: '$.t' }, { t }).failure).toEqual({ error: 'States.Runtime', cause: prefix + cause });
});

test.each(noTimestamps)('an expression that gives %s: EvaluationFailed hangs below the entry, as only here', (t) => {
  const bench = waiting({ Timestamp: '{% $states.input.t %}' }, { t }, jsonata);
  const cause = `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${t}`;
  expect(bench.failure).toEqual({ error: 'States.QueryEvaluationError', cause: prefix + cause });
  expect(bench.chain.slice(1)).toEqual(['2<0 WaitStateEntered', '3<2 EvaluationFailed', '4<3 ExecutionFailed']);
});

test('24,855 days from now are not too long, one day more is', () => {
  const day = 86_400_000;
  const after = (days: number) => waiting({ TimestampPath: '$.t' }, { t: new Date(days * day).toISOString() });
  expect(after(24_855).elapsed).toBe(24_855 * day);
  expect(after(24_856).failure?.cause).toBe(`${prefix}Wait state delay is too long.`);
});
