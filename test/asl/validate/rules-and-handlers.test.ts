import { validate } from '../../../lib/asl';
import { choice, end, type Fields, machine, only, task } from '../machines';
import { reported, schema } from './reported';

describe('what the service refuses: rules, retriers, catchers', () => {
  const at = '/States/X/Choices[0]';
  test.each<[string, Fields, string]>([
    [
      'nothing to compare',
      {},
      schema('The object must have only one of the following fields, [And, Or, Not, Variable, Condition]', at),
    ],
    [
      'And and Or',
      { And: [], Or: [] },
      schema('The object must have only one of the following fields, [And, Or, Not, Variable, Condition]', at),
    ],
    ['an empty And', { And: [] }, schema('Value cannot be empty', `${at}/And`)],
    [
      'a Next inside',
      { Not: { Variable: '$.a', IsNull: true, Next: 'Y' } },
      schema("Field 'Next' is not supported", `${at}/Not`),
    ],
    [
      'a Variable that is a call',
      { Variable: 'States.ArrayLength($.a)', NumericEquals: 0 },
      schema("Value is not a Reference Path: Reference path didn't start with '$'", `${at}/Variable`),
    ],
    [
      'a Condition in JSONPath',
      { Condition: '{% true %}' },
      schema(
        "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage",
        at,
      ),
    ],
  ])('%s', (_what, rule, expected) => {
    expect(reported(choice(rule))).toContain(expected);
  });
  test.each(['two operators', 'no operator'])('%s', (what) => {
    const rule = what === 'no operator' ? { Variable: '$.a' } : { Variable: '$.a', IsNull: true, StringEquals: 'x' };
    expect(validate(choice(rule)).map(({ code }) => code)).toEqual(['ASL401']);
  });
  test('no rule', () => {
    expect(reported(choice({}, { Choices: [] }))).toContain(schema('Value cannot be empty', '/States/X/Choices'));
    const { Choices: _none, ...without } = (choice({}).States as { X: Fields }).X;
    expect(reported(machine({ X: without, Y: end }))).toContain(
      schema('These fields are required: [Choices]', '/States/X'),
    );
  });

  test.each<[string, Fields, string[]]>([
    [
      'States.ALL first',
      { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] },
      [schema('States.ALL must appear alone and at end of list', '/States/X/Retry[0]/ErrorEquals[0]')],
    ],
    [
      'States.ALL among others',
      { Catch: [{ ErrorEquals: ['A', 'States.ALL'], Next: 'X' }] },
      [schema('States.ALL must appear alone and at end of list', '/States/X/Catch[0]/ErrorEquals[1]')],
    ],
    ['no ErrorEquals', { Retry: [{}] }, [schema('These fields are required: [ErrorEquals]', '/States/X/Retry[0]')]],
    [
      'an empty ErrorEquals',
      { Retry: [{ ErrorEquals: [] }] },
      [schema('Value cannot be empty', '/States/X/Retry[0]/ErrorEquals')],
    ],
    [
      'a catcher without Next',
      { Catch: [{ ErrorEquals: ['A'] }] },
      [schema('These fields are required: [Next]', '/States/X/Catch[0]')],
    ],
    [
      'an unknown strategy',
      { Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'HALF' }] },
      [schema('Value should be one of the following: [NONE, FULL]', '/States/X/Retry[0]/JitterStrategy')],
    ],
    [
      'a rate below 1',
      { Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] },
      [schema('Minimum value is 1.0', '/States/X/Retry[0]/BackoffRate')],
    ],
  ])('%s', (_what, handling, expected) => {
    expect(reported(only({ ...task, ...handling }))).toEqual(expected);
  });
});
