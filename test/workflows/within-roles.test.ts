// The sample machines with --iam: their roles allow every call that really happens; without one permission the task fails.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addSamples } from '../../bin/samples';
import { stepwright } from '../cli/terminal';

const outdir = mkdtempSync(join(tmpdir(), 'stepwright-within-'));
beforeAll(() => {
  process.env.CDK_VALIDATION = 'false';
  const app = new App({ outdir });
  addSamples(app);
  app.synth();
});
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const input = (name: string) => join(__dirname, '../../docs', name);
const run = async (...args: string[]) => {
  const said = await stepwright(['run', ...args, '--assembly', outdir, '--iam', '--json']);
  return JSON.parse(said.stdout) as { status: string; error?: string; cause?: string };
};

test.each([
  [['OrderProcessing', '-i', input('orders/large.json'), '--approve', 'RequestApproval']],
  [['OrderProcessingExpress', '-i', input('orders/small.json')]],
  [['EtlPipeline', '-i', input('etl/micro-batch.json')]],
  [['EtlMicroBatch', '-i', input('etl/micro-batch.json')]],
  [['MlPipeline', '--mock', input('ml/jobs.json'), '--mock-case', 'GoodModel']],
])('%j', async (args) => {
  expect(await run(...args)).toMatchObject({ status: 'SUCCEEDED' });
});

test('without the permission for the table no order is claimed', async () => {
  const file = join(outdir, 'OrdersExpress.template.json');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replaceAll('"dynamodb:PutItem"', '"dynamodb:BatchGetItem"'));
  try {
    const failed = await run('OrderProcessingExpress', '-i', input('orders/small.json'));
    expect(failed).toMatchObject({ status: 'FAILED', error: 'DynamoDB.AmazonDynamoDBException' });
    expect(failed.cause).toMatch(/is not authorized to perform: dynamodb:PutItem on resource: /);
  } finally {
    writeFileSync(file, before);
  }
});
