// The one test that synthesizes a real CDK app: what the reader promises about assemblies is shown here.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  App,
  Duration,
  aws_dynamodb as dynamodb,
  aws_events as events,
  aws_lambda as lambda,
  NestedStack,
  Stack,
  Stage,
  aws_s3 as s3,
  aws_stepfunctions as sfn,
  aws_sns as sns,
  aws_sqs as sqs,
  aws_events_targets as targets,
  aws_stepfunctions_tasks as tasks,
} from 'aws-cdk-lib';
import { type Assembly, findMachine, readAssembly, shortNames } from '../../lib/assembly';

const root = mkdtempSync(join(tmpdir(), 'assembly-test-'));
const outdir = join(root, 'cdk.out');
let assembly: Assembly;

function handler(): string {
  const directory = mkdtempSync(join(root, 'handler-'));
  writeFileSync(join(directory, 'index.js'), 'exports.handler = async (event) => event;');
  return directory;
}

function build(): void {
  // No context: neither path nor asset metadata is written into templates, as when an app is not run by the CDK CLI.
  const app = new App({ outdir });
  const data = new Stack(app, 'Data');
  const table = new dynamodb.Table(data, 'Table', {
    partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
    stream: dynamodb.StreamViewType.NEW_IMAGE,
  });
  const shop = new Stack(app, 'Shop');
  const environment = { TABLE: table.tableName };
  const charge = new lambda.Function(shop, 'Charge', {
    runtime: lambda.Runtime.NODEJS_20_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(handler()),
    environment,
    timeout: Duration.seconds(20),
    memorySize: 256,
    architecture: lambda.Architecture.ARM_64,
  });
  const inline = lambda.Code.fromInline('exports.handler = async () => 1;');
  const live = new lambda.Function(shop, 'Inline', {
    runtime: lambda.Runtime.NODEJS_20_X,
    handler: 'index.handler',
    code: inline,
  }).addAlias('live');
  const queue = new sqs.Queue(shop, 'Queue', {
    fifo: true,
    deadLetterQueue: { queue: new sqs.Queue(shop, 'Dead', { fifo: true }), maxReceiveCount: 4 },
  });
  const topic = new sns.Topic(shop, 'Topic');
  const { bucketName } = new s3.Bucket(shop, 'Bucket');
  const bucket = s3.Bucket.fromBucketName(shop, 'ByName', bucketName);
  const many = new sfn.DistributedMap(shop, 'Many', {
    itemReader: new sfn.S3CsvItemReader({ bucket, key: 'orders.csv', csvHeaders: sfn.CsvHeaders.useFirstRow() }),
  });
  many.itemProcessor(new sfn.Pass(shop, 'One'));
  const definition = new tasks.LambdaInvoke(shop, 'ChargeCard', { lambdaFunction: charge })
    .next(
      new tasks.LambdaInvoke(shop, 'CallAlias', {
        lambdaFunction: lambda.Function.fromFunctionArn(shop, 'ByArn', live.functionArn),
      }),
    )
    .next(
      new tasks.SqsSendMessage(shop, 'Send', { queue, messageBody: sfn.TaskInput.fromText('x'), messageGroupId: 'g' }),
    )
    .next(
      new tasks.DynamoDeleteItem(shop, 'Forget', { table, key: { pk: tasks.DynamoAttributeValue.fromString('a') } }),
    )
    .next(many);
  const machine = new sfn.StateMachine(shop, 'Orders', {
    definitionBody: sfn.DefinitionBody.fromChainable(definition),
    tracingEnabled: true,
  });
  new events.Rule(shop, 'Nightly', {
    schedule: events.Schedule.rate(Duration.days(1)),
    targets: [new targets.SfnStateMachine(machine)],
  });
  const nested = new NestedStack(shop, 'Nested');
  const inner = new lambda.Function(nested, 'Inner', {
    runtime: lambda.Runtime.NODEJS_20_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(handler()),
    environment: { TOPIC: topic.topicArn },
  });
  writeFileSync(
    join(root, 'inner.asl.json'),
    `{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"\${Inner}","End":true}}}`,
  );
  new sfn.StateMachine(nested, 'FromFile', {
    definitionBody: sfn.DefinitionBody.fromFile(join(root, 'inner.asl.json')),
    definitionSubstitutions: { Inner: inner.functionArn },
  });
  const prod = new Stack(new Stage(app, 'Prod', { env: { account: '111122223333', region: 'eu-west-1' } }), 'Shop');
  new sfn.StateMachine(prod, 'Orders', {
    definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(prod, 'Pass')),
    stateMachineType: sfn.StateMachineType.EXPRESS,
  });
  app.synth();
}

beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
  build();
  delete process.env.CDK_VALIDATION;
  assembly = readAssembly(outdir);
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const functionAt = (path: string) => assembly.functions.find(({ constructPath }) => constructPath === path);
const states = (name: string) => JSON.parse(findMachine(assembly, name).definition).States;

test('nothing of it stays unresolved', () => {
  expect(assembly.warnings).toEqual([]);
  expect(JSON.stringify(assembly)).not.toContain('<unresolved:');
});

