import { end, type Fields, jsonataTask, machine, only } from '../machines';
import { jsonata, reported, schema } from './reported';

describe('what the service refuses: expressions', () => {
  const at = '/States/X/Output';
  test.each([
    ['a[1,2)', 'INVALID_JSONATA_EXPRESSION: Expected "]", got ","'],
    ['"open', 'INVALID_JSONATA_EXPRESSION: String literal must be terminated by a matching quote'],
    ['1 +', 'INVALID_JSONATA_EXPRESSION: Unexpected end of expression'],
    ['', 'INVALID_JSONATA_EXPRESSION: Unexpected end of expression'],
    ['phone', "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported."],
    ['$$', "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported."],
    ['$states.errorOutput', "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist."],
    ['$states.result', "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist."],
    ['$states.item', "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.item' does not exist."],
  ])('{%% %s %%}', (expression, expected) => {
    expect(reported(only({ ...end, Output: `{% ${expression} %}` }, jsonata))).toEqual([`${expected} at ${at}`]);
    expect(reported(only({ ...end, Output: { a: [{ v: `{% ${expression} %}` }] } }, jsonata))).toEqual([
      `${expected} at ${at}/a[0]/v`,
    ]);
  });

  test('an expression that is not closed', () => {
    expect(reported(only({ ...end, Output: '{% 1 %' }, jsonata))).toEqual([
      schema('JSONata string must start with {% and end with %}', at),
    ]);
  });
  test('the result is there in Output and Assign of a task, not in its Arguments', () => {
    const expression = '{% $states.result %}';
    expect(reported(only({ ...jsonataTask, Output: expression, Assign: { a: expression } }, jsonata))).toEqual([]);
    expect(
      reported(only({ ...jsonataTask, Arguments: { FunctionName: 'f', Payload: expression } }, jsonata)),
    ).toHaveLength(1);
  });
  test.each([
    ['states', "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'."],
    ['a.b', "INVALID_VARIABLE_NAME: Invalid variable name 'a.b': the variable name contains invalid characters."],
    ['1a', "INVALID_VARIABLE_NAME: Invalid variable name '1a': the variable name contains invalid characters."],
  ])('the variable %s', (name, expected) => {
    expect(reported(only({ ...end, Assign: { [name]: 1 } }, jsonata))).toEqual([
      `${expected} at /States/X/Assign/${name}`,
    ]);
  });
  test('a variable of an outer scope that an inner one assigns', () => {
    const inner = { StartAt: 'P', States: { P: { ...end, Assign: { v: 2 } } } };
    const using = (state: Fields) =>
      machine({ X: { Type: 'Pass', Assign: { v: 1 }, Next: 'Y' }, Y: { End: true, ...state } });
    const sentence = "DUPLICATE_VARIABLE_NAME: The variable name 'v' was already defined in a parent scope.";
    expect(reported(using({ Type: 'Map', ItemProcessor: inner }))).toEqual([
      `${sentence} at /States/Y/ItemProcessor/States/P/Assign/v`,
    ]);
    expect(reported(using({ Type: 'Parallel', Branches: [inner] }))).toEqual([
      `${sentence} at /States/Y/Branches[0]/States/P/Assign/v`,
    ]);
  });
});
