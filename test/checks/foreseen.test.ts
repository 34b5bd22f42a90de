import { foreseen } from '../../lib/checks/iam/foreseen';

test.each([
  [
    'a format is known around its arguments',
    { 'Key.$': "States.Format('runs/{}/{}.json', $.a, $.b)" },
    { Key: 'runs/*/*.json' },
  ],
  ['its escapes are read', { 'Key.$': "States.Format('it\\'s/{}', $.a)" }, { Key: "it's/*" }],
  ['a joined text is known at its beginning', { Key: "{% 'runs/' & $states.input.id & '.json' %}" }, { Key: 'runs/*' }],
  ['a path is not known', { 'Key.$': '$.key' }, { 'Key.$': '$.key' }],
  [
    'nor is a text that depends',
    { Key: "{% 'a/' & $x = 'a/b' ? 'c' : 'd' %}" },
    { Key: "{% 'a/' & $x = 'a/b' ? 'c' : 'd' %}" },
  ],
  ['a literal stays', { Bucket: 'b', N: 1 }, { Bucket: 'b', N: 1 }],
])('%s', (_, given, expected) => {
  expect(foreseen(given)).toEqual(expected);
});
