import type { Json } from '../../lib/json';
import { createServices, SimulatedJobs, type SimulatedJobsOptions } from '../../lib/services';
import { callOf, perform, testWorld } from './harness';

function setUp(jobs: SimulatedJobsOptions['jobs'] = {}) {
  const world = testWorld();
  const services = createServices({ world, after: [new SimulatedJobs(world, { jobs })] });
  const run = (resource: string, input: Json) =>
    perform(services.performer, world, callOf(`arn:aws:states:::${resource}`, input));
  return { world, run };
}

describe('a .sync job', () => {
  test('is submitted, takes its time and ends with its description', () => {
    const { world, run } = setUp({ 'glue:startJobRun': { duration: '5m' } });
    const io = run('glue:startJobRun.sync', { JobName: 'etl', Arguments: { '--day': '1' } });
    const [submitted] = io.submissions as [{ JobRunId: string }];
    expect(io.waits).toBe(true);
    world.advance(299_999);
    expect(io.outcome).toBeUndefined();
    world.advance(1);
    expect(io.output).toMatchObject({
      Id: submitted.JobRunId,
      JobName: 'etl',
      JobRunState: 'SUCCEEDED',
      Arguments: { '--day': '1' },
      StartedOn: Date.UTC(2026, 0, 1),
      CompletedOn: Date.UTC(2026, 0, 1) + 300_000,
      ExecutionTime: 300,
    });
  });

  test('that fails ends its task with States.TaskFailed and its description as the cause', () => {
    const { world, run } = setUp({ 'batch:submitJob': { fails: 'Essential container in task exited' } });
    const io = run('batch:submitJob.sync', { JobName: 'j', JobQueue: 'q', JobDefinition: 'd' });
    world.advance(60_000);
    expect(io.failure.error).toBe('States.TaskFailed');
    expect(JSON.parse(io.failure.cause ?? '')).toMatchObject({
      JobName: 'j',
      Status: 'FAILED',
      StatusReason: 'Essential container in task exited',
      Attempts: [{ Container: { ExitCode: 1 } }],
    });
  });

  test('a local function does its work, the clock standing still meanwhile', async () => {
    const { world, run } = setUp({
      'sagemaker:createTrainingJob': {
        duration: '10m',
        work: async ({ parameters }) => ({
          FinalMetricDataList: [
            {
              MetricName: 'auc',
              Value: Number((parameters as { HyperParameters: { auc: string } }).HyperParameters.auc),
            },
          ],
        }),
      },
    });
    const io = run('sagemaker:createTrainingJob.sync', {
      TrainingJobName: 'churn-1',
      RoleArn: 'r',
      OutputDataConfig: { S3OutputPath: 's3://models/' },
      HyperParameters: { auc: '0.91' },
    });
    expect(world.held).toBe(1);
    await new Promise(setImmediate);
    expect(world.held).toBe(0);
    world.advance(600_000);
    expect(io.output).toMatchObject({
      TrainingJobName: 'churn-1',
      TrainingJobStatus: 'Completed',
      ModelArtifacts: { S3ModelArtifacts: 's3://models/churn-1/output/model.tar.gz' },
      FinalMetricDataList: [{ MetricName: 'auc', Value: 0.91 }],
    });
  });

  test('work that throws fails the job', async () => {
    const { world, run } = setUp({
      'sagemaker:createProcessingJob': {
        work: () => {
          throw new Error('no rows');
        },
      },
    });
    const io = run('sagemaker:createProcessingJob.sync', {
      ProcessingJobName: 'p',
      ProcessingResources: {},
      AppSpecification: {},
      RoleArn: 'r',
    });
    await new Promise(setImmediate);
    world.advance(60_000);
    expect(JSON.parse(io.failure.cause ?? '')).toMatchObject({
      ProcessingJobStatus: 'Failed',
      FailureReason: 'no rows',
    });
  });

  test('cancelling stops it', () => {
    const { world, run } = setUp();
    const io = run('glue:startJobRun.sync', { JobName: 'etl' });
    const [{ JobRunId }] = io.submissions as [{ JobRunId: string }];
    world.advance(1000);
    io.cancel();
    expect(run('aws-sdk:glue:getJobRun', { JobName: 'etl', RunId: JobRunId }).output).toMatchObject({
      JobRun: { JobRunState: 'STOPPED' },
    });
  });

  test('a SageMaker job name is used once', () => {
    const { run } = setUp();
    const input = {
      TransformJobName: 't',
      ModelName: 'm',
      TransformInput: {},
      TransformOutput: {},
      TransformResources: {},
    };
    run('sagemaker:createTransformJob.sync', input);
    expect(run('sagemaker:createTransformJob.sync', input).failure).toMatchObject({
      error: 'SageMaker.AmazonSageMakerException',
      cause: expect.stringContaining(
        'Job name must be unique within an AWS account and region, and a job with this name already exists (arn:aws:sagemaker:us-east-1:123456789012:transform-job/t) (Service: AmazonSageMaker; Status Code: 400; Error Code: ValidationException;',
      ),
    });
    // Sentences that users of SageMaker were given.
    run('sagemaker:createTrainingJob', { TrainingJobName: 'x' });
    expect(run('sagemaker:createTrainingJob', { TrainingJobName: 'x' }).failure).toMatchObject({
      error: 'SageMaker.ResourceInUseException',
      cause: expect.stringContaining(
        'Training job names must be unique within an AWS account and region, and a training job with this name already exists (arn:aws:sagemaker:us-east-1:123456789012:training-job/x) (Service: AmazonSageMaker; Status Code: 400; Error Code: ResourceInUse;',
      ),
    });
    run('sagemaker:createHyperParameterTuningJob', { HyperParameterTuningJobName: 'h' });
    expect(
      run('sagemaker:createHyperParameterTuningJob', { HyperParameterTuningJobName: 'h' }).failure.cause,
    ).toContain('A hyperparameter tuning job with the name, h, already exists. Choose a different name.');
  });
});

