import fc from 'fast-check';
import {
  type Definition,
  graphOf,
  mermaid,
  objectRules,
  parseDefinition,
  stateRules,
  tree,
  validate,
  variableReferences,
} from '../../lib/asl';
import { compileMachine } from '../../lib/engine';
import type { Json, JsonObject } from '../../lib/json';
import {
  choice,
  distributed,
  end,
  type Fields,
  jsonataTask,
  machine,
  map,
  only,
  parallel,
  task,
  wait,
} from './machines';

const valid: JsonObject[] = [
  only(end),
  only(task),
  only(wait),
  only(parallel),
  only(map),
  only({
    ...distributed,
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'JSON' },
      Parameters: { Bucket: 'b' },
    },
  }),
  only({ ...jsonataTask, Output: '{% $states.result %}' }, { QueryLanguage: 'JSONata' }),
  choice({ And: [{ Variable: '$.a', NumericEquals: 1 }, { Not: { Variable: '$.b', IsNull: true } }] }),
  machine({
    X: {
      ...task,
      Retry: [{ ErrorEquals: ['States.ALL'] }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Y' }],
      Next: 'Y',
    },
    Y: { Type: 'Fail', Error: 'E' },
  }),
];
const fieldNames = [
  ...new Set(
    [...Object.values(stateRules), ...Object.values(objectRules)].flatMap(({ fields }) => Object.keys(fields)),
  ),
];

/** Every place of a value: its parent and key. */
function places(value: Json, found: [parent: { [key: string]: Json }, key: string][] = []) {
  if (typeof value !== 'object' || value === null) return found;
  for (const key of Object.keys(value)) {
    found.push([value as { [key: string]: Json }, key]);
    places((value as { [key: string]: Json })[key] as Json, found);
  }
  return found;
}

const someValue = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    0,
    -1,
    1.5,
    '',
    '$',
    '$.a',
    '$$',
    '$v',
    '{% 1 %}',
    '{% ( %}',
    '{%',
    [],
    {},
    [[]],
    [1],
    { 'a.$': 1 },
    { 'a.$': '$..*' },
  ),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

describe('a definition that was tampered with', () => {
  test('is judged, never crashed on; what is judged valid can be drawn and run', () => {
    const mutation = fc.record({
      at: fc.nat(),
      value: someValue,
      kind: fc.constantFrom('replace', 'remove', 'add'),
      field: fc.constantFrom(...fieldNames, 'Foo', '__proto__', ''),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...valid),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('STANDARD' as const, 'EXPRESS' as const),
        (base, mutations, type) => {
          const definition = JSON.parse(JSON.stringify(base)) as { [key: string]: Json };
          for (const { at, value: shared, kind, field } of mutations) {
            const value = structuredClone(shared);
            const all = places(definition);
            const [parent, key] = all[at % Math.max(1, all.length)] ?? [definition, 'StartAt'];
            if (kind === 'remove') delete parent[key];
            else if (kind === 'replace') parent[key] = value;
            else Object.defineProperty(parent, field, { value, enumerable: true, configurable: true, writable: true });
          }
          const found = validate(definition, { type });
          for (const { message, pointer, aws } of found) {
            expect(message).not.toBe('');
            expect(pointer === '' || pointer.startsWith('/')).toBe(true);
            expect(aws?.message).not.toBe('');
          }
          if (found.some(({ severity }) => severity === 'ERROR')) return;
          const graph = graphOf(definition as unknown as Definition);
          expect(tree(graph)).not.toBe('');
          expect(mermaid(graph)).toMatch(/^flowchart/);
          compileMachine(definition as unknown as Definition);
          variableReferences(definition as unknown as Definition);
        },
      ),
      { numRuns: 4000 },
    );
  });

  test.each(Object.entries(stateRules))(
    'a required field of a %s is missed when it is missing',
    (Type, { fields, groups }) => {
      for (const [field, { required }] of Object.entries(fields)) {
        if (required)
          expect(
            validate(machine({ X: { ...(field === 'Type' ? {} : { Type }) } })).some(({ message }) =>
              message.includes(field),
            ),
          ).toBe(true);
      }
      for (const group of groups.filter(({ needed }) => needed)) {
        expect(
          validate(machine({ X: { Type } })).some(({ message }) => message.includes(group.fields[0] as string)),
        ).toBe(true);
      }
    },
  );

  test('any JSON at all is judged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => Array.isArray(validate(value as Json))),
      { numRuns: 500 },
    );
  });
});

describe('large and deep definitions', () => {
  test('10,000 states, each leading to the next', () => {
    const states: { [name: string]: Json } = {};
    for (let i = 0; i < 10_000; i++) {
      const state: Fields =
        i % 3 === 0
          ? task
          : i % 3 === 1
            ? { ...jsonataTask, QueryLanguage: 'JSONata', Output: `{% $states.result.v${i} %}` }
            : { Type: 'Pass', Parameters: { 'a.$': '$.a', 'b.$': "States.Format('{}', $.b)" } };
      states[`S${i}`] = { ...state, ...(i === 9999 ? { End: true } : { Next: `S${i + 1}` }) };
    }
    // As a text it is over the quota of a definition (1 MiB), so it is not parsed as one here.
    const definition = machine(states);
    expect(validate(definition)).toEqual([]);
  });

  test('10,000 states that nothing leads to', () => {
    const states = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`S${i}`, end]));
    const text = JSON.stringify(machine(states));
    const { definition, positions } = parseDefinition(text);
    expect(validate(definition!, { positions: positions! })).toHaveLength(9999);
  });

  test('Maps in Maps, as deep as JSON may be', () => {
    let text = '{"Type":"Succeed"}';
    for (let depth = 0; depth < 300; depth++) {
      text = `{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"S${depth}","States":{"S${depth}":${text}}}}`;
    }
    const { definition, positions } = parseDefinition(`{"StartAt":"M","States":{"M":${text}}}`);
    expect(validate(definition!, { positions: positions! })).toEqual([]);
    expect(graphOf(definition!).scopes).toHaveLength(301);
  });

  test('rules in rules, as deep as JSON may be', () => {
    let rule = '{"Variable":"$.a","IsNull":true}';
    for (let depth = 0; depth < 400; depth++) rule = `{"Not":${rule}}`;
    const text = `{"StartAt":"X","States":{"X":{"Type":"Choice","Choices":[${rule.replace('{', '{"Next":"Y",')}],"Default":"Y"},"Y":{"Type":"Fail"}}}`;
    const { definition } = parseDefinition(text);
    expect(validate(definition!)).toEqual([]);
  });
});
