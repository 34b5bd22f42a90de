import type { JsonObject } from '../../../lib/json';
import { distributed, end, inner, machine, map, only, parallel, task, wait } from '../machines';
import { jsonata, reported, schema } from './reported';

describe('what the service refuses: fields of a state', () => {
  const at = '/States/X';
  const types = ['Pass', 'Wait', 'Choice', 'Succeed', 'Fail', 'Map', 'Parallel'];
  test.each(types)('TimeoutSeconds of a %s', (type) => {
    expect(reported(machine({ X: { Type: type, TimeoutSeconds: 1 } }))).toContain(
      schema("Field 'TimeoutSeconds' is not supported", at),
    );
  });
  test('a role that is no text', () => {
    const location = '/States/X/Credentials/RoleArn';
    expect(reported(only({ ...task, Credentials: { RoleArn: 5 } }))).toEqual([
      `SCHEMA_VALIDATION_FAILED: Expected value of type [STRING] at ${location}`,
    ]);
  });

  test.each(['Pass', 'Wait', 'Choice', 'Succeed', 'Fail'])('Retry and Catch of a %s', (type) => {
    const found = reported(machine({ X: { Type: type, Retry: [], Catch: [] } }));
    expect(found).toContain(schema("Field 'Retry' is not supported", at));
    expect(found).toContain(schema("Field 'Catch' is not supported", at));
  });

  test.each<[string, JsonObject, string[]]>([
    [
      'no such type',
      only({ Type: 'Job' }),
      [
        schema(
          "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]",
          `${at}/Type`,
        ),
      ],
    ],
    ['no type', only({}), [schema('These fields are required: [Type]', at)]],
    ['no object', machine({ X: 1 }), [schema('Expected value of type [OBJECT]', at)]],
    [
      'neither Next nor End',
      machine({ X: { Type: 'Pass' } }),
      [schema('This object should have only one of the following fields: [Next, End]', at)],
    ],
    [
      'Next and End',
      machine({ X: { Type: 'Pass', Next: 'X', End: true } }),
      [schema('There should only be one of the following fields: [Next, End]', at)],
    ],
    [
      'two ways to wait',
      only({ ...wait, Timestamp: '2026-01-01T00:00:00Z' }),
      [
        schema(
          'There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]',
          at,
        ),
      ],
    ],
    ['no branches', only({ Type: 'Parallel', Branches: [] }), [schema('Value cannot be empty', `${at}/Branches`)]],
    [
      'a branch without anything',
      only({ Type: 'Parallel', Branches: [{}] }),
      [schema('These fields are required: [States, StartAt]', `${at}/Branches[0]`)],
    ],
    [
      'a branch with a language',
      only({ Type: 'Parallel', Branches: [{ ...inner, ...jsonata }] }),
      [schema("Field 'QueryLanguage' is not supported", `${at}/Branches[0]`)],
    ],
    [
      'an item processor with a language',
      only({ Type: 'Map', Iterator: { ...inner, ...jsonata } }),
      [schema("Field 'QueryLanguage' is not supported", `${at}/Iterator`)],
    ],
    [
      'no item processor',
      only({ Type: 'Map' }),
      [schema('This object should have only one of the following fields: [ItemProcessor, Iterator]', at)],
    ],
    ['a timeout of 0', only({ ...task, TimeoutSeconds: 0 }), [schema('Minimum value is 1', `${at}/TimeoutSeconds`)]],
    [
      'a timeout too long',
      only({ ...task, TimeoutSeconds: 100000000 }),
      [schema('Maximum value is 99999999', `${at}/TimeoutSeconds`)],
    ],
    [
      'a timeout that is text',
      only({ ...task, TimeoutSeconds: '5' }),
      [schema('Expected value of type Integer', `${at}/TimeoutSeconds`)],
    ],
    [
      'more than all failures',
      only({ ...distributed, ToleratedFailurePercentage: 101 }),
      [schema('Maximum value is 100.0', `${at}/ToleratedFailurePercentage`)],
    ],
    [
      'less than no failure',
      only({ ...distributed, ToleratedFailurePercentage: -1 }),
      [schema('Minimum value is 0.0', `${at}/ToleratedFailurePercentage`)],
    ],
    [
      'two timeouts',
      only({ ...task, TimeoutSeconds: 5, TimeoutSecondsPath: '$.t' }),
      [schema('There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath]', at)],
    ],
    [
      'an input path that is a call',
      only({ ...end, InputPath: 'States.UUID()' }),
      [schema('Value must be a valid JSONPath.', `${at}/InputPath`)],
    ],
    [
      'a template value that is no path',
      only({ ...end, Parameters: { deep: [{ 'a.$': 'b' }] } }),
      [
        schema(
          "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call",
          `${at}/Parameters`,
        ),
      ],
    ],
    [
      'credentials without a role',
      only({ ...task, Credentials: { Role: 'r' } }),
      [schema("The field 'RoleArn' is required but was missing", `${at}/Credentials`)],
    ],
    [
      'an inner state of an inner Map',
      only({ Type: 'Map', ItemProcessor: { StartAt: 'M', States: { M: { ...map, MaxConcurrency: -1, End: true } } } }),
      [schema('Minimum value is 0', `${at}/ItemProcessor/States/M/MaxConcurrency`)],
    ],
  ])('%s', (_what, definition, expected) => {
    expect(reported(definition)).toEqual(expected);
  });

  test.each([
    '2026-13-05T21:29:29Z',
    '05-12-2026T21:29:29Z',
    '2026-12-05T25:29:29Z',
    '2026-12-05T21:29:29',
    '2026-02-29T00:00:00Z',
    '2026-12-05 21:29:29Z',
    '2026-12-05t21:29:29z',
  ])('the timestamp %s', (Timestamp) => {
    expect(reported(only({ Type: 'Wait', Timestamp }))).toEqual([
      schema('String does not match RFC3339 timestamp', `${at}/Timestamp`),
    ]);
  });
  test.each(['2026-12-05T21:29:29Z', '2028-02-29T21:29:29.123456+05:30'])('not the timestamp %s', (Timestamp) => {
    expect(reported(only({ Type: 'Wait', Timestamp }))).toEqual([]);
  });
});

describe('the table of parallel', () => {
  test('Parallel and Map have no TimeoutSeconds, but Retry and Catch', () => {
    for (const state of [parallel, map]) {
      expect(
        reported(
          machine({
            X: {
              ...state,
              Retry: [{ ErrorEquals: ['States.ALL'] }],
              Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Y' }],
              Next: 'Y',
            },
            Y: end,
          }),
        ),
      ).toEqual([]);
    }
  });
});
