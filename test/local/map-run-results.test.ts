// What a Map Run leaves in its bucket when it does not succeed, and what a redrive adds: result files, and the manifests
// that name them.
import type { Definition } from '../../lib/asl';
import { compileMachine } from '../../lib/engine';
import type { Json, JsonObject } from '../../lib/json';
import { Driver, MapRuns, virtualHost } from '../../lib/local';
import { mapData, type Objects } from '../../lib/services';
import { expectReplays, fail, identity, performerOf, type Reply } from '../engine/workbench';
import { store } from '../services/map-harness';

function start(map: object, input: Json, reply: Reply, objects: Objects = store()) {
  const runs = new MapRuns(() => driver, mapData(objects));
  const performer = performerOf({ T: reply });
  const driver: Driver = new Driver({ host: virtualHost(), performer, mapRunner: runs, keepEntries: true });
  const each = {
    Type: 'Map',
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'T',
      States: { T: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
    },
    ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'data', Prefix: 'results' } },
    MaxConcurrency: 1,
    End: true,
    ...map,
  };
  const definition = { StartAt: 'M', States: { M: each } } as unknown as Definition;
  const running = driver.start(compileMachine(definition), { identity: identity(), input, seed: 1 });
  const run = runs.of(running.arn)[0];
  if (run === undefined) throw new Error('no Map Run was started');
  const folder = `results/${run.arn.split(':')[7]}`;
  const read = (name: string): string => Buffer.from(objects.blobs.read('data', `${folder}/${name}`) ?? '').toString();
  return {
    driver,
    running,
    run,
    folder,
    names: () =>
      [...objects.blobs.keys('data')]
        .filter((key) => key.startsWith(folder))
        .map((key) => key.slice(folder.length + 1)),
    file: (name: string): readonly JsonObject[] => JSON.parse(read(name)) as JsonObject[],
    named: (name = 'manifest.json') =>
      (JSON.parse(read(name)) as { ResultFiles: { [kind: string]: { Key: string; Size: number }[] } }).ResultFiles,
    size: (name: string) => read(name).length,
    ended: () => new Promise<void>((done) => running.onEnd(done)),
  };
}

const reading = (key: string) => ({
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    ReaderConfig: { InputType: 'JSONL' },
    Parameters: { Bucket: 'data', Key: key },
  },
});
const lines = (count: number): string => Array.from({ length: count }, (_, n) => `{"n":${n}}\n`).join('');

test('a run that fails writes what succeeded, failed and was never started', () => {
  const done = start({}, [1, 2, 3, 4], ({ input }) => (input === 2 ? fail('Boom', 'why') : input));
  expect(done.run.status).toBe('FAILED');
  expect(done.names()).toEqual(['FAILED_0.json', 'PENDING_0.json', 'SUCCEEDED_0.json', 'manifest.json']);
  // AWS: one that was never started has an input, and nothing else yet.
  expect(done.file('PENDING_0.json')).toEqual([
    { Input: '3', InputDetails: { Included: true }, Status: 'PENDING' },
    { Input: '4', InputDetails: { Included: true }, Status: 'PENDING' },
  ]);
  expect(done.file('FAILED_0.json').map(Object.keys)).toEqual([
    [
      'Cause',
      'Error',
      'ExecutionArn',
      'Input',
      'InputDetails',
      'Name',
      'OutputDetails',
      'RedriveCount',
      'RedriveStatus',
      'StartDate',
      'StateMachineArn',
      'Status',
      'StopDate',
    ],
  ]);
  expect(done.named()).toEqual(
    Object.fromEntries(
      ['FAILED', 'PENDING', 'SUCCEEDED'].map((kind) => [
        kind,
        [{ Key: `${done.folder}/${kind}_0.json`, Size: done.size(`${kind}_0.json`) }],
      ]),
    ),
  );
  expect(done.run.itemCounts).toMatchObject({ total: 4, succeeded: 1, failed: 1, pending: 2, resultsWritten: 4 });
  expectReplays(done.driver);
});

test('a run whose execution is stopped writes them, too', () => {
  const done = start({}, [1, 2, 3], ({ input }) => (input === 1 ? 'ok' : undefined));
  done.driver.stop(done.running, {});
  expect(done.run.status).toBe('ABORTED');
  expect(done.file('SUCCEEDED_0.json')).toMatchObject([{ Input: '1' }]);
  expect(done.file('FAILED_0.json')).toMatchObject([{ Input: '2', Status: 'ABORTED' }]);
  expect(done.file('PENDING_0.json')).toMatchObject([{ Input: '3', Status: 'PENDING' }]);
});

