import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { TaskHandlers } from '../../lib/index';
import { Bench, fromApp } from '../../lib/testing';
import '../../lib/testing/jest';

const folder = mkdtempSync(join(tmpdir(), 'stepwright-handlers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const seen = { calls: [] as unknown[] };
Object.assign(globalThis, { seenByHandlers: seen });

const app = new App({ outdir: join(folder, 'cdk.out') });
const stack = new Stack(app, 'Shop');
const table = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
const handlers = new TaskHandlers(stack, 'Handlers', { environment: { TABLE_NAME: table.tableName } });
const greet = handlers.add('Greet', {
  entry: file(
    'greet.ts',
    `export const handler = async (event: { name: string; fail?: string }, context: { functionName: string }) => {
      (globalThis as any).seenByHandlers.calls.push({ event, env: process.env.TABLE_NAME, name: process.env.AWS_LAMBDA_FUNCTION_NAME, context });
      if (event.fail !== undefined) throw Object.assign(new Error('as asked'), { name: event.fail });
      return { text: 'hello ' + event.name };
    };`,
  ),
});
const callback = handlers.add('Callback', {
  entry: file(
    'callback.ts',
    'export const handler = (event: object, _context: object, done: (e: null, r: unknown) => void) => { setTimeout(() => done(null, { called: event }), 5); };',
  ),
});
const inline = new lambda.Function(stack, 'Inline', {
  runtime: lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: lambda.Code.fromInline('exports.handler = async () => ({ inline: true });'),
});
const call = (id: string, fn: lambda.IFunction, scope: Stack = stack) =>
  new tasks.LambdaInvoke(scope, id, {
    lambdaFunction: fn,
    resultSelector: { 'was.$': '$.Payload' },
    resultPath: `$.${id}`,
  });
const put = new tasks.DynamoPutItem(stack, 'Put', {
  table,
  item: { pk: tasks.DynamoAttributeValue.fromString(sfn.JsonPath.stringAt('$.name')) },
  conditionExpression: 'attribute_not_exists(pk)',
  resultPath: sfn.JsonPath.DISCARD,
});
new sfn.StateMachine(stack, 'Machine', {
  definitionBody: sfn.DefinitionBody.fromChainable(
    call('Greets', greet).next(call('CallsBack', callback)).next(call('RunsInline', inline)).next(put),
  ),
});

describe("unmocked: 'handler'", () => {
  const bench = new Bench(fromApp(stack), { unmocked: 'handler' });
  beforeEach(async () => {
    await bench.reset();
    seen.calls.length = 0;
  });
  afterAll(() => bench.reset());

  test('runs the sources of the app in this process, and nothing else', async () => {
    bench.mock('Put', {});
    const execution = await bench.run({ name: 'ada' });
    expect(execution).toSucceed();
    expect(execution.output).toEqual({
      name: 'ada',
      Greets: { was: { text: 'hello ada' } },
      CallsBack: { was: { called: expect.objectContaining({ name: 'ada' }) } },
      RunsInline: { was: { inline: true } },
    });
    expect(seen.calls).toEqual([
      {
        event: { name: 'ada' },
        env: expect.stringMatching(/^Shop-Table/),
        name: expect.stringMatching(/^Shop-HandlersGreet/),
        context: expect.objectContaining({
          functionName: expect.stringMatching(/Greet/),
          awsRequestId: expect.any(String),
        }),
      },
    ]);
    expect(process.env.TABLE_NAME).toBeUndefined();
  });

  test('what a handler throws fails its task with that name', async () => {
    const execution = await bench.run({ name: 'ada', fail: 'NotToday' });
    expect(execution).toFailWith('NotToday', '"errorMessage":"as asked"');
  });

  test('a service that is not mocked is an error', async () => {
    await expect(bench.run({ name: 'ada' })).rejects.toThrow('No reply for state "Put" (dynamodb:putItem)');
  });

  test('a mock comes before the handler', async () => {
    bench.mock({ functionName: 'Handlers/Greet' }, { text: 'mocked' });
    bench.mock('Put', {});
    expect((await bench.run({ name: 'ada' })).output.Greets).toEqual({ was: { text: 'mocked' } });
    expect(seen.calls).toEqual([]);
  });
});

test('functions that share a source have their own environment, as they have on Lambda', async () => {
  const two = new Stack(new App({ outdir: join(folder, 'two.out') }), 'Two');
  const entry = file('where.ts', 'const where = process.env.WHERE; export const handler = async () => ({ where });');
  const shared = new TaskHandlers(two, 'Handlers');
  const chain = ['left', 'right'].map((where) =>
    call(where, shared.add(`At${where}`, { entry, environment: { WHERE: where } }), two),
  );
  new sfn.StateMachine(two, 'Machine', {
    definitionBody: sfn.DefinitionBody.fromChainable(
      (chain[0] as tasks.LambdaInvoke).next(chain[1] as tasks.LambdaInvoke),
    ),
  });
  const bench = new Bench(fromApp(two), { unmocked: 'handler' });
  const { output } = await bench.run({});
  expect(output).toEqual({ left: { was: { where: 'left' } }, right: { was: { where: 'right' } } });
  await bench.reset();
});

test('a test may load handlers its own way', async () => {
  const loaded: string[] = [];
  const loadHandler = async (path: string) => {
    loaded.push(path);
    return { handler: async () => ({ text: 'from elsewhere' }) };
  };
  const bench = new Bench(fromApp(stack), { unmocked: 'handler', loadHandler });
  bench.mock('Put', {});
  expect((await bench.run({ name: 'ada' })).output.Greets).toEqual({ was: { text: 'from elsewhere' } });
  expect(loaded).toContain(join(folder, 'greet.ts'));
  await bench.reset();
});

test('a handler that is not exported is named', async () => {
  const bench = new Bench(fromApp(stack), { unmocked: 'handler', loadHandler: () => ({ main: 1 }) });
  await expect(bench.run({ name: 'ada' })).rejects.toThrow(/greet\.ts does not export "handler"; it exports main/);
  await bench.reset();
});

describe("unmocked: 'embedded'", () => {
  const bench = new Bench(fromApp(stack), { unmocked: 'embedded' });
  afterAll(() => bench.reset());

  test('tables remember from one execution to the next, until the bench is reset', async () => {
    expect(await bench.run({ name: 'ada' })).toSucceed();
    expect(await bench.run({ name: 'ada' })).toFailWith('DynamoDB.ConditionalCheckFailedException');
    await bench.reset();
    expect(await bench.run({ name: 'ada' })).toSucceed();
  });

  test('an execution is walked through, once its world is open', async () => {
    await bench.reset();
    expect(() => bench.start({ name: 'bob' })).toThrow(/await bench\.open\(\) first/);
    await bench.open();
    const running = bench.start({ name: 'bob' });
    await running.until('RunsInline');
    expect(await running.done()).toSucceed();
  });
});
