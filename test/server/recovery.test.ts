// A process that ends without a word, and the next one on the same directory. The store is closed under the first server,
// which is all that a kill leaves behind; the campaign with real kills is `npm run crash`.
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { CreateFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import * as sfn from '@aws-sdk/client-sfn';
import { zipSync } from 'fflate';
import { lmdbStore } from '../../lib/store';
import { machine, roleArn, type Started, startServer, until } from './started';

let directory: string;
const servers: Started[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'recovery-'));
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(directory, { recursive: true, force: true });
});

async function start(): Promise<Started> {
  const server = await startServer({
    store: lmdbStore(join(directory, 'data')),
    journal: true,
    codeDirectory: join(directory, 'functions'),
  });
  servers.push(server);
  return server;
}

/** What is in memory is gone; what was answered is in the directory. */
async function crash(server: Started): Promise<Started> {
  await server.stack.local.store.close();
  await server.close();
  servers.splice(servers.indexOf(server), 1);
  return start();
}

const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:ask';
const ask = { Type: 'Task', Resource: activityArn, TimeoutSeconds: 600 };

async function prepared(definition: string): Promise<{ server: Started; stateMachineArn: string | undefined }> {
  const server = await start();
  await server.sfn.send(new sfn.CreateActivityCommand({ name: 'ask' }));
  const { stateMachineArn } = await server.sfn.send(
    new sfn.CreateStateMachineCommand({
      name: 'kept',
      definition,
      roleArn,
      publish: true,
      tags: [{ key: 'k', value: 'v' }],
    }),
  );
  return { server, stateMachineArn };
}

const ended = (server: Started, executionArn: string | undefined) =>
  until(async () => {
    const execution = await server.sfn.send(new sfn.DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });

const history = async (server: Started, executionArn: string | undefined) =>
  (await server.sfn.send(new sfn.GetExecutionHistoryCommand({ executionArn }))).events ?? [];

test('machines, versions, aliases, tags and activities are there again', async () => {
  const { server, stateMachineArn } = await prepared(machine({ A: { Type: 'Succeed' } }));
  const routingConfiguration = [{ stateMachineVersionArn: `${stateMachineArn}:1`, weight: 100 }];
  await server.sfn.send(new sfn.CreateStateMachineAliasCommand({ name: 'live', routingConfiguration }));
  const next = await crash(server);
  const described = await next.sfn.send(
    new sfn.DescribeStateMachineCommand({ stateMachineArn: `${stateMachineArn}:1` }),
  );
  expect(described.definition).toBe(machine({ A: { Type: 'Succeed' } }));
  const tags = await next.sfn.send(new sfn.ListTagsForResourceCommand({ resourceArn: stateMachineArn }));
  expect(tags.tags).toEqual([{ key: 'k', value: 'v' }]);
  const { executionArn } = await next.sfn.send(
    new sfn.StartExecutionCommand({ stateMachineArn: `${stateMachineArn}:live` }),
  );
  expect((await ended(next, executionArn)).status).toBe('SUCCEEDED');
  await next.sfn.send(new sfn.DescribeActivityCommand({ activityArn }));
});

test('a running execution goes on where it was: tokens hold, tasks are offered again, the history has no gap', async () => {
  const definition = machine({
    A: { ...ask, Next: 'W' },
    W: { Type: 'Wait', Seconds: 1, Next: 'B' },
    B: { ...ask, End: true },
  });
  const { server, stateMachineArn } = await prepared(definition);
  const { executionArn } = await server.sfn.send(new sfn.StartExecutionCommand({ stateMachineArn }));
  const { taskToken } = await server.sfn.send(new sfn.GetActivityTaskCommand({ activityArn, workerName: 'w' }));
  const second = await crash(server);
  await second.sfn.send(new sfn.SendTaskSuccessCommand({ taskToken, output: '1' }));
  const before = await history(second, executionArn);
  const third = await crash(second);
  expect((await history(third, executionArn)).slice(0, before.length)).toEqual(before);
  await until(async () =>
    (await history(third, executionArn)).at(-1)?.type === 'ActivityScheduled' ? true : undefined,
  );
  const fourth = await crash(third);
  const offered = await fourth.sfn.send(new sfn.GetActivityTaskCommand({ activityArn }));
  await fourth.sfn.send(new sfn.SendTaskSuccessCommand({ taskToken: offered.taskToken, output: '2' }));
  expect(await ended(fourth, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '2' });
  const events = await history(fourth, executionArn);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'ActivityScheduled')).toHaveLength(2);
});

