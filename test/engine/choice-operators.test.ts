import fc from 'fast-check';
import type { ChoiceRule } from '../../lib/asl';
import { compileRule } from '../../lib/engine/comparison';
import type { Json } from '../../lib/json';
import { type Bindings, EvaluationError, ExpressionSyntaxError } from '../../lib/query';

const variables: { readonly [name: string]: Json } = { limit: 10, word: 'abc' };
const bindings: Bindings = {
  input: null,
  result: undefined,
  errorOutput: undefined,
  context: () => ({ State: { Name: 'Check' } }),
  variable: (name) => variables[name],
  now: () => 0,
  random: () => 0,
  uuid: () => '',
};

const holds = (rule: object, input: Json) => compileRule(rule as ChoiceRule, 'Choices[0]')(input, bindings);
const on = (value: Json, operator: string, operand: Json) =>
  holds({ Variable: '$.v', [operator]: operand, Next: 'N' }, { v: value });
const byPath = (value: Json, operator: string, operand: Json) =>
  holds({ Variable: '$.v', [`${operator}Path`]: '$.o', Next: 'N' }, { v: value, o: operand });

const others: Json[] = [null, '', ' ', 'x', 0, 1.5, true, false, [], [''], {}, { A: 0 }];

describe.each<[string, readonly (readonly [Json, Json, boolean])[]]>([
  [
    'StringEquals',
    [
      ['a', 'a', true],
      ['a', 'A', false],
      ['\t\n', '\t\r\n', false],
    ],
  ],
  [
    'StringLessThan',
    [
      ['A', 'AB', true],
      ['', '', false],
      ['b', 'a', false],
      ['Z', 'a', true],
    ],
  ],
  [
    'StringLessThanEquals',
    [
      ['', '', true],
      ['AB', 'A', false],
    ],
  ],
  [
    'StringGreaterThan',
    [
      ['A', 'A ', false],
      ['é', 'z', true],
    ],
  ],
  [
    'StringGreaterThanEquals',
    [
      ['AB', 'A', true],
      ['A', 'A', true],
      ['A', 'AB', false],
    ],
  ],
  [
    'NumericEquals',
    [
      [1, 1.0, true],
      [0, -0, true],
      [1.1, 1, false],
      [2.22, 2.22, true],
    ],
  ],
  [
    'NumericLessThan',
    [
      [0, 1, true],
      [1, 1, false],
    ],
  ],
  [
    'NumericLessThanEquals',
    [
      [1, 1, true],
      [2, 1, false],
    ],
  ],
  [
    'NumericGreaterThan',
    [
      [1, 0, true],
      [0, 0, false],
      [-2, -1, false],
    ],
  ],
  [
    'NumericGreaterThanEquals',
    [
      [0.5, 0.5, true],
      [0, 1, false],
    ],
  ],
  [
    'BooleanEquals',
    [
      [true, true, true],
      [false, false, true],
      [true, false, false],
    ],
  ],
  [
    'TimestampEquals',
    [
      ['2012-10-09T19:00:55Z', '2012-10-09T19:00:55Z', true],
      ['2012-10-09T20:00:55+01:00', '2012-10-09T19:00:55.000Z', true],
      ['2012-10-09T19:00:55Z', '2012-10-09T19:00:56Z', false],
    ],
  ],
  [
    'TimestampLessThan',
    [
      ['2012-10-09T19:00:55.1Z', '2012-10-09T19:00:55.12Z', true],
      ['2012-10-09T19:00:55Z', '2012-10-09T19:00:55Z', false],
    ],
  ],
  ['TimestampLessThanEquals', [['2012-10-09T19:00:55Z', '2012-10-09T19:00:55Z', true]]],
  ['TimestampGreaterThan', [['2013-01-01T00:00:00Z', '2012-12-31T23:59:59.999999999Z', true]]],
  [
    'TimestampGreaterThanEquals',
    [
      ['2000-02-29T00:00:00-12:00', '2000-02-29T12:00:00Z', true],
      ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', false],
    ],
  ],
])('%s', (operator, cases) => {
  test.each(cases)('%j against %j: %s, and the same through a path', (value, operand, expected) => {
    expect(on(value, operator, operand)).toBe(expected);
    expect(byPath(value, operator, operand)).toBe(expected);
  });

  test('a value of another type is no match, and no error', () => {
    const [, operand] = cases[0] as readonly [Json, Json, boolean];
    for (const value of others) {
      if (typeof value === typeof operand && !(typeof value === 'object')) continue;
      expect(on(value, operator, operand)).toBe(false);
      expect(byPath(value, operator, operand)).toBe(false);
      expect(byPath(operand, operator, value)).toBe(false);
    }
  });
});

