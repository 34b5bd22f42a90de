// Amazon Athena and AWS CodeBuild.
import { follows, type IntegrationRow, R, RS, watches } from './row';

const athenaErrors = { prefix: 'Athena', service: 'AmazonAthena', base: 'AmazonAthenaException' };
const codebuildErrors = { prefix: 'CodeBuild', service: 'AWSCodeBuild', base: 'AWSCodeBuildException' };
const workgroup = 'arn:{partition}:athena:{region}:{account}:workgroup/{WorkGroup|primary}';
const anyWorkgroup = 'arn:{partition}:athena:{region}:{account}:workgroup/*';
const project = 'arn:{partition}:codebuild:{region}:{account}:project/{ProjectName}';
const anyProject = 'arn:{partition}:codebuild:{region}:{account}:project/*';
/** What an override of a build may say, for single builds and batches alike. */
const buildOverrides = `ProjectName! SecondarySourcesOverride:list SecondarySourcesVersionOverride:list SourceVersion
  ArtifactsOverride:object SecondaryArtifactsOverride:list EnvironmentVariablesOverride:list SourceTypeOverride
  SourceLocationOverride SourceAuthOverride:object GitCloneDepthOverride:number GitSubmodulesConfigOverride:object
  BuildspecOverride InsecureSslOverride:flag EnvironmentTypeOverride ImageOverride ComputeTypeOverride CertificateOverride
  CacheOverride:object ServiceRoleOverride PrivilegedModeOverride:flag QueuedTimeoutInMinutesOverride:number
  EncryptionKeyOverride IdempotencyToken LogsConfigOverride:object RegistryCredentialOverride:object
  ImagePullCredentialsTypeOverride DebugSessionEnabled:flag`;
const buildStatus = {
  running: ['IN_PROGRESS'],
  succeeded: ['SUCCEEDED'],
  failed: ['FAILED', 'FAULT', 'TIMED_OUT', 'STOPPED'],
};
/** Batches of builds are followed, and stopped, like builds. */
const buildBatch = {
  id: 'BuildBatch.Id',
  describe: { action: 'BatchGetBuildBatches', request: { ids: ['{id}'] } },
  at: 'BuildBatches[0]',
  status: 'BuildBatchStatus',
  ...buildStatus,
  wrap: 'BuildBatch',
  stop: { action: 'StopBuildBatch', request: { id: '{id}' } },
};

