import { checkQuality } from '../../lambdas/etl/check-quality/task';
import { planRun } from '../../lambdas/etl/plan-run/task';
import { Elements } from '../../lambdas/etl/read-results/elements';
import { addUp, itemsOf, outputOf, resultKeys, Totals } from '../../lambdas/etl/read-results/task';
import { transformBatch } from '../../lambdas/etl/transform-batch/task';
import { qualityGate } from '../../lambdas/ml/quality-gate/task';
import { smokeTest } from '../../lambdas/ml/smoke-test/task';

const run = { id: 'r1', pipeline: 'p', startedAt: '2026-01-02T00:00:00Z' };
const at = (modified: string) => ({ key: modified, modified });

describe('PlanRun', () => {
  test('keeps what is newer than the watermark, oldest first, and moves to the newest', () => {
    const plan = planRun({ run, input: {}, watermark: '2026-01-01T00:00:00Z' }, [
      at('2026-01-01T03:00:00Z'),
      at('2025-12-31T00:00:00Z'),
      at('2026-01-01T02:00:00Z'),
    ]);
    expect(plan.items.map((item) => item.key)).toEqual(['2026-01-01T02:00:00Z', '2026-01-01T03:00:00Z']);
    expect(plan).toMatchObject({ count: 2, watermark: '2026-01-01T03:00:00Z' });
  });
  test('without news the watermark stays', () => {
    expect(planRun({ run, input: {}, watermark: '2026-01-01T00:00:00Z' }, [])).toEqual({
      items: [],
      count: 0,
      watermark: '2026-01-01T00:00:00Z',
    });
  });
  test('the first run takes everything', () => {
    expect(planRun({ run, input: {}, watermark: null }, [{ id: 1 }])).toMatchObject({
      count: 1,
      watermark: run.startedAt,
    });
  });
});

describe('TransformBatch', () => {
  test('trims texts and reads numbers', () => {
    expect(transformBatch({ Items: [{ id: ' 7a ', ' amount ': ' 19.90 ', zip: '01067', note: '' }] })).toEqual({
      rowsIn: 1,
      rowsOut: 1,
      rejected: [],
      rows: [{ id: '7a', amount: 19.9, zip: '01067', note: '' }],
    });
  });
  test('rejects a row without id and keeps it', () => {
    expect(transformBatch({ Items: [{ name: 'x' }] }).rejected).toEqual([
      { row: { name: 'x' }, reason: 'id is missing' },
    ]);
  });
});

describe('ReadResults', () => {
  test('adds batches up', () => {
    const rejected = [{ row: {}, reason: 'id is missing' }];
    expect(
      addUp([
        { rowsIn: 3, rowsOut: 2, rejected },
        { rowsIn: 2, rowsOut: 2, rejected: [] },
      ]),
    ).toEqual({ rowsIn: 5, rowsOut: 4, rejected: 1, failedItems: 0, reasons: ['id is missing'] });
  });
  test('reads the files that a manifest names', () => {
    const manifest = {
      ResultFiles: { SUCCEEDED: [{ Key: 'runs/x/SUCCEEDED_0.json' }], FAILED: [{ Key: 'runs/x/F' }] },
    };
    expect(resultKeys(manifest, 'SUCCEEDED')).toEqual(['runs/x/SUCCEEDED_0.json']);
    expect(resultKeys(manifest, 'FAILED', 'TIMED_OUT')).toEqual(['runs/x/F']);
    expect(resultKeys({}, 'SUCCEEDED')).toEqual([]);
    expect(outputOf('{"Output": "{\\"rowsIn\\": 1, \\"rowsOut\\": 1, \\"rejected\\": []}"}')).toEqual({
      rowsIn: 1,
      rowsOut: 1,
      rejected: [],
    });
  });
  test('counts the items of batches that failed', () => {
    const failed = [{ Input: '{"Items": [1, 2, 3]}' }, { Input: '{"id": 7}' }, {}];
    const totals = new Totals();
    for (const child of failed) totals.addFailed(itemsOf(JSON.stringify(child)));
    expect(totals.results).toMatchObject({ rowsIn: 0, failedItems: 5 });
  });
  test('takes a file apart wherever its pieces end', () => {
    const children = [{ Output: '{"note":"a \\"quote\\", [ and {"}' }, { Output: '[]', deep: [{ a: {} }] }, {}];
    const text = ` ${JSON.stringify(children, null, 1)}\n`;
    for (let length = 1; length <= text.length; length++) {
      const elements = new Elements();
      const found: unknown[] = [];
      for (let from = 0; from < text.length; from += length)
        for (const one of elements.push(text.slice(from, from + length))) found.push(JSON.parse(one));
      expect(found).toEqual(children);
    }
  });
});

describe('CheckQuality', () => {
  const limits = { minRows: 1, quarantineAbove: 1, failAbove: 10 };
  const results = (rowsIn: number, rejected: number) => ({
    rowsIn,
    rowsOut: rowsIn - rejected,
    rejected,
    failedItems: 0,
    reasons: [],
  });
  test.each([
    ['PASS', results(100, 1)],
    ['QUARANTINE', results(100, 2)],
    ['QUARANTINE', results(100, 10)],
    ['FAIL', results(100, 11)],
    ['FAIL', results(0, 0)],
  ])('%s', (verdict, given) => {
    expect(checkQuality(given, limits).verdict).toBe(verdict);
  });
});

describe('QualityGate', () => {
  test('passes above the least and below the greatest value', () => {
    expect(
      qualityGate({ metrics: { auc: 0.9, loss: 0.1 }, thresholds: { auc: { min: 0.8 }, loss: { max: 0.2 } } }),
    ).toEqual({ passed: true, findings: [] });
  });
  test('says what is missing, too low or too high', () => {
    expect(
      qualityGate({ metrics: { auc: 0.7, loss: 0.3 }, thresholds: { auc: { min: 0.8 }, loss: { max: 0.2 }, f1: {} } })
        .findings,
    ).toEqual([
      'auc is 0.7; at least 0.8 is wanted',
      'loss is 0.3; at most 0.2 is wanted',
      'the evaluation gives no f1',
    ]);
  });
  test('the first model has no champion', () => {
    expect(qualityGate({ metrics: { auc: 0.85 }, thresholds: {}, champion: null, championMetric: 'auc' }).passed).toBe(
      true,
    );
  });
  test('a champion is not replaced by a worse model', () => {
    expect(
      qualityGate({ metrics: { auc: 0.85 }, thresholds: {}, champion: { auc: 0.9 }, championMetric: 'auc' }).passed,
    ).toBe(false);
    expect(
      qualityGate({ metrics: { auc: 0.9 }, thresholds: {}, champion: { auc: 0.9 }, championMetric: 'auc' }).passed,
    ).toBe(true);
  });
});

describe('SmokeTest', () => {
  test('takes an answer that looks right', () => {
    expect(smokeTest({ body: ' 1\n', pattern: '^[01]$' })).toEqual({ answered: '1' });
  });
  test('refuses nothing and nonsense', () => {
    expect(() => smokeTest({ body: '' })).toThrow('the endpoint answered nothing');
    expect(() => smokeTest({ body: 'error', pattern: '^[01]$' })).toThrow(
      expect.objectContaining({ name: 'SmokeTestFailed' }),
    );
  });
});
