import { readTemplate } from '../../lib/assembly';
import type { JsonObject } from '../../lib/json';

const read = (resources: JsonObject) => readTemplate({ Resources: resources }, { name: 'S' });
const prefix = (service: string) => `arn:aws:${service}:us-east-1:123456789012:`;

test.each<[string, JsonObject, string, string]>([
  [
    'AWS::StepFunctions::StateMachine',
    { DefinitionString: '{}' },
    `${prefix('states')}stateMachine:S-X`,
    `${prefix('states')}stateMachine:S-X`,
  ],
  [
    'AWS::StepFunctions::Activity',
    { Name: 'act' },
    `${prefix('states')}activity:act`,
    `${prefix('states')}activity:act`,
  ],
  ['AWS::Lambda::Function', {}, 'S-X', `${prefix('lambda')}function:S-X`],
  ['AWS::Lambda::Version', { FunctionName: 'f' }, `${prefix('lambda')}function:f:1`, `${prefix('lambda')}function:f:1`],
  [
    'AWS::Lambda::Alias',
    { FunctionName: `${prefix('lambda')}function:f`, Name: 'a' },
    `${prefix('lambda')}function:f:a`,
    `${prefix('lambda')}function:f:a`,
  ],
  ['AWS::DynamoDB::Table', {}, 'S-X', `${prefix('dynamodb')}table/S-X`],
  [
    'AWS::SQS::Queue',
    { FifoQueue: true },
    'https://sqs.us-east-1.amazonaws.com/123456789012/S-X.fifo',
    `${prefix('sqs')}S-X.fifo`,
  ],
  ['AWS::SNS::Topic', { TopicName: 't' }, `${prefix('sns')}t`, `${prefix('sns')}t`],
  ['AWS::Events::EventBus', { Name: 'bus' }, 'bus', `${prefix('events')}event-bus/bus`],
  ['AWS::Events::Rule', { EventBusName: 'bus' }, 'bus|S-X', `${prefix('events')}rule/bus/S-X`],
  ['AWS::Events::Rule', {}, 'S-X', `${prefix('events')}rule/S-X`],
  ['AWS::S3::Bucket', {}, 's-x', 'arn:aws:s3:::s-x'],
  ['AWS::IAM::Role', { Path: '/service/' }, 'S-X', 'arn:aws:iam::123456789012:role/service/S-X'],
  ['AWS::Logs::LogGroup', { LogGroupName: '/g' }, '/g', `${prefix('logs')}log-group:/g:*`],
  ['AWS::SSM::Parameter', { Name: '/a/b', Value: 'v' }, '/a/b', `${prefix('ssm')}parameter/a/b`],
  ['AWS::Kinesis::Stream', {}, 'S-X', `${prefix('kinesis')}stream/S-X`],
  ['AWS::Scheduler::Schedule', { GroupName: 'g' }, 'S-X', `${prefix('scheduler')}schedule/g/S-X`],
])('%s %j is called %s', (type, properties, ref, arn) => {
  const { resources } = read({ X: { Type: type, Properties: properties } });
  expect(resources[0]).toMatchObject({ ref, arn });
});

test('ids that AWS would choose are stable and differ between resources', () => {
  const resources = {
    A: { Type: 'AWS::KMS::Key' },
    B: { Type: 'AWS::KMS::Key' },
    Api: { Type: 'AWS::ApiGateway::RestApi' },
  };
  const [first, second] = [read(resources), read(resources)];
  expect(first.resources).toEqual(second.resources);
  expect(first.resources[0]?.ref).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(first.resources[0]?.ref).not.toBe(first.resources[1]?.ref);
  expect(first.apis[0]).toMatchObject({ protocol: 'REST', apiId: first.resources[2]?.ref });
});

test('tables can be created as they are', () => {
  const { tables } = read({
    T: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'n', AttributeType: 'N' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'n', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byN',
            KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
        SSESpecification: { SSEEnabled: true, KMSMasterKeyId: 'key' },
      },
    },
  });
  expect(tables[0]).toMatchObject({
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'n', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byN',
        KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
    billingMode: 'PAY_PER_REQUEST',
    timeToLiveAttribute: 'ttl',
    kmsKeyId: 'key',
    streamArn: undefined,
  });
});

test('topics know their subscriptions, rules and schedules their targets', () => {
  const { topics, rules, schedules } = read({
    T: { Type: 'AWS::SNS::Topic', Properties: { Subscription: [{ Protocol: 'email', Endpoint: 'a@b.example' }] } },
    Q: { Type: 'AWS::SQS::Queue' },
    Sub: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'T' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': 'Q.Arn' },
        FilterPolicy: { a: ['b'] },
        RawMessageDelivery: true,
      },
    },
    R: {
      Type: 'AWS::Events::Rule',
      Properties: {
        State: 'DISABLED',
        EventPattern: { source: ['x'] },
        Targets: [{ Id: '1', Arn: { 'Fn::GetAtt': 'Q.Arn' }, InputPath: '$.detail' }],
      },
    },
    C: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'cron(0 1 * * ? *)',
        Target: { Arn: { 'Fn::GetAtt': 'Q.Arn' }, RoleArn: 'r', Input: '{}' },
      },
    },
  });
  expect(topics[0]?.subscriptions).toEqual([
    {
      protocol: 'email',
      endpoint: 'a@b.example',
      filterPolicy: undefined,
      filterPolicyScope: 'MessageAttributes',
      rawMessageDelivery: false,
    },
    {
      protocol: 'sqs',
      endpoint: `${prefix('sqs')}S-Q`,
      filterPolicy: { a: ['b'] },
      filterPolicyScope: 'MessageAttributes',
      rawMessageDelivery: true,
    },
  ]);
  expect(rules[0]).toMatchObject({
    enabled: false,
    eventPattern: { source: ['x'] },
    targets: [{ id: '1', arn: `${prefix('sqs')}S-Q`, inputPath: '$.detail' }],
  });
  expect(schedules[0]).toMatchObject({
    enabled: true,
    target: { arn: `${prefix('sqs')}S-Q`, roleArn: 'r', input: '{}' },
  });
});

