// The Map Run API while runs go on, fail and are redriven, through the AWS SDK: counts, children of both types, filters, and
// what outlives a crash.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sfn from '@aws-sdk/client-sfn';
import { lmdbStore } from '../../lib/store';
import { machine, roleArn, type Started, startServer, until } from './started';

let directory: string;
let server: Started;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'map-runs-'));
  server = await start();
});
afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true, force: true });
});

const start = (): Promise<Started> =>
  startServer({
    store: lmdbStore(join(directory, 'data')),
    journal: true,
    codeDirectory: join(directory, 'functions'),
    services: { resources: { buckets: ['data'] } },
  });

/** What is in memory is gone; what was answered is in the directory. */
async function crash(): Promise<void> {
  await server.stack.local.store.close();
  await server.close();
  server = await start();
}

const activityArn = 'arn:aws:states:us-east-1:123456789012:activity:ask';
const asking = { Ask: { Type: 'Task', Resource: activityArn, End: true } };

/** Starts a run over 1, 2, 3, … */
async function run(count: number, map: object, ExecutionType: string, states: object) {
  await server.sfn.send(new sfn.CreateActivityCommand({ name: 'ask' }));
  const processor = {
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
    StartAt: Object.keys(states)[0],
    States: states,
  };
  const { stateMachineArn } = await server.sfn.send(
    new sfn.CreateStateMachineCommand({
      name: 'runs',
      roleArn,
      definition: machine({ M: { Type: 'Map', Label: 'Each', ItemProcessor: processor, End: true, ...map } }),
    }),
  );
  const input = JSON.stringify(Array.from({ length: count }, (_, n) => n + 1));
  const { executionArn } = await server.sfn.send(new sfn.StartExecutionCommand({ stateMachineArn, input }));
  const mapRunArn = await until(async () => {
    const { mapRuns } = await server.sfn.send(new sfn.ListMapRunsCommand({ executionArn }));
    return mapRuns?.[0]?.mapRunArn;
  });
  return { executionArn, mapRunArn, stateMachineArn };
}

const describe = (mapRunArn: string) => server.sfn.send(new sfn.DescribeMapRunCommand({ mapRunArn }));
const children = async (mapRunArn: string, filter: object = {}) =>
  (await server.sfn.send(new sfn.ListExecutionsCommand({ mapRunArn, ...filter }))).executions ?? [];
const inState = (mapRunArn: string, status: sfn.MapRunStatus) =>
  until(async () => {
    const described = await describe(mapRunArn);
    return described.status === status ? described : undefined;
  });

/** A worker takes the next task. */
async function take(): Promise<{ token: string | undefined; item: string | undefined }> {
  const { taskToken, input } = await server.sfn.send(new sfn.GetActivityTaskCommand({ activityArn }));
  return { token: taskToken, item: input };
}
const refuse = ({ token }: { token: string | undefined }) =>
  server.sfn.send(new sfn.SendTaskFailureCommand({ taskToken: token, error: 'Boom' }));
const accept = ({ token, item }: { token: string | undefined; item: string | undefined }) =>
  server.sfn.send(new sfn.SendTaskSuccessCommand({ taskToken: token, output: item }));

test('PENDING_REDRIVE: children that wait for their turn in a redrive are shown, listed and counted as such', async () => {
  const { executionArn, mapRunArn } = await run(4, { MaxConcurrency: 1, ToleratedFailureCount: 1 }, 'STANDARD', asking);
  await accept(await take());
  await refuse(await take());
  await refuse(await take());
  const failed = await inState(mapRunArn, 'FAILED');
  expect(failed.executionCounts).toMatchObject({
    total: 4,
    succeeded: 1,
    failed: 2,
    pending: 1,
    pendingRedrive: 0,
    resultsWritten: 4,
  });
  const [last] = await children(mapRunArn, { statusFilter: 'FAILED' });
  const unsuccessful = await server.sfn.send(new sfn.DescribeExecutionCommand({ executionArn: last?.executionArn }));
  expect(unsuccessful).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE_BY_MAP_RUN' });

  await server.sfn.send(new sfn.RedriveExecutionCommand({ executionArn }));
  const again = await take();
  expect(await describe(mapRunArn)).toMatchObject({
    status: 'RUNNING',
    redriveCount: 1,
    executionCounts: {
      total: 4,
      succeeded: 1,
      running: 1,
      failed: 0,
      pending: 1,
      pendingRedrive: 1,
      resultsWritten: 0,
    },
    itemCounts: { total: 4, pendingRedrive: 1, failuresNotRedrivable: 0 },
  });
  const waiting = await children(mapRunArn, { statusFilter: 'PENDING_REDRIVE' });
  expect(waiting.map(({ status, redriveCount }) => [status, redriveCount])).toEqual([['PENDING_REDRIVE', 0]]);
  const shown = await server.sfn.send(new sfn.DescribeExecutionCommand({ executionArn: waiting[0]?.executionArn }));
  expect(shown).toMatchObject({ status: 'PENDING_REDRIVE', redriveStatus: 'NOT_REDRIVABLE' });
  expect(await children(mapRunArn, { statusFilter: 'FAILED' })).toHaveLength(0);
  expect(await children(mapRunArn, { redriveFilter: 'REDRIVEN' })).toMatchObject([
    { status: 'RUNNING', redriveCount: 1 },
  ]);
  expect(await children(mapRunArn, { redriveFilter: 'NOT_REDRIVEN' })).toHaveLength(2);

  await accept(again);
  await accept(await take());
  await accept(await take());
  const { executionCounts } = await inState(mapRunArn, 'SUCCEEDED');
  expect(executionCounts).toMatchObject({ total: 4, succeeded: 4, pendingRedrive: 0, resultsWritten: 4 });
});

