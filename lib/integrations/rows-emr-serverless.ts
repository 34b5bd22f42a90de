// Amazon EMR on EKS and serverless.
import { follows, type IntegrationRow, passes, R, RS, watches } from './row';

const containersErrors = {
  prefix: 'EMRContainers',
  service: 'AmazonEMRContainers',
  base: 'AmazonEMRContainersException',
};
const serverlessErrors = { prefix: 'EmrServerless', base: 'EmrServerlessException' };
const virtualClusters = 'arn:{partition}:emr-containers:{region}:{account}:/virtualclusters/';
const application = 'arn:{partition}:emr-serverless:{region}:{account}:/applications/{ApplicationId}';
const anyApplication = 'arn:{partition}:emr-serverless:{region}:{account}:/*';
const applicationStates = {
  id: '=ApplicationId',
  describe: { action: 'GetApplication', request: { applicationId: '{id}' } },
  at: 'Application',
  status: 'State',
  wrap: 'Application',
};

export const emrServerless: readonly IntegrationRow[] = [
  {
    service: 'emr-containers',
    action: 'createVirtualCluster',
    patterns: R,
    parameters: 'Name! ContainerProvider!:object Tags:object SecurityConfigurationId',
    result: 'Arn Id Name',
    errors: containersErrors,
    api: { service: 'emrcontainers', operation: 'CreateVirtualCluster' },
    iam: [
      { actions: ['emr-containers:CreateVirtualCluster'], resources: ['*'] },
      { actions: ['iam:CreateServiceLinkedRole'], resources: ['*'] },
    ],
  },
  {
    service: 'emr-containers',
    action: 'deleteVirtualCluster',
    patterns: RS,
    parameters: 'Id!',
    result: 'Id',
    errors: containersErrors,
    api: { service: 'emrcontainers', operation: 'DeleteVirtualCluster' },
    iam: [
      { actions: ['emr-containers:DeleteVirtualCluster'], resources: [`${virtualClusters}{Id}`] },
      follows(['emr-containers:DescribeVirtualCluster'], `${virtualClusters}{Id}`),
    ],
    job: {
      id: '=Id',
      describe: { action: 'DescribeVirtualCluster', request: { id: '{id}' } },
      at: 'VirtualCluster',
      status: 'State',
      running: ['TERMINATING'],
      succeeded: ['TERMINATED'],
      failed: ['ARRESTED'],
    },
  },
  {
    service: 'emr-containers',
    action: 'startJobRun',
    patterns: RS,
    parameters: `VirtualClusterId! Name ExecutionRoleArn ReleaseLabel JobDriver:object ConfigurationOverrides:object
      Tags:object JobTemplateId JobTemplateParameters:object RetryPolicyConfiguration:object`,
    result: 'Arn Id Name? VirtualClusterId',
    errors: containersErrors,
    api: { service: 'emrcontainers', operation: 'StartJobRun' },
    iam: [
      { actions: ['emr-containers:StartJobRun'], resources: [`${virtualClusters}{VirtualClusterId}`] },
      follows(
        ['emr-containers:DescribeJobRun', 'emr-containers:CancelJobRun'],
        `${virtualClusters}{VirtualClusterId}/jobruns/*`,
      ),
    ],
    job: {
      id: 'Id',
      describe: { action: 'DescribeJobRun', request: { id: '{id}', virtualClusterId: '{VirtualClusterId}' } },
      at: 'JobRun',
      status: 'State',
      running: ['PENDING', 'SUBMITTED', 'RUNNING', 'CANCEL_PENDING'],
      succeeded: ['COMPLETED'],
      failed: ['FAILED', 'CANCELLED'],
      stop: { action: 'CancelJobRun', request: { id: '{id}', virtualClusterId: '{VirtualClusterId}' } },
    },
  },
  {
    service: 'emr-serverless',
    action: 'createApplication',
    patterns: RS,
    parameters: `ReleaseLabel! Type! Name InitialCapacity:object MaximumCapacity:object Tags:object
      AutoStartConfiguration:object AutoStopConfiguration:object NetworkConfiguration:object Architecture
      ImageConfiguration:object WorkerTypeSpecifications:object RuntimeConfiguration:list MonitoringConfiguration:object
      InteractiveConfiguration:object SchedulerConfiguration:object`,
    result: 'ApplicationId Arn Name?',
    errors: serverlessErrors,
    api: { service: 'emrserverless', operation: 'CreateApplication' },
    iam: [
      { actions: ['emr-serverless:CreateApplication'], resources: [anyApplication] },
      follows(['emr-serverless:GetApplication', 'emr-serverless:DeleteApplication'], anyApplication),
      watches('StepFunctionsGetEventsForEMRServerlessApplicationRule'),
    ],
    job: {
      ...applicationStates,
      id: 'ApplicationId',
      running: ['CREATING'],
      succeeded: ['CREATED'],
      failed: ['TERMINATED'],
    },
  },
  {
    service: 'emr-serverless',
    action: 'startApplication',
    patterns: RS,
    parameters: 'ApplicationId!',
    result: '',
    errors: serverlessErrors,
    api: { service: 'emrserverless', operation: 'StartApplication' },
    iam: [
      { actions: ['emr-serverless:StartApplication'], resources: [application] },
      follows(['emr-serverless:GetApplication', 'emr-serverless:StopApplication'], application),
      watches('StepFunctionsGetEventsForEMRServerlessApplicationRule'),
    ],
    job: { ...applicationStates, running: ['STARTING'], succeeded: ['STARTED'], failed: ['TERMINATED', 'STOPPED'] },
  },
  {
    service: 'emr-serverless',
    action: 'stopApplication',
    patterns: RS,
    parameters: 'ApplicationId!',
    result: '',
    errors: serverlessErrors,
    api: { service: 'emrserverless', operation: 'StopApplication' },
    iam: [
      { actions: ['emr-serverless:StopApplication'], resources: [application] },
      follows(['emr-serverless:GetApplication'], application),
      watches('StepFunctionsGetEventsForEMRServerlessApplicationRule'),
    ],
    job: { ...applicationStates, running: ['STOPPING'], succeeded: ['STOPPED'], failed: ['TERMINATED'] },
  },
  {
    service: 'emr-serverless',
    action: 'deleteApplication',
    patterns: RS,
    parameters: 'ApplicationId!',
    result: '',
    errors: serverlessErrors,
    api: { service: 'emrserverless', operation: 'DeleteApplication' },
    iam: [
      { actions: ['emr-serverless:DeleteApplication'], resources: [application] },
      follows(['emr-serverless:GetApplication'], application),
      watches('StepFunctionsGetEventsForEMRServerlessApplicationRule'),
    ],
    job: { ...applicationStates, running: ['STOPPED'], succeeded: ['TERMINATED'], failed: [] },
  },
  {
    service: 'emr-serverless',
    action: 'startJobRun',
    patterns: RS,
    parameters: `ApplicationId! ExecutionRoleArn! ExecutionIamPolicy:object JobDriver:object ConfigurationOverrides:object
      Tags:object ExecutionTimeoutMinutes:number Name Mode RetryPolicy:object`,
    result: 'ApplicationId Arn JobRunId',
    errors: serverlessErrors,
    api: { service: 'emrserverless', operation: 'StartJobRun' },
    iam: [
      { actions: ['emr-serverless:StartJobRun'], resources: [application] },
      passes('ExecutionRoleArn'),
      follows(['emr-serverless:GetJobRun', 'emr-serverless:CancelJobRun'], `${application}/jobruns/*`),
      watches('StepFunctionsGetEventsForEMRServerlessJobRule'),
    ],
    job: {
      id: 'JobRunId',
      describe: { action: 'GetJobRun', request: { applicationId: '{ApplicationId}', jobRunId: '{id}' } },
      at: 'JobRun',
      status: 'State',
      running: ['SUBMITTED', 'PENDING', 'SCHEDULED', 'RUNNING', 'CANCELLING'],
      succeeded: ['SUCCESS'],
      failed: ['FAILED', 'CANCELLED'],
      wrap: 'JobRun',
      stop: { action: 'CancelJobRun', request: { applicationId: '{ApplicationId}', jobRunId: '{id}' } },
    },
  },
  {
    service: 'emr-serverless',
    action: 'cancelJobRun',
    patterns: RS,
    parameters: 'ApplicationId! JobRunId! ShutdownGracePeriodInSeconds:number',
    result: 'ApplicationId JobRunId',
    errors: serverlessErrors,
    api: { service: 'emrserverless', operation: 'CancelJobRun' },
    iam: [
      { actions: ['emr-serverless:CancelJobRun'], resources: [`${application}/jobruns/{JobRunId}`] },
      follows(['emr-serverless:GetJobRun'], `${application}/jobruns/{JobRunId}`),
      watches('StepFunctionsGetEventsForEMRServerlessJobRule'),
    ],
    job: {
      id: '=JobRunId',
      describe: { action: 'GetJobRun', request: { applicationId: '{ApplicationId}', jobRunId: '{id}' } },
      at: 'JobRun',
      status: 'State',
      running: ['CANCELLING'],
      succeeded: ['CANCELLED'],
      failed: ['FAILED', 'SUCCESS'],
      wrap: 'JobRun',
    },
  },
];
