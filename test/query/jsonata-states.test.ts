// JSONata as state machines use it: what expressions see, what the service adds, refuses and says.
import fc from 'fast-check';
import { freeze, type Json } from '../../lib/json';
import {
  type Bindings,
  compileJsonata,
  compileJsonataTemplate,
  EvaluationError,
  ExpressionSyntaxError,
  isJsonata,
  jsonataReferences,
} from '../../lib/query';

const input = freeze({
  name: 'Ann',
  n: 3,
  one: [5],
  lines: [
    { price: 2, qty: 3 },
    { price: 5, qty: 1 },
  ],
});
let draws = 0;
const bindings: Bindings = {
  input,
  result: freeze({ status: 'ok' }),
  errorOutput: undefined,
  context: () => ({ Execution: { Id: 'e1' } }),
  variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
  now: () => Date.UTC(2026, 10, 21, 12, 0, 0),
  random: () => ++draws / 1000,
  uuid: () => '11111111-1111-4111-8111-111111111111',
};
const variables: { readonly [name: string]: Json } = { i: 4, acc: 10, count: 2, nothingYet: null, list: [1, [2]] };

const evaluate = (source: string, location = 'Output/v'): Json =>
  compileJsonata(`{% ${source} %}`, location)(null, bindings);

function causeOf(source: string, location = 'Output/v'): string {
  try {
    evaluate(source, location);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    expect(error.error).toBe('States.QueryEvaluationError');
    expect(error.location).toBe(location);
    return error.message;
  }
  throw new Error(`${source} did not fail`);
}

const during = (source: string, text: string, location = 'Output/v') =>
  `The JSONata expression '${source}' specified for the field '${location}' threw an error during evaluation${text}`;
const stack =
  ': Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';
const memory = ': Expression evaluation memory limit exceeded: Check for excessive memory usage';
const time = ': Expression evaluation timeout: Check for infinite loop';

describe('delimiters', () => {
  test.each([
    ['{% 1 %}', true],
    ['{%1%}', true],
    ['{%%}', true],
    ['{%}', false],
    [' {% 1 %}', false],
    ['{% 1 %} ', false],
    ['Hello {% 1 %}', false],
  ])('%j', (text, expected) => expect(isJsonata(text)).toBe(expected));
});

