import { parseDefinition, validate } from '../../../lib/asl';
import { end, map, only, task } from '../machines';

const jsonataOnly = (state: Parameters<typeof only>[0]) => only(state, { QueryLanguage: 'JSONata' });

describe('places and hints', () => {
  test('a pointer is RFC 6901, the range is that of the text', () => {
    const text =
      '{\n "StartAt": "a/b",\n "States": {\n  "a/b": { "Type": "Pass", "Next": "Shp" },\n  "Ship": { "Type": "Succeed" }\n }\n}';
    const { definition, positions } = parseDefinition(text);
    const [first, second] = validate(definition!, { positions: positions! });
    expect(first).toMatchObject({ code: 'ASL204', pointer: '/States/a~1b/Next', hint: 'did you mean "Ship"?' });
    expect(text.slice(first?.range?.offset, first?.range?.end)).toBe('"Shp"');
    expect(first?.range).toMatchObject({ line: 4, column: 36 });
    expect(text.slice(second?.range?.offset, second?.range?.end)).toBe('"Ship"');
  });
  test.each([
    [only({ ...end, ResultPth: '$' }), 'did you mean "ResultPath"?'],
    [only({ ...end, Seconds: 1 }), 'Seconds is a field of Wait'],
    [only({ Type: 'Pas' }), 'did you mean "Pass"?'],
    [only({ ...end, Output: 1 }), 'use ResultSelector, ResultPath or OutputPath, or set "QueryLanguage": "JSONata"'],
    [jsonataOnly({ ...end, Parameters: {} }), 'use Output'],
    [jsonataOnly({ ...task, Parameters: {} }), 'use Arguments'],
    [jsonataOnly({ ...map, Parameters: {} }), 'use ItemSelector'],
  ])('hint %#', (definition, hint) => {
    expect(validate(definition)[0]?.hint).toBe(hint);
  });
  test('a key that occurs twice is a warning', () => {
    const { definition, positions } = parseDefinition(
      '{"StartAt":"A","States":{"A":{"Type":"Fail"},"A":{"Type":"Succeed"}}}',
    );
    expect(validate(definition!, { positions: positions! })).toMatchObject([
      { code: 'ASL103', severity: 'WARNING', pointer: '/States/A' },
    ]);
  });
});
