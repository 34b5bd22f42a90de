import { CommandError } from '../../lib/cli/errors';
import { parseJson } from '../../lib/cli/files';
import { codeFrame } from '../../lib/cli/frame';

const fault = (text: string): CommandError => {
  try {
    parseJson(text, 'order.json', 'CLI104');
  } catch (error) {
    if (error instanceof CommandError) return error;
  }
  throw new Error(`${text} was accepted`);
};

describe('a text that is not JSON', () => {
  test.each([
    ['not', 1, 1, "Unrecognized token 'not': was expecting (JSON String, "],
    ['{"a":1,}', 1, 8, "Unexpected character ('}' (code 125)): was expecting double-quote to start field name"],
    ['{\n  "a": tru\n}', 2, 8, "Unrecognized token 'tru'"],
    ['[1,\n 2', 2, 2, 'Unexpected end-of-input: expected close marker for Array (start marker at line 1, column 1)'],
    ['', 1, 1, 'No content to map due to end-of-input'],
  ])('%j: line %i, column %i, %s', (text, line, column, sentence) => {
    const error = fault(text);
    expect(error.message).toContain(`order.json is not JSON: ${sentence}`);
    expect(error.place).toMatchObject({ file: 'order.json', line, column });
  });

  test('is shown with the place underlined', () => {
    const { place } = fault('{\n  "orderId": "o-1",\n  "total": 12O\n}');
    expect(codeFrame(place as NonNullable<typeof place>)).toEqual([
      '  1 │ {',
      '  2 │   "orderId": "o-1",',
      '> 3 │   "total": 12O',
      '    │              ^',
      '  4 │ }',
    ]);
  });

  test('in one long line is shown around the place', () => {
    const { place } = fault(`[${'"abcdefgh",'.repeat(100)}x]`);
    const [line, marks] = codeFrame(place as NonNullable<typeof place>);
    expect(line?.length).toBeLessThan(170);
    expect(line?.charAt(marks?.indexOf('^') ?? 0)).toBe('x');
  });

  test('a key __proto__ is data', () => {
    expect(JSON.stringify(parseJson('{"__proto__": 1}', 'x', 'CLI104'))).toBe('{"__proto__":1}');
  });
});