test.each([
  [
    'ecs:runTask.sync',
    { TaskDefinition: 'td', Cluster: 'c' },
    { LastStatus: 'STOPPED', Containers: [{ ExitCode: 0 }] },
  ],
  [
    'athena:startQueryExecution.sync',
    { QueryString: 'select 1' },
    { QueryExecution: { Query: 'select 1', Status: { State: 'SUCCEEDED' } } },
  ],
  ['codebuild:startBuild.sync', { ProjectName: 'p' }, { Build: { BuildStatus: 'SUCCEEDED', ProjectName: 'p' } }],
  [
    'elasticmapreduce:createCluster.sync',
    { Name: 'n', Instances: {} },
    { ClusterId: expect.stringMatching(/^j-/), Cluster: { Status: { State: 'WAITING' } } },
  ],
  [
    'elasticmapreduce:addStep.sync',
    { ClusterId: 'j-1', Step: { Name: 's' } },
    { Step: { Name: 's', Status: { State: 'COMPLETED' } } },
  ],
  [
    'emr-serverless:startJobRun.sync',
    { ApplicationId: 'a', ExecutionRoleArn: 'r' },
    { JobRun: { State: 'SUCCESS', ApplicationId: 'a' } },
  ],
  ['databrew:startJobRun.sync', { Name: 'n' }, { State: 'SUCCEEDED', Name: 'n' }],
  ['mediaconvert:createJob.sync', { Role: 'r', Settings: {} }, { Job: { Status: 'COMPLETE' } }],
  [
    'bedrock:createModelCustomizationJob.sync',
    {
      JobName: 'j',
      CustomModelName: 'm',
      RoleArn: 'r',
      BaseModelIdentifier: 'b',
      TrainingDataConfig: {},
      OutputDataConfig: {},
    },
    { Status: 'Completed' },
  ],
  ['eks:createCluster.sync', { Name: 'n', RoleArn: 'r', ResourcesVpcConfig: {} }, { Cluster: { Status: 'ACTIVE' } }],
])('%s ends as its service describes it', (resource, input, output) => {
  const { world, run } = setUp();
  const io = run(resource, input);
  expect(io.submissions).toHaveLength(1);
  world.advance(60_000);
  expect(io.output).toMatchObject(output);
});

describe('jobs that are not waited for', () => {
  test('are described as they move on, and their results read', () => {
    const { world, run } = setUp({
      'athena:startQueryExecution': {
        duration: 1000,
        result: { ResultSet: { Rows: [{ Data: [{ VarCharValue: '7' }] }] } },
      },
    });
    const { QueryExecutionId } = run('athena:startQueryExecution', { QueryString: 'select 7' }).output as {
      QueryExecutionId: string;
    };
    const state = () =>
      (
        run('athena:getQueryExecution', { QueryExecutionId }).output as {
          QueryExecution: { Status: { State: string } };
        }
      ).QueryExecution.Status.State;
    expect(state()).toBe('QUEUED');
    world.advance(500);
    expect(state()).toBe('RUNNING');
    world.advance(500);
    expect(state()).toBe('SUCCEEDED');
    expect(run('athena:getQueryResults', { QueryExecutionId }).output).toMatchObject({
      ResultSet: { Rows: [{ Data: [{ VarCharValue: '7' }] }] },
    });
  });

  test('SageMaker: models, endpoints and packages', () => {
    const { world, run } = setUp();
    expect(run('sagemaker:createModel', { ModelName: 'm' }).output).toMatchObject({
      ModelArn: 'arn:aws:sagemaker:us-east-1:123456789012:model/m',
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
    run('sagemaker:createEndpoint', { EndpointName: 'e', EndpointConfigName: 'c' });
    const status = () =>
      (run('aws-sdk:sagemaker:describeEndpoint', { EndpointName: 'e' }).output as { EndpointStatus: string })
        .EndpointStatus;
    expect(status()).toBe('Creating');
    world.advance(60_000);
    expect(status()).toBe('InService');
    run('aws-sdk:sagemaker:createModelPackageGroup', { ModelPackageGroupName: 'g' });
    expect(run('aws-sdk:sagemaker:createModelPackage', { ModelPackageGroupName: 'g' }).output).toEqual({
      ModelPackageArn: 'arn:aws:sagemaker:us-east-1:123456789012:model-package/g/1',
    });
    // A package of a group has no name: it is updated by its ARN.
    const ModelPackageArn = 'arn:aws:sagemaker:us-east-1:123456789012:model-package/g/1';
    run('aws-sdk:sagemaker:updateModelPackage', { ModelPackageArn, ModelApprovalStatus: 'Approved' });
    expect(run('aws-sdk:sagemaker:describeModelPackage', { ModelPackageName: ModelPackageArn }).output).toMatchObject({
      ModelApprovalStatus: 'Approved',
      ModelPackageGroupName: 'g',
    });
    expect(run('aws-sdk:sagemaker:describeModel', { ModelName: 'none' }).failure.error).toBe(
      'SageMaker.SageMakerException',
    );
  });

  test('a model invocation is a function here', async () => {
    const { run } = setUp({
      'bedrock:invokeModel': {
        work: ({ parameters }) => ({
          Body: { echo: (parameters as { Body: Json }).Body },
          ContentType: 'application/json',
        }),
      },
    });
    const io = run('bedrock:invokeModel', { ModelId: 'm', Body: { prompt: 'hi' } });
    expect(await io.settledOnce).toMatchObject({ ok: true, output: { Body: { echo: { prompt: 'hi' } } } });
  });
});