test('a text that is no timestamp is never before, at or after one', () => {
  for (const text of [
    '2023-02-24',
    '2023-02-24 12:15:56Z',
    '2012-10-09T19:00:55',
    '2012-02-30T00:00:00Z',
    '2012-10-09T24:00:00Z',
    '2012-10-09t19:00:55z',
    '',
  ]) {
    for (const operator of ['TimestampEquals', 'TimestampLessThanEquals', 'TimestampGreaterThanEquals']) {
      expect(on(text, operator, '2012-10-09T19:00:55Z')).toBe(false);
    }
    expect(on(text, 'IsTimestamp', true)).toBe(false);
    expect(on(text, 'IsTimestamp', false)).toBe(true);
  }
  for (const text of ['2012-10-09T19:00:55Z', '2012-10-09T19:00:55.123456789+05:30', '2024-02-29T00:00:00-00:00']) {
    expect(on(text, 'IsTimestamp', true)).toBe(true);
  }
});

describe('what kind of value', () => {
  test.each<[string, (value: Json) => boolean]>([
    ['IsNull', (value) => value === null],
    ['IsString', (value) => typeof value === 'string'],
    ['IsNumeric', (value) => typeof value === 'number'],
    ['IsBoolean', (value) => typeof value === 'boolean'],
    ['IsTimestamp', () => false],
  ])('%s', (operator, is) => {
    for (const value of others) {
      expect(on(value, operator, true)).toBe(is(value));
      expect(on(value, operator, false)).toBe(!is(value));
    }
  });

  test('IsPresent asks whether anything is there, null included', () => {
    for (const value of others) {
      expect(on(value, 'IsPresent', true)).toBe(true);
      expect(on(value, 'IsPresent', false)).toBe(false);
    }
    for (const path of [
      '$.none',
      '$.none.deeper',
      '$.v.none',
      '$.list[2]',
      '$$.Task.Token',
      '$unset',
      '$.constructor',
    ]) {
      expect(holds({ Variable: path, IsPresent: true }, { v: 1, list: [1] })).toBe(false);
      expect(holds({ Variable: path, IsPresent: false }, { v: 1, list: [1] })).toBe(true);
    }
  });
});

describe('a path that finds nothing fails the execution', () => {
  const cause = (path: string) =>
    `Invalid path '${path}': The choice state's condition path references an invalid value.`;

  test.each([
    'NumericEquals',
    'StringEquals',
    'StringMatches',
    'BooleanEquals',
    'TimestampEquals',
    'IsNull',
    'IsString',
    'IsTimestamp',
  ])('%s', (operator) => {
    const operand = operator.startsWith('Is')
      ? true
      : operator.startsWith('N')
        ? 1
        : operator.startsWith('B')
          ? true
          : 'x';
    expect(() => holds({ Variable: '$.none', [operator]: operand }, {})).toThrow(
      new EvaluationError('States.Runtime', cause('$.none')),
    );
  });

  test('also on the other side', () => {
    expect(() => holds({ Variable: '$.a', NumericEqualsPath: '$.b' }, { a: 7 })).toThrow(cause('$.b'));
  });
});

