// Jobs that run for a while: Amazon ECS, AWS Batch, AWS Glue, DataBrew, MediaConvert.
import { follows, type IntegrationRow, passes, RS, RST, watches } from './row';

export const jobs: readonly IntegrationRow[] = [
  {
    service: 'ecs',
    action: 'runTask',
    patterns: RST,
    // The API's Count and StartedBy are not among what Step Functions takes: it sets them itself.
    parameters: `TaskDefinition! CapacityProviderStrategy:list Cluster EnableECSManagedTags:flag EnableExecuteCommand:flag
      Group LaunchType NetworkConfiguration:object Overrides:object PlacementConstraints:list PlacementStrategy:list
      PlatformVersion PropagateTags ReferenceId Tags:list VolumeConfigurations:list`,
    result: 'Failures Tasks',
    errors: { prefix: 'ECS', service: 'AmazonECS', base: 'AmazonECSException' },
    api: { service: 'ecs', operation: 'RunTask' },
    iam: [
      {
        actions: ['ecs:RunTask'],
        resources: ['arn:{partition}:ecs:{region}:{account}:task-definition/{TaskDefinition}'],
      },
      follows(['ecs:StopTask', 'ecs:DescribeTasks'], '*'),
      watches('StepFunctionsGetEventsForECSTaskRule'),
      { actions: ['iam:PassRole'], resources: ['*'] },
    ],
    job: {
      id: 'Tasks[0].TaskArn',
      describe: { action: 'DescribeTasks', request: { tasks: ['{id}'], cluster: '{Cluster}' } },
      at: 'Tasks[0]',
      status: 'LastStatus',
      running: ['PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'DEACTIVATING', 'STOPPING', 'DEPROVISIONING'],
      succeeded: ['STOPPED'],
      failed: [],
      stop: { action: 'StopTask', request: { task: '{id}', cluster: '{Cluster}' } },
    },
  },
  {
    service: 'batch',
    action: 'submitJob',
    patterns: RS,
    parameters: `JobName! JobQueue! JobDefinition! ShareIdentifier SchedulingPriorityOverride:number ArrayProperties:object
      DependsOn:list Parameters:object ContainerOverrides:object NodeOverrides:object RetryStrategy:object
      PropagateTags:flag Timeout:object Tags:object EksPropertiesOverride:object EcsPropertiesOverride:object`,
    result: 'JobArn JobId JobName',
    errors: { prefix: 'Batch', service: 'AWSBatch', base: 'AWSBatchException' },
    api: { service: 'batch', operation: 'SubmitJob' },
    iam: [
      {
        actions: ['batch:SubmitJob'],
        resources: [
          'arn:{partition}:batch:{region}:{account}:job-definition/{JobDefinition}',
          'arn:{partition}:batch:{region}:{account}:job-queue/{JobQueue}',
        ],
      },
      follows(['batch:DescribeJobs', 'batch:TerminateJob'], '*'),
      watches('StepFunctionsGetEventsForBatchJobsRule'),
    ],
    job: {
      id: 'JobId',
      describe: { action: 'DescribeJobs', request: { jobs: ['{id}'] } },
      at: 'Jobs[0]',
      status: 'Status',
      running: ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING'],
      succeeded: ['SUCCEEDED'],
      failed: ['FAILED'],
      stop: { action: 'TerminateJob', request: { jobId: '{id}', reason: 'The execution was stopped' } },
    },
  },
  {
    service: 'glue',
    action: 'startJobRun',
    patterns: RS,
    parameters: `JobName! JobRunQueuingEnabled:flag JobRunId Arguments:object AllocatedCapacity:number Timeout:number
      MaxCapacity:number SecurityConfiguration NotificationProperty:object WorkerType NumberOfWorkers:number ExecutionClass`,
    result: 'JobRunId',
    errors: { prefix: 'Glue', service: 'AWSGlue', base: 'AWSGlueException' },
    api: { service: 'glue', operation: 'StartJobRun' },
    iam: [
      { actions: ['glue:StartJobRun'], resources: ['arn:{partition}:glue:{region}:{account}:job/{JobName}'] },
      follows(
        ['glue:GetJobRun', 'glue:GetJobRuns', 'glue:BatchStopJobRun'],
        'arn:{partition}:glue:{region}:{account}:job/{JobName}',
      ),
    ],
    job: {
      id: 'JobRunId',
      describe: { action: 'GetJobRun', request: { JobName: '{JobName}', RunId: '{id}' } },
      at: 'JobRun',
      status: 'JobRunState',
      running: ['WAITING', 'STARTING', 'RUNNING', 'STOPPING'],
      succeeded: ['SUCCEEDED'],
      failed: ['FAILED', 'TIMEOUT', 'STOPPED', 'ERROR', 'EXPIRED'],
      stop: { action: 'BatchStopJobRun', request: { JobName: '{JobName}', JobRunIds: ['{id}'] } },
    },
  },
  {
    service: 'databrew',
    action: 'startJobRun',
    patterns: RS,
    parameters: 'Name!',
    result: 'RunId',
    errors: { prefix: 'DataBrew', service: 'AWSGlueDataBrew', base: 'AWSGlueDataBrewException' },
    api: { service: 'databrew', operation: 'StartJobRun' },
    iam: [
      { actions: ['databrew:StartJobRun'], resources: ['arn:{partition}:databrew:{region}:{account}:job/{Name}'] },
      follows(
        ['databrew:ListJobRuns', 'databrew:StopJobRun'],
        'arn:{partition}:databrew:{region}:{account}:job/{Name}',
      ),
    ],
    job: {
      id: 'RunId',
      describe: { action: 'DescribeJobRun', request: { Name: '{Name}', RunId: '{id}' } },
      at: '',
      status: 'State',
      running: ['STARTING', 'RUNNING', 'STOPPING'],
      succeeded: ['SUCCEEDED'],
      failed: ['FAILED', 'TIMEOUT', 'STOPPED'],
      stop: { action: 'StopJobRun', request: { Name: '{Name}', RunId: '{id}' } },
    },
  },
  {
    service: 'mediaconvert',
    action: 'createJob',
    patterns: RS,
    parameters: `Role! Settings!:object AccelerationSettings:object BillingTagsSource ClientRequestToken HopDestinations:list
      JobEngineVersion JobTemplate Priority:number Queue SimulateReservedQueue StatusUpdateInterval Tags:object
      UserMetadata:object`,
    result: 'Job',
    errors: { prefix: 'MediaConvert', service: 'AWSMediaConvert', base: 'AWSMediaConvertException' },
    api: { service: 'mediaconvert', operation: 'CreateJob' },
    iam: [
      { actions: ['mediaconvert:CreateJob'], resources: ['*'] },
      passes('Role'),
      follows(['mediaconvert:GetJob', 'mediaconvert:CancelJob'], '*'),
      watches('StepFunctionsGetEventsForMediaConvertJobRule'),
    ],
    job: {
      id: 'Job.Id',
      describe: { action: 'GetJob', request: { Id: '{id}' } },
      at: 'Job',
      status: 'Status',
      running: ['SUBMITTED', 'PROGRESSING'],
      succeeded: ['COMPLETE'],
      failed: ['ERROR', 'CANCELED'],
      wrap: 'Job',
      stop: { action: 'CancelJob', request: { Id: '{id}' } },
    },
  },
];
