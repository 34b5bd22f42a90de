import { type Definition, variableReferences } from '../../lib/asl';
import { type Fields, machine, only } from './machines';

const references = (definition: unknown) => variableReferences(definition as Definition);
const jsonata: Fields = { QueryLanguage: 'JSONata' };

describe('variables that a state refers to, as DescribeStateMachine lists them', () => {
  test.each<[string, Fields, readonly string[]]>([
    ['paths', { Type: 'Pass', InputPath: '$b', OutputPath: '$a.x', ResultPath: '$.c' }, ['a', 'b']],
    ['templates', { Type: 'Pass', Parameters: { 'x.$': '$a', y: [{ 'z.$': '$b[0]' }], literal: '$c' } }, ['a', 'b']],
    [
      'calls',
      { Type: 'Pass', Parameters: { 'x.$': "States.Format('{} $no', $a, States.Array($b, $$.c, $.d))" } },
      ['a', 'b'],
    ],
    ['Assign', { Type: 'Pass', Assign: { 'next.$': '$a', b: 1 } }, ['a']],
    [
      'rules',
      { Type: 'Choice', Choices: [{ Not: { Variable: '$b', StringEqualsPath: '$a' }, Next: 'X' }] },
      ['a', 'b'],
    ],
    ['times', { Type: 'Wait', SecondsPath: '$a' }, ['a']],
    ['errors', { Type: 'Fail', ErrorPath: '$b', CausePath: "States.Format('{}', $a)" }, ['a', 'b']],
    [
      'readers',
      {
        Type: 'Map',
        ItemsPath: '$a',
        MaxConcurrencyPath: '$b',
        ItemReader: { ReaderConfig: { MaxItemsPath: '$c' }, Parameters: { 'Key.$': '$d' } },
      },
      ['a', 'b', 'c', 'd'],
    ],
    [
      'expressions',
      {
        ...jsonata,
        Type: 'Pass',
        Output: { x: '{% $a + $sum([$b]) %}', y: ['{% ($own := 1; $own) %}'] },
        Assign: { z: '{% $states.input.c %}' },
      },
      ['a', 'b'],
    ],
    [
      'conditions',
      { ...jsonata, Type: 'Choice', Choices: [{ Condition: '{% $not($a) %}', Next: 'X', Output: '{% $b %}' }] },
      ['a', 'b'],
    ],
    [
      'catchers',
      {
        ...jsonata,
        Type: 'Task',
        Catch: [{ ErrorEquals: ['E'], Next: 'X', Assign: { x: '{% $a %}' } }],
        TimeoutSeconds: '{% $b %}',
      },
      ['a', 'b'],
    ],
  ])('%s', (_what, state, names) => {
    expect(references(only(state))).toEqual({ X: names });
  });

  test('states without any are not listed', () => {
    expect(references(only({ Type: 'Pass', Parameters: { x: '$a' } }))).toEqual({});
  });

  test('states in branches and item processors stand beside the others', () => {
    const inner = { StartAt: 'In', States: { In: { Type: 'Pass', OutputPath: '$a', End: true } } };
    expect(references(machine({ X: { Type: 'Map', ItemProcessor: inner, ItemsPath: '$b', End: true } }))).toEqual({
      X: ['b'],
      In: ['a'],
    });
    expect(references(machine({ X: { Type: 'Parallel', Branches: [inner], End: true } }))).toEqual({ In: ['a'] });
  });

  test('a state named __proto__ is listed', () => {
    const definition = JSON.parse(
      '{"StartAt":"__proto__","States":{"__proto__":{"Type":"Pass","OutputPath":"$a","End":true}}}',
    );
    expect(Object.entries(references(definition))).toEqual([['__proto__', ['a']]]);
  });
});