describe('StringMatches', () => {
  test.each<[string, string, boolean]>([
    ['invoice-2025.json', 'invoice-2025.json', true],
    ['invoice-*.json', 'invoice-2025.json', true],
    ['invoice-*.json', 'report-2025.json', false],
    ['logs-*-*-done', 'logs-2025-04-done', true],
    ['*', '', true],
    ['**', 'x', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['*.log', 'a.log.log', true],
    ['*ab*ab*', 'abab', true],
    ['*ab*ab*', 'ab-a', false],
    ['file\\*name', 'file*name', true],
    ['file\\*name', 'fileXname', false],
    ['a\\\\*', 'a\\anything', true],
    ['a\\b', 'a\\b', true],
    ['a.c', 'abc', false],
    ['*\n*', 'a\nb', true],
  ])('%s and %j: %s', (pattern, text, expected) => {
    expect(on(text, 'StringMatches', pattern)).toBe(expected);
  });

  test('only texts match', () => {
    for (const value of [123, null, true, ['123']]) expect(on(value, 'StringMatches', '123')).toBe(false);
  });

  test('agrees with a plain regular expression', () => {
    const part = fc.constantFrom('a', 'b', '*', 'ab', '.');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 }),
        (parts, text) => {
          const expression = parts.map((each) => (each === '*' ? '[^]*' : each.replace('.', '\\.'))).join('');
          expect(on(text, 'StringMatches', parts.join(''))).toBe(new RegExp(`^${expression}$`).test(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('takes time in proportion to the text, whatever the pattern', () => {
    const text = 'a'.repeat(200_000);
    expect(on(text, 'StringMatches', `${'*a'.repeat(20_000)}b`)).toBe(false);
    expect(on(text, 'StringMatches', `*${'a'.repeat(100_000)}b*${'a'.repeat(10)}`)).toBe(false);
  });
});

describe('And, Or, Not', () => {
  const yes = { Variable: '$.n', NumericEquals: 1 };
  const no = { Variable: '$.n', NumericEquals: 2 };
  const missing = { Variable: '$.none', NumericEquals: 2 };

  test('combine rules', () => {
    const input = { n: 1 };
    expect(holds({ And: [yes, yes] }, input)).toBe(true);
    expect(holds({ And: [yes, no] }, input)).toBe(false);
    expect(holds({ Or: [no, yes] }, input)).toBe(true);
    expect(holds({ Or: [no, no] }, input)).toBe(false);
    expect(holds({ Not: no }, input)).toBe(true);
    expect(holds({ And: [{ Not: { Or: [no, no] } }, { Or: [no, { And: [yes] }] }] }, input)).toBe(true);
    expect(holds({ Not: { Variable: '$.n', StringEquals: 'x' } }, input)).toBe(true);
  });

  test('look no further than they need', () => {
    expect(holds({ And: [no, missing] }, { n: 1 })).toBe(false);
    expect(holds({ Or: [yes, missing] }, { n: 1 })).toBe(true);
    expect(() => holds({ Or: [no, missing] }, { n: 1 })).toThrow('invalid value');
  });
});

test('variables and the context can be compared, too', () => {
  expect(holds({ Variable: '$limit', NumericGreaterThanPath: '$.n' }, { n: 9 })).toBe(true);
  expect(holds({ Variable: '$$.State.Name', StringEquals: 'Check' }, {})).toBe(true);
  expect(holds({ Variable: '$.w', StringEqualsPath: '$word' }, { w: 'abc' })).toBe(true);
});

describe('rules that cannot be', () => {
  test.each<[string, object]>([
    ["Value is not a Reference Path: Reference path didn't start with '$'", { Variable: 'status', StringEquals: 'x' }],
    ['Value is not a Reference Path: it must name exactly one place', { Variable: '$.a[*]', StringEquals: 'x' }],
    ["Value is not a Reference Path: Reference path didn't start with '$'", { Variable: '$.a', StringEqualsPath: 'b' }],
    ['c has no Variable', { StringEquals: 'x' }],
    ['c must have exactly one comparison operator', { Variable: '$.a' }],
    ['c must have exactly one comparison operator', { Variable: '$.a', StringEquals: 'x', NumericEquals: 1 }],
    ['c has no usable operator: StringIs: x', { Variable: '$.a', StringIs: 'x' }],
    ['c has no usable operator: IsNull: yes', { Variable: '$.a', IsNull: 'yes' }],
    ['c/And[0]/Not has no Variable', { And: [{ Not: { IsNull: true } }] }],
  ])('%s', (message, rule) => {
    expect(() => compileRule(rule as ChoiceRule, 'c')).toThrow(
      new ExpressionSyntaxError('SCHEMA_VALIDATION_FAILED', message),
    );
  });

  test('nesting without end', () => {
    let rule: object = { Variable: '$.a', IsNull: true };
    for (let i = 0; i < 50_000; i++) rule = { Not: rule };
    expect(() => compileRule(rule as ChoiceRule, 'c')).toThrow(ExpressionSyntaxError);
  });
});
