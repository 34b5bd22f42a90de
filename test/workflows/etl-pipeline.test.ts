import microBatch from '../../docs/etl/micro-batch.json';
import poorQuality from '../../docs/etl/poor-quality.json';
import { Bench, fail } from '../../lib/testing';
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
