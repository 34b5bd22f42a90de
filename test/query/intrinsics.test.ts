import type { Json } from '../../lib/json';
import { compileTemplate } from '../../lib/query';
import { intrinsics } from '../../lib/query/intrinsics/table';
import { evaluate, failure, refusal, scope } from './jsonpath-scope';

const examples: readonly [string, readonly (readonly [call: string, input: Json, value: Json])[]][] = [
  [
    'States.Array',
    [
      ['States.Array()', {}, []],
      ["States.Array(42, true, null, 'x', -1.5e2)", {}, [42, true, null, 'x', -150]],
      ['States.Array( $.a , $.b )', { a: { k: 1 }, b: [2] }, [{ k: 1 }, [2]]],
      ['States.Array(1, States.Array(2, 3))', {}, [1, [2, 3]]],
    ],
  ],
  [
    'States.ArrayPartition',
    [
      ['States.ArrayPartition($, 4)', [1, 2, 3, 4, 5, 6, 7, 8, 9], [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
      ['States.ArrayPartition($, 3)', [], []],
      ['States.ArrayPartition($, 2147483647)', [1, 2], [[1, 2]]],
      // A fraction is cut off.
      ['States.ArrayPartition($, 2.6)', [1, 2, 3], [[1, 2], [3]]],
    ],
  ],
  [
    'States.ArrayContains',
    [
      ['States.ArrayContains($.l, 5)', { l: [1, 5] }, true],
      ['States.ArrayContains($.l, $.v)', { l: [], v: 1 }, false],
      ['States.ArrayContains($.l, $.v)', { l: [[1, 2, 3], 2], v: [1, 2, 3] }, true],
      ['States.ArrayContains($.l, null)', { l: [1, null] }, true],
      ['States.ArrayContains($.l, $.v)', { l: [{ a: 1 }], v: { a: 1, b: null } }, false],
      ['States.ArrayContains($.l, false)', { l: [0, 1, -1] }, false],
      // Values are compared as Java prints them: the order of keys counts, the type does not.
      ['States.ArrayContains($.l, $.v)', { l: [{ a: 1, b: 2 }], v: { b: 2, a: 1 } }, false],
      ['States.ArrayContains($.l, true)', { l: ['true'] }, true],
      ['States.ArrayContains($.l, 9007199254740991)', { l: ['9007199254740991'] }, true],
    ],
  ],
  [
    'States.ArrayRange',
    [
      ['States.ArrayRange(1, 9, 2)', {}, [1, 3, 5, 7, 9]],
      ['States.ArrayRange(0, 10, 3)', {}, [0, 3, 6, 9]],
      ['States.ArrayRange(1, 9, 9)', {}, [1]],
      ['States.ArrayRange(5, 1, -2)', {}, [5, 3, 1]],
      ['States.ArrayRange(5, 1, 1)', {}, []],
      ['States.ArrayRange(3, 3, -1)', {}, [3]],
      // Fractions are cut off.
      ['States.ArrayRange(1.6, 1.4, 1)', {}, [1]],
      ['States.ArrayRange(5.4, -0.6, -2.4)', {}, [5, 3, 1]],
    ],
  ],
  [
    'States.ArrayGetItem',
    [
      ['States.ArrayGetItem($, 1)', ['a', 'b'], 'b'],
      ['States.ArrayGetItem($, 0)', [null], null],
      ['States.ArrayGetItem($, 1.9)', ['a', 'b'], 'b'],
      ['States.ArrayGetItem($, 999)', [], null],
    ],
  ],
  ['States.ArrayLength', [['States.ArrayLength($)', [[1], [2, 3]], 2]]],
  [
    'States.ArrayUnique',
    [
      ['States.ArrayUnique($)', [1, 2, 3, 3, 3, 4], [1, 2, 3, 4]],
      ['States.ArrayUnique($)', ['a', 'b', 'a', 'c'], ['a', 'b', 'c']],
      ['States.ArrayUnique($)', [1, '1', '01'], [1, '1', '01']],
      ['States.ArrayUnique($)', [null, null, 1, null], [null, 1]],
      [
        'States.ArrayUnique($)',
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
        [{ a: 1, b: 2 }],
      ],
      // The order is that of Java's HashSet.
      ['States.ArrayUnique($)', [true, false, true, false], [false, true]],
      [
        'States.ArrayUnique($)',
        [
          [1, 2],
          [1, 2],
          [2, 1],
        ],
        [
          [2, 1],
          [1, 2],
        ],
      ],
      ['States.ArrayUnique($)', [], []],
    ],
  ],
  [
    'States.Base64Encode',
    [
      ["States.Base64Encode('Data to encode')", {}, 'RGF0YSB0byBlbmNvZGU='],
      ["States.Base64Encode('🚀')", {}, '8J+agA=='],
      ["States.Base64Encode('')", {}, ''],
      ['States.Base64Encode($)', 'a\ud800b', 'YT9i'],
    ],
  ],
  [
    'States.Base64Decode',
    [
      ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", {}, 'Data to encode'],
      ["States.Base64Decode('44GT44KT')", {}, 'こん'],
      ["States.Base64Decode('')", {}, ''],
      // Malformed text is decoded as far as it goes.
      ["States.Base64Decode(' YWJj ZA== ')", {}, 'abcd'],
      ["States.Base64Decode('YWJjZA')", {}, 'abcd'],
      ["States.Base64Decode('YQ==YQ==')", {}, 'a'],
    ],
  ],
  [
    'States.Hash',
    [
      ["States.Hash('input data', 'MD5')", {}, '812f45842bc6d66ee14572ce20db8e86'],
      ["States.Hash('input data', 'SHA-1')", {}, 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
      ["States.Hash('hello', 'SHA-256')", {}, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
      [
        "States.Hash('hello', 'SHA-384')",
        {},
        '59e1748777448c69de6b800d7a33bbfb9ff1b463e44354c3553bcdb9c666fa90125a3c79f90397bdf5f6a13de828684f',
      ],
      [
        "States.Hash('hello', 'SHA-512')",
        {},
        '9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca72323c3d99ba5c11d7c7acc6e14b8c5da0c4663475c2e5c3adef46f73bcdec043',
      ],
      ["States.Hash('🚀', 'SHA-256')", {}, 'ebbc0b2870eb323f2b6cffa5c493ceef81ae7eb36afc73d4e0367301631daec5'],
      ["States.Hash($, 'MD5')", '\udc00', 'd1457b72c3fb323a2671125aef3eab5d'],
      ["States.Hash($.n, 'MD5')", { n: 123 }, '202cb962ac59075b964b07152d234b70'],
    ],
  ],
  [
    'States.JsonMerge',
    [
      [
        'States.JsonMerge($.a, $.b, false)',
        { a: { x: 1, y: { z: 1 } }, b: { y: { q: 2 }, w: 3 } },
        { x: 1, y: { q: 2 }, w: 3 },
      ],
      ["States.JsonMerge($.a, $.b, 'false')", { a: { x: 1 }, b: {} }, { x: 1 }],
      [
        'States.JsonMerge($.a, $.b, false)',
        { a: JSON.parse('{"__proto__": {"x": 1}}'), b: {} },
        JSON.parse('{"__proto__": {"x": 1}}'),
      ],
    ],
  ],
  [
    'States.StringToJson',
    [
      ['States.StringToJson($)', '{"a": [1, {"b": null}]}', { a: [1, { b: null }] }],
      ['States.StringToJson($)', ' "text" ', 'text'],
      ['States.StringToJson($)', 'null', null],
      ['States.StringToJson($)', '', null],
      ['States.StringToJson($)', ' ', null],
      ['States.StringToJson($)', ' \t\r\n', null],
      ['States.StringToJson($)', '-0', 0],
      ['States.StringToJson($)', '{"a":1,"a":2}', { a: 2 }],
      [`States.StringToJson('\\{"a":"it\\'s"\\}')`, {}, { a: "it's" }],
    ],
  ],
  [
    'States.JsonToString',
    [
      ['States.JsonToString($)', { b: [1, null], a: 'x' }, '{"b":[1,null],"a":"x"}'],
      ["States.JsonToString('x')", {}, '"x"'],
      ['States.JsonToString(States.StringToJson($))', '{ "a" : 1 }', '{"a":1}'],
    ],
  ],
  [
    'States.MathAdd',
    [
      ['States.MathAdd($.a, -1)', { a: 111 }, 110],
      ['States.MathAdd(2147483646, 1)', {}, 2147483647],
      ['States.MathAdd(-2147483648, 0)', {}, -2147483648],
      // Arguments are rounded first, halves upwards.
      ['States.MathAdd(1.49, 1.5)', {}, 3],
      ['States.MathAdd(-1.5, 0)', {}, -1],
      ['States.MathAdd(-0.5, 0)', {}, 0],
      ['States.MathAdd(2.5, 0)', {}, 3],
      ['States.MathAdd(-1.51, 0)', {}, -2],
    ],
  ],
  [
    'States.MathRandom',
    [
      // Seeded results are java.util.Random's.
      ['States.MathRandom(1, 100, 42)', {}, 63],
      ['States.MathRandom(1, 10, 42)', {}, 9],
      ['States.MathRandom(1, 5, 42)', {}, 3],
      ['States.MathRandom(-5, 5, 42)', {}, -5],
      ['States.MathRandom(1, 1000, 1)', {}, 106],
      ['States.MathRandom(1, 1000, 2)', {}, 806],
      ['States.MathRandom(1, 10, 0)', {}, 7],
      ['States.MathRandom(1, 10, -10)', {}, 1],
      ['States.MathRandom(2147483640, 2147483647, 1)', {}, 2147483644],
      // The execution's generator gives the others.
      ['States.MathRandom(10, 20)', {}, 15],
      ['States.MathRandom(1.6, 5.4)', {}, 3],
    ],
  ],
  [
    'States.StringSplit',
    [
      ["States.StringSplit('a,b,c', ',')", {}, ['a', 'b', 'c']],
      ["States.StringSplit('1+2,3.4', '.+,')", {}, ['1', '2', '3', '4']],
      ["States.StringSplit(',a,,b,', ',')", {}, ['a', 'b']],
      ["States.StringSplit(' , ', ',')", {}, [' ', ' ']],
      ["States.StringSplit('', ',')", {}, []],
      ["States.StringSplit('abc', '')", {}, ['abc']],
      ["States.StringSplit('Hello\nWorld', '\n')", {}, ['Hello', 'World']],
      ["States.StringSplit('a🚀b', '🚀')", {}, ['a', 'b']],
    ],
  ],
  [
    'States.Format',
    [
      ["States.Format('Hello {}, {}', $.a, $.b)", { a: 'x', b: 2 }, 'Hello x, 2'],
      ['States.Format($.t, $.a)', { t: 'Hi {}', a: 'x' }, 'Hi x'],
      ["States.Format('none')", {}, 'none'],
      ["States.Format('\\{\\}={} it\\'s \\\\', 1)", {}, "{}=1 it's \\"],
      ["States.Format('{}|{}|{}', null, false, 3.5)", {}, 'null|false|3.5'],
      // Values are printed by Java.
      ["States.Format('{}', $)", { Arg1: 1, Arg2: [], n: null, t: 'x' }, '{Arg1=1, Arg2=[], n=null, t=x}'],
      ["States.Format('{}', $)", [1, [true, 'a'], { b: {} }], '[1, [true, a], {b={}}]'],
      ["States.Format('{} {} {}', 1e-4, 12345678.5, 9007199254740991)", {}, '1.0E-4 1.23456785E7 9007199254740991'],
      ["States.Format('{}', States.StringToJson($))", '{"a": "x"}', '{"a":"x"}'],
      ["States.Format('arn:{}:{}', 'lambda', States.JsonToString($))", { k: 1 }, 'arn:lambda:{"k":1}'],
    ],
  ],
  [
    'States.UUID',
    [
      ['States.UUID()', {}, '11111111-2222-4333-8444-555555555555'],
      ['States.UUID( 1, $.x)', { x: 1 }, '11111111-2222-4333-8444-555555555555'],
    ],
  ],
];

describe.each(examples)('%s', (_name, cases) => {
  test.each(cases)('%s of %j', (call, input, value) => {
    expect(JSON.stringify(evaluate(call, input))).toBe(JSON.stringify(value));
  });
});

test('every function has examples', () => {
  expect(examples.map(([name]) => name).sort()).toEqual([...intrinsics.keys()].sort());
});

describe('arguments that do not suit', () => {
  const long = 'a'.repeat(10_001);
  test.each<[string, Json]>([
    ["States.ArrayPartition('no', 2)", {}],
    ['States.ArrayPartition($, 0)', [1]],
    ['States.ArrayPartition($, 0.6)', [1]],
    ['States.ArrayPartition($, null)', [1]],
    ["States.ArrayContains('no', 'x')", {}],
    ['States.ArrayRange(1, 10, 0)', {}],
    ['States.ArrayRange(1, 10, 0.49)', {}],
    ['States.ArrayRange(1, 1001, 1)', {}],
    ["States.ArrayRange('a', 5, 1)", {}],
    ['States.ArrayGetItem($, 3)', [1, 2, 3]],
    ['States.ArrayGetItem($, -1)', [1, 2, 3]],
    ["States.ArrayGetItem($, '1')", [1, 2, 3]],
    ['States.ArrayLength($)', { k: 1 }],
    ['States.ArrayUnique($)', 'text'],
    ['States.Base64Encode($)', 123],
    ['States.Base64Encode($)', long],
    ['States.Base64Decode($)', long],
    ["States.Hash($, 'MD5')", long],
    ["States.Hash('x', 'sha-256')", {}],
    ["States.Hash('x', 'SHA256')", {}],
    ["States.Hash('x', 5)", {}],
    ['States.JsonMerge($.a, $.a, true)', { a: {} }],
    ['States.JsonMerge($.a, null, false)', { a: {} }],
    ['States.JsonMerge($.a, $.a, false)', { a: [] }],
    ['States.StringToJson($)', 123],
    ['States.MathAdd(2147483647, 1)', {}],
    ['States.MathAdd(3000000000, 1)', {}],
    ["States.MathAdd('1', 1)", {}],
    ['States.MathAdd(true, 1)', {}],
    ['States.MathRandom(1, 1)', {}],
    ['States.MathRandom(10, 5)', {}],
    ['States.MathRandom(1.4, 1.6)', {}],
    ["States.MathRandom(1, 10, 'seed')", {}],
    ['States.MathRandom(1, 10, null)', {}],
    ['States.StringSplit($, 1)', 'a,b'],
    ["States.StringSplit($, ',')", null],
    ['States.Format($)', 5],
    ["States.Format('{} {}', 1)", {}],
    ["States.Format('{}', 1, 2)", {}],
  ])('%s', (call, input) => {
    const name = call.slice(0, call.indexOf('('));
    expect(failure(() => evaluate(call, input))).toBe(
      `States.IntrinsicFailure: There was an error while evaluating the intrinsic function: ${call}. Invalid arguments in ${name}`,
    );
  });

  test.each([...intrinsics].filter(([, { arity }]) => arity[0] > 0))(
    '%s needs its arguments, which only shows when it is evaluated',
    (name) => {
      const run = compileTemplate({ 'v.$': `${name}()` }, 'Parameters');
      expect(failure(() => run({}, scope()))).toContain(`${name}(). Invalid arguments in ${name}`);
    },
  );

  test('too many are refused as well', () => {
    expect(failure(() => evaluate("States.Hash('hello', 'SHA-256', 'extra')", {}))).toContain(
      'Invalid arguments in States.Hash',
    );
  });

  test('the innermost call that fails is named', () => {
    expect(failure(() => evaluate('States.ArrayLength(States.JsonToString($))', [1]))).toContain(
      'function: States.ArrayLength(States.JsonToString($)). Invalid arguments in States.ArrayLength',
    );
    expect(failure(() => evaluate('States.Array(States.ArrayLength($))', 1))).toContain(
      'function: States.ArrayLength($). Invalid',
    );
  });
});

describe('sentences of their own', () => {
  const because = (call: string, input: Json) => failure(() => evaluate(call, input)).split(`${call}. `)[1];

  test('templates with unbalanced braces', () => {
    for (const template of ['Hello {', 'Hello {{}}', '{x}']) {
      expect(because(`States.Format('${template}', 1)`, {})).toBe(
        "Invalid template in States.Format: matching '}' not found for '{'.",
      );
    }
    expect(because("States.Format('}')", {})).toBe(
      "Invalid template in States.Format: matching '{' not found for '}'.",
    );
    expect(because('States.Format($)', 'a } b')).toBe(
      "Invalid template in States.Format: matching '{' not found for '}'.",
    );
  });

  test('text that is not JSON', () => {
    const redacted = '[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column:';
    const prefix = 'Cannot convert String to Json in States.StringToJson, caused by: ';
    expect(because('States.StringToJson($)', '{bad json}')).toBe(
      `${prefix}Unexpected character ('b' (code 98)): was expecting double-quote to start field name\n at ${redacted} 2]`,
    );
    expect(because('States.StringToJson($)', '\u00a0')).toContain(`${prefix}Unexpected character`);
    expect(because('States.StringToJson($)', '{"a":1')).toBe(
      `${prefix}Unexpected end-of-input: expected close marker for Object (start marker at ${redacted} 1])\n at ${redacted} 7]`,
    );
    expect(because('States.StringToJson($)', 'undefined')).toBe(
      `${prefix}Unrecognized token 'undefined': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at ${redacted} 10]`,
    );
  });

  test('paths that find nothing', () => {
    expect(failure(() => evaluate("States.Hash($.missing, 'SHA-256')", {}))).toBe(
      "States.Runtime: The function 'States.Hash($.missing, 'SHA-256')' had the following error: The JsonPath argument for the field '$.missing' could not be found in the input '{}'",
    );
    expect(evaluate('States.Array($.a[7], $.b[*])', { a: [] })).toEqual([null, []]);
  });
});

describe('calls that cannot be', () => {
  test.each([
    'States.NoSuch($.a)',
    'States.Array',
    'States.Array(',
    'States.Array($.a',
    'States.UUID)',
    'States.UUID(,)',
    'States.UUID() trailing',
    'States.UUID($',
    'States.ArrayContains($.a, )',
    'States.Array([1,2])',
    'States.Array(1.)',
    'States.Array(.5)',
    'States.Array(01)',
    "States.Array('a)",
    'States.Array("a")',
    "States.Format('\\n')",
    "States.Format('\\')",
    'States.Array(a)',
    'states.Array(1)',
    ` States.Array(${'States.Array('.repeat(10)}1${')'.repeat(10)})`,
  ])('%s', (text) => {
    expect(refusal(() => compileTemplate({ 'x.$': text }, 'Parameters'))).toBe(
      "SCHEMA_VALIDATION_FAILED: The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call",
    );
  });

  test('ten nested calls are allowed', () => {
    expect(evaluate(`${'States.Array('.repeat(10)}1${')'.repeat(10)}`, {})).toEqual([[[[[[[[[[1]]]]]]]]]]);
  });
});

test('values nested without end do not exhaust the stack', () => {
  let deep: Json = 1;
  for (let i = 0; i < 100_000; i++) deep = [deep];
  expect(evaluate("States.Format('{}', $)", deep)).toHaveLength(200_001);
  expect(evaluate('States.ArrayContains($, 1)', deep)).toBe(false);
  expect(failure(() => evaluate('States.JsonToString($)', deep))).toContain('Invalid arguments in States.JsonToString');
  expect(failure(() => evaluate('States.ArrayUnique($)', deep))).toContain('Invalid arguments in States.ArrayUnique');
  expect(failure(() => evaluate('States.StringToJson($)', '['.repeat(100_000)))).toContain(
    'Cannot convert String to Json',
  );
  expect(failure(() => evaluate('$.none', deep))).toContain('(nested too deeply to be shown)');
});
