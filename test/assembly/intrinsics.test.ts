import { readTemplate } from '../../lib/assembly';
import type { Json, JsonObject } from '../../lib/json';

/** What a value of a template resolves to, seen through a parameter's value. */
function resolved(value: Json, template: JsonObject = {}) {
  const resources = (template.Resources ?? {}) as JsonObject;
  const probe = { Type: 'Test::Probe', Properties: { Value: value } };
  const assembly = readTemplate({ ...template, Resources: { ...resources, Probe: probe } }, { name: 'Shop' });
  return assembly.resources.find(({ logicalId }) => logicalId === 'Probe')?.properties.Value;
}

const queue = { Type: 'AWS::SQS::Queue' };
const template: JsonObject = {
  Parameters: {
    Stage: { Type: 'String', Default: 'dev' },
    Zones: { Type: 'CommaDelimitedList', Default: 'a, b ,c' },
    Count: { Type: 'Number', Default: 3 },
    Needed: { Type: 'String' },
  },
  Mappings: { Sizes: { dev: { memory: 128 }, prod: { memory: 1024, list: ['x', 'y'] } } },
  Conditions: {
    IsDev: { 'Fn::Equals': [{ Ref: 'Stage' }, 'dev'] },
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    NotProd: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    Both: { 'Fn::And': [{ Condition: 'IsDev' }, { Condition: 'NotProd' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'IsDev' }] },
    Loop: { 'Fn::Not': [{ Condition: 'Loop' }] },
  },
  Resources: { Queue: queue, Fifo: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } },
};
const queueArn = 'arn:aws:sqs:us-east-1:123456789012:Shop-Queue';

describe('functions', () => {
  test.each<[string, Json, Json]>([
    ['Ref of a resource', { Ref: 'Queue' }, 'https://sqs.us-east-1.amazonaws.com/123456789012/Shop-Queue'],
    ['Ref of a parameter', { Ref: 'Stage' }, 'dev'],
    ['Ref of a list', { Ref: 'Zones' }, ['a', 'b', 'c']],
    ['Ref of a number', { Ref: 'Count' }, '3'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, queueArn],
    ['GetAtt as a text', { 'Fn::GetAtt': 'Queue.Arn' }, queueArn],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 1, true]] }, 'a-dev-1-true'],
    ['Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'a+b+c'],
    ['Sub', { 'Fn::Sub': `\${Stage}/\${Queue.Arn}/\${AWS::Region}` }, `dev/${queueArn}/us-east-1`],
    ['Sub with variables', { 'Fn::Sub': [`\${Stage}-\${Own}`, { Own: { Ref: 'Count' } }] }, 'dev-3'],
    ['Sub with a variable that hides a parameter', { 'Fn::Sub': [`\${Stage}`, { Stage: 'mine' }] }, 'mine'],
    ['Sub with a literal', { 'Fn::Sub': `\${!Stage} $Stage \${}` }, `\${Stage} $Stage \${}`],
    ['Select', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    ['Select with a text as index', { 'Fn::Select': ['0', { Ref: 'Zones' }] }, 'a'],
    ['Split', { 'Fn::Split': [',', 'a,b'] }, ['a', 'b']],
    [
      'Select of Split of an ARN',
      { 'Fn::Select': [5, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }] },
      'Shop-Queue',
    ],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 128],
    ['FindInMap of a list', { 'Fn::FindInMap': ['Sizes', 'prod', 'list'] }, ['x', 'y']],
    ['FindInMap with a default', { 'Fn::FindInMap': ['Sizes', 'test', 'memory', { DefaultValue: 7 }] }, 7],
    ['If that holds', { 'Fn::If': ['IsDev', 'yes', 'no'] }, 'yes'],
    ['If that does not hold', { 'Fn::If': ['IsProd', 'yes', 'no'] }, 'no'],
    ['Not', { 'Fn::If': ['NotProd', 1, 2] }, 1],
    ['And', { 'Fn::If': ['Both', 1, 2] }, 1],
    ['Or', { 'Fn::If': ['Either', 1, 2] }, 1],
    ['NoValue removes a member', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['NoValue removes an item', ['a', { 'Fn::If': ['IsProd', 'b', { Ref: 'AWS::NoValue' }] }, 'c'], ['a', 'c']],
    ['Base64', { 'Fn::Base64': { Ref: 'Stage' } }, 'ZGV2'],
    ['Cidr', { 'Fn::Cidr': ['10.0.0.0/24', 3, 5] }, ['10.0.0.0/27', '10.0.0.32/27', '10.0.0.64/27']],
    ['ToJsonString', { 'Fn::ToJsonString': { q: { Ref: 'Stage' }, n: 1 } }, '{"q":"dev","n":1}'],
    ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 3],
    ['GetAZs', { 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['an object that only looks like a call', { Ref: 'Stage', more: 1 }, { Ref: 'Stage', more: 1 }],
    ['a key __proto__', JSON.parse('{"__proto__":{"Ref":"Stage"}}'), JSON.parse('{"__proto__":"dev"}')],
  ])('%s', (_, value, expected) => {
    expect(resolved(value, template)).toEqual(expected);
  });
});