test('items of a file that the run did not come to are pending: it is read to its end', async () => {
  const objects = store({ 'items.jsonl': lines(30_000) });
  const done = start(
    reading('items.jsonl'),
    {},
    ({ input }) => ((input as { n: number }).n === 1 ? fail('Boom') : 'ok'),
    objects,
  );
  await done.ended();
  const pending = done.file('PENDING_0.json');
  expect(pending).toHaveLength(29_998);
  expect(pending[0]?.Input).toBe('{"n":2}');
  expect(pending.at(-1)?.Input).toBe('{"n":29999}');
  expect(done.run.itemCounts).toMatchObject({ total: 30_000, pending: 29_998, resultsWritten: 30_000 });
});

test('each redrive writes files of its own and names earlier successes again', async () => {
  const objects = store({ 'items.jsonl': lines(4) });
  const broken = new Set([1, 2]);
  const done = start(
    reading('items.jsonl'),
    {},
    ({ input }) => {
      const { n } = input as { n: number };
      return broken.has(n) ? fail('Boom') : n;
    },
    objects,
  );
  await done.ended();
  const first = done.file('SUCCEEDED_0.json');
  const key = (name: string) => ({ Key: `${done.folder}/${name}`, Size: done.size(name) });

  broken.delete(1);
  done.driver.redrive(done.running);
  await done.ended();
  expect(done.run.status).toBe('FAILED');
  expect(done.named('Redrive-1/manifest.json')).toEqual({
    FAILED: [key('Redrive-1/FAILED_0.json')],
    PENDING: [key('Redrive-1/PENDING_0.json')],
    SUCCEEDED: [key('SUCCEEDED_0.json'), key('Redrive-1/SUCCEEDED_0.json')],
  });
  expect(done.file('Redrive-1/SUCCEEDED_0.json')).toMatchObject([{ Input: '{"n":1}', RedriveCount: 1 }]);

  done.driver.redrive(done.running);
  await done.ended();
  // AWS: a redrive in which nothing succeeds writes an empty file beside what had.
  expect(done.file('Redrive-2/SUCCEEDED_0.json')).toEqual([]);

  broken.clear();
  done.driver.redrive(done.running);
  await done.ended();
  expect(done.file('Redrive-3/SUCCEEDED_0.json').map(({ Input }) => Input)).toEqual(['{"n":2}', '{"n":3}']);
  expect(done.named('Redrive-3/manifest.json').SUCCEEDED).toHaveLength(4);
  expect(done.named('Redrive-3/manifest.json').FAILED).toEqual([]);
  expect(done.running.execution.history.at(-1)).toMatchObject({
    type: 'ExecutionSucceeded',
    output: { ResultWriterDetails: { Bucket: 'data', Key: `${done.folder}/Redrive-3/manifest.json` } },
  });
  expect(done.file('SUCCEEDED_0.json')).toEqual(first);
  expectReplays(done.driver);
});

test('a batch with its BatchInput fits into the 256 KiB of an input, however many items it may have', async () => {
  const objects = store({ 'items.jsonl': `${JSON.stringify('x'.repeat(9_000))}\n`.repeat(60) });
  const batcher = { MaxItemsPerBatch: 100, BatchInput: { note: 'y'.repeat(20_000) } };
  const done = start({ ...reading('items.jsonl'), ItemBatcher: batcher }, {}, 'ok', objects);
  await done.ended();
  expect(done.run.itemCounts).toMatchObject({ total: 60, succeeded: 60 });
  const sizes = done.file('SUCCEEDED_0.json').map(({ Input }) => (Input as string).length);
  // 26 items of 9,003 bytes, 20,000 of BatchInput: a 27th would not fit.
  expect(sizes.map((size) => Math.floor((size - 20_000) / 9_003))).toEqual([26, 26, 8]);
});

test('Express children tell nothing of redrives in their records', () => {
  const express = {
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
      StartAt: 'T',
      States: { T: { Type: 'Pass', End: true } },
    },
  };
  const done = start(express, [1], undefined);
  expect(Object.keys(done.file('SUCCEEDED_0.json')[0] ?? {})).not.toContain('RedriveStatus');
});
