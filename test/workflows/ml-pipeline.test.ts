import { join } from 'node:path';
import { Bench, fail, sequence } from '../../lib/testing';
import '../../lib/testing/jest';
import { sample } from './samples';

const source = sample('MlPipeline');
const bench = new Bench(source, { startTime: '2026-03-02T09:00:00Z' });
const arn = (kind: string, name: string) => `arn:aws:sagemaker:us-east-1:123456789012:${kind}/${name}`;
const invoked = (payload: object) => ({ ExecutedVersion: '$LATEST', Payload: { ...payload }, StatusCode: 200 });
const endpoint = (EndpointStatus: string, EndpointConfigName: string) => ({
  EndpointName: 'churn',
  EndpointStatus,
  EndpointConfigName,
});

beforeEach(async () => {
  await bench.reset();
  bench.mock('Preprocess', { ProcessingJobStatus: 'Completed' });
  bench.mock('Train', { TrainingJobStatus: 'Completed', ModelArtifacts: { S3ModelArtifacts: 's3://models/m.tar.gz' } });
  bench.mock('Evaluate', { ProcessingJobStatus: 'Completed' });
  bench.mock('ReadMetrics', { Body: '{"auc": 0.91}' });
  bench.mock('QualityGate', invoked({ passed: true, findings: [] }));
  bench.mock('RegisterModel', { ModelPackageArn: arn('model-package', 'churn/1') });
  bench.mock('RequestApproval', { approved: true });
  bench.mock('ApproveModel', { ModelPackageArn: arn('model-package', 'churn/1') });
  bench.mock('CreateModel', { ModelArn: arn('model', 'model-1') });
  bench.mock('CreateEndpointConfig', { EndpointConfigArn: arn('endpoint-config', 'config-2') });
  bench.mock('FindEndpoint', endpoint('InService', 'config-1'));
  bench.mock('UpdateEndpoint', { EndpointArn: arn('endpoint', 'churn') });
  bench.mock('CreateEndpoint', { EndpointArn: arn('endpoint', 'churn') });
  bench.mock('DescribeEndpoint', sequence(endpoint('Updating', 'config-1'), endpoint('InService', 'config-2')));
  bench.mock('AskEndpoint', { Body: '1', ContentType: 'text/csv' });
  bench.mock('SmokeTest', invoked({ answered: '1' }));
  bench.mock('RestorePreviousConfig', { EndpointArn: arn('endpoint', 'churn') });
  bench.mock({ action: 'events:putEvents' }, { FailedEntryCount: 0, Entries: [{ EventId: 'event-1' }] });
});

test('the definition is valid', () => {
  expect(bench).toBeValidDefinition();
});

test('a good model is trained, approved, deployed and tested', async () => {
  const execution = await bench.run({});
  expect(execution).toSucceed();
  expect(execution.output).toMatchObject({ modelPackageArn: arn('model-package', 'churn/1'), metrics: { auc: 0.91 } });
  expect(execution).toMatchSnapshot();
});

test('the gate is given metrics, thresholds and the model that serves', async () => {
  const gate = bench.mock('QualityGate', invoked({ passed: true, findings: [] }));
  await bench.run({ champion: { auc: 0.9 } });
  expect(gate.calls[0]?.input).toMatchObject({
    Payload: {
      metrics: { auc: 0.91 },
      thresholds: { auc: { min: 0.8 } },
      champion: { auc: 0.9 },
      championMetric: 'auc',
    },
  });
});

test('a model that is not good enough is not registered', async () => {
  bench.mock('QualityGate', invoked({ passed: false, findings: ['auc is 0.7; at least 0.8 is wanted'] }));
  const execution = await bench.run({});
  expect(execution).toFailWith('QualityGateFailed', /auc is 0\.7/);
  expect(execution).not.toHaveVisited('RegisterModel');
});

