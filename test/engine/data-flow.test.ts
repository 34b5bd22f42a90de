// The order of processing: InputPath, Parameters, work, ResultSelector, ResultPath into the raw input, OutputPath, Assign beside
// them (Developer Guide, input and output processing; States Language specification). Sentences as recorded.
import type { Json } from '../../lib/json';
import { run } from './workbench';

const prefix = "An error occurred while executing the state 'P' (entered at the event id #2). ";
const pass = (fields: object, input: Json) =>
  run({ StartAt: 'P', States: { P: { Type: 'Pass', ...fields, End: true } } }, input);
const task = (fields: object, input: Json, result: Json) =>
  run(
    { StartAt: 'P', States: { P: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', ...fields, End: true } } },
    input,
    { replies: { P: result } },
  );
const assigned = (bench: ReturnType<typeof run>) => {
  const exited = bench.history.find(({ type }) => type.endsWith('StateExited'));
  return exited !== undefined && 'assigned' in exited ? exited.assigned : undefined;
};

test.each<[object, Json, Json]>([
  [{ InputPath: null }, { a: 1 }, {}],
  [{ OutputPath: null }, { a: 1 }, {}],
  [{ Result: 5, ResultPath: null }, { a: 1 }, { a: 1 }],
  [{ Result: 5, ResultPath: '$' }, { a: 1 }, 5],
  [{ Result: 5, ResultPath: '$.x.y.z' }, { a: 1 }, { a: 1, x: { y: { z: 5 } } }],
  [{ InputPath: '$.a', ResultPath: '$.r' }, { a: { b: 1 } }, { a: { b: 1 }, r: { b: 1 } }],
  [{ InputPath: '$.a', Parameters: { 'x.$': '$.b', y: 2 } }, { a: { b: 1 } }, { x: 1, y: 2 }],
  [{ Result: { 'k.$': '$.a' } }, { a: 1 }, { 'k.$': '$.a' }],
  [{ Result: null }, { a: 1 }, null],
  [{ Result: { r: 1 }, ResultPath: '$.s', OutputPath: '$.s.r' }, {}, 1],
])('Pass with %j makes of %j: %j', (fields, input, output) => {
  expect(pass(fields, input).output).toEqual(output);
});

test('ResultSelector works on the result, ResultPath puts it into the raw input, OutputPath comes last', () => {
  const fields = {
    InputPath: '$.in',
    Parameters: { FunctionName: 'f', 'Payload.$': '$.p' },
    ResultSelector: { 'picked.$': '$.Payload' },
    ResultPath: '$.out',
    OutputPath: "$['in','out']",
  };
  const bench = task(fields, { in: { p: 1 }, other: 2 }, { Payload: 'x', StatusCode: 200 });
  expect(bench.calls[0]?.input).toEqual({ FunctionName: 'f', Payload: 1 });
  expect(bench.output).toEqual({ in: { p: 1 }, out: { picked: 'x' } });
});

describe('$ in Assign', () => {
  test('is the raw result of a Task, beside its ResultSelector', () => {
    const fields = { Assign: { 'v.$': '$.Payload' }, ResultSelector: { 'x.$': '$.StatusCode' } };
    expect(assigned(task(fields, {}, { Payload: 'p', StatusCode: 200 }))).toEqual({ v: 'p' });
  });

  test('is the result of a Pass, also where ResultPath drops it', () => {
    const fields = { Result: { q: 1 }, ResultPath: null, Assign: { 'v.$': '$.q' } };
    expect(assigned(pass(fields, { q: 2 }))).toEqual({ v: 1 });
  });

  test('is the effective input of Wait and Choice', () => {
    const wait = { Type: 'Wait', Seconds: 0, InputPath: '$.a', Assign: { 'v.$': '$' }, End: true };
    expect(assigned(run({ StartAt: 'P', States: { P: wait } }, { a: 1 }))).toEqual({ v: 1 });
    const choice = {
      Type: 'Choice',
      InputPath: '$.a',
      Choices: [{ Variable: '$', NumericEquals: 1, Assign: { 'v.$': '$' }, Next: 'Z' }],
    };
    const states = { P: choice, Z: { Type: 'Succeed' } };
    expect(assigned(run({ StartAt: 'P', States: states }, { a: 1 }))).toEqual({ v: 1 });
  });
});

test('all expressions of one Assign see the variables as they were at entry', () => {
  const bench = run({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { x: 3, a: 6 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { 'x.$': '$a', 'nextX.$': '$x' }, Next: 'C' },
      C: { Type: 'Pass', Parameters: { 'x.$': '$x', 'nextX.$': '$nextX' }, End: true },
    },
  });
  expect(bench.output).toEqual({ x: 6, nextX: 3 });
});

test('Output of the state that assigns a variable sees the old value', () => {
  const bench = run({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { x: 'old' }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: 'new' }, Output: '{% $x %}', End: true },
    },
  });
  expect(bench.output).toBe('old');
});

test.each<[object, Json, string]>([
  [{ InputPath: '$.X' }, {}, "Invalid path '$.X' : No results for path: $['X']"],
  [{ OutputPath: '$.X' }, {}, "Invalid path '$.X' : No results for path: $['X']"],
  [{ InputPath: '$.no.such' }, {}, "Invalid path '$.no.such' : Missing property in path $['no']"],
  [
    { Parameters: { 'm.$': '$.nope' } },
    { a: 1 },
    "The JSONPath '$.nope' specified for the field 'm.$' could not be found in the input '{\"a\":1}'",
  ],
  [
    { Parameters: { 'm.$': '$$.Execution.Input.nope' } },
    { a: 1 },
    "The JSONPath '$$.Execution.Input.nope' specified for the field 'm.$' could not be found in the input '{\"a\":1}'",
  ],
])('%j over %j', (fields, input, cause) => {
  expect(pass(fields, input).failure).toEqual({ error: 'States.Runtime', cause: prefix + cause });
});