test('a role holds inline, attached and customer managed policies; what lies outside is named', () => {
  const statement = (action: string) => ({
    Statement: { Effect: 'Allow', Action: action, Resource: { 'Fn::GetAtt': 'Q.Arn' } },
  });
  const { roles } = read({
    Q: { Type: 'AWS::SQS::Queue' },
    R: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }],
        },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess', { Ref: 'Managed' }],
        Policies: [{ PolicyName: 'inline', PolicyDocument: statement('sqs:A') }],
      },
    },
    P: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'attached', Roles: [{ Ref: 'R' }], PolicyDocument: statement('sqs:B') },
    },
    Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: statement('sqs:C') } },
    ByRole: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { Roles: [{ Ref: 'R' }], PolicyDocument: statement('sqs:D') },
    },
    Single: {
      Type: 'AWS::IAM::RolePolicy',
      Properties: {
        PolicyName: 'single',
        RoleName: { Ref: 'R' },
        PolicyDocument: {
          Statement: [{ Effect: 'Deny', NotAction: ['sqs:E'], NotResource: '*', Condition: { Bool: { a: 'true' } } }],
        },
      },
    },
    Other: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyName: 'other', Roles: ['somebody-else'], PolicyDocument: statement('sqs:F') },
    },
  });
  expect(roles[0]?.managedPolicyArns).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess']);
  expect(
    roles[0]?.policies.map(({ name, statements }) => [
      name,
      statements.flatMap(({ actions, notActions }) => [...actions, ...notActions]),
    ]),
  ).toEqual([
    ['inline', ['sqs:A']],
    ['attached', ['sqs:B']],
    ['S-Managed', ['sqs:C']],
    ['S-ByRole', ['sqs:D']],
    ['single', ['sqs:E']],
  ]);
  expect(roles[0]?.policies[0]?.statements[0]?.resources).toEqual([`${prefix('sqs')}S-Q`]);
  expect(roles[0]?.policies[4]?.statements[0]).toMatchObject({
    effect: 'Deny',
    notResources: ['*'],
    conditions: { Bool: { a: 'true' } },
  });
});

test('resources whose condition does not hold are not there', () => {
  const template = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { Q: { Type: 'AWS::SQS::Queue', Condition: 'Never' } },
  };
  expect(readTemplate(template, { name: 'S' }).resources).toEqual([]);
});

test('APIs know which function answers which method', () => {
  const fn = (name: string) => ({ Type: 'AWS::Lambda::Function', Properties: { FunctionName: name, Handler: 'i.h' } });
  const uri = (name: string) => ({
    'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${name}.Arn}/invocations`,
  });
  const method = (HttpMethod: string, ResourceId: JsonObject, Integration: JsonObject) => ({
    Type: 'AWS::ApiGateway::Method',
    Properties: { RestApiId: { Ref: 'Rest' }, HttpMethod, ResourceId, Integration },
  });
  const { apis } = read({
    F: fn('f'),
    Rest: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'rest' } },
    Orders: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: {
        RestApiId: { Ref: 'Rest' },
        ParentId: { 'Fn::GetAtt': ['Rest', 'RootResourceId'] },
        PathPart: 'orders',
      },
    },
    Order: {
      Type: 'AWS::ApiGateway::Resource',
      Properties: { RestApiId: { Ref: 'Rest' }, ParentId: { Ref: 'Orders' }, PathPart: '{id}' },
    },
    Root: method('ANY', { 'Fn::GetAtt': ['Rest', 'RootResourceId'] }, { Type: 'AWS_PROXY', Uri: uri('F') }),
    Get: method(
      'GET',
      { Ref: 'Order' },
      { Type: 'AWS', Uri: uri('F'), RequestTemplates: { 'application/json': '{}' } },
    ),
    Direct: method(
      'POST',
      { Ref: 'Order' },
      { Type: 'AWS', Uri: 'arn:aws:apigateway:us-east-1:states:action/StartExecution' },
    ),
    Http: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'http', ProtocolType: 'HTTP' } },
    ToF: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId: { Ref: 'Http' },
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: { 'Fn::GetAtt': ['F', 'Arn'] },
        PayloadFormatVersion: '2.0',
      },
    },
    Put: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'Http' }, RouteKey: 'PUT /orders', Target: { 'Fn::Sub': `integrations/\${ToF}` } },
    },
    Else: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId: { Ref: 'Http' }, RouteKey: '$default', Target: { 'Fn::Sub': `integrations/\${ToF}` } },
    },
  });
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:f';
  expect(apis.map(({ name, routes }) => ({ name, routes }))).toEqual([
    {
      name: 'rest',
      routes: [
        { method: 'ANY', path: '/', functionArn, integration: 'AWS_PROXY', template: undefined, payloadFormat: '1.0' },
        { method: 'GET', path: '/orders/{id}', functionArn, integration: 'AWS', template: '{}', payloadFormat: '1.0' },
      ],
    },
    {
      name: 'http',
      routes: [
        {
          method: 'PUT',
          path: '/orders',
          functionArn,
          integration: 'AWS_PROXY',
          template: undefined,
          payloadFormat: '2.0',
        },
        {
          method: 'ANY',
          path: '$default',
          functionArn,
          integration: 'AWS_PROXY',
          template: undefined,
          payloadFormat: '2.0',
        },
      ],
    },
  ]);
});