test('a model that is refused is not deployed', async () => {
  bench.mock('RequestApproval', { approved: false, reason: 'not now' });
  const reject = bench.mock('RejectModel', { ModelPackageArn: arn('model-package', 'churn/1') });
  const execution = await bench.run({});
  expect(execution).toFailWith('ModelRefused', /not now/);
  expect(reject.calls[0]?.input).toMatchObject({ ModelApprovalStatus: 'Rejected' });
  expect(execution).not.toHaveVisited('ApproveModel', 'CreateModel');
});

test('an endpoint that is not there is created', async () => {
  bench.mock('FindEndpoint', fail('SageMaker.SageMakerException', 'Could not find endpoint'));
  const execution = await bench.run({});
  expect(execution).toSucceed();
  expect(execution).toHaveVisited('CreateEndpoint');
  expect(execution).not.toHaveVisited('UpdateEndpoint');
});

test('a new model that answers nonsense makes room for the one before', async () => {
  bench.mock('SmokeTest', fail('SmokeTestFailed', 'the endpoint answered "?"'));
  const restore = bench.mock('RestorePreviousConfig', { EndpointArn: arn('endpoint', 'churn') });
  const execution = await bench.run({});
  expect(execution).toFailWith('SmokeTestFailed');
  expect(restore.calls[0]?.input).toMatchObject({ EndpointName: 'churn', EndpointConfigName: 'config-1' });
});

test('a first model that answers nonsense has nothing to make room for', async () => {
  bench.mock('FindEndpoint', fail('SageMaker.SageMakerException', 'Could not find endpoint'));
  bench.mock('AskEndpoint', fail('SageMakerRuntime.ModelErrorException'));
  const execution = await bench.run({});
  expect(execution).toFailWith('SageMakerRuntime.ModelErrorException');
  expect(execution).not.toHaveVisited('RestorePreviousConfig');
});

test.each(['Failed', 'OutOfService'])('an endpoint that ends %s is not waited for', async (status) => {
  bench.mock('DescribeEndpoint', endpoint(status, 'config-2'));
  expect(await bench.run({})).toFailWith('EndpointFailed', new RegExp(status));
});

test('an endpoint that went back by itself is not called deployed', async () => {
  bench.mock('DescribeEndpoint', endpoint('InService', 'config-1'));
  expect(await bench.run({})).toFailWith('EndpointFailed');
});

test.each([
  'Preprocess',
  'Train',
  'Evaluate',
  'ReadMetrics',
  'QualityGate',
  'RegisterModel',
  'ApproveModel',
  'CreateModel',
  'CreateEndpointConfig',
  'UpdateEndpoint',
])('when %s fails the failure is told of', async (state) => {
  bench.mock(state, fail('SageMaker.ThrottlingException', 'slow down'));
  const execution = await bench.run({});
  expect(execution).toFailWith('SageMaker.ThrottlingException', new RegExp(state));
  expect(execution).toHaveVisited('PublishModelFailed');
});

describe('with its own handlers, and jobs as docs/ml/jobs.json tells them', () => {
  const jobs = join(__dirname, '../../docs/ml/jobs.json');
  const app = new Bench(source, { unmocked: 'embedded', startTime: '2026-03-02T09:00:00Z' });
  afterEach(() => app.reset());

  test('a good model is deployed', async () => {
    app.useMockConfig(jobs, 'GoodModel');
    expect(await app.run({})).toSucceed();
  });

  test('a poor one is not', async () => {
    app.useMockConfig(jobs, 'PoorModel');
    expect(await app.run({})).toFailWith('QualityGateFailed', /auc is 0\.62; at least 0\.8 is wanted/);
  });

  test('one that answers nonsense makes room for the one before', async () => {
    app.useMockConfig(jobs, 'AnswersNonsense');
    const execution = await app.run({});
    expect(execution).toFailWith('SmokeTestFailed', /Traceback/);
    expect(execution).toHaveVisitedInOrder('SmokeTest', 'RestorePreviousConfig', 'ModelFailed');
  });
});
