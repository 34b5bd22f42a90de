import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import microBatch from '../../docs/etl/micro-batch.json';
import poorQuality from '../../docs/etl/poor-quality.json';
import { Bench, fail, fromApp, sequence } from '../../lib/testing';
import '../../lib/testing/jest';
import { sample } from './samples';

const options = { unmocked: 'embedded', startTime: '2026-03-02T09:00:00Z' } as const;

describe.each([
  ['Standard, over a Distributed Map', 'EtlPipeline'],
  ['Express, for micro-batches', 'EtlMicroBatch'],
])('%s', (_, name) => {
  const bench = new Bench(sample(name), options);
  beforeEach(() => bench.reset());
  afterAll(() => bench.reset());

  test('the definition is valid', () => {
    expect(bench).toBeValidDefinition();
  });

  test('new rows are transformed, checked and told of; the watermark moves to the newest', async () => {
    const execution = await bench.run(microBatch);
    expect(execution).toSucceed();
    expect(execution.output).toMatchObject({ status: 'COMPLETED', items: 3, watermark: '2026-01-05T08:10:00Z' });
    expect(execution).toHaveVisitedInOrder(
      'AcquireRun',
      'PlanRun',
      'Transform',
      'CheckQuality',
      'AdvanceWatermark',
      'PublishDatasetReady',
      'ReleaseCompletedRun',
    );
  });

  test('what was processed is not processed again', async () => {
    await bench.run(microBatch);
    const again = await bench.run(microBatch);
    expect(again).toSucceed();
    expect(again.output).toMatchObject({ status: 'UP_TO_DATE', items: 0 });
    expect(again).not.toHaveVisited('Transform');
  });

  test('rows that are not good enough fail the run and leave the watermark', async () => {
    const poor = await bench.run(poorQuality);
    expect(poor).toFailWith('QualityFailed', /33\.33 % of the rows were rejected/);
    expect(poor).toHaveVisitedInOrder('CheckQuality', 'ReleaseFailedRun', 'PublishPipelineFailed', 'RunFailed');
    expect(poor).not.toHaveVisited('AdvanceWatermark');
  });

  test('while another run has the lease nothing is done', async () => {
    bench.mock('AcquireRun', fail('DynamoDB.ConditionalCheckFailedException'));
    const execution = await bench.run(microBatch);
    expect(execution).toSucceed();
    expect(execution.output).toMatchObject({ status: 'SKIPPED' });
  });

  test('a transform that fails gives the lease back', async () => {
    bench.mock('TransformBatch', fail('OutOfMemory', 'too much'));
    const execution = await bench.run(microBatch);
    expect(execution).toFailWith(name === 'EtlPipeline' ? 'States.ExceedToleratedFailureThreshold' : 'OutOfMemory');
    expect(execution).toHaveVisitedInOrder('ReleaseFailedRun', 'RunFailed');
  });

  test('a table that cannot be read gives the lease back', async () => {
    bench.mock('ReadWatermark', fail('DynamoDB.InternalServerError'));
    expect(await bench.run(microBatch)).toHaveVisitedInOrder('ReadWatermark', 'ReleaseFailedRun', 'RunFailed');
  });

  test('a few rejected rows put the run into quarantine, and the watermark stays', async () => {
    const rows = Array.from({ length: 20 }, (_, index) => (index === 0 ? { name: 'nobody' } : { id: `row-${index}` }));
    const execution = await bench.run({ items: rows });
    expect(execution).toSucceed();
    expect(execution.output).toMatchObject({ status: 'QUARANTINED' });
    expect(execution).toHaveVisited('ReleaseQuarantinedRun');
    expect(execution).not.toHaveVisited('AdvanceWatermark');
  });
});

describe('a Glue job, judged by assertions in Athena', () => {
  const { App, Stack } = require('aws-cdk-lib') as typeof import('aws-cdk-lib');
  const { EtlLoad, EtlPipeline, EtlQuality, EtlTransform } =
    require('../../lib/index') as typeof import('../../lib/index');
  const outdir = mkdtempSync(join(tmpdir(), 'stepwright-etl-'));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));
  const app = new App({ outdir });
  new EtlPipeline(new Stack(app, 'Jobs'), 'Etl', {
    transform: EtlTransform.glueJob('clean'),
    quality: EtlQuality.athenaAssertions('SELECT id, amount FROM facts WHERE amount < 0'),
    load: EtlLoad.redshift({ sql: 'COPY facts', database: 'dev', workgroupName: 'wg' }),
  });
  const bench = new Bench(fromApp(app, 'Etl'), { startTime: '2026-03-02T09:00:00Z' });
  const row = (...values: string[]) => ({ Data: values.map((VarCharValue) => ({ VarCharValue })) });
  const rows = (...faults: ReturnType<typeof row>[]) => ({ ResultSet: { Rows: [row('id', 'amount'), ...faults] } });

  beforeEach(async () => {
    await bench.reset();
    for (const state of [
      'AcquireRun',
      'AdvanceWatermark',
      'ReleaseCompletedRun',
      'ReleaseQuarantinedRun',
      'ReleaseFailedRun',
    ])
      bench.mock(state, {});
    bench.mock('ReadWatermark', {});
    bench.mock('PlanRun', { items: [{ id: 1 }], count: 1, watermark: '2026-03-01T00:00:00Z' });
    bench.mock('Transform', { JobRunState: 'SUCCEEDED' });
    bench.mock('CheckQuality', { QueryExecution: { QueryExecutionId: 'query-1' } });
    bench.mock('ReadAssertions', rows());
    bench.mock('Load', { Id: 'statement-1' });
    bench.mock(
      'DescribeLoad',
      sequence({ Id: 'statement-1', Status: 'STARTED' }, { Id: 'statement-1', Status: 'FINISHED' }),
    );
    bench.mock({ action: 'events:putEvents' }, { FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] });
  });

  test('no row, no fault: the result is loaded', async () => {
    const execution = await bench.run({});
    expect(execution).toSucceed();
    expect(execution.output).toMatchObject({ status: 'COMPLETED' });
    expect(execution).toHaveVisitedInOrder(
      'Transform',
      'CheckQuality',
      'ReadAssertions',
      'DecideQuality',
      'Load',
      'WaitForLoad',
      'LoadEnded',
      'AdvanceWatermark',
    );
  });

  test('rows are faults: the run goes into quarantine', async () => {
    bench.mock('ReadAssertions', rows(row('7', '-3'), row('9', '-1')));
    const execution = await bench.run({});
    expect(execution.output).toMatchObject({ status: 'QUARANTINED' });
    expect(execution).not.toHaveVisited('Load', 'AdvanceWatermark');
    const decided = execution.state('DecideQuality').last.output as { quality: object };
    expect(decided.quality).toEqual({ verdict: 'QUARANTINE', findings: ['7, -3', '9, -1'] });
  });

  test('a load that fails gives the lease back', async () => {
    bench.mock('DescribeLoad', { Id: 'statement-1', Status: 'FAILED' });
    const execution = await bench.run({});
    expect(execution).toFailWith('LoadFailed');
    expect(execution).toHaveVisited('ReleaseFailedRun');
  });
});