describe('what an expression sees', () => {
  test.each<[string, Json]>([
    ['$states.input.name', 'Ann'],
    ['$states.input.lines.price', [2, 5]],
    ['$states.input.lines[qty > 2].(price * qty)', 6],
    ['$states.input.one', [5]],
    ['$states.result.status', 'ok'],
    ['$states.context.Execution.Id', 'e1'],
    ['$keys($states)', ['input', 'context', 'result']],
    ['$i + 1', 5],
    ['$count + 1', 3],
    ['$nothingYet', null],
    ['$list[1]', [2]],
    ['$now()', '2026-11-21T12:00:00.000Z'],
    ["$now('[Y0001]')", '2026'],
    ['$millis()', Date.UTC(2026, 10, 21, 12)],
    ["$toMillis('2020-01-01T00:00:00')", Date.UTC(2020, 0, 1)],
    ['$uuid()', '11111111-1111-4111-8111-111111111111'],
    ['{"__proto__": 1, "a": 2}.a', 2],
  ])('%s', (source, expected) => expect(evaluate(source)).toEqual(expected));

  test('the input itself is given back, not a copy', () => {
    expect(evaluate('$states.input')).toBe(input);
    expect(evaluate('$states.input.lines')).toBe(input.lines);
  });

  test('$random and $shuffle draw from the execution', () => {
    draws = 0;
    expect(evaluate('$random()')).toBe(0.001);
    expect(evaluate('$shuffle([1, 2, 3])')).toEqual([3, 1, 2]);
  });

  test('a variable hides the built-in function of its name', () => {
    expect(causeOf('$count([1])')).toBe(during('$count([1])', '. T1006: Attempted to invoke a non-function'));
  });

  test('__proto__ is a key like any other', () => {
    const made = evaluate('{"__proto__": 1}') as { readonly [key: string]: Json };
    expect(Object.keys(made)).toEqual(['__proto__']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(causeOf('$states.input.constructor')).toContain('returned nothing');
    expect(causeOf('$states.input.__proto__')).toContain('returned nothing');
  });
});

describe('functions that the service adds', () => {
  test.each<[string, Json]>([
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([0,1,2], 4)', [[0, 1, 2]]],
    ['$partition([1,2,3])', [[1, 2, 3]]],
    ['$partition([1,2,3,4,5], 2.9)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 10, 2)', [0, 2, 4, 6, 8, 10]],
    ['$range(0, 10, 3)', [0, 3, 6, 9]],
    ['$range(10, 0, -2)', [10, 8, 6, 4, 2, 0]],
    ['$range(1, 9, 9)', 1],
    ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
    ['$hash("input", "SHA-1")', '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ['$random(42)', 0.7275636800328681],
    ['$random(0.9)', 0.730967787376657],
    ['$parse(\'{"a": [1, null]}\')', { a: [1, null] }],
    ['$map([\'{"a":1}\', \'{"a":2}\'], $parse).a', [1, 2]],
  ])('%s', (source, expected) => expect(evaluate(source)).toEqual(expected));

  test.each([
    '$partition([], 2)',
    '$partition([1,2,3], 0)',
    '$range(5, 1, 1)',
    '$range(1, 5, 0)',
    '$range(1, 5)',
    '$hash("a")',
    '$parse()',
  ])('%s gives nothing', (source) => expect(causeOf(source)).toContain('returned nothing (undefined).'));

  test.each([
    ['$range(1)', 'T0410'],
    ['$uuid(1)', 'T0410'],
    ['$random(1, 2)', 'T0410'],
    ['$parse(null)', 'T0410'],
    ['$hash(42, "MD5")', 'T0410'],
    ['$hash("a", "md5")', 'D3137'],
    ['$parse("")', 'D3137: Invalid JSON'],
    ['$parse("{\\"a\\":1,\\"a\\":2}")', 'D3137: Invalid JSON'],
    ['$parse("1e400")', 'D3137: Invalid JSON'],
    ['$partition([1,2,3], -1)', 'D3137: Second argument must be zero or greater'],
    ['$eval("1")', 'T1006: Attempted to invoke a non-function'],
  ])('%s fails with %s', (source, text) => expect(causeOf(source)).toContain(`evaluation. ${text}`));
});

describe("the service's sentences", () => {
  test.each([
    [
      '$doesNotExist',
      'Output',
      "The JSONata expression '$doesNotExist' specified for the field 'Output' returned nothing (undefined).",
    ],
    [
      '$fn := function($x){$x}',
      'Items',
      "The JSONata expression '$fn := function($x){$x}' specified for the field 'Items' returned an unsupported result type.",
    ],
    [
      '{"f": $sum}',
      'Output/v',
      "The JSONata expression '{\"f\": $sum}' specified for the field 'Output/v' returned an unsupported result type.",
    ],
    [
      '/a/',
      'Output/v',
      "The JSONata expression '/a/' specified for the field 'Output/v' returned an unsupported result type.",
    ],
    [
      "$sum(['a'])",
      'Output/v',
      during("$sum(['a'])", '. T0412: Argument 1 of function "sum" must be an array of "numbers"'),
    ],
    [
      "1 < 'a'",
      'Choices[1]/Condition',
      during(
        "1 < 'a'",
        '. T2009: The values 1 and "a" either side of operator "<" must be of the same data type',
        'Choices[1]/Condition',
      ),
    ],
    ["$error('no')", 'Output/v', during("$error('no')", '. D3137: no')],
    [
      "$split('a','b',-1)",
      'Output/v',
      during("$split('a','b',-1)", '. D3020: Third argument of split function must evaluate to a positive number'),
    ],
    [
      "$formatNumber(1, 'x')",
      'Output/v',
      during(
        "$formatNumber(1, 'x')",
        '. D3086: The sub-picture must not contain a passive character that is preceded by an active character and that is followed by another active character',
      ),
    ],
  ])('%s in %s', (source, location, sentence) => expect(causeOf(source, location)).toBe(sentence));
});

test.each(['"!!!"', '"YQ-_"', '"a"'])('$base64decode(%s) is an internal error, as measured on AWS', (text) => {
  expect(causeOf(`$base64decode(${text})`)).toMatch(
    /^The JSONata expression '.*' specified for the field 'Output\/v' threw an internal error during evaluation\. [0-9a-f-]{36}$/,
  );
});

test('$base64decode does without padding', () => expect(evaluate('$base64decode("YQ")')).toBe('a'));

describe('numbers that JSON cannot write are strings', () => {
  test.each<[string, Json]>([
    ['1/0', 'Infinity'],
    ['-1/0', '-Infinity'],
    ['1e308 * 10', 'Infinity'],
    ['0/0', 'NaN'],
    ['[1/0, 2]', ['Infinity', 2]],
    ['{"k": {"l": 0/0}}', { k: { l: 'NaN' } }],
    ["$parseInteger('abc', '0')", 'NaN'],
  ])('%s', (source, expected) => expect(evaluate(source)).toEqual(expected));
});

describe('bounds', () => {
  const recursion = (n: number) => `($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(${n}))`;
  const doubling = (n: number) =>
    `($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $length($p("x", ${n})))`;

  test.each<[string, Json]>([
    [`1${'+1'.repeat(99)}`, 100],
    [`${'('.repeat(99)}1${')'.repeat(99)}`, 1],
    [`1${'~>$string'.repeat(99)}`, '1'],
    [recursion(31), 31],
    ['[1..873782] ~> $length', 0],
    [doubling(22), 4194304],
    ['$range(1, 360145, 1) ~> $reverse', 0],
    ['($f := function($n, $a){ $n = 0 ? $a : $f($n - 1, $a + $n) }; $f(50000, 0))', 1250025000],
  ])('accepted: %#', (source, expected) => {
    if (expected === 0)
      expect(() => compileJsonata(`{% $exists(${source.split(' ~>')[0]}) %}`, 'v')(null, bindings)).not.toThrow();
    else expect(evaluate(source)).toEqual(expected);
  });

  test.each([
    [`1${'+1'.repeat(100)}`, stack],
    [`1${'+1'.repeat(20_000)}`, stack],
    [`${'('.repeat(100)}1${')'.repeat(100)}`, stack],
    [`${'('.repeat(50_000)}1${')'.repeat(50_000)}`, stack],
    [`${'['.repeat(100)}1${']'.repeat(100)}`, stack],
    [`1${'~>$string'.repeat(100)}`, stack],
    [recursion(32), stack],
    ['($f := function($x){ $map([$x], $f) }; $f(1))', stack],
    ['[1..873783]', memory],
    [doubling(23), memory],
    ['$range(1, 360146, 1)', memory],
    ['$pad("a", 1e300)', memory],
    ['[1..3000].[1..3000]', memory],
    ['($f := function($x){ $f($x + 1) }; $f(1))', time],
    ['$contains($pad("", 3000, "a"), /(a+)+b/)', time],
    ['$reduce([1..100000], function($a, $b){ $append($a, $b) }, [])', time],
  ])('refused: %#', (source, text) => expect(causeOf(source)).toBe(during(source, text)));

  test('the same expression ends after the same number of steps', () => {
    const source = '($f := function($x){ $f($x + 1) }; $f(1))';
    expect(causeOf(source)).toBe(causeOf(source));
  });

  test('values nested beyond measure end in a sentence, too', () => {
    let deep: Json = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    const run = (source: string) => () =>
      compileJsonata(`{% ${source} %}`, 'v')(null, { ...bindings, input: { deep } });
    expect(run('$string($states.input.deep)')).toThrow(EvaluationError);
    expect(run('$states.input.**')).toThrow(EvaluationError);
    expect(run('$states.input.deep')()).toBe(deep);
  });
});

describe('refused when the state machine is created', () => {
  test.each([
    ['phone', "Reference to 'phone' at the top level is not supported."],
    ['{"a": phone}', "Reference to 'phone' at the top level is not supported."],
    ['$map($states.input.a, function($x){ b })', "Reference to 'b' at the top level is not supported."],
    ['$', "Reference to '$' at the top level is not supported."],
    ['$$', "Reference to '$$' is not supported."],
    ['$$.a', "Reference to '$$' is not supported."],
  ])('%s', (source, message) => {
    expect(() => compileJsonata(`{% ${source} %}`, 'Output')).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_JSONATA_EXPRESSION', message }),
    );
    expect(jsonataReferences(`{% ${source} %}`).refusals).toEqual([message]);
  });

  test.each([
    ['a[1,2)', 'Expected "]", got ","'],
    ['"unterminated', 'String literal must be terminated by a matching quote'],
    ['1 +', 'Unexpected end of expression'],
    ['{"a":}', 'The symbol "}" cannot be used as a unary operator'],
    ['$match("a", /abc', 'No terminating / in regular expression'],
    ['', 'Unexpected end of expression'],
  ])('%s', (source, message) => {
    expect(() => compileJsonata(`{%${source}%}`, 'Output')).toThrow(
      expect.objectContaining({ code: 'INVALID_JSONATA_EXPRESSION', message }),
    );
  });

  test.each([
    '$states.input.items[value > 3]',
    '$states.input.a^(b)',
    '$states.input.a{b: c}',
    '$map($x, function($v){ $v.b })',
    '$x ~> |a|{"b": c}|',
  ])('accepted: %s', (source) => expect(jsonataReferences(`{% ${source} %}`).refusals).toEqual([]));
});

describe('references', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['$a + $sum($b)', ['a', 'b'], []],
    ['$count + $count([1])', ['count'], []],
    ['($x := $y; $x + $z)', ['y', 'z'], []],
    ['$map($list, function($v){ $v + $w })', ['list', 'w'], []],
    ['$map($list, $string)', ['list'], []],
    ['$states.result.x & $states.errorOutput.Cause', [], ['result', 'errorOutput']],
    ['$orders[$states.input.i]', ['orders'], ['input']],
    ['$a@$b.c.{"d": $b, "e": $f}', ['a', 'f'], []],
  ])('%s', (source, names, states) => {
    const found = jsonataReferences(`{% ${source} %}`);
    expect(found.variables).toEqual(names);
    expect(found.states).toEqual(states);
    expect(found.usesResult).toBe(states.includes('result'));
    expect(found.usesErrorOutput).toBe(states.includes('errorOutput'));
  });
});