test.each([
  ['AWS::AccountId', '123456789012'],
  ['AWS::Region', 'us-east-1'],
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
  ['AWS::StackName', 'Shop'],
])('the pseudo parameter %s', (name, expected) => {
  expect(resolved({ Ref: name })).toBe(expected);
});

test('account and region may be given; the partition follows the region', () => {
  const document = { Resources: { T: { Type: 'AWS::SNS::Topic' } } };
  const { topics } = readTemplate(document, { name: 'S', account: '999999999999', region: 'cn-north-1' });
  expect(topics[0]?.arn).toBe('arn:aws-cn:sns:cn-north-1:999999999999:S-T');
});

describe('what cannot be known becomes a mark', () => {
  test.each<[string, Json, Json]>([
    ['a resource that does not exist', { Ref: 'Nobody' }, '<unresolved:Shop/Nobody>'],
    ['an attribute nobody knows', { 'Fn::GetAtt': ['Queue', 'Colour'] }, '<unresolved:Shop/Queue.Colour>'],
    ['a parameter without a value', { Ref: 'Needed' }, '<unresolved:Shop/Needed>'],
    ['an export that nobody exports', { 'Fn::ImportValue': 'x' }, '<unresolved:Shop/Fn::ImportValue x>'],
    ['an unknown function', { 'Fn::Magic': [] }, '<unresolved:Shop/Fn::Magic>'],
    ['a macro', { 'Fn::Transform': { Name: 'AWS::Include' } }, '<unresolved:Shop/Fn::Transform AWS::Include>'],
    [
      'a mapping that is not there',
      { 'Fn::FindInMap': ['Sizes', 'test', 'memory'] },
      '<unresolved:Shop/Sizes.test.memory>',
    ],
    [
      'a secret kept in AWS',
      '{{resolve:secretsmanager:db:SecretString:password}}',
      '<unresolved:Shop/secretsmanager:db:SecretString:password>',
    ],
    ['a misused function', { 'Fn::Join': 'x' }, '<unresolved:Shop/Fn::Join>'],
    ['an index out of range', { 'Fn::Select': [9, ['a']] }, '<unresolved:Shop/Fn::Select 9>'],
    [
      'part of an unknown ARN',
      { 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: 'Needed' }] }] },
      '<unresolved:Shop/Needed>',
    ],
    ['a mark within a text', { 'Fn::Sub': `a-\${Needed}-z` }, 'a-<unresolved:Shop/Needed>-z'],
    ['Base64 of a mark, which stays readable', { 'Fn::Base64': { Ref: 'Needed' } }, '<unresolved:Shop/Needed>'],
    ['a condition that asks for itself is false', { 'Fn::If': ['Loop', 'a', 'b'] }, 'a'],
  ])('%s', (_, value, expected) => {
    expect(resolved(value, template)).toEqual(expected);
  });

  test('and a warning tells where it stands, once for all places', () => {
    const { warnings } = readTemplate(
      {
        Parameters: { Needed: { Type: 'String' } },
        Resources: {
          A: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { Ref: 'Needed' } } },
          B: {
            Type: 'AWS::SNS::Topic',
            Properties: { KmsMasterKeyId: { Ref: 'Needed' }, DisplayName: { Ref: 'Needed' } },
          },
          C: { Type: 'AWS::EC2::Instance', Properties: { ImageId: { Ref: 'Other' } } },
        },
      },
      { name: 'Shop' },
    );
    expect(warnings).toEqual([
      {
        where: 'Shop/A.KmsMasterKeyId',
        alsoIn: ['Shop/B.KmsMasterKeyId', 'Shop/B.DisplayName'],
        what: 'the parameter Needed has no default; give a value for it',
        placeholder: '<unresolved:Shop/Needed>',
      },
    ]);
  });

  test('a resource that is named after itself is no endless loop', () => {
    const role = { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::GetAtt': ['Role', 'Arn'] } } };
    const { roles } = readTemplate({ Resources: { Role: role } }, { name: 'Shop' });
    expect(roles[0]?.name).toContain('<unresolved:');
  });
});

