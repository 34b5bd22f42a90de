// Random paths over random values, against the definition of each step written down in the simplest way.
import fc from 'fast-check';
import { equal, freeze, isArray, isObject, type Json, own } from '../../lib/json';
import { compilePath } from '../../lib/query';
import { scope } from './jsonpath-scope';

type Step =
  | { kind: 'name'; name: string; dotted: boolean }
  | { kind: 'index'; index: number }
  | { kind: 'indexes'; indexes: number[] }
  | { kind: 'slice'; from: number | undefined; to: number }
  | { kind: 'any' }
  | { kind: 'above'; name: string; limit: number }
  | { kind: 'everywhere'; name: string };

const names = ['a', 'b', 'c', '__proto__', 'constructor', 'é'];
const name = fc.constantFrom(...names);
const index = fc.integer({ min: -3, max: 3 });

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('name' as const), name, dotted: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('index' as const), index }) },
  fc.record({ kind: fc.constant('indexes' as const), indexes: fc.array(index, { minLength: 2, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('slice' as const), from: fc.option(index, { nil: undefined }), to: index }),
  fc.record({ kind: fc.constant('any' as const) }),
  fc.record({ kind: fc.constant('above' as const), name, limit: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ kind: fc.constant('everywhere' as const), name }),
);

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(null), fc.constant('x'), fc.boolean()),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ) as fc.Arbitrary<Json>,
}));

function text(steps: readonly Step[]): string {
  return `$${steps.map(written).join('')}`;
}

function written(each: Step): string {
  switch (each.kind) {
    case 'name':
      return each.dotted ? `.${each.name}` : `['${each.name}']`;
    case 'index':
      return `[${each.index}]`;
    case 'indexes':
      return `[${each.indexes.join(', ')}]`;
    case 'slice':
      return `[${each.from ?? ''}:${each.to}]`;
    case 'any':
      return '[*]';
    case 'above':
      return `[?(@.${each.name} > ${each.limit})]`;
    case 'everywhere':
      return `..${each.name}`;
  }
}

const children = (of: Json): Json[] => (isArray(of) ? [...of] : isObject(of) ? Object.values(of) : []);
const member = (of: Json, key: string): Json[] => {
  const found = isObject(of) ? own(of, key) : undefined;
  return found === undefined ? [] : [found];
};
const element = (of: Json, at: number): Json[] => (isArray(of) ? [of.at(at) ?? null] : []);
const below = (of: Json): Json[] => [of, ...children(of).flatMap(below)];

function choose(each: Step, from: Json): Json[] {
  switch (each.kind) {
    case 'name':
      return member(from, each.name);
    case 'index':
      return element(from, each.index);
    case 'indexes':
      return each.indexes.flatMap((at) => element(from, at));
    case 'slice':
      return isArray(from) ? from.slice(each.from ?? 0, each.to) : [];
    case 'any':
      return children(from);
    case 'above': {
      const passes = (item: Json) =>
        member(item, each.name).some((found) => typeof found === 'number' && found > each.limit);
      return isArray(from) ? from.filter(passes) : isObject(from) && passes(from) ? [from] : [];
    }
    case 'everywhere':
      return below(from).flatMap((item) => member(item, each.name));
  }
}

test('random paths over random values give what their steps say', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 5 }), value, (steps, root) => {
      const found = steps.reduce<Json[]>(
        (values, each) => values.flatMap((from) => choose(each, from)),
        [freeze(root)],
      );
      const path = compilePath(text(steps), 'f');
      const definite = steps.every((each) => each.kind === 'name' || each.kind === 'index');
      expect(path.definite).toBe(definite);
      if (!definite && slicesNoArray(steps, root)) {
        expect(() => path.evaluate(root, scope())).toThrow('can only be applied to arrays');
        return;
      }
      if (!definite) {
        // The definite beginning of a path ends at an index outside of its array, the rest of it goes on with null.
        expect(equal(path.evaluate(root, scope()), found.length === 0 ? [] : found) || endsEarly(steps, root)).toBe(
          true,
        );
        return;
      }
      const [only] = found;
      if (only === undefined)
        expect(() => path.evaluate(root, scope())).toThrow(root === null ? 'null or empty input' : 'Invalid path');
      else expect(equal(path.evaluate(root, scope()), only)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

/** Whether the definite beginning leads to something that is no array, and the path goes on with a slice or indexes. */
function slicesNoArray(steps: readonly Step[], root: Json): boolean {
  const first = steps.findIndex((each) => each.kind !== 'name' && each.kind !== 'index');
  const kind = steps[first]?.kind;
  if ((kind !== 'slice' && kind !== 'indexes') || endsEarly(steps.slice(0, first), root)) return false;
  const [start] = steps
    .slice(0, first)
    .reduce<Json[]>((values, each) => values.flatMap((from) => choose(each, from)), [root]);
  return start !== null && !isArray(start);
}

function endsEarly(steps: readonly Step[], root: Json): boolean {
  let at: Json | undefined = root;
  for (const each of steps) {
    if (each.kind === 'name') at = member(at as Json, each.name)[0];
    else if (each.kind === 'index') at = isArray(at as Json) ? (at as readonly Json[]).at(each.index) : undefined;
    else return false;
    if (at === undefined) return true;
  }
  return false;
}