test('the filter PENDING_REDRIVE belongs to Map Runs', async () => {
  const { stateMachineArn } = await run(1, {}, 'STANDARD', { P: { Type: 'Pass', End: true } });
  await expect(
    server.sfn.send(new sfn.ListExecutionsCommand({ stateMachineArn, statusFilter: 'PENDING_REDRIVE' })),
  ).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
});

test('Express children are listed and described; a redrive starts the unsuccessful ones anew under their names', async () => {
  const even = { Variable: '$', NumericEquals: 2, Next: 'Get' };
  const { executionArn, mapRunArn } = await run(3, { MaxConcurrency: 1 }, 'EXPRESS', {
    Even: { Type: 'Choice', Choices: [even], Default: 'Done' },
    Get: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
      Parameters: { Bucket: 'data', Key: 'missing' },
      End: true,
    },
    Done: { Type: 'Succeed' },
  });
  await inState(mapRunArn, 'FAILED');
  const [failed] = await children(mapRunArn, { statusFilter: 'FAILED' });
  const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
  // AWS: the name of an Express child has both of its UUIDs.
  expect(failed?.name).toMatch(new RegExp(`^${uuid}:${uuid}$`));
  expect(failed?.executionArn).toBe(`arn:aws:states:us-east-1:123456789012:express:runs/Each:${failed?.name}`);
  const described = await server.sfn.send(new sfn.DescribeExecutionCommand({ executionArn: failed?.executionArn }));
  expect(described).toMatchObject({
    name: failed?.name,
    status: 'FAILED',
    input: '2',
    error: 'S3.NoSuchKeyException',
    mapRunArn,
    redriveCount: 0,
    redriveStatus: 'REDRIVABLE_BY_MAP_RUN',
  });
  // Another process goes on.
  await crash();
  server.stack.services.objects.put({ Bucket: 'data', Key: 'missing' }, Buffer.from('here'));
  await server.sfn.send(new sfn.RedriveExecutionCommand({ executionArn }));
  const done = await inState(mapRunArn, 'SUCCEEDED');
  expect(done).toMatchObject({
    redriveCount: 1,
    executionCounts: { total: 3, succeeded: 3, failed: 0, pendingRedrive: 0 },
  });
  const all = await children(mapRunArn);
  expect(all.map(({ status, redriveCount }) => `${status} ${redriveCount}`).sort()).toEqual([
    'SUCCEEDED 0',
    'SUCCEEDED 0',
    'SUCCEEDED 1',
  ]);
  expect(all.find(({ redriveCount }) => redriveCount === 1)?.executionArn).toBe(failed?.executionArn);
});

test('the definition of a child is its ItemProcessor', async () => {
  const { mapRunArn } = await run(1, {}, 'STANDARD', { P: { Type: 'Pass', End: true } });
  await inState(mapRunArn, 'SUCCEEDED');
  const [child] = await children(mapRunArn);
  const { definition, name, label } = await server.sfn.send(
    new sfn.DescribeStateMachineForExecutionCommand({ executionArn: child?.executionArn }),
  );
  expect({ definition, name, label }).toEqual({
    definition: '{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}',
    name: 'runs',
    label: 'Each',
  });
});

test('what UpdateMapRun answered is true after a crash', async () => {
  const { mapRunArn } = await run(6, { MaxConcurrency: 1, ToleratedFailurePercentage: 10 }, 'STANDARD', asking);
  const { startDate } = await describe(mapRunArn);
  await server.sfn.send(
    new sfn.UpdateMapRunCommand({
      mapRunArn,
      maxConcurrency: 3,
      toleratedFailureCount: 2,
      toleratedFailurePercentage: 90,
    }),
  );
  await crash();
  const after = await until(async () => {
    const described = await describe(mapRunArn);
    return described.executionCounts?.running === 3 ? described : undefined;
  });
  expect(after).toMatchObject({
    status: 'RUNNING',
    startDate,
    maxConcurrency: 3,
    toleratedFailureCount: 2,
    toleratedFailurePercentage: 90,
    executionCounts: { total: 6, pending: 3 },
  });
  for (let failures = 0; failures < 3; failures++) await refuse(await take());
  const { executionCounts } = await inState(mapRunArn, 'FAILED');
  expect(executionCounts).toMatchObject({ failed: 3, succeeded: 0 });
});
