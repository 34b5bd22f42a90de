import fc from 'fast-check';
import { equal, freeze, isArray, isObject, type Json } from '../../lib/json';
import { compileIntrinsicOrPath, compilePath, compileTemplate } from '../../lib/query';
import { failure, refusal, scope } from './jsonpath-scope';

const input: Json = { name: 'Ada', order: { id: 7, lines: [1, 2] } };
const build = (template: Json, bindings = scope()) =>
  compileTemplate(freeze(template), 'Parameters')(freeze(input), bindings);

describe('payload templates', () => {
  test('keys ending in .$ are evaluated and lose the ending, all others are kept', () => {
    expect(build({ 'who.$': '$.name', plain: '$.name', n: 1, gone: null })).toEqual({
      who: 'Ada',
      plain: '$.name',
      n: 1,
      gone: null,
    });
  });

  test('evaluated members come last, in the order of a Java HashMap', () => {
    const keys = (template: Json) => Object.keys(build(template) as object);
    expect(keys({ z: 1, a: { 'q.$': '$' }, b: 2 })).toEqual(['z', 'a', 'b']);
    expect(keys({ 'Question.$': '$', 'Answer.$': '$' })).toEqual(['Answer', 'Question']);
    expect(
      keys({
        'original_input.$': '$',
        'iteration_input_value.$': '$',
        'iteration_index.$': '$',
        'from_input_constant.$': '$',
        constant_value: 'HelloWorld',
      }),
    ).toEqual(['constant_value', 'iteration_input_value', 'from_input_constant', 'iteration_index', 'original_input']);
    const letters = [...'nmlkjihgfedcba'];
    expect(keys(Object.fromEntries(letters.map((letter) => [`${letter}.$`, '$'])))).toEqual(letters.toReversed());
  });

  test('templates reach into objects and arrays', () => {
    expect(build({ a: { b: [{ 'c.$': '$.order.id' }, 'text', ['x', { 'd.$': '$.name' }]] } })).toEqual({
      a: { b: [{ c: 7 }, 'text', ['x', { d: 'Ada' }]] },
    });
    expect(build([{ 'a.$': '$.name' }])).toEqual([{ a: 'Ada' }]);
  });

  test('values come from the input, the context, variables and intrinsic functions', () => {
    const bindings = scope({ context: { State: { Name: 'S' } }, variables: { count: 3 } });
    expect(
      build(
        { 'a.$': '$', 'b.$': '$$.State.Name', 'c.$': '$count', 'd.$': 'States.MathAdd($count, $.order.id)' },
        bindings,
      ),
    ).toEqual({ a: input, b: 'S', c: 3, d: 10 });
  });

  test('what is constant is shared, not copied', () => {
    const template = freeze({ a: { big: [1, 2, 3] }, 'b.$': '$.order', c: [{ d: 1 }] });
    const run = compileTemplate(template, 'Parameters');
    const value = run(input, scope()) as { a: Json; b: Json; c: Json };
    expect(value.a).toBe((template as { a: Json }).a);
    expect(value.c).toBe((template as { c: Json }).c);
    expect(value.b).toBe((input as { order: Json }).order);
    const constant = freeze({ a: [1] });
    expect(compileTemplate(constant, 'Parameters')(input, scope())).toBe(constant);
  });

  test('scalars and empty values are templates, too', () => {
    for (const template of ['$.name', 1, true, null, {}, []]) expect(build(template)).toEqual(template);
    expect(build({ '.$': '$.name', $: 1 })).toEqual({ '': 'Ada', $: 1 });
  });

  test('__proto__ is a key like any other', () => {
    expect(JSON.stringify(build(JSON.parse('{"__proto__.$": "$.name", "a.$": "$.order.id"}')))).toBe(
      '{"__proto__":"Ada","a":7}',
    );
    expect(JSON.stringify(build(JSON.parse('{"__proto__": {"x.$": "$.name"}}')))).toBe('{"__proto__":{"x":"Ada"}}');
  });
});

