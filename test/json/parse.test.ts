import fc from 'fast-check';
import { type Json, JsonSyntaxError, parseJson, parseJsonText } from '../../lib/json';

const tokens = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

describe('what is wrong with a text, in the words of Jackson', () => {
  test.each([
    // text, sentence, line, column (behind the offending character)
    ['', 'No content to map due to end-of-input', 1, 1],
    ['workflow', `Unrecognized token 'workflow': was expecting ${tokens}`, 1, 9],
    ['nil at', `Unrecognized token 'nil': was expecting ${tokens}`, 1, 4],
    ['truest', `Unrecognized token 'truest': was expecting ${tokens}`, 1, 7],
    ["{'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name", 1, 3],
    ['{\n  "a": 1,\n}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 3, 2],
    ['{"a" 1}', "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 7],
    ['{"a":1 "b":2}', `Unexpected character ('"' (code 34)): was expecting comma to separate Object entries`, 1, 9],
    ['[1 2]', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 5],
    ['[1,]', `Unexpected character (']' (code 93)): expected a valid value ${tokens}`, 1, 5],
    ['{"a":}', "Unexpected character ('}' (code 125)): expected a value", 1, 7],
    ['[→]', `Unexpected character ('→' (code 8594 / 0x2192)): expected a valid value ${tokens}`, 1, 3],
    [
      '[1}',
      `Unexpected close marker '}': expected ']' (for Array starting at [Source: (String)"[1}"; line: 1, column: 1])`,
      1,
      4,
    ],
    [
      '{',
      `Unexpected end-of-input: expected close marker for Object (start marker at [Source: (String)"{"; line: 1, column: 1])`,
      1,
      2,
    ],
    ['[1,', 'Unexpected end-of-input within/between Array entries', 1, 4],
    ['{"a"', 'Unexpected end-of-input within/between Object entries', 1, 5],
    ['"abc', 'Unexpected end-of-input: was expecting closing quote for a string value', 1, 5],
    ['{"ab', 'Unexpected end-of-input in field name', 1, 5],
    [
      '["a\nb"]',
      'Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value',
      2,
      1,
    ],
    ['["\\x"]', "Unrecognized character escape 'x' (code 120)", 1, 5],
    ['["\\u12G4"]', "Unexpected character ('G' (code 71)): expected a hex-digit for character escape sequence", 1, 8],
    [
      '\u0001',
      'Illegal character ((CTRL-CHAR, code 1)): only regular white space (\\r, \\n, \\t) is allowed between tokens',
      1,
      2,
    ],
    ['01', 'Invalid numeric value: Leading zeroes not allowed', 1, 2],
    ['[1.]', "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit", 1, 5],
    [
      '[-a]',
      "Unexpected character ('a' (code 97)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
      1,
      4,
    ],
    ['NaN', "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow", 1, 4],
  ])('%j', (text, message, line, column) => {
    const { error } = parseJson(text);
    expect(error).toMatchObject({ message, line, column });
    expect(error?.location).toBe(`[Source: (String)"${text}"; line: ${line}, column: ${column}]`);
    expect(() => parseJsonText(text)).toThrow(new JsonSyntaxError(error!));
  });

  test('the place quotes at most 500 characters of the text', () => {
    const { error } = parseJson(`"${'x'.repeat(600)}`);
    expect(error?.location).toBe(`[Source: (String)""${'x'.repeat(499)}"[truncated 101 chars]; line: 1, column: 602]`);
  });
});

describe('what is data', () => {
  test('__proto__ is a key like any other', () => {
    const value = parseJsonText('{"__proto__": {"polluted": true}}') as { [key: string]: Json };
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('of two members with one key the later counts, at the place of the earlier', () => {
    const { value, positions } = parseJson('{"a": 1, "b": 2, "a": 3}');
    expect(JSON.stringify(value)).toBe('{"a":3,"b":2}');
    expect(positions?.valueAt('/a')).toMatchObject({ column: 23 });
    expect(positions?.duplicates()).toEqual([{ pointer: '/a', key: { offset: 17, end: 20, line: 1, column: 18 } }]);
  });

  test('a lone surrogate stays one', () => {
    expect(parseJsonText('"\\ud83d"')).toBe('\ud83d');
  });

  test.each([
    [1000, true],
    [1001, false],
  ])('nesting of %i levels: accepted %s', (depth, accepted) => {
    for (const text of ['['.repeat(depth) + ']'.repeat(depth), '{"a":'.repeat(depth) + 0 + '}'.repeat(depth)]) {
      const { error } = parseJson(text);
      expect(error?.message).toBe(
        accepted
          ? undefined
          : 'Document nesting depth (1001) exceeds the maximum allowed (1000, from `StreamReadConstraints.getMaxNestingDepth()`)',
      );
    }
  });

  test('a hundred thousand levels are refused, not a stack overflow', () => {
    expect(parseJson('['.repeat(100_000) + ']'.repeat(100_000)).error?.message).toMatch(
      /^Document nesting depth \(1001\)/,
    );
    expect(parseJson('['.repeat(100_000)).error?.message).toMatch(/^Document nesting depth \(1001\)/);
  });
});

describe('positions', () => {
  const text = '{\n  "States": {\n    "a/b~c": { "Next": "\\u0041" },\r\n    "\\u0042": [ 1, [true, {}] ]\n  }\n}';
  const { positions } = parseJson(text);
  const textAt = (pointer: string) => {
    const range = positions?.valueAt(pointer);
    return range && text.slice(range.offset, range.end);
  };

  test.each([
    ['', text],
    ['/States/a~1b~0c/Next', '"\\u0041"'],
    ['/States/B', '[ 1, [true, {}] ]'],
    ['/States/B/0', '1'],
    ['/States/B/1/1', '{}'],
    ['/States/C', undefined],
  ])('%j is %j', (pointer, slice) => {
    expect(textAt(pointer)).toBe(slice);
  });

  test('lines and columns are from 1, of value and key', () => {
    expect(positions?.keyAt('/States/B')).toMatchObject({ line: 4, column: 5 });
    expect(positions?.valueAt('/States/B')).toMatchObject({ line: 4, column: 15 });
    expect(positions?.keyAt('/States/B/0')).toBeUndefined();
  });
});

describe('the scanner and JSON.parse agree', () => {
  const refused = (text: string): boolean => {
    try {
      JSON.parse(text);
      return false;
    } catch {
      return true;
    }
  };

  test('on any text', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '1',
      '-',
      '0',
      '.5',
      'e',
      'true',
      'nul',
      ' ',
      '\n',
      '\\',
      '\\u00',
      '\u0007',
      'é',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((words) => words.join('')),
        ),
        (text) => {
          const { error } = parseJson(text);
          expect(error !== undefined).toBe(refused(text));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('every value has a position from which it can be parsed again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const { positions } = parseJson(text);
        const check = (below: unknown, pointer: string): void => {
          const range = positions?.valueAt(pointer);
          expect(JSON.parse(text.slice(range?.offset, range?.end))).toEqual(below);
          if (typeof below !== 'object' || below === null) return;
          for (const [key, member] of Object.entries(below)) {
            check(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
          }
        };
        check(JSON.parse(text), '');
      }),
      { numRuns: 200 },
    );
  });
});