test('the references of an expression that is too deep to be parsed are none', () => {
  expect(jsonataReferences(`{% ${'('.repeat(50_000)}$x${')'.repeat(50_000)} %}`).variables).toEqual([]);
});

describe('templates', () => {
  test('expressions are evaluated wherever they lie, the rest stays', () => {
    const template: Json = { a: { b: ['{% $i %}', 'x {% $i %}', null] }, c: 1, d: '{% null %}', __proto__: {} };
    expect(compileJsonataTemplate(template, 'Output')(null, bindings)).toEqual({
      a: { b: [4, 'x {% $i %}', null] },
      c: 1,
      d: null,
    });
  });

  test('a template without expressions is itself', () => {
    const template: Json = { a: [1, { b: 'c' }] };
    expect(compileJsonataTemplate(template, 'Output')(null, bindings)).toBe(template);
  });

  test.each<[Json, string]>([
    ['{% $no %}', 'Output'],
    [{ v: '{% $no %}' }, 'Output/v'],
    [{ a: { b: [[1, '{% $no %}']] } }, 'Output/a/b[0][1]'],
  ])('%j fails at %s', (template, location) => {
    expect(() => compileJsonataTemplate(template, 'Output')(null, bindings)).toThrow(
      expect.objectContaining({
        location,
        message: `The JSONata expression '$no' specified for the field '${location}' returned nothing (undefined).`,
      }),
    );
  });
});

