import type { Json } from '../../lib/json';
import { compilePath } from '../../lib/query';
import { failure, scope } from './jsonpath-scope';

const order: Json = {
  id: 'o-1',
  customer: { name: 'Ada', 'e-mail': 'ada@example.com', address: null },
  lines: [
    { sku: 'a', qty: 1, tags: ['new'] },
    { sku: 'b', qty: 5, tags: [] },
    { sku: 'c', qty: 2 },
  ],
  'two words': 2,
};

const read = (path: string, root: Json = order, bindings = scope()) =>
  compilePath(path, 'InputPath').evaluate(root, bindings);
const find = (path: string, root: Json = order) => compilePath(path, 'InputPath').find(root, scope());

describe('definite paths', () => {
  test.each<[string, Json]>([
    ['$', order],
    ['$.id', 'o-1'],
    ['$.customer.name', 'Ada'],
    ['$.customer.e-mail', 'ada@example.com'],
    ["$['customer']['name']", 'Ada'],
    ['$["customer"]["e-mail"]', 'ada@example.com'],
    ["$['two words']", 2],
    ["$[ 'id' ]", 'o-1'],
    ['$.customer.address', null],
    ['$.lines[0].sku', 'a'],
    ['$.lines[-1].sku', 'c'],
    ['$.lines[0].tags[0]', 'new'],
    ['$.lines.[1].qty', 5],
  ])('%s', (path, value) => {
    expect(read(path)).toEqual(value);
    expect(compilePath(path, 'InputPath').definite).toBe(true);
  });

  test('names may hold quotes, brackets and any character, in brackets or behind a backslash', () => {
    expect(read(`$['it\\'s']`, { "it's": 1 })).toBe(1);
    expect(read(`$['Test\\""Name"']`, { 'Test\\""Name"': 2 })).toBe(2);
    expect(read('$["say \\"hi\\""]', { 'say "hi"': 2 })).toBe(2);
    expect(read(`$['a\\\\b']`, { 'a\\\\b': 2 })).toBe(2);
    expect(read("$['a.b[0]']", { 'a.b[0]': 3 })).toBe(3);
    expect(read('$.a\\.b', { 'a.b': 4 })).toBe(4);
    expect(read('$.\\u0416中', { Ж中: 5 })).toBe(5);
    expect(read('$.straße', { straße: 6 })).toBe(6);
    expect(read('$.aws:name', { 'aws:name': 7 })).toBe(7);
  });

  test('several names at the end of a path give one object with those that exist', () => {
    expect(read("$['id','two words','none']")).toEqual({ id: 'o-1', 'two words': 2 });
    expect(failure(() => read("$['id', 'customer'].name"))).toBe(
      "States.Runtime: Invalid path '$['id', 'customer'].name' : Multi properties can only be used as path leafs: $['id', 'customer']",
    );
  });
});

describe('a definite path that finds nothing fails with the words of the service', () => {
  test.each([
    ['$.X', "No results for path: $['X']"],
    ['$.no.such', "Missing property in path $['no']"],
    ['$.customer.none', "No results for path: $['customer']['none']"],
    ['$.id.length', "Property ['length'] not found in path $['id']"],
    ['$.id[0]', 'Filter: [0] can only be applied to arrays. Current context is: o-1'],
    [
      '$.customer[0].x',
      'Filter: [0] can only be applied to arrays. Current context is: {"name":"Ada","e-mail":"ada@example.com","address":null}',
    ],
    ['$.customer.address[0]', "The path $['customer']['address'] is null"],
    ['$.lines[7].sku', "Property ['sku'] not found in path $['lines'][7]"],
  ])('%s', (path, problem) => {
    expect(failure(() => read(path))).toBe(`States.Runtime: Invalid path '${path}' : ${problem}`);
    expect(find(path)).toBeUndefined();
  });

  test('a path into the context object is shown with one dollar sign, as recorded of ItemsPath', () => {
    expect(failure(() => read('$$.Nope'))).toBe(
      "States.Runtime: Invalid path '$.Nope' : No results for path: $['Nope']",
    );
  });

  test('an index past the end of an array is null when read, and nothing when looked for', () => {
    expect(read('$.lines[7]')).toBeNull();
    expect(read('$.lines[-7]')).toBeNull();
    expect(find('$.lines[7]')).toBeUndefined();
  });
});

