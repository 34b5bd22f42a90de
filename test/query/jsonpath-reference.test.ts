import fc from 'fast-check';
import { equal, freeze, type Json } from '../../lib/json';
import { compilePath, compileReferencePath } from '../../lib/query';
import { failure, scope } from './jsonpath-scope';

const write = (path: string, root: Json, value: Json) =>
  compileReferencePath(path, 'ResultPath').write(freeze(root), value);

describe('ResultPath', () => {
  test.each<[string, Json, Json]>([
    ['$', { a: 1 }, 7],
    ['$.r', { a: 1 }, { a: 1, r: 7 }],
    ['$.a', { a: 1, b: 2 }, { a: 7, b: 2 }],
    ['$.a.b', { a: { c: 1 }, d: 2 }, { a: { c: 1, b: 7 }, d: 2 }],
    ['$.x.y.z', { a: 1 }, { a: 1, x: { y: { z: 7 } } }],
    ["$['two words'].x", {}, { 'two words': { x: 7 } }],
    ['$.l[1]', { l: [1, 2, 3] }, { l: [1, 7, 3] }],
    ['$.l[0].x.y', { l: [{ a: 1 }, 2] }, { l: [{ a: 1, x: { y: 7 } }, 2] }],
    ['$[0]', [1, 2], [7, 2]],
    ['$.__proto__', { a: 1 }, JSON.parse('{"a": 1, "__proto__": 7}')],
    ['$.__proto__.x', {}, JSON.parse('{"__proto__": {"x": 7}}')],
  ])('%s', (path, root, expected) => {
    expect(JSON.stringify(write(path, root, 7))).toBe(JSON.stringify(expected));
  });

  test('copies only along the path', () => {
    const root = { a: { b: { c: 1 } }, other: { big: [1, 2, 3] }, list: [{ x: 1 }, { y: 2 }] };
    const result = write('$.a.b.c', root, 2) as typeof root;
    expect(result.other).toBe(root.other);
    expect(result.list).toBe(root.list);
    const second = write('$.list[0].x', root, 5) as typeof root;
    expect(second.list[1]).toBe(root.list[1]);
    expect(second.a).toBe(root.a);
    expect(root.a.b.c).toBe(1);
  });

  test.each<[string, Json]>([
    ['$.r', 'text'],
    ['$.r', [1]],
    ['$.r', null],
    ['$.a.b', { a: 5 }],
    ['$.a[0]', { a: {} }],
    ['$.a[3]', { a: [1] }],
    ['$.new[0]', {}],
  ])('%s does not fit %j', (path, root) => {
    expect(failure(() => write(path, root, 7))).toBe(
      `States.ResultPathMatchFailure: Unable to apply ReferencePath ${path} to input ${JSON.stringify(root)}`,
    );
  });

  test('what was written is read back, and the rest is unchanged', () => {
    const names = fc.constantFrom('a', 'b', '__proto__', 'constructor', 'x y');
    const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(
        fc.array(names, { minLength: 1, maxLength: 4 }),
        fc.dictionary(names, json),
        json,
        (steps, object, value) => {
          const root = freeze(object as Json);
          const path = `$${steps.map((name) => `['${name}']`).join('')}`;
          const reference = compileReferencePath(path, 'ResultPath');
          let written: Json;
          try {
            written = reference.write(root, value);
          } catch {
            return;
          }
          expect(equal(reference.find(written) as Json, value)).toBe(true);
          expect(equal(compilePath(path, 'f').evaluate(written, scope()), value)).toBe(true);
          for (const key of Object.keys(root as object)) {
            if (key !== steps[0])
              expect((written as { [key: string]: Json })[key]).toBe((root as { [key: string]: Json })[key]);
          }
        },
      ),
    );
  });
});
