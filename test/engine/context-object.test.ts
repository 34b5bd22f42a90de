// The context object, member by member in the order of recordings: it shows wherever the object is made a text.
import { run } from './workbench';

const whole = {
  StartAt: 'P',
  States: { P: { Type: 'Pass', Parameters: { 'text.$': 'States.JsonToString($$)' }, End: true } },
};
const text = (type: 'STANDARD' | 'EXPRESS'): string =>
  (run(whole, { a: 1 }, { type }).output as { readonly text: string }).text;
const members = (type: 'STANDARD' | 'EXPRESS', name: string): string[] => Object.keys(JSON.parse(text(type))[name]);

test('its parts', () => {
  expect(Object.keys(JSON.parse(text('STANDARD')))).toEqual(['Execution', 'StateMachine', 'State']);
  expect(members('STANDARD', 'State')).toEqual(['Name', 'EnteredTime']);
});

test('the order of Execution differs by type', () => {
  expect(members('STANDARD', 'Execution')).toEqual(['Id', 'Input', 'StartTime', 'Name', 'RoleArn', 'RedriveCount']);
  expect(members('EXPRESS', 'Execution')).toEqual(['Id', 'Input', 'Name', 'RoleArn', 'StartTime', 'RedriveCount']);
});

test('$states as a text: input, context, then result or error output', () => {
  const invoke = { Type: 'Task', QueryLanguage: 'JSONata', Resource: 'arn:aws:states:::lambda:invoke' };
  const keys = '{% $keys($states) %}';
  const task = { ...invoke, Arguments: { FunctionName: 'f' }, Output: keys, End: true };
  expect(run({ StartAt: 'T', States: { T: task } }, {}, { replies: { T: 1 } }).output).toEqual([
    'input',
    'context',
    'result',
  ]);
  const caught = { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Output: keys, Next: 'E' }] };
  const failing = { StartAt: 'T', States: { T: caught, E: { Type: 'Succeed' } } };
  const replies = { T: { outcome: { ok: false, error: 'E' } as const } };
  expect(run(failing, {}, { replies }).output).toEqual(['input', 'context', 'errorOutput']);
});
