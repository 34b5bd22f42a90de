// Fields whose expression gives a value of the wrong kind, in all states that have them. The form of the sentence is recorded for
// Items (of each kind), for TimeoutSeconds and for Timestamp; the other fields follow it.
import { run } from './workbench';

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' } };
const processor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
const map = { Type: 'Map', Items: [1], ItemProcessor: processor };
const failure = (state: object) =>
  run({ QueryLanguage: 'JSONata', StartAt: 'S', States: { S: { ...state, End: true } } }, {}, { replies: { S: 1 } });
const prefix = "An error occurred while executing the state 'S' (entered at the event id #2). ";

const kinds: readonly (readonly [string, string, string])[] = [
  ["'text'", 'string', '"text"'],
  ['1', 'number', '1'],
  ['true', 'boolean', 'true'],
  ['null', 'null', 'null'],
  ["{'foo': 'bar'}", 'object', '{"foo":"bar"}'],
  ['[1, 2]', 'array', '[1,2]'],
];
const wrong = (expected: string) =>
  kinds.filter(([, kind]) => !(expected === 'integer' ? 'number' : expected).includes(kind));

const fields: readonly (readonly [string, string, (value: string) => object])[] = [
  ['Items', 'array', (Items) => ({ ...map, Items })],
  ['MaxConcurrency', 'integer', (MaxConcurrency) => ({ ...map, MaxConcurrency })],
  ['ToleratedFailureCount', 'integer', (ToleratedFailureCount) => ({ ...map, ToleratedFailureCount })],
  ['ToleratedFailurePercentage', 'number', (ToleratedFailurePercentage) => ({ ...map, ToleratedFailurePercentage })],
  ['TimeoutSeconds', 'integer', (TimeoutSeconds) => ({ ...task, TimeoutSeconds })],
  ['HeartbeatSeconds', 'integer', (HeartbeatSeconds) => ({ ...task, HeartbeatSeconds })],
  ['Seconds', 'number', (Seconds) => ({ Type: 'Wait', Seconds })],
  ['Timestamp', 'string', (Timestamp) => ({ Type: 'Wait', Timestamp })],
  ['Error', 'string', (text) => ({ Type: 'Fail', Error: text })],
  ['Cause', 'string', (text) => ({ Type: 'Fail', Cause: text })],
  ['Choices[0]/Condition', 'boolean', (Condition) => ({ Type: 'Choice', Choices: [{ Condition, Next: 'S' }] })],
];

const cases = fields.flatMap(([field, expected, state]) =>
  wrong(expected).map(([source, kind, shown]) => ({ field, expected, state, source, kind, shown })),
);

test.each(cases)('$field: $source is no $expected', ({ field, expected, state, source, kind, shown }) => {
  const bench = failure(state(`{% ${source} %}`));
  expect(bench.failure).toEqual({
    error: 'States.QueryEvaluationError',
    cause: `${prefix}The JSONata expression '${source}' specified for the field '${field}' returned an unexpected result type. Expected '${expected}', but was '${kind}' for value: ${shown}`,
  });
  expect(bench.history.find(({ type }) => type === 'EvaluationFailed')).toMatchObject({ location: field });
});

test.each(fields)('%s: an expression that gives nothing', (field, _expected, state) => {
  expect(failure(state('{% $nope %}')).failure?.cause).toBe(
    `${prefix}The JSONata expression '$nope' specified for the field '${field}' returned nothing (undefined).`,
  );
});

test.each(['TimeoutSeconds', 'HeartbeatSeconds'])('%s has to be a whole number from 0 to 99,999,999', (field) => {
  const cause = (value: string) => failure({ ...task, [field]: `{% ${value} %}` }).failure?.cause;
  expect(cause('1.6')).toBe(`${prefix}The ${field} field value cannot be parsed as an integer: 1.6`);
  expect(cause('-1')).toBe(`${prefix}The ${field} field value must be between 0 and 99999999 but was: -1`);
  expect(cause('100000000')).toBe(
    `${prefix}The ${field} field value must be between 0 and 99999999 but was: 100000000`,
  );
  expect(cause('99999999')).toBeUndefined();
});