describe('a path that finds nothing', () => {
  test('names the path, the key and the input', () => {
    expect(failure(() => build({ a: [{ 'm.$': '$.nope' }] }))).toBe(
      `States.Runtime: The JSONPath '$.nope' specified for the field 'm.$' could not be found in the input '${JSON.stringify(input)}'`,
    );
    expect(failure(() => build({ 'v.$': '$$.Execution.Input.none' }))).toContain(
      "The JSONPath '$$.Execution.Input.none' specified for the field 'v.$'",
    );
    expect(failure(() => build({ 'v.$': '$unset' }))).toContain("The JSONPath '$unset' specified for the field 'v.$'");
    expect(failure(() => build({ 'v.$': '$.name.first' }))).toContain("The JSONPath '$.name.first'");
  });

  test('is null behind the end of an array, and [] where many might match', () => {
    expect(build({ 'a.$': '$.order.lines[5]', 'b.$': '$.none[*].x', 'c.$': '$..none' })).toEqual({
      a: null,
      b: [],
      c: [],
    });
  });

  test('an input of null cannot be read at all', () => {
    const cause = 'States.Runtime: Unable to apply Path transformation to null or empty input.';
    for (const path of ['$', '$.a', '$.a[0].b']) {
      expect(failure(() => compileTemplate({ 'v.$': path }, 'Parameters')(null, scope()))).toBe(cause);
    }
    expect(failure(() => compilePath('$.a', 'InputPath').evaluate(null, scope()))).toBe(cause);
    expect(compileTemplate({ 'v.$': '$n', w: 1 }, 'Parameters')(null, scope({ variables: { n: 2 } }))).toEqual({
      v: 2,
      w: 1,
    });
  });

  test('ErrorPath and CausePath speak the same way', () => {
    const run = compileIntrinsicOrPath('$.ErrorX', 'ErrorPath');
    expect(failure(() => run({ Error: 'e' }, scope()))).toBe(
      `States.Runtime: The JSONPath '$.ErrorX' specified for the field 'ErrorPath' could not be found in the input '{"Error":"e"}'`,
    );
    expect(compileIntrinsicOrPath("States.Format('caused by {}', $.Cause)", 'CausePath')({ Cause: 'c' }, scope())).toBe(
      'caused by c',
    );
  });
});

describe('templates that cannot be', () => {
  test.each<[Json]>([
    [{ 'x.$': 5 }],
    [{ 'x.$': null }],
    [{ 'x.$': {} }],
    [{ 'x.$': 'text' }],
    [{ a: [{ 'x.$': '' }] }],
  ])('%j', (template) => {
    expect(refusal(() => build(template))).toBe(
      "SCHEMA_VALIDATION_FAILED: The value for the field 'x.$' must be a valid JSONPath or a valid intrinsic function call",
    );
  });
});

test('random templates give what a plain walk over them gives', () => {
  const expressions: { readonly [text: string]: Json } = {
    '$.name': 'Ada',
    '$.order.id': 7,
    '$.order.lines[*]': [1, 2],
    "States.Array(1, 'x')": [1, 'x'],
  };
  const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'toString');
  const { template } = fc.letrec<{ template: Json }>((tie) => ({
    template: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<Json>(1, 'x', null, true),
      fc.array(tie('template'), { maxLength: 3 }),
      fc
        .tuple(
          fc.dictionary(key, tie('template'), { maxKeys: 2 }),
          fc.dictionary(fc.constantFrom('d.$', 'e.$', 'constructor.$'), fc.constantFrom(...Object.keys(expressions)), {
            maxKeys: 2,
          }),
        )
        .map(([plain, dynamic]) => Object.fromEntries([...Object.entries(plain), ...Object.entries(dynamic)])),
    ) as fc.Arbitrary<Json>,
  }));
  const plain = (from: Json): Json => {
    if (isArray(from)) return from.map(plain);
    if (!isObject(from)) return from;
    const members = Object.entries(from).map(([name, value]) =>
      name.endsWith('.$') ? [name.slice(0, -2), expressions[value as string]] : [name, plain(value)],
    );
    return Object.fromEntries(members);
  };
  fc.assert(
    fc.property(template, (from) => expect(equal(build(from), plain(from))).toBe(true)),
    { numRuns: 500 },
  );
});
