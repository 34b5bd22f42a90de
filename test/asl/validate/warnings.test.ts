import { validate } from '../../../lib/asl';
import type { JsonObject } from '../../../lib/json';
import { choice, end, type Fields, lambda, machine, map, only, task } from '../machines';

describe('what the service accepts and we warn about', () => {
  const codes = (definition: JsonObject) =>
    validate(definition).map(({ code, severity, aws }) => [code, severity, aws]);
  test.each<[string, JsonObject, string]>([
    [
      'a Choice without Default',
      machine({ X: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'Y' }] }, Y: end }),
      'ASL902',
    ],
    ['a heartbeat as long as the timeout', only({ ...task, TimeoutSeconds: 5, HeartbeatSeconds: 5 }), 'ASL901'],
    [
      'a branch without an end',
      only({ Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } }] }),
      'ASL903',
    ],
    ['a token handed to nobody', only({ ...task, Resource: `${lambda}.waitForTaskToken` }), 'ASL604'],
    ['a misspelt error', only({ ...task, Retry: [{ ErrorEquals: ['States.TimeOut'] }] }), 'ASL403'],
    ['an error that cannot be caught', only({ ...task, Retry: [{ ErrorEquals: ['States.Runtime'] }] }), 'ASL403'],
    [
      'a retrier that is never reached',
      only({ ...task, Retry: [{ ErrorEquals: ['States.TaskFailed'] }, { ErrorEquals: ['A'] }] }),
      'ASL404',
    ],
    ['a variable that nobody assigns', only({ ...end, OutputPath: '$nobody' }), 'ASL508'],
    ['a member given twice', only({ ...end, Parameters: { a: 1, 'a.$': '$.a' } }), 'ASL511'],
    ['a tolerance of an inline Map', only({ ...map, ToleratedFailureCount: 1 }), 'ASL703'],
  ])('%s', (_what, definition, code) => {
    expect(codes(definition)).toEqual([[code, 'WARNING', undefined]]);
  });

  // Source: codes and meanings in ValidateStateMachineDefinitionDiagnostic of the service model; it leaves the words open.
  test.each<[string, JsonObject, string, string]>([
    [
      'a key without .$',
      only({ ...end, Parameters: { a: [{ id: '$.order.id' }] } }),
      'NO_DOLLAR',
      '/States/X/Parameters',
    ],
    [
      'an intrinsic call',
      only({ ...task, ResultSelector: { id: 'States.UUID()' } }),
      'NO_DOLLAR',
      '/States/X/ResultSelector',
    ],
    ['a Result', only({ ...end, Result: '$.order' }), 'PASS_RESULT_IS_STATIC', '/States/X/Result'],
    ['the Error of a Fail', machine({ X: { Type: 'Fail', Error: '$.error' } }), 'NO_PATH', '/States/X/Error'],
    ['the Cause of a Fail', machine({ X: { Type: 'Fail', Cause: '$$.Execution.Id' } }), 'NO_PATH', '/States/X/Cause'],
    ['a comparison', choice({ Variable: '$.a', StringEquals: '$.b' }), 'NO_PATH', '/States/X/Choices[0]/StringEquals'],
  ])('%s that looks computed, and the service warns as well', (_what, definition, code, location) => {
    expect(validate(definition)).toMatchObject([{ code: 'ASL510', severity: 'WARNING', aws: { code, location } }]);
  });

  test.each([
    ['text', only({ ...end, Parameters: { price: '$5', name: 'States.of(mind)', sign: '$' } })],
    ['JSONata', only({ ...end, Output: { id: '$.order.id' } }, { QueryLanguage: 'JSONata' })],
    ['the Error of a JSONata Fail', machine({ X: { Type: 'Fail', Error: '$.error' } }, { QueryLanguage: 'JSONata' })],
  ])('%s is not taken for a path', (_what, definition) => {
    expect(validate(definition)).toEqual([]);
  });

  test('children of a distributed Map do not see outer variables, iterations of an inline one do', () => {
    const using = (processor: Fields) =>
      machine({
        X: { Type: 'Pass', Assign: { v: 1 }, Next: 'Y' },
        Y: {
          Type: 'Map',
          ItemProcessor: { ...processor, StartAt: 'P', States: { P: { ...end, OutputPath: '$v' } } },
          End: true,
        },
      });
    expect(codes(using({}))).toEqual([]);
    expect(codes(using({ ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }))).toEqual([
      ['ASL512', 'WARNING', undefined],
    ]);
  });
});