describe('no text breaks the compiler', () => {
  const words = [
    '$',
    '$$',
    '$states',
    '.',
    'input',
    '[',
    ']',
    '(',
    ')',
    '{',
    '}',
    ':',
    ':=',
    ';',
    ',',
    '"a"',
    "'",
    '`x`',
    '1',
    '-',
    '+',
    '*',
    '**',
    '%',
    '^(',
    '@$v',
    '#$i',
    '|',
    '~>',
    '?',
    'function($x)',
    '<s-:n>',
    '/a+/',
    '/*',
    '*/',
    '..',
    'and',
    'in',
    'true',
    'null',
    '$sum',
    '\u{d800}',
    '\\',
    '__proto__',
  ];
  const survives = (text: string): void => {
    try {
      compileJsonata(`{%${text}%}`, 'Output')(null, bindings);
    } catch (error) {
      if (!(error instanceof ExpressionSyntaxError) && !(error instanceof EvaluationError)) throw error;
    }
  };

  test('words of the language in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((all) => all.join(' ')),
        survives,
      ),
      { numRuns: 2500 },
    );
  });

  test('any text at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), survives), { numRuns: 1000 });
  });

  test('any values', () => {
    const sources = [
      '$string($states.input)',
      '$states.input.**',
      '$states.input.*',
      '$keys($states.input)',
      '$spread($states.input)',
      '$states.input = $states.input',
      '$distinct([$states.input, $states.input])',
      '$clone([$states.input])',
      '{"a": $states.input}',
      '$states.input ~> |**|{"x": 1}, "y"|',
    ];
    const compiled = sources.map((source) => compileJsonata(`{% ${source} %}`, 'v'));
    fc.assert(
      fc.property(
        fc.jsonValue({ noUnicodeString: false, maxDepth: 6 }),
        fc.constantFrom('__proto__', 'a'),
        (value, key) => {
          const document = freeze(JSON.parse(`{${JSON.stringify(key)}: ${JSON.stringify(value)}}`) as Json);
          for (const run of compiled) {
            try {
              run(null, { ...bindings, input: document });
            } catch (error) {
              if (!(error instanceof EvaluationError)) throw error;
            }
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
