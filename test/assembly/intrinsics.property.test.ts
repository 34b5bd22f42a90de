import * as fc from 'fast-check';
import { readTemplate } from '../../lib/assembly';
import type { Json } from '../../lib/json';

const names = [
  'Ref',
  'Condition',
  'Fn::GetAtt',
  'Fn::Join',
  'Fn::Sub',
  'Fn::Select',
  'Fn::Split',
  'Fn::FindInMap',
  'Fn::If',
  'Fn::Equals',
  'Fn::And',
  'Fn::Or',
  'Fn::Not',
];
const more = [
  'Fn::Base64',
  'Fn::Cidr',
  'Fn::ToJsonString',
  'Fn::Length',
  'Fn::GetAZs',
  'Fn::ImportValue',
  'Fn::Transform',
  'Fn::ForEach',
  'Fn::Unknown',
];
const words = fc.oneof(
  fc.constantFrom(
    'Queue',
    'Missing',
    'Param',
    'IsIt',
    'Map',
    'a',
    'Arn',
    'AWS::Region',
    'AWS::NoValue',
    'AWS::Nothing',
    ':',
    ',',
    `\${Param}`,
    `\${Queue.Arn}`,
    '{{resolve:ssm:/x}}',
    '__proto__',
    '',
  ),
  fc.string({ maxLength: 8 }),
);

const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    words,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'Ref'), tie('value'), { maxKeys: 3 }),
    fc.tuple(fc.constantFrom(...names, ...more), tie('value')).map(([name, argument]) => ({ [name]: argument })),
  ),
})).value;

const templateOf = (probe: Json, condition: Json) => ({
  Parameters: { Param: { Type: 'String' } },
  Conditions: { IsIt: condition },
  Mappings: { Map: { a: { b: probe } } },
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: probe, RedrivePolicy: probe } },
    Machine: { Type: 'AWS::StepFunctions::StateMachine', Properties: { DefinitionString: '{}', RoleArn: probe } },
    Made: {
      Type: 'AWS::Lambda::Function',
      Condition: 'IsIt',
      Properties: { Code: probe, Environment: probe, FunctionName: probe },
    },
  },
  Outputs: { Out: { Value: probe, Export: { Name: probe } } },
});

/** Every function call is gone, whatever it was. */
function hasCall(json: Json): boolean {
  if (Array.isArray(json)) return json.some(hasCall);
  if (typeof json !== 'object' || json === null) return false;
  const keys = Object.keys(json);
  if (keys.length === 1 && keys[0]?.startsWith('Fn::')) return true;
  return Object.values(json as Record<string, Json>).some(hasCall);
}

test('whatever a template holds, reading it does not throw, and no call is left', () => {
  fc.assert(
    fc.property(value, value, (probe, condition) => {
      const assembly = readTemplate(templateOf(probe, condition), { name: 'Shop' });
      for (const { properties } of assembly.resources) expect(hasCall(properties)).toBe(false);
    }),
    { numRuns: 400 },
  );
});

test('every mark that the model shows has a warning', () => {
  fc.assert(
    fc.property(value, value, (probe, condition) => {
      const assembly = readTemplate(templateOf(probe, condition), { name: 'Shop' });
      const shown =
        JSON.stringify(assembly.resources.map(({ properties }) => properties)).match(/<unresolved:[^<>]*>/g) ?? [];
      const warned = new Set(assembly.warnings.map(({ placeholder }) => JSON.stringify(placeholder).slice(1, -1)));
      for (const mark of shown) expect(warned).toContain(mark);
    }),
    { numRuns: 300 },
  );
});

test('reading is deterministic', () => {
  fc.assert(
    fc.property(value, value, (probe, condition) => {
      const read = () => JSON.stringify(readTemplate(templateOf(probe, condition), { name: 'Shop' }));
      expect(read()).toBe(read());
    }),
    { numRuns: 100 },
  );
});

test('a template nested thousands of levels deep is read, with a mark', () => {
  let deep: Json = 'end';
  for (let i = 0; i < 3000; i++) deep = { 'Fn::Join': ['', [deep]] };
  expect(readTemplate(templateOf(deep, true), { name: 'Shop' }).warnings.length).toBeGreaterThan(0);
});
