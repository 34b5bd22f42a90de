import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { checkAssembly } from '../../lib/checks';
import { jsonataReads } from '../../lib/checks/variables';
import { assemblyOf, newStack } from '../constructs/synth';

type States = Record<string, Record<string, unknown>>;

/** Messages of one code about a definition. */
function told(code: string, states: States, more: object = {}): string[] {
  const stack = newStack();
  const text = JSON.stringify({ StartAt: Object.keys(states)[0], States: states, ...more });
  new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromString(text) });
  return checkAssembly(assemblyOf(stack))
    .filter((found) => found.code === code)
    .map((found) => `${found.state.join(' > ')}: ${found.message}`);
}
const jsonata = { QueryLanguage: 'JSONata' };
const end = { Type: 'Pass', End: true };

describe('SFN309: variables', () => {
  test('an assignment on some way there is enough', () => {
    expect(
      told(
        'SFN309',
        {
          Which: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'Set' }], Default: 'Use' },
          Set: { Type: 'Pass', Assign: { a: 1 }, Next: 'Use' },
          Use: { Type: 'Pass', Output: '{% $a %}', End: true },
        },
        jsonata,
      ),
    ).toEqual([]);
  });

  test('an assignment that only comes later is not', () => {
    expect(
      told(
        'SFN309',
        { Use: { Type: 'Pass', Output: '{% $a %}', Next: 'Set' }, Set: { Type: 'Pass', Assign: { a: 1 }, End: true } },
        jsonata,
      ),
    ).toEqual(['Use: it reads $a, which no state before it assigns']);
  });

  test('a catcher assigns on its own way only', () => {
    const task = (more: object) => ({
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish',
      Arguments: { TopicArn: 't', Message: 'm' },
      ...more,
    });
    expect(
      told(
        'SFN309',
        {
          Try: task({
            Catch: [{ ErrorEquals: ['States.ALL'], Assign: { failure: '{% $states.errorOutput %}' }, Next: 'Failed' }],
            Next: 'Fine',
          }),
          Failed: { Type: 'Fail', Error: '{% $failure.Error %}' },
          Fine: { Type: 'Pass', Output: '{% $failure %}', End: true },
        },
        jsonata,
      ),
    ).toEqual(['Fine: it reads $failure, which no state before it assigns']);
  });

  test('branches see the variables outside, children of a Distributed Map do not', () => {
    const inner = { StartAt: 'In', States: { In: { Type: 'Pass', Output: '{% $a %}', End: true } } };
    const set = { Type: 'Pass', Assign: { a: 1 }, Next: 'Hold' };
    expect(told('SFN309', { Set: set, Hold: { Type: 'Parallel', Branches: [inner], End: true } }, jsonata)).toEqual([]);
    const processor = { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
    expect(told('SFN309', { Set: set, Hold: { Type: 'Map', ItemProcessor: processor, End: true } }, jsonata)).toEqual([
      'Hold > In: it reads $a, which no state before it assigns',
    ]);
  });

  test('JSONPath reads variables in what it evaluates', () => {
    expect(
      told('SFN309', {
        Use: {
          Type: 'Pass',
          Parameters: { 'x.$': '$lost.a', 'y.$': "States.Format('$quoted {}', $gone)", z: '$plain' },
          End: true,
        },
      }),
    ).toEqual([
      'Use: it reads $lost, which no state before it assigns',
      'Use: it reads $gone, which no state before it assigns',
    ]);
  });

  test.each([
    ['$a + $b', ['a', 'b']],
    ['$uppercase($a)', ['a']],
    ['$map($items, $uppercase)', ['items']],
    ['($x := 1; $x + $y)', ['y']],
    ['$map($items, function($item, $index) { $item * $factor })', ['items', 'factor']],
    ['\'$not\' & "$this" & $that /* $neither */', ['that']],
    ['$states.input.a', []],
  ])('%s reads %j', (expression, names) => {
    expect(jsonataReads(expression)).toEqual(names);
  });
});

describe('SFN313: paths', () => {
  test('nothing is said about the execution’s input', () => {
    expect(told('SFN313', { Read: { Type: 'Pass', Parameters: { 'x.$': '$.anything.at.all' }, End: true } })).toEqual(
      [],
    );
  });

  test('ResultPath adds to what is there', () => {
    const states = {
      Make: { Type: 'Pass', Result: { a: 1 }, Next: 'Add' },
      Add: { Type: 'Pass', Result: { c: 2 }, ResultPath: '$.b', Next: 'Read' },
      Read: { Type: 'Pass', Parameters: { 'fine.$': '$.a', 'also.$': '$.b.c', 'wrong.$': '$.b.d' }, End: true },
    };
    expect(told('SFN313', states)).toEqual(['Read: Parameters.wrong.$ reads $.b.d, and no state before gives "d"']);
  });

  test('of two ways one is enough', () => {
    const states = {
      Which: { Type: 'Choice', Choices: [{ Variable: '$.x', IsPresent: true, Next: 'A' }], Default: 'B' },
      A: { Type: 'Pass', Result: { a: 1 }, Next: 'Read' },
      B: { Type: 'Pass', Result: { b: 1 }, Next: 'Read' },
      Read: { Type: 'Pass', Parameters: { 'a.$': '$.a' }, End: true },
    };
    expect(told('SFN313', states)).toEqual([]);
  });

  test('a ResultSelector gives what it names', () => {
    const states = {
      Call: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sns:publish',
        Parameters: { TopicArn: 't', Message: 'm' },
        ResultSelector: { 'id.$': '$.MessageId' },
        Next: 'Read',
      },
      Read: { Type: 'Pass', Parameters: { 'x.$': '$.MessageId' }, End: true },
    };
    expect(told('SFN313', states)).toEqual([
      'Read: Parameters.x.$ reads $.MessageId, and no state before gives "MessageId"',
    ]);
  });

  test('a cycle that grows comes to an end', () => {
    const states = {
      Start: { Type: 'Pass', Result: { n: 0 }, Next: 'Nest' },
      Nest: { Type: 'Pass', ResultPath: '$.deeper', Next: 'Again' },
      Again: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericEquals: 1, Next: 'Done' }], Default: 'Nest' },
      Done: end,
    };
    expect(told('SFN313', states)).toEqual([]);
  });
});
