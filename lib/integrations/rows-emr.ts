// Amazon EMR on EC2, under the names that Step Functions gives to its actions.
import { follows, type IntegrationRow, passes, R, RS, watches } from './row';

const emrErrors = { prefix: 'EMR', service: 'AmazonElasticMapReduce', base: 'AmazonElasticMapReduceException' };
const cluster = 'arn:{partition}:elasticmapreduce:{region}:{account}:cluster/{ClusterId}';

export const emr: readonly IntegrationRow[] = [
  {
    service: 'elasticmapreduce',
    action: 'createCluster',
    patterns: RS,
    parameters: `Name! Instances!:object LogUri LogEncryptionKmsKeyId AdditionalInfo AmiVersion ReleaseLabel Steps:list
      BootstrapActions:list SupportedProducts:list NewSupportedProducts:list Applications:list Configurations:list
      VisibleToAllUsers:flag JobFlowRole ServiceRole Tags:list SecurityConfiguration AutoScalingRole ScaleDownBehavior
      CustomAmiId EbsRootVolumeSize:number RepoUpgradeOnBoot KerberosAttributes:object StepConcurrencyLevel:number
      ManagedScalingPolicy:object PlacementGroupConfigs:list AutoTerminationPolicy:object OSReleaseLabel`,
    result: 'ClusterId ClusterArn',
    errors: emrErrors,
    api: { service: 'emr', operation: 'RunJobFlow' },
    iam: [
      { actions: ['elasticmapreduce:RunJobFlow', 'elasticmapreduce:AddTags'], resources: ['*'] },
      passes('ServiceRole'),
      passes('JobFlowRole'),
      passes('AutoScalingRole'),
      follows(['elasticmapreduce:DescribeCluster', 'elasticmapreduce:TerminateJobFlows'], '*'),
      watches('StepFunctionsGetEventForEMRRunJobFlowRule'),
    ],
    job: {
      id: 'ClusterId',
      describe: { action: 'DescribeCluster', request: { ClusterId: '{id}' } },
      at: 'Cluster',
      status: 'Status.State',
      running: ['STARTING', 'BOOTSTRAPPING', 'RUNNING'],
      succeeded: ['WAITING', 'TERMINATED'],
      failed: ['TERMINATING', 'TERMINATED_WITH_ERRORS'],
      wrap: 'Cluster',
      keep: true,
      stop: { action: 'TerminateJobFlows', request: { JobFlowIds: ['{id}'] } },
    },
  },
  {
    service: 'elasticmapreduce',
    action: 'addStep',
    patterns: RS,
    parameters: 'ClusterId! Step!:object ExecutionRoleArn',
    result: 'StepId',
    errors: emrErrors,
    api: { service: 'emr', operation: 'AddJobFlowSteps' },
    iam: [
      { actions: ['elasticmapreduce:AddJobFlowSteps'], resources: [cluster] },
      passes('ExecutionRoleArn'),
      follows(['elasticmapreduce:DescribeStep', 'elasticmapreduce:CancelSteps'], cluster),
      watches('StepFunctionsGetEventForEMRAddJobFlowStepsRule'),
    ],
    job: {
      id: 'StepId',
      describe: { action: 'DescribeStep', request: { ClusterId: '{ClusterId}', StepId: '{id}' } },
      at: 'Step',
      status: 'Status.State',
      running: ['PENDING', 'RUNNING', 'CANCEL_PENDING'],
      succeeded: ['COMPLETED'],
      failed: ['FAILED', 'CANCELLED', 'INTERRUPTED'],
      wrap: 'Step',
      stop: { action: 'CancelSteps', request: { ClusterId: '{ClusterId}', StepIds: ['{id}'] } },
    },
  },
  {
    service: 'elasticmapreduce',
    action: 'terminateCluster',
    patterns: RS,
    parameters: 'ClusterId!',
    result: '',
    errors: emrErrors,
    api: { service: 'emr', operation: 'TerminateJobFlows' },
    iam: [
      { actions: ['elasticmapreduce:TerminateJobFlows'], resources: [cluster] },
      follows(['elasticmapreduce:DescribeCluster'], cluster),
      watches('StepFunctionsGetEventForEMRTerminateJobFlowsRule'),
    ],
    job: {
      id: '=ClusterId',
      describe: { action: 'DescribeCluster', request: { ClusterId: '{id}' } },
      at: 'Cluster',
      status: 'Status.State',
      running: ['TERMINATING'],
      succeeded: ['TERMINATED'],
      failed: ['TERMINATED_WITH_ERRORS'],
      wrap: 'Cluster',
    },
  },
  {
    service: 'elasticmapreduce',
    action: 'cancelStep',
    patterns: R,
    parameters: 'ClusterId! StepId!',
    result: 'CancelStepsInfo',
    errors: emrErrors,
    api: { service: 'emr', operation: 'CancelSteps' },
    iam: [{ actions: ['elasticmapreduce:CancelSteps'], resources: [cluster] }],
  },
  {
    service: 'elasticmapreduce',
    action: 'setClusterTerminationProtection',
    patterns: R,
    parameters: 'ClusterId! TerminationProtected!:flag',
    result: '',
    errors: emrErrors,
    api: { service: 'emr', operation: 'SetTerminationProtection' },
    iam: [{ actions: ['elasticmapreduce:SetTerminationProtection'], resources: [cluster] }],
  },
  {
    service: 'elasticmapreduce',
    action: 'modifyInstanceFleetByName',
    patterns: R,
    parameters: 'ClusterId! InstanceFleetName! InstanceFleet!:object',
    result: '',
    errors: emrErrors,
    api: { service: 'emr', operation: 'ModifyInstanceFleet' },
    iam: [
      {
        actions: ['elasticmapreduce:ModifyInstanceFleet', 'elasticmapreduce:ListInstanceFleets'],
        resources: [cluster],
      },
    ],
  },
  {
    service: 'elasticmapreduce',
    action: 'modifyInstanceGroupByName',
    patterns: R,
    parameters: 'ClusterId! InstanceGroupName! InstanceGroup!:object',
    result: '',
    errors: emrErrors,
    api: { service: 'emr', operation: 'ModifyInstanceGroups' },
    iam: [
      {
        actions: ['elasticmapreduce:ModifyInstanceGroups', 'elasticmapreduce:ListInstanceGroups'],
        resources: [cluster],
      },
    ],
  },
];