test('a closed execution keeps its history, and a failed one can be redriven after a crash', async () => {
  const { server, stateMachineArn } = await prepared(
    machine({ A: { Type: 'Pass', Next: 'B' }, B: { ...ask, End: true } }),
  );
  const { executionArn } = await server.sfn.send(new sfn.StartExecutionCommand({ stateMachineArn, name: 'x' }));
  const { taskToken } = await server.sfn.send(new sfn.GetActivityTaskCommand({ activityArn }));
  await server.sfn.send(new sfn.SendTaskFailureCommand({ taskToken, error: 'No' }));
  const failed = await ended(server, executionArn);
  const before = await history(server, executionArn);
  const next = await crash(server);
  expect(await ended(next, executionArn)).toMatchObject({ status: 'FAILED', error: 'No', stopDate: failed.stopDate });
  expect(await history(next, executionArn)).toEqual(before);
  await next.sfn.send(new sfn.RedriveExecutionCommand({ executionArn }));
  const last = await crash(next);
  const offered = await last.sfn.send(new sfn.GetActivityTaskCommand({ activityArn }));
  await last.sfn.send(new sfn.SendTaskSuccessCommand({ taskToken: offered.taskToken, output: '3' }));
  expect(await ended(last, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '3', redriveCount: 1 });
  expect((await history(last, executionArn)).filter(({ type }) => type === 'ExecutionRedriven')).toHaveLength(1);
});

test('a distributed Map goes on: children that had ended are not run again', async () => {
  const definition = machine({
    M: {
      Type: 'Map',
      Label: 'Each',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'A',
        States: { A: { ...ask, End: true } },
      },
      End: true,
    },
  });
  const { server, stateMachineArn } = await prepared(definition);
  const { executionArn } = await server.sfn.send(new sfn.StartExecutionCommand({ stateMachineArn, input: '[1,2,3]' }));
  const first = await server.sfn.send(new sfn.GetActivityTaskCommand({ activityArn }));
  await server.sfn.send(
    new sfn.SendTaskSuccessCommand({ taskToken: first.taskToken, output: `"done ${first.input}"` }),
  );
  const next = await crash(server);
  const inputs: (string | undefined)[] = [];
  for (let left = 2; left > 0; left--) {
    const task = await next.sfn.send(new sfn.GetActivityTaskCommand({ activityArn }));
    inputs.push(task.input);
    await next.sfn.send(new sfn.SendTaskSuccessCommand({ taskToken: task.taskToken, output: `"done ${task.input}"` }));
  }
  expect(inputs.sort()).toEqual(['2', '3']);
  expect((await ended(next, executionArn)).output).toBe('["done 1","done 2","done 3"]');
  const { mapRuns } = await next.sfn.send(new sfn.ListMapRunsCommand({ executionArn }));
  const again = await crash(next);
  const run = await again.sfn.send(new sfn.DescribeMapRunCommand({ mapRunArn: mapRuns?.[0]?.mapRunArn }));
  expect(run).toMatchObject({ status: 'SUCCEEDED', itemCounts: { succeeded: 3 } });
});

describe('an uploaded function', () => {
  const Code = { ZipFile: zipSync({ 'index.js': Buffer.from('exports.handler = async () => "here";') }) };
  const invoked = async ({ lambda }: Started) => {
    const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'f' }));
    return Buffer.from(Payload ?? []).toString();
  };
  const open = async (data: string): Promise<Started> => {
    const server = await startServer({ store: lmdbStore(data), journal: true, codeDirectory: join(data, 'functions') });
    servers.push(server);
    return server;
  };
  const close = async (server: Started): Promise<void> => {
    servers.splice(servers.indexOf(server), 1);
    await server.close();
  };

  test('runs also when the data directory was named relative to the working directory', async () => {
    const server = await open(relative(process.cwd(), join(directory, 'data')));
    const settings = { FunctionName: 'f', Runtime: 'nodejs20.x', Handler: 'index.handler', Role: roleArn } as const;
    await server.lambda.send(new CreateFunctionCommand({ ...settings, Code }));
    expect(await invoked(server)).toBe('"here"');
  });

  test('is there after the data directory was moved, version and all', async () => {
    const server = await open(join(directory, 'data'));
    const settings = { FunctionName: 'f', Runtime: 'nodejs20.x', Handler: 'index.handler', Role: roleArn } as const;
    await server.lambda.send(new CreateFunctionCommand({ ...settings, Code, Publish: true }));
    await close(server);
    renameSync(join(directory, 'data'), join(directory, 'moved'));
    const next = await open(join(directory, 'moved'));
    expect(await invoked(next)).toBe('"here"');
    const { StatusCode } = await next.lambda.send(new InvokeCommand({ FunctionName: 'f', Qualifier: '1' }));
    expect(StatusCode).toBe(200);
    await close(next);
    expect(await invoked(await open(join(directory, 'moved')))).toBe('"here"');
  });
});
