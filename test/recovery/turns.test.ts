// While the disk is at work the service goes on: what arrives is appended at once, and shows when it is durable.
import { Local, systemHost } from '../../lib/local';
import { memoryStore, type Store } from '../../lib/store';

const roleArn = 'arn:aws:iam::123456789012:role/test';
const machineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:m';
const ask = { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', End: true };
const parameters = { QueueUrl: 'q', MessageBody: { 'token.$': '$$.Task.Token' } };
const asking = (name: string) => ({ StartAt: name, States: { [name]: { ...ask, Parameters: parameters } } });
const definition = JSON.stringify({
  StartAt: 'Both',
  States: { Both: { Type: 'Parallel', Branches: [asking('Left'), asking('Right')], End: true } },
});

/** A disk that flushes when it is told to. */
function slowDisk() {
  const store = memoryStore();
  const waiting: (() => void)[] = [];
  let slow = false;
  const port: Store = {
    append(batch) {
      if (!slow) return store.append(batch);
      return new Promise((resolve) => {
        waiting.push(() => {
          store.append(batch);
          resolve();
        });
      });
    },
    read: (key) => store.read(key),
    list: (prefix, options) => store.list(prefix, options),
    entries: (execution) => store.entries(execution),
    open: () => store.open(),
    compact: (execution) => store.compact(execution),
    close: () => store.close(),
  };
  return {
    store: port,
    waiting,
    slowDown() {
      slow = true;
    },
    async flush(count = waiting.length) {
      for (const flush of waiting.splice(0, count)) flush();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

async function service() {
  const disk = slowDisk();
  const tokens: string[] = [];
  const local = new Local({
    host: systemHost(),
    store: disk.store,
    journal: true,
    performer: () => ({
      perform(call, io) {
        tokens.push(call.taskToken as string);
        io.submitted({});
        io.parked();
      },
    }),
  });
  await local.machines.create({ name: 'm', definition, roleArn });
  return { disk, tokens, local };
}

test('D4: executions that start while the disk is at work wait for one flush, not for each other', async () => {
  const { disk, local } = await service();
  disk.slowDown();
  const answered: number[] = [];
  const starts = [0, 1, 2, 3].map(async (n) => {
    await local.start({ stateMachineArn: machineArn, name: `x${n}` });
    answered.push(n);
  });
  expect(disk.waiting).toHaveLength(4);
  await new Promise((resolve) => setImmediate(resolve));
  expect(answered).toEqual([]);
  disk.flush(4);
  await Promise.all(starts);
  expect(answered).toEqual([0, 1, 2, 3]);
  await local.close();
});

test('X1: an event shows when its own entry is durable, though the engine is further', async () => {
  const { disk, local, tokens } = await service();
  const { executionArn } = await local.start({ stateMachineArn: machineArn, name: 'x' });
  const types = () => local.executions.history(executionArn).map(({ type }) => type);
  expect(tokens).toHaveLength(2);
  disk.slowDown();
  const sent = tokens.map((token, n) => local.tokens.succeed(token, String(n)));
  expect(disk.waiting).toHaveLength(2);
  expect(types().filter((type) => type === 'TaskSucceeded')).toHaveLength(0);
  await disk.flush(1);
  expect(types().filter((type) => type === 'TaskSucceeded')).toHaveLength(1);
  expect(local.executions.get(executionArn).status).toBe('RUNNING');
  await disk.flush();
  await Promise.all(sent);
  expect(types().at(-1)).toBe('ExecutionSucceeded');
  expect(local.executions.get(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '[0,1]' });
  await local.close();
});

test('who asks what has just been stopped waits until it is durable', async () => {
  const { disk, local } = await service();
  const { executionArn } = await local.start({ stateMachineArn: machineArn, name: 'x' });
  disk.slowDown();
  const stopped = local.executions.stop(executionArn, { error: 'E', cause: 'c' });
  expect(local.executions.get(executionArn).status).toBe('RUNNING');
  await disk.flush();
  expect((await stopped).status).toBe('ABORTED');
  await disk.flush();
  await local.close();
});

test('a service that is closed while the disk is at work begins no task any more', async () => {
  const { disk, local, tokens } = await service();
  disk.slowDown();
  const started = local.start({ stateMachineArn: machineArn, name: 'x' });
  const closed = local.close();
  await disk.flush();
  await Promise.all([started, closed]);
  expect(tokens).toEqual([]);
});