export const builds: readonly IntegrationRow[] = [
  {
    service: 'athena',
    action: 'startQueryExecution',
    patterns: RS,
    parameters: `QueryString! ClientRequestToken QueryExecutionContext:object ResultConfiguration:object WorkGroup
      ExecutionParameters:list ResultReuseConfiguration:object`,
    result: 'QueryExecutionId',
    errors: athenaErrors,
    api: { service: 'athena', operation: 'StartQueryExecution' },
    iam: [
      {
        actions: ['athena:StartQueryExecution', 'athena:GetDataCatalog'],
        resources: [workgroup, 'arn:{partition}:athena:{region}:{account}:datacatalog/*'],
      },
      follows(['athena:StopQueryExecution', 'athena:GetQueryExecution'], workgroup),
      {
        actions: [
          'glue:GetDatabase',
          'glue:GetDatabases',
          'glue:GetTable',
          'glue:GetTables',
          'glue:GetPartition',
          'glue:GetPartitions',
        ],
        resources: ['arn:{partition}:glue:{region}:{account}:*'],
      },
      {
        actions: ['s3:GetBucketLocation', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
        resources: ['arn:{partition}:s3:::*'],
      },
    ],
    job: {
      id: 'QueryExecutionId',
      describe: { action: 'GetQueryExecution', request: { QueryExecutionId: '{id}' } },
      at: 'QueryExecution',
      status: 'Status.State',
      running: ['QUEUED', 'RUNNING'],
      succeeded: ['SUCCEEDED'],
      failed: ['FAILED', 'CANCELLED'],
      wrap: 'QueryExecution',
      stop: { action: 'StopQueryExecution', request: { QueryExecutionId: '{id}' } },
    },
  },
  {
    service: 'athena',
    action: 'stopQueryExecution',
    patterns: R,
    parameters: 'QueryExecutionId!',
    result: '',
    errors: athenaErrors,
    api: { service: 'athena', operation: 'StopQueryExecution' },
    iam: [{ actions: ['athena:StopQueryExecution'], resources: [anyWorkgroup] }],
  },
  {
    service: 'athena',
    action: 'getQueryExecution',
    patterns: R,
    parameters: 'QueryExecutionId!',
    result: 'QueryExecution',
    errors: athenaErrors,
    api: { service: 'athena', operation: 'GetQueryExecution' },
    iam: [{ actions: ['athena:GetQueryExecution'], resources: [anyWorkgroup] }],
  },
  {
    service: 'athena',
    action: 'getQueryResults',
    patterns: R,
    parameters: 'QueryExecutionId! NextToken MaxResults:number QueryResultType',
    result: 'ResultSet UpdateCount? NextToken?',
    errors: athenaErrors,
    api: { service: 'athena', operation: 'GetQueryResults' },
    iam: [
      { actions: ['athena:GetQueryResults'], resources: [anyWorkgroup] },
      { actions: ['s3:GetObject'], resources: ['arn:{partition}:s3:::*'] },
    ],
  },
  {
    service: 'codebuild',
    action: 'startBuild',
    patterns: RS,
    parameters: `${buildOverrides} ReportBuildStatusOverride:flag BuildStatusConfigOverride:object
      TimeoutInMinutesOverride:number FleetOverride:object AutoRetryLimitOverride:number`,
    result: 'Build',
    errors: codebuildErrors,
    api: { service: 'codebuild', operation: 'StartBuild' },
    iam: [
      { actions: ['codebuild:StartBuild'], resources: [project] },
      follows(['codebuild:StopBuild', 'codebuild:BatchGetBuilds'], project),
      watches('StepFunctionsGetEventForCodeBuildStartBuildRule'),
    ],
    job: {
      id: 'Build.Id',
      describe: { action: 'BatchGetBuilds', request: { ids: ['{id}'] } },
      at: 'Builds[0]',
      status: 'BuildStatus',
      ...buildStatus,
      wrap: 'Build',
      stop: { action: 'StopBuild', request: { id: '{id}' } },
    },
  },
  {
    service: 'codebuild',
    action: 'stopBuild',
    patterns: R,
    parameters: 'Id!',
    result: 'Build',
    errors: codebuildErrors,
    api: { service: 'codebuild', operation: 'StopBuild' },
    iam: [{ actions: ['codebuild:StopBuild'], resources: [anyProject] }],
  },
  {
    service: 'codebuild',
    action: 'batchDeleteBuilds',
    patterns: R,
    parameters: 'Ids!:list',
    result: 'BuildsDeleted? BuildsNotDeleted?',
    errors: codebuildErrors,
    api: { service: 'codebuild', operation: 'BatchDeleteBuilds' },
    iam: [{ actions: ['codebuild:BatchDeleteBuilds'], resources: [anyProject] }],
  },
  {
    service: 'codebuild',
    action: 'batchGetReports',
    patterns: R,
    parameters: 'ReportArns!:list',
    result: 'Reports? ReportsNotFound?',
    errors: codebuildErrors,
    api: { service: 'codebuild', operation: 'BatchGetReports' },
    iam: [
      {
        actions: ['codebuild:BatchGetReports'],
        resources: ['arn:{partition}:codebuild:{region}:{account}:report-group/*'],
      },
    ],
  },
  {
    service: 'codebuild',
    action: 'startBuildBatch',
    patterns: RS,
    parameters: `${buildOverrides} ReportBuildBatchStatusOverride:flag BuildTimeoutInMinutesOverride:number
      BuildBatchConfigOverride:object`,
    result: 'BuildBatch',
    errors: codebuildErrors,
    api: { service: 'codebuild', operation: 'StartBuildBatch' },
    iam: [
      { actions: ['codebuild:StartBuildBatch'], resources: [project] },
      follows(['codebuild:StopBuildBatch', 'codebuild:BatchGetBuildBatches'], project),
      watches('StepFunctionsGetEventForCodeBuildStartBuildBatchRule'),
    ],
    job: buildBatch,
  },
  {
    service: 'codebuild',
    action: 'stopBuildBatch',
    patterns: R,
    parameters: 'Id!',
    result: 'BuildBatch',
    errors: codebuildErrors,
    api: { service: 'codebuild', operation: 'StopBuildBatch' },
    iam: [{ actions: ['codebuild:StopBuildBatch'], resources: [anyProject] }],
  },
  {
    service: 'codebuild',
    action: 'retryBuildBatch',
    patterns: RS,
    parameters: 'Id IdempotencyToken RetryType',
    result: 'BuildBatch',
    errors: codebuildErrors,
    api: { service: 'codebuild', operation: 'RetryBuildBatch' },
    iam: [
      { actions: ['codebuild:RetryBuildBatch'], resources: [anyProject] },
      follows(['codebuild:StopBuildBatch', 'codebuild:BatchGetBuildBatches'], anyProject),
      watches('StepFunctionsGetEventForCodeBuildStartBuildBatchRule'),
    ],
    job: buildBatch,
  },
  {
    service: 'codebuild',
    action: 'deleteBuildBatch',
    patterns: R,
    parameters: 'Id!',
    result: 'StatusCode? BuildsDeleted? BuildsNotDeleted?',
    errors: codebuildErrors,
    api: { service: 'codebuild', operation: 'DeleteBuildBatch' },
    iam: [{ actions: ['codebuild:DeleteBuildBatch'], resources: [anyProject] }],
  },
];