describe('indefinite paths give a list', () => {
  test.each<[string, Json]>([
    ['$.lines[*].sku', ['a', 'b', 'c']],
    ['$.lines.*.qty', [1, 5, 2]],
    ['$.customer.*', ['Ada', 'ada@example.com', null]],
    ['$.lines[0,2].sku', ['a', 'c']],
    ['$.lines[1:].sku', ['b', 'c']],
    ['$.lines[:1].sku', ['a']],
    ['$.lines[1:5].sku', ['b', 'c']],
    ['$.lines[-2:].sku', ['b', 'c']],
    ['$.lines[:-1].sku', ['a', 'b']],
    ['$.lines[*].tags', [['new'], []]],
    ['$.lines[*].tags[*]', ['new']],
    [
      '$.lines[*]["sku","qty"]',
      [
        { sku: 'a', qty: 1 },
        { sku: 'b', qty: 5 },
        { sku: 'c', qty: 2 },
      ],
    ],
    ['$..sku', ['a', 'b', 'c']],
    ['$..tags[0]', ['new', null]],
    [
      "$..['sku','qty']",
      [
        { sku: 'a', qty: 1 },
        { sku: 'b', qty: 5 },
        { sku: 'c', qty: 2 },
      ],
    ],
    ['$..[1].sku', ['a', 'b', 'c']],
    ['$..[0]', [{ sku: 'a', qty: 1, tags: ['new'] }, 'new', null]],
    ['$.lines[0]..*', ['a', 1, ['new'], 'new']],
    ['$.none[*]', []],
    ['$.no.such[*].thing', []],
    ['$.id[*]', []],
    ['$.lines[0,9].sku', ['a']],
    ['$[*][0].sku', ['a']],
  ])('%s', (path, value) => {
    expect(read(path)).toEqual(value);
    expect(find(path)).toEqual(value);
    expect(compilePath(path, 'InputPath').definite).toBe(false);
  });

  test('but a slice or a list of indexes of something that is no array fails', () => {
    const problem = 'Filter: [1:5] can only be applied to arrays. Current context is: {"a":1}';
    expect(failure(() => read('$[1:5].x', { a: 1 }))).toBe(`States.Runtime: Invalid path '$[1:5].x' : ${problem}`);
    expect(failure(() => read('$.id[0,1]'))).toContain(
      'Filter: [0,1] can only be applied to arrays. Current context is: o-1',
    );
    expect(read('$.customer.address[1:]')).toEqual([]);
    expect(read('$.customer.*[1:]')).toEqual([]);
  });

  test('a deep scan lists parents before children, in the order of the document', () => {
    expect(read('$..v', { v: { v: 1 }, a: [{ v: 2 }, { b: { v: 3 } }], v2: 0 })).toEqual([{ v: 1 }, 1, 2, 3]);
  });
});

describe('where a path starts', () => {
  test('$$ is the context, $name a variable', () => {
    const bindings = scope({
      context: { Map: { Item: { Index: 3 } } },
      variables: { total: 12, bag: { items: [{ p: 1 }] } },
    });
    expect(read('$$.Map.Item.Index', order, bindings)).toBe(3);
    expect(read('$$', order, bindings)).toEqual({ Map: { Item: { Index: 3 } } });
    expect(read('$total', order, bindings)).toBe(12);
    expect(read('$bag.items[0].p', order, bindings)).toBe(1);
    expect(read('$bag.items[*].p', order, bindings)).toEqual([1]);
    expect(failure(() => read('$none', order, bindings))).toBe(
      "States.Runtime: Invalid path '$none' : No results for path: $none",
    );
    expect(failure(() => read('$$.Task.Token', order, bindings))).toContain("Missing property in path $['Task']");
  });
});

describe('only own members count', () => {
  test('what objects inherit is missing', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(find(`$.${name}`, {})).toBeUndefined();
      expect(find(`$.a.${name}`, { a: {} })).toBeUndefined();
    }
    expect(find('$.length', [1, 2])).toBeUndefined();
    expect(find('$.0', ['x'])).toBeUndefined();
    expect(find('$[0]', 'text')).toBeUndefined();
  });

  test('but it is data when it is there', () => {
    const root: Json = JSON.parse('{"__proto__": {"constructor": 1}, "list": [{"__proto__": 2}]}');
    expect(read('$.__proto__.constructor', root)).toBe(1);
    expect(read("$..['__proto__']", root)).toEqual([{ constructor: 1 }, 2]);
    expect(JSON.stringify(read("$['__proto__','list']", root))).toBe(JSON.stringify(root));
  });
});

test('neither long paths nor deep values exhaust the stack', () => {
  let deep: Json = 'bottom';
  for (let i = 0; i < 200_000; i++) deep = { a: deep };
  expect(read(`$${'.a'.repeat(200_000)}`, deep)).toBe('bottom');
  expect((read('$..a', deep) as Json[]).length).toBe(200_000);
  expect((read(`$..${'*.'.repeat(2_000)}a`, { a: 1 }) as Json[]).length).toBe(0);
  expect(failure(() => read('$.b', deep))).toContain("No results for path: $['b']");
});

test('paths that multiply their matches are stopped', () => {
  let deep: Json = 1;
  for (let i = 0; i < 5_000; i++) deep = { a: deep };
  for (const path of ['$..a..a..a', '$..[?(@..none)]']) {
    expect(failure(() => read(path, deep))).toBe(
      "States.Runtime: A JSONPath needs more than 2,000,000 steps: use fewer '..' or simpler filters",
    );
  }
  const wide: Json = { a: Array.from({ length: 10_000 }, (_, i) => i) };
  expect(failure(() => read('$.a[?(@ in $.a)]', wide))).toContain('2,000,000 steps');
});
