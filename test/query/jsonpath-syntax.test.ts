import fc from 'fast-check';
import {
  compileIntrinsicOrPath,
  compilePath,
  compileReferencePath,
  compileTemplate,
  ExpressionSyntaxError,
  referencePathProblem,
} from '../../lib/query';
import { refusal } from './jsonpath-scope';

describe('texts that are no path are refused with the words of the service', () => {
  test.each([
    '',
    'status',
    ' $.a',
    '$.',
    '$..',
    '$.a.',
    '$.a..',
    '$...a',
    '$a b',
    '$.a b',
    '$[',
    '$[]',
    '$.a[',
    "$['a",
    "$['a'",
    "$['a',]",
    '$[a]',
    '$[1',
    '$[1.5]',
    '$[:]',
    '$[1,]',
    '$[?]',
    '$[?()]',
    '$[?(@.a ==)]',
    '$[?(@.a = 1)]',
    '$[?(@.a == 1]',
    '$[?(@.a like 1)]',
    '$[?(@.a =~ /x)]',
    '$[?(@.a =~ /(/)]',
    '$[?(5)]',
    '$[?((@.a == 1)]',
    '$[?(@.a == {a: 1})]',
    '@.a',
    '$.length()',
    '$.a.sum()',
    '$]',
  ])('%s', (text) => {
    expect(refusal(() => compilePath(text, 'InputPath'))).toBe(
      'SCHEMA_VALIDATION_FAILED: Value must be a valid JSONPath.',
    );
    expect(refusal(() => compileTemplate({ a: [{ 'x.$': text }] }, 'Parameters'))).toBe(
      "SCHEMA_VALIDATION_FAILED: The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call",
    );
  });

  test('the error says in words of ours what is wrong, and where', () => {
    try {
      compilePath('$.items[?(@.a = 1)]', 'ItemsPath');
      throw new Error('not refused');
    } catch (error) {
      expect(error).toMatchObject({ detail: "ItemsPath: '=' is not an operator at position 15", offset: 15 });
    }
  });
});

describe('reference paths', () => {
  test.each(['$', '$.a', "$['a'][0].b", '$$.Execution.Id', '$var', '$var.x[1]'])('%s is one', (text) => {
    expect(referencePathProblem(text)).toBeUndefined();
  });

  test.each([
    ['status', "Value is not a Reference Path: Reference path didn't start with '$'"],
    ['$.a[*]', 'Value is not a Reference Path: it must name exactly one place'],
    ['$..a', 'Value is not a Reference Path: it must name exactly one place'],
    ['$.a[0:2]', 'Value is not a Reference Path: it must name exactly one place'],
    ["$['a','b']", 'Value is not a Reference Path: it must name exactly one place'],
    ['$.a[?(@.b)]', 'Value is not a Reference Path: it must name exactly one place'],
    ['$.a[', "Value is not a Reference Path: expected a quoted name, an index, a slice, '*' or a filter at position 4"],
  ])('%s is none', (text, problem) => {
    expect(referencePathProblem(text)).toBe(problem);
    expect(refusal(() => compileReferencePath(text, 'ResultPath'))).toBe(`SCHEMA_VALIDATION_FAILED: ${problem}`);
  });

  test('ResultPath cannot point into the context or a variable', () => {
    for (const text of ['$$.a', '$var']) {
      expect(refusal(() => compileReferencePath(text, 'ResultPath'))).toContain("Reference path didn't start with '$'");
    }
  });
});

describe('any text either compiles or is refused', () => {
  const pieces = [
    '$',
    '$$',
    '.',
    '..',
    '[',
    ']',
    '(',
    ')',
    '?',
    '@',
    '*',
    "'",
    '"',
    '\\',
    ',',
    ':',
    '-',
    '1',
    '0',
    'a',
    'States.',
    'Format',
    'Array',
    '{}',
    '{',
    '}',
    '&&',
    '||',
    '!',
    '==',
    '=~',
    '/',
    ' in ',
    'size',
    'true',
    'null',
    '1e5',
    '\u0000',
    '\ud800',
    '_proto_',
    ' ',
    '\n',
  ];
  const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 25 }).map((parts) => parts.join(''));
  const harmless = (compile: () => unknown) => {
    try {
      compile();
    } catch (error) {
      expect(error).toBeInstanceOf(ExpressionSyntaxError);
    }
  };

  test('paths', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          soup,
          soup.map((text) => `$${text}`),
          soup.map((text) => `$[?(${text})]`),
          fc.string({ unit: 'binary' }),
        ),
        (text) => harmless(() => compilePath(text, 'f')),
      ),
      { numRuns: 1_500 },
    );
  });

  test('intrinsic calls', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          soup,
          soup.map((text) => `States.Format(${text})`),
          soup.map((text) => `States.Array('${text}')`),
        ),
        (text) => harmless(() => compileIntrinsicOrPath(text, 'f')),
      ),
      { numRuns: 1_500 },
    );
  });

  test('nesting without end is refused, not followed', () => {
    for (const text of [
      `$[?(${'('.repeat(100_000)}`,
      `$[?(${'!'.repeat(100_000)}@.a)]`,
      `$[?(@.a == ${'['.repeat(100_000)}`,
      `$[?(@.a${'[?(@.a'.repeat(100_000)}`,
    ]) {
      expect(refusal(() => compilePath(text, 'f'))).toContain('valid JSONPath');
    }
    expect(refusal(() => compileIntrinsicOrPath('States.Array('.repeat(100_000), 'f'))).toContain('valid intrinsic');
    let deep: unknown = '$.a';
    for (let i = 0; i < 50_000; i++) deep = [deep];
    expect(refusal(() => compileTemplate(deep as never, 'Parameters'))).toContain('nests more than');
  });
});
