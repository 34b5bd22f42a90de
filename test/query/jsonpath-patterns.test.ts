import type { Json } from '../../lib/json';
import { compilePath } from '../../lib/query';
import { failure, refusal, scope } from './jsonpath-scope';

const matching = (pattern: string, values: Json) => compilePath(`$[?(@ =~ ${pattern})]`, 'f').evaluate(values, scope());

describe('regular expressions in filters', () => {
  test.each<[string, Json, Json]>([
    ['/b.*/', ['bob', 'abc', 'b'], ['bob', 'b']],
    ['/b/', ['bb', 'b'], ['b']],
    ['/B.*/i', ['bob', 'BOB'], ['bob', 'BOB']],
    ['/(?i)B.*/', ['bob', 'BOB'], ['bob', 'BOB']],
    ['/a.b/', ['a\nb', 'a b'], ['a b']],
    ['/a.b/s', ['a\nb'], ['a\nb']],
    ['/^a$/m', ['a', 'a\na'], ['a']],
    ['/a|b/', ['a', 'b', 'ab'], ['a', 'b']],
    ['/[0-9]{2,3}/', ['1', '12', '1234'], ['12']],
    ['/a\\/b/', ['a/b'], ['a/b']],
    ['/\\d+\\.\\d/', ['1.5', 1.5, '15'], ['1.5', 1.5]],
    ['/true/', [true, 'true', null], [true, 'true']],
    ['//', ['', null, { a: 1 }, 'x'], ['', null, { a: 1 }]],
  ])('%s', (pattern, values, expected) => {
    expect(matching(pattern, values)).toEqual(expected);
  });

  test('a pattern that would take for ever fails the evaluation instead', () => {
    for (const pattern of ['/(a+)+b/', '/(a|aa)+$/', '/(.*)*x/m']) {
      expect(failure(() => matching(pattern, [`${'a'.repeat(5_000)}!`]))).toContain('needs more than 2,000,000 steps');
    }
    expect(matching('/a.*b/', [`a${'x'.repeat(200_000)}b`])).toHaveLength(1);
  });

  test('flags nobody supports are refused', () => {
    expect(refusal(() => matching('/a/x', []))).toContain('valid JSONPath');
    expect(refusal(() => matching('/a/q', []))).toContain('valid JSONPath');
  });
});
