import type { JsonObject } from '../../../lib/json';
import { end, map, only } from '../machines';
import { jsonata, reported, schema } from './reported';

describe('what the service refuses: query languages', () => {
  const at = '/States/X';
  const mismatch = (language: string, field: string, other: string) =>
    schema(
      `The QueryLanguage is set to '${language}', but field '${field}' is only supported for the '${other}' QueryLanguage`,
      at,
    );
  const notOne = schema('Value should be one of the following: [JSONPath, JSONata]', `${at}/QueryLanguage`);
  const downgrade = schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", at);

  test.each<[string, JsonObject, string[]]>([
    ['Output of a JSONPath state', only({ ...end, Output: 1 }), [mismatch('JSONPath', 'Output', 'JSONata')]],
    [
      'InputPath of a JSONata state',
      only({ ...end, InputPath: '$' }, jsonata),
      [mismatch('JSONata', 'InputPath', 'JSONPath')],
    ],
    [
      'three paths of a JSONata state',
      only({ ...end, InputPath: '$', OutputPath: '$', ResultPath: '$' }, jsonata),
      ['InputPath', 'OutputPath', 'ResultPath'].map((field) => mismatch('JSONata', field, 'JSONPath')),
    ],
    [
      'a JSONPath state in a JSONata machine, whatever it has',
      only({ ...end, QueryLanguage: 'JSONPath', Output: '{% 1 %}' }, jsonata),
      [downgrade],
    ],
    [
      'the same with a number out of range',
      only({ ...map, QueryLanguage: 'JSONPath', MaxConcurrency: -1 }, jsonata),
      [downgrade, schema('Minimum value is 0', `${at}/MaxConcurrency`)],
    ],
    [
      'a misspelt language is JSONata',
      only({ ...end, QueryLanguage: 'jsonata', InputPath: '$' }),
      [mismatch('JSONata', 'InputPath', 'JSONPath'), notOne],
    ],
    ['a misspelt language is no downgrade', only({ ...end, QueryLanguage: 'jsonpath' }, jsonata), [notOne]],
    [
      'a number is JSONata',
      only({ ...end, QueryLanguage: 5, InputPath: '$' }),
      [mismatch('JSONata', 'InputPath', 'JSONPath'), schema('Expected value of type [STRING]', `${at}/QueryLanguage`)],
    ],
    [
      'a misspelt language of the machine',
      only({ ...end, InputPath: '$' }, { QueryLanguage: 'jsonpath' }),
      [
        schema('Value should be one of the following: [JSONPath, JSONata]', '/QueryLanguage'),
        mismatch('JSONata', 'InputPath', 'JSONPath'),
      ],
    ],
  ])('%s', (_what, definition, expected) => {
    expect(reported(definition)).toEqual(expected);
  });

  test('states in an item processor have the language of the machine, not of the Map', () => {
    const expected = [
      schema(
        "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
        '/States/X/ItemProcessor/States/P',
      ),
    ];
    const processor = { ItemProcessor: { StartAt: 'P', States: { P: { ...end, Output: 1 } } } };
    expect(reported(only({ Type: 'Map', ...processor }))).toEqual(expected);
    expect(reported(only({ Type: 'Map', ...jsonata, ...processor }))).toEqual(expected);
  });
});
