// The ETL and ML samples as a user runs them, with nothing mocked: rows of a real file, a model that is really trained.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addSamples } from '../../bin/samples';
import { stepwright } from '../cli/terminal';

const outdir = mkdtempSync(join(tmpdir(), 'stepwright-offline-'));
const docs = join(__dirname, '../../docs');
beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
  const app = new App({ outdir });
  addSamples(app);
  app.synth();
});
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const run = (...args: string[]) => stepwright(['run', ...args, '--assembly', outdir, '--iam']);

describe('EtlRows over the rows of a CSV file', () => {
  const input = ['EtlRows', '-i', join(docs, 'etl/file.json')];
  let buckets: string;
  beforeEach(() => {
    buckets = mkdtempSync(join(tmpdir(), 'stepwright-rows-'));
  });
  afterEach(() => rmSync(buckets, { recursive: true, force: true }));
  const makeRows = (rows: number, badInThousand: number) =>
    execFileSync(process.execPath, [join(docs, 'etl/make-rows.mjs'), buckets, String(rows), String(badInThousand)]);

  test('few bad rows pass the quality gate, and every row is in the results', async () => {
    makeRows(5000, 2);
    const { stdout, stderr } = await run(...input, '--s3', buckets);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'COMPLETED' });
    expect(stderr).toContain('quality.verdict = "PASS"');
    expect(stderr).toContain('"rejected":10,"rowsIn":5000,"rowsOut":4990');
    const bucket = join(buckets, 'etl-rows-123456789012-us-east-1');
    const results = readdirSync(join(bucket, 'runs'), { recursive: true, encoding: 'utf8' });
    const file = results.find((name) => name.endsWith('SUCCEEDED_0.json')) ?? '';
    const children = JSON.parse(readFileSync(join(bucket, 'runs', file), 'utf8')) as { Output: string }[];
    const rows = children.flatMap(({ Output }) => (JSON.parse(Output) as { rows: { id: string }[] }).rows);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(4990);
    expect(rows).toContainEqual({ id: '1000004', name: 'Tony, Jr.', amount: 0.04, modified: '2026-01-05T08:00:00Z' });
  });

  test('many go to quarantine, and somebody is told', async () => {
    makeRows(2000, 30);
    const { stdout, stderr } = await run(...input, '--s3', buckets);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'QUARANTINED' });
    expect(stderr).toMatch(/✓ KeepInQuarantine +.*embedded {2}aws-sdk:s3:putObject/);
    expect(stderr).toMatch(/→ sns +EtlRows-Quarantine/);
  });
});

describe('MlPipeline with jobs that do their work', () => {
  const train = (services: string) =>
    run('MlPipeline', '--services', join(docs, 'ml', services), '--approve', 'RequestApproval');

  test('a model that has learnt something is deployed and answers', async () => {
    const { stdout, stderr } = await train('services.json');
    const { metrics } = JSON.parse(stdout) as { metrics: { auc: number } };
    expect(metrics.auc).toBeGreaterThan(0.85);
    expect(stderr).toMatch(/✓ Train +40 min 0 s +simulated {2}sagemaker:createTrainingJob/);
    expect(stderr).toMatch(/✓ SmokeTest /);
  });

  test('where there is nothing to learn, the gate says no', async () => {
    const { code, stderr } = await train('noise.json');
    expect(code).toBe(1);
    expect(stderr).toMatch(/NotGoodEnough: auc is 0\.5\d+; at least 0\.8 is wanted/);
  });
});