describe('what asks for itself comes to an end', () => {
  const twice = (value: Json): Json => [value, value, value];
  test.each<[string, JsonObject]>([
    ['a mapping', { Mappings: { M: { a: { b: twice({ 'Fn::FindInMap': ['M', 'a', 'b'] }) } } } }],
    ['an export', { Outputs: { O: { Value: twice({ 'Fn::ImportValue': 'x' }), Export: { Name: 'x' } } } }],
    ['the name of an export', { Outputs: { O: { Value: 'v', Export: { Name: twice({ 'Fn::ImportValue': 'x' }) } } } }],
    ['a condition', { Conditions: { C: { 'Fn::And': twice({ Condition: 'C' }) } } }],
    [
      'an SSM parameter',
      {
        Resources: {
          P: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/p', Value: '{{resolve:ssm:/p}}{{resolve:ssm:/p}}' } },
        },
      },
    ],
  ])('%s', (_, template) => {
    const asked: Json = [
      { 'Fn::FindInMap': ['M', 'a', 'b'] },
      { 'Fn::ImportValue': 'x' },
      { 'Fn::If': ['C', 1, 2] },
      '{{resolve:ssm:/p}}',
    ];
    expect(JSON.stringify(resolved(asked, template))).toContain('<unresolved:');
  });

  test('a long chain of exports, each imported twice, takes no time', () => {
    const link = (index: number) => ({
      Value: twice({ 'Fn::ImportValue': `x${index + 1}` }),
      Export: { Name: `x${index}` },
    });
    const outputs = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`O${index}`, link(index)]));
    const started = performance.now();
    resolved({ 'Fn::Select': [0, { 'Fn::ImportValue': 'x6' }] }, { Outputs: outputs });
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('dynamic references', () => {
  const resources = {
    Flag: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/app/flag', Type: 'String', Value: { Ref: 'AWS::Region' } },
    },
    Db: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'db', SecretString: '{"password":"p"}' } },
  };
  test.each([
    ['{{resolve:ssm:/app/flag}}', 'us-east-1'],
    ['{{resolve:ssm:/app/flag:3}} twice {{resolve:ssm:/app/flag}}', 'us-east-1 twice us-east-1'],
    ['{{resolve:secretsmanager:db:SecretString:password}}', 'p'],
    ['{{resolve:secretsmanager:db}}', '{"password":"p"}'],
  ])('%s', (value, expected) => {
    expect(resolved(value, { Resources: resources })).toBe(expected);
  });

  test('a parameter whose type is an SSM parameter', () => {
    const parameters = {
      P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/app/flag' },
      Q: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/other' },
    };
    expect(resolved([{ Ref: 'P' }, { Ref: 'Q' }], { Parameters: parameters, Resources: resources })).toEqual([
      'us-east-1',
      '<unresolved:Shop/ssm:/other>',
    ]);
  });
});
