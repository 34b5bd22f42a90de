import { parseDefinition } from '../../../lib/asl';
import type { Json } from '../../../lib/json';
import { end, only } from '../machines';
import { reported, schema } from './reported';

describe('what the service refuses: the definition', () => {
  test.each<[string, Json, string[]]>([
    ['nothing in it', {}, [schema('These fields are required: [States, StartAt]', '/')]],
    ['no States', { Comment: 'x', StartAt: 'A' }, [schema('These fields are required: [States]', '/')]],
    ['no StartAt', { States: { A: end } }, [schema('These fields are required: [StartAt]', '/')]],
    [
      'an unknown version',
      only(end, { Version: '2.0' }),
      [schema('Value should be one of the following: [1.0]', '/Version')],
    ],
    ['an unknown field', only(end, { Foo: 1 }), [schema("Field 'Foo' is not supported", '/')]],
    ['a list', [], ['SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at null']],
  ])('%s', (_what, definition, expected) => {
    expect(reported(definition)).toEqual(expected);
  });

  test.each([
    [' ', 'Definition must be a valid JSON object', undefined],
    ['"x"', 'Definition must be a valid JSON object', undefined],
    [
      'nor a machine',
      "Unrecognized token 'nor': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"nor a machine\"; line: 1, column: 4]",
      '[Source: (String)"nor a machine"; line: 1, column: 4]',
    ],
  ])('text %j', (text, message, location) => {
    const { diagnostics } = parseDefinition(text);
    expect(diagnostics?.map(({ aws }) => [aws?.message, aws?.location])).toEqual([[message, location]]);
  });

  test('more than 1 MB', () => {
    const { diagnostics } = parseDefinition(JSON.stringify(only({ ...end, Comment: 'x'.repeat(1_048_577) })));
    expect(diagnostics?.map(({ code }) => code)).toEqual(['ASL104']);
  });
});
