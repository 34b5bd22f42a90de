import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTemplate } from '../../lib/assembly';

const root = mkdtempSync(join(tmpdir(), 'sam-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'charge'));
mkdirSync(join(root, 'layer'));
writeFileSync(
  join(root, 'flow.asl.json'),
  `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"\${ChargeArn}","End":true}}}`,
);

const template = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs20.x
    Timeout: 9
    Environment: { Variables: { STAGE: dev, TABLE: global } }
Resources:
  Charge:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: charge/
      Handler: app.handler
      Environment: { Variables: { TABLE: !Ref Orders } }
      AutoPublishAlias: live
      Layers: [!Ref Shared]
      LoggingConfig: { LogFormat: JSON }
      Policies:
        - AWSLambdaExecute
        - DynamoDBReadPolicy: { TableName: !Ref Orders }
        - Statement: [{ Effect: Allow, Action: 'ses:SendEmail', Resource: '*' }]
      Events:
        Fed: { Type: SQS, Properties: { Queue: !GetAtt Feed.Arn, BatchSize: 3 } }
        Nightly: { Type: Schedule, Properties: { Schedule: rate(1 day), Enabled: false } }
  Inline:
    Type: AWS::Serverless::Function
    Properties: { InlineCode: 'exports.handler = async () => 1', Handler: index.handler, Role: 'arn:aws:iam::123456789012:role/given' }
  Flow:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      Name: flow
      AutoPublishAlias: live
      DefinitionUri: flow.asl.json
      DefinitionSubstitutions: { ChargeArn: !GetAtt Charge.Arn }
      Logging: { Level: ERROR, Destinations: [] }
      Tracing: { Enabled: true }
      Policies: [LambdaInvokePolicy: { FunctionName: !Ref Charge }]
      Events:
        Placed: { Type: EventBridgeRule, Properties: { EventBusName: orders, Pattern: { source: [shop] } } }
        Hourly: { Type: ScheduleV2, Properties: { ScheduleExpression: rate(1 hour) } }
  Written:
    Type: AWS::Serverless::StateMachine
    Properties: { Definition: { StartAt: A, States: { A: { Type: Succeed } } }, Role: 'arn:aws:iam::123456789012:role/given' }
  Shared: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: layer } }
  Orders: { Type: AWS::Serverless::SimpleTable, Properties: { PrimaryKey: { Name: orderId, Type: Number } } }
  Feed: { Type: AWS::SQS::Queue }
`;
const assembly = readTemplate(template, { name: 'shop', directory: root });
const at = <T extends { readonly logicalId: string }>(list: readonly T[], logicalId: string) =>
  list.find((item) => item.logicalId === logicalId);

test('nothing stays unresolved', () => expect(assembly.warnings).toEqual([]));

test('functions get the globals, their own settings precede', () => {
  expect(at(assembly.functions, 'Charge')).toMatchObject({
    name: 'shop-Charge',
    runtime: 'nodejs20.x',
    timeout: 9,
    environment: { STAGE: 'dev', TABLE: 'shop-Orders' },
    code: { directory: join(root, 'charge/') },
    roleArn: 'arn:aws:iam::123456789012:role/shop-ChargeRole',
    layers: ['arn:aws:lambda:us-east-1:123456789012:layer:shop-Shared:1'],
    layerDirectories: [join(root, 'layer')],
    logFormat: 'JSON',
    aliases: { live: 'arn:aws:lambda:us-east-1:123456789012:function:shop-Charge:live' },
  });
  expect(at(assembly.functions, 'Inline')).toMatchObject({
    code: { inline: 'exports.handler = async () => 1' },
    roleArn: 'arn:aws:iam::123456789012:role/given',
  });
});

test('state machines are read from files and as written', () => {
  const flow = at(assembly.machines, 'Flow');
  expect(flow).toMatchObject({
    name: 'flow',
    type: 'EXPRESS',
    aliases: [{ name: 'live' }],
    tracing: true,
    logging: { level: 'ERROR' },
    roleLogicalId: 'FlowRole',
  });
  expect(JSON.parse(flow?.definition ?? '').States.A.Resource).toBe(
    'arn:aws:lambda:us-east-1:123456789012:function:shop-Charge',
  );
  expect(JSON.parse(at(assembly.machines, 'Written')?.definition ?? '')).toEqual({
    StartAt: 'A',
    States: { A: { Type: 'Succeed' } },
  });
});

test('policies become roles with statements', () => {
  const role = at(assembly.roles, 'ChargeRole');
  expect(role?.managedPolicyArns).toContain('arn:aws:iam::aws:policy/AWSLambdaExecute');
  const statements = role?.policies.flatMap((policy) => policy.statements) ?? [];
  expect(statements[0]).toMatchObject({
    actions: expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:Query']),
    resources: [
      'arn:aws:dynamodb:us-east-1:123456789012:table/shop-Orders',
      'arn:aws:dynamodb:us-east-1:123456789012:table/shop-Orders/index/*',
    ],
  });
  expect(statements[1]).toMatchObject({ actions: ['ses:SendEmail'], resources: ['*'] });
  const invoke = at(assembly.roles, 'FlowRole')?.policies[0]?.statements[0];
  expect(invoke).toMatchObject({
    actions: ['lambda:InvokeFunction'],
    resources: ['arn:aws:lambda:us-east-1:123456789012:function:shop-Charge*'],
  });
});

test('events become rules, schedules and event source mappings', () => {
  const machineArn = at(assembly.machines, 'Flow')?.arn;
  expect(at(assembly.rules, 'FlowPlaced')).toMatchObject({
    eventBusName: 'orders',
    eventPattern: { source: ['shop'] },
    targets: [{ arn: machineArn }],
  });
  expect(at(assembly.rules, 'ChargeNightly')).toMatchObject({ scheduleExpression: 'rate(1 day)', enabled: false });
  expect(assembly.schedules[0]).toMatchObject({ scheduleExpression: 'rate(1 hour)', target: { arn: machineArn } });
  expect(assembly.eventSourceMappings).toEqual([
    expect.objectContaining({
      functionArn: at(assembly.functions, 'Charge')?.arn,
      eventSourceArn: at(assembly.queues, 'Feed')?.arn,
      batchSize: 3,
    }),
  ]);
});

test('a SimpleTable has its key', () => {
  expect(assembly.tables[0]).toMatchObject({
    KeySchema: [{ AttributeName: 'orderId', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'orderId', AttributeType: 'N' }],
    billingMode: 'PAY_PER_REQUEST',
  });
});
