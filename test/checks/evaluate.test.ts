import fc from 'fast-check';
import type { PolicyStatement } from '../../lib/assembly';
import { decide } from '../../lib/checks';
import { covers, meets } from '../../lib/checks/iam/glob';

const statement = (more: Partial<PolicyStatement>): PolicyStatement => ({
  sid: undefined,
  effect: 'Allow',
  actions: ['s3:GetObject'],
  notActions: [],
  resources: ['arn:aws:s3:::data/*'],
  notResources: [],
  principals: undefined,
  conditions: {},
  ...more,
});
const ask = (
  statements: readonly PolicyStatement[],
  action = 's3:GetObject',
  resource = 'arn:aws:s3:::data/a.csv',
  context = {},
) => decide(statements, action, resource, context);

describe('a decision', () => {
  test.each<[string, ReturnType<typeof decide>, PolicyStatement[]]>([
    ['nothing said', 'denied', []],
    ['allowed', 'allowed', [statement({})]],
    ['another action', 'denied', [statement({ actions: ['s3:PutObject'] })]],
    ['another resource', 'denied', [statement({ resources: ['arn:aws:s3:::other/*'] })]],
    ['a wildcard action, whatever the case', 'allowed', [statement({ actions: ['S3:get*'] })]],
    ['an explicit Deny wins', 'denied', [statement({}), statement({ effect: 'Deny', resources: ['*'] })]],
    [
      'a Deny of something else does not',
      'allowed',
      [statement({}), statement({ effect: 'Deny', actions: ['s3:PutObject'] })],
    ],
    [
      'a Deny under an unknown condition',
      'conditional',
      [statement({}), statement({ effect: 'Deny', conditions: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })],
    ],
    ['NotAction', 'allowed', [statement({ actions: [], notActions: ['iam:*'] })]],
    ['NotAction names it', 'denied', [statement({ actions: [], notActions: ['s3:*'] })]],
    ['NotResource', 'allowed', [statement({ resources: [], notResources: ['arn:aws:s3:::secret/*'] })]],
    ['NotResource names it', 'denied', [statement({ resources: [], notResources: ['arn:aws:s3:::data/*'] })]],
    [
      'an unknown condition',
      'conditional',
      [statement({ conditions: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })],
    ],
    [
      'a policy variable stands for anything',
      'allowed',
      [statement({ resources: [`arn:aws:s3:::\${aws:PrincipalTag/team}/*`] })],
    ],
  ])('%s: %s', (_, verdict, statements) => {
    expect(ask(statements)).toBe(verdict);
  });

  test('a resource that is only known at run time', () => {
    expect(ask([statement({})], 's3:GetObject', 'arn:aws:s3:::*/*')).toBe('partly');
    expect(ask([statement({ resources: ['*'] })], 's3:GetObject', 'arn:aws:s3:::*/*')).toBe('allowed');
    expect(ask([statement({ resources: ['arn:aws:sqs:*'] })], 's3:GetObject', 'arn:aws:s3:::*/*')).toBe('denied');
  });
});

describe('conditions whose key is known', () => {
  const passed = { 'iam:passedtoservice': ['glue.amazonaws.com'] };
  test.each<[string, object, ReturnType<typeof decide>]>([
    ['StringEquals', { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } }, 'allowed'],
    [
      'StringEquals with several values',
      { StringEquals: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com', 'glue.amazonaws.com'] } },
      'allowed',
    ],
    ['StringEquals of another', { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } }, 'denied'],
    ['StringNotEquals', { StringNotEquals: { 'iam:PassedToService': 'glue.amazonaws.com' } }, 'denied'],
    ['StringLike', { StringLike: { 'iam:PassedToService': 'glue.*' } }, 'allowed'],
    ['IfExists', { StringEqualsIfExists: { 'iam:PassedToService': 'glue.amazonaws.com' } }, 'allowed'],
    ['ForAnyValue', { 'ForAnyValue:StringEquals': { 'iam:PassedToService': 'glue.amazonaws.com' } }, 'allowed'],
    ['an operator that is not decided here', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, 'conditional'],
    [
      'one holds, one is unknown',
      { StringEquals: { 'iam:PassedToService': 'glue.amazonaws.com', 'aws:SourceVpc': 'v' } },
      'conditional',
    ],
  ])('%s', (_, conditions, verdict) => {
    const pass = statement({ actions: ['iam:PassRole'], resources: ['*'], conditions: conditions as never });
    expect(ask([pass], 'iam:PassRole', 'arn:aws:iam::1:role/r', passed)).toBe(verdict);
  });
});

describe('wildcards', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ':', '/'), maxLength: 6 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 6 });
  const matches = (glob: string, value: string): boolean => {
    if (glob === '') return value === '';
    if (glob[0] === '*') return matches(glob.slice(1), value) || (value !== '' && matches(glob, value.slice(1)));
    return value !== '' && (glob[0] === '?' || glob[0] === value[0]) && matches(glob.slice(1), value.slice(1));
  };

  test('covers a text as IAM matches it', () => {
    fc.assert(fc.property(pattern, text, (glob, value) => covers(glob, value) === matches(glob, value)));
  });

  test('meets whenever some text is matched by both', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (a, b, value) => !(matches(a, value) && matches(b, value)) || meets(a, b)),
    );
  });

  test('what covers a pattern meets it', () => {
    fc.assert(fc.property(pattern, text, (glob, value) => !covers(glob, value) || meets(glob, value)));
  });
});