test('machines have the paths of their constructs, in stages and nested stacks too', () => {
  expect(assembly.machines.map(({ constructPath }) => constructPath).sort()).toEqual([
    'Prod/Shop/Orders',
    'Shop/Nested/FromFile',
    'Shop/Orders',
  ]);
});

test('a definition names the functions, queues and tables of the assembly', () => {
  const { ChargeCard, CallAlias, Send, Forget, Many } = states('Shop/Orders');
  const queue = assembly.queues.find(({ constructPath }) => constructPath === 'Shop/Queue');
  expect(ChargeCard.Resource).toBe('arn:aws:states:::lambda:invoke');
  expect(ChargeCard.Parameters.FunctionName).toBe(functionAt('Shop/Charge')?.arn);
  expect(CallAlias.Parameters.FunctionName).toBe(functionAt('Shop/Inline')?.aliases.live);
  expect(Send.Parameters.QueueUrl).toBe(queue?.url);
  expect(Forget.Parameters.TableName).toBe(assembly.tables[0]?.name);
  expect(Many.ItemReader.Parameters.Bucket).toBe(assembly.buckets[0]?.name);
});

test('a function has its code, its environment across stacks, its limits', () => {
  expect(functionAt('Shop/Charge')).toMatchObject({
    stack: 'Shop',
    runtime: 'nodejs20.x',
    handler: 'index.handler',
    environment: { TABLE: assembly.tables[0]?.name },
    timeout: 20,
    memorySize: 256,
    architecture: 'arm64',
    code: { directory: expect.stringMatching(/cdk\.out\/asset\.[0-9a-f]{64}$/) },
  });
  expect(functionAt('Shop/Inline')?.code).toEqual({ inline: 'exports.handler = async () => 1;' });
  expect(functionAt('Shop/Nested/Inner')?.environment).toEqual({ TOPIC: assembly.topics[0]?.arn });
});

test('a definition file is read with its substitutions', () => {
  const machine = findMachine(assembly, 'FromFile');
  expect(JSON.parse(machine.definition).States.A.Resource).toBe(functionAt('Shop/Nested/Inner')?.arn);
  expect(machine.definitionFile).toMatch(/asset\.[0-9a-f]+\.json$/);
});

test('resources are described', () => {
  expect(assembly.tables[0]).toMatchObject({
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    streamViewType: 'NEW_IMAGE',
    streamArn: expect.stringContaining('/stream/'),
  });
  const queue = assembly.queues.find(({ constructPath }) => constructPath === 'Shop/Queue');
  const dead = assembly.queues.find(({ constructPath }) => constructPath === 'Shop/Dead');
  expect(queue).toMatchObject({
    fifo: true,
    maxReceiveCount: 4,
    deadLetterTargetArn: dead?.arn,
    name: expect.stringMatching(/\.fifo$/),
  });
  expect(assembly.rules[0]).toMatchObject({
    scheduleExpression: 'rate(1 day)',
    targets: [{ arn: findMachine(assembly, 'Shop/Orders').arn }],
  });
});

test("the machine's role holds what CDK granted, with ARNs", () => {
  const machine = findMachine(assembly, 'Shop/Orders');
  const role = assembly.roles.find(({ arn }) => arn === machine.roleArn);
  expect(role?.logicalId).toBe(machine.roleLogicalId);
  const statements = role?.policies.flatMap((policy) => policy.statements) ?? [];
  const resourcesOf = (action: string) =>
    statements.filter(({ actions }) => actions.includes(action)).flatMap(({ resources }) => resources);
  const charge = functionAt('Shop/Charge')?.arn;
  expect(resourcesOf('lambda:InvokeFunction')).toEqual(expect.arrayContaining([charge, `${charge}:*`]));
  expect(resourcesOf('states:StartExecution')).toEqual([machine.arn]);
  expect(resourcesOf('states:RedriveExecution')).toEqual([
    `arn:aws:states:us-east-1:123456789012:execution:${machine.name}/*:*`,
  ]);
  expect(role?.trust[0]).toMatchObject({
    actions: ['sts:AssumeRole'],
    principals: { Service: 'states.amazonaws.com' },
  });
});

test('a stage with an environment keeps it', () => {
  expect(findMachine(assembly, 'Prod/Shop/Orders')).toMatchObject({
    arn: expect.stringMatching(/^arn:aws:states:eu-west-1:111122223333:stateMachine:Prod-Shop-Orders/),
    type: 'EXPRESS',
  });
  const other = readAssembly(outdir, { account: '999999999999', region: 'ap-south-1' });
  expect(findMachine(other, 'Prod/Shop/Orders').region).toBe('eu-west-1');
  expect(findMachine(other, 'FromFile')).toMatchObject({ account: '999999999999', region: 'ap-south-1' });
});

test('a machine is found by the shortest end of its path that is its own', () => {
  expect(findMachine(assembly, 'FromFile').constructPath).toBe('Shop/Nested/FromFile');
  expect(() => findMachine(assembly, 'Orders')).toThrow(expect.objectContaining({ code: 'MACHINE_AMBIGUOUS' }));
  for (const [index, name] of shortNames(assembly.machines).entries())
    expect(findMachine(assembly, name)).toBe(assembly.machines[index]);
});

test('reading takes milliseconds', () => {
  const started = performance.now();
  readAssembly(outdir);
  expect(performance.now() - started).toBeLessThan(500);
});
