import type { Json } from '../../lib/json';
import { compilePath } from '../../lib/query';
import { scope } from './jsonpath-scope';

const users: Json = [
  { name: 'Ann', age: 30, roles: ['admin', 'dev'], boss: null },
  { name: 'Bob', age: 17, roles: ['dev'], mail: 'bob@example.com' },
  { name: 'Cid', age: 45, roles: [], mail: '', limits: { max: 40 } },
];

const names = (test: string, root: Json = { users, min: 18 }) =>
  compilePath(`$.users[?(${test})].name`, 'ItemsPath').evaluate(root, scope({ variables: { limit: 40 } }));

describe('filters', () => {
  test.each<[string, string[]]>([
    ['@.age == 30', ['Ann']],
    ['@.age==30', ['Ann']],
    ['30 == @.age', ['Ann']],
    ['@.age != 30', ['Bob', 'Cid']],
    ['@.age > 17', ['Ann', 'Cid']],
    ['@.age >= 17', ['Ann', 'Bob', 'Cid']],
    ['@.age < 3.05e1', ['Ann', 'Bob']],
    ['@.age <= -1', []],
    ["@.name == 'Bob'", ['Bob']],
    ['@.name == "Bob"', ['Bob']],
    ["@.name > 'Ann'", ['Bob', 'Cid']],
    ["@['name'] == 'Bob'", ['Bob']],
    ['@.boss == null', ['Ann']],
    ['@.name == Bob', ['Bob']],
    ['@.name==Bob||@.age==45', ['Bob', 'Cid']],
    ['@.name in [Ann, Cid]', ['Ann', 'Cid']],
    ['@.age > 20 && @.age < 40', ['Ann']],
    ['@.age < 20 || @.age > 40', ['Bob', 'Cid']],
    ['@.age < 20 || @.age > 40 && @.mail', ['Bob', 'Cid']],
    ['(@.age < 20 || @.age > 40) && !@.limits', ['Bob']],
    ['!(@.age < 20)', ['Ann', 'Cid']],
    ['!!(@.age < 20)', ['Bob']],
    ['@.mail', ['Bob', 'Cid']],
    ['!@.mail', ['Ann']],
    ['@.boss', ['Ann']],
    ['@.limits.max', ['Cid']],
    ["@.roles contains 'admin'", ['Ann']],
    ["@.mail contains '@example'", ['Bob']],
    ["'dev' in @.roles", ['Ann', 'Bob']],
    ["@.name in ['Ann', 'Cid']", ['Ann', 'Cid']],
    ["@.name IN ['Ann']", ['Ann']],
    ["@.name nin ['Ann', 'Cid']", ['Bob']],
    ["@.roles subsetof ['dev', 'ops']", ['Bob', 'Cid']],
    ["@.roles anyof ['admin', 'ops']", ['Ann']],
    ["@.roles noneof ['admin', 'ops']", ['Bob', 'Cid']],
    ["@.roles all ['dev', 'admin']", ['Ann']],
    ['@.roles size 2', ['Ann']],
    ['@.name size 3', ['Ann', 'Bob', 'Cid']],
    ['@.roles empty true', ['Cid']],
    ['@.mail empty false', ['Bob']],
    ['@.name =~ /b.*/i', ['Bob']],
    ['@.name =~ /b.*/', []],
    ['@.name =~ /o/', []],
    ['@.roles =~ /adm.*/', ['Ann']],
    ['/.n./ =~ @.name', ['Ann']],
    ['@.age > $.min', ['Ann', 'Cid']],
    ['@.age > $limit', ['Cid']],
    ['@.age > @.limits.max', ['Cid']],
    ["@.roles[0] == 'dev'", ['Bob']],
    ["@.roles == ['dev']", ['Bob']],
    ["@.limits == {'max': 40}", ['Cid']],
  ])('%s', (test, expected) => {
    expect(names(test)).toEqual(expected);
  });

  test('numbers and texts equal each other, except for ===', () => {
    const root: Json = {
      users: [
        { name: 'n', v: 5 },
        { name: 't', v: '5' },
        { name: 'x', v: 'five' },
      ],
    };
    expect(names("@.v == '5'", root)).toEqual(['n', 't']);
    expect(names('@.v == 5', root)).toEqual(['n', 't']);
    expect(names('@.v === 5', root)).toEqual(['n']);
    expect(names('@.v !== 5', root)).toEqual(['t', 'x']);
    expect(names("@.v in ['5']", root)).toEqual(['n', 't']);
    expect(names('@.v > 4', root)).toEqual(['n']);
  });

  test('what is missing equals nothing, so it differs from everything', () => {
    expect(names('@.mail == @.none')).toEqual([]);
    expect(names("@.mail != 'x'")).toEqual(['Ann', 'Bob', 'Cid']);
    expect(names('@.limits.max > 0')).toEqual(['Cid']);
    expect(names('@.none empty true')).toEqual([]);
    expect(names("@.none nin ['x']")).toEqual(['Ann', 'Bob', 'Cid']);
  });

  test('an array is filtered item by item, an object as a whole', () => {
    const pick = (root: Json) => compilePath('$.x[?(@.ok == true)]', 'f').evaluate(root, scope());
    expect(pick({ x: [{ ok: true }, { ok: false }, 5, null] })).toEqual([{ ok: true }]);
    expect(pick({ x: { ok: true } })).toEqual([{ ok: true }]);
    expect(pick({ x: { a: { ok: true } } })).toEqual([]);
    expect(pick({ x: 5 })).toEqual([]);
    expect(pick({})).toEqual([]);
  });

  test('after a deep scan a filter is asked about arrays and objects, never about plain items', () => {
    const value = (path: string, root: Json) => compilePath(path, 'f').evaluate(root, scope());
    expect(value('$..[?(@ > 2)]', [1, 5])).toEqual([]);
    expect(value('$..[?(@.v == 1)].n', { a: [{ v: 1, n: 'x' }, { n: 'y' }] })).toEqual(['x']);
    expect(value('$..[?(@ size 2)]', { a: [{ b: [1, 2] }, [3, 4]] })).toEqual([[3, 4]]);
  });

  test('filters work on items themselves, inside filters and after a deep scan', () => {
    const value = (path: string, root: Json) => compilePath(path, 'f').evaluate(root, scope());
    expect(value('$[?(@ > 2)]', [1, 2, 3, 4])).toEqual([3, 4]);
    expect(value("$[?(@ in ['a'])]", ['a', 'b'])).toEqual(['a']);
    expect(
      value('$.l[?(@.k[?(@.v > 1)] empty false)].n', {
        l: [
          { n: 1, k: [{ v: 1 }] },
          { n: 2, k: [{ v: 2 }] },
        ],
      }),
    ).toEqual([2]);
    expect(value('$..[?(@.v == 1)]', { a: [{ v: 1 }, { v: 2 }], b: { v: 1 } })).toEqual([{ v: 1 }, { v: 1 }]);
  });
});
