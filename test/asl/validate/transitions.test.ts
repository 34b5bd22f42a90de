import { validate } from '../../../lib/asl';
import type { JsonObject } from '../../../lib/json';
import { choice, distributed, end, inner, machine, only, task } from '../machines';
import { reported } from './reported';

describe('what the service refuses: transitions', () => {
  const dangling = (name: string, location: string) =>
    `MISSING_TRANSITION_TARGET: Missing 'Next' target: ${name} at ${location}`;
  const unreachable = (name: string, location: string) =>
    `MISSING_TRANSITION_TARGET: State "${name}" is not reachable. at ${location}`;
  const noEnd = 'MISSING_END_STATE: Workflow has no terminal state at null';
  const loop = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };

  test.each<[string, JsonObject, string[]]>([
    [
      'a dangling Next, and what is then not reached',
      machine({ A: { Type: 'Pass', Next: 'C' }, B: end }),
      [dangling('C', '/States/A/Next'), unreachable('B', '/States/B')],
    ],
    [
      'a dangling Next, and then no end',
      machine({ A: { Type: 'Pass', Next: 'C' } }),
      [dangling('C', '/States/A/Next'), noEnd],
    ],
    [
      'a dangling rule',
      choice({ Variable: '$.a', IsPresent: true, Next: 'Z' }),
      [dangling('Z', '/States/X/Choices[0]/Next')],
    ],
    [
      'a dangling Default',
      choice({ Variable: '$.a', IsPresent: true }, { Default: 'Z' }),
      [dangling('Z', '/States/X/Default')],
    ],
    [
      'a dangling catcher',
      only({ ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }] }),
      [dangling('Z', '/States/X/Catch[0]/Next')],
    ],
    [
      'a dangling StartAt',
      machine({ A: end }, { StartAt: 'Z' }),
      [dangling('Z', '/StartAt'), unreachable('A', '/States/A')],
    ],
    ['a loop', machine(loop), [noEnd]],
    ['a loop and a state that leads into it', machine({ ...loop, C: { Type: 'Pass', Next: 'A' } }), [noEnd]],
    ['a loop and an end that is not reached', machine({ ...loop, C: end }), [unreachable('C', '/States/C')]],
    [
      'an unreached state in a branch',
      only({ Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: end, B: end } }] }),
      [unreachable('B', '/States/X/Branches[0]/States/B')],
    ],
    [
      'a branch that leads out of itself',
      machine({
        X: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Y' } } }], Next: 'Y' },
        Y: end,
      }),
      [dangling('Y', '/States/X/Branches[0]/States/A/Next')],
    ],
    ['a name with a slash', machine({ A: end, 'a/b': end }), [unreachable('a/b', '/States/a/b')]],
    [
      'a name used twice',
      only({ Type: 'Parallel', Branches: [inner, inner] }),
      ['DUPLICATE_STATE_NAME: Duplicate State name: In at /States/X/Branches[1]/States/In'],
    ],
    [
      'a label used twice',
      machine({
        X: { ...distributed, Label: 'L', Next: 'Y' },
        Y: {
          ...distributed,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
            StartAt: 'J',
            States: { J: end },
          },
          Label: 'L',
          End: true,
        },
      }),
      ['DUPLICATE_LABEL_NAME: Duplicate Label name: L at /States/Y/Label'],
    ],
  ])('%s', (_what, definition, expected) => {
    expect(reported(definition)).toEqual(expected);
  });

  test('the graph is reported only when the form has no fault', () => {
    const found = validate(machine({ A: { Type: 'Pass', Next: 'Z', Foo: 1 } }));
    expect(found.map(({ code, aws }) => [code, aws?.message])).toEqual([
      ['ASL302', "Field 'Foo' is not supported"],
      ['ASL204', undefined],
      ['ASL205', undefined],
    ]);
  });

  test('names may have 80 characters', () => {
    const long = 'n'.repeat(80);
    expect(reported(machine({ [long]: end }))).toEqual([]);
    // Measured on the service and published by those who met it (asl-validator #69, cfn-lint #4079).
    expect(reported(machine({ [`${long}n`]: end }))).toEqual([
      `INVALID_STATE_NAME: Invalid State name: State '${long}n' exceeds the 80-character limit allowed by the service at /States/${long}n`,
    ]);
  });

  test.each([
    ['a'.repeat(41), 'exceeds the 40-character limit'],
    ['a b', 'contains invalid characters'],
    ['', 'is empty'],
  ])('the label "%s"', (Label, reason) => {
    const [fault] = reported(machine({ X: { ...distributed, Label, End: true } }));
    expect(fault).toMatch(/^INVALID_LABEL_NAME: Invalid Label name: /);
    expect(fault).toContain(reason);
  });
});
