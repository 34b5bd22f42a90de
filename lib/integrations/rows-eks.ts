// Amazon EKS: clusters and their parts as resources that .sync waits for, and Kubernetes' own API.
import { follows, type IntegrationRow, type Job, passes, R, RS, RST } from './row';

const errors = { prefix: 'EKS', service: 'AmazonEKS', base: 'AmazonEKSException' };
const cluster = 'arn:{partition}:eks:{region}:{account}:cluster/{Name}';
const named = 'arn:{partition}:eks:{region}:{account}:cluster/{ClusterName}';
const fargateProfile = 'arn:{partition}:eks:{region}:{account}:fargateprofile/{ClusterName}/{FargateProfileName}/*';
const nodegroup = 'arn:{partition}:eks:{region}:{account}:nodegroup/{ClusterName}/{NodegroupName}/*';
const kubernetes = 'ClusterName! CertificateAuthority! Endpoint!';

const followCluster = {
  describe: { action: 'DescribeCluster', request: { name: '{id}' } },
  at: 'Cluster',
  wrap: 'Cluster',
};
const followProfile = {
  describe: { action: 'DescribeFargateProfile', request: { clusterName: '{ClusterName}', fargateProfileName: '{id}' } },
  at: 'FargateProfile',
  wrap: 'FargateProfile',
};
const followNodegroup = {
  describe: { action: 'DescribeNodegroup', request: { clusterName: '{ClusterName}', nodegroupName: '{id}' } },
  at: 'Nodegroup',
  wrap: 'Nodegroup',
};

function creating(follow: Omit<Job, 'id' | 'status' | 'running' | 'succeeded' | 'failed'>, id: string): Job {
  return {
    ...follow,
    id,
    status: 'Status',
    running: ['CREATING'],
    succeeded: ['ACTIVE'],
    failed: ['CREATE_FAILED', 'FAILED'],
  };
}
/** SPEC: a deletion has succeeded when describing says that there is no such thing; DELETED is our word for that. */
function deleting(follow: Omit<Job, 'id' | 'status' | 'running' | 'succeeded' | 'failed'>, id: string): Job {
  return {
    ...follow,
    id,
    status: 'Status',
    running: ['DELETING'],
    succeeded: ['DELETED'],
    failed: ['DELETE_FAILED', 'FAILED'],
  };
}

export const eks: readonly IntegrationRow[] = [
  {
    service: 'eks',
    action: 'createCluster',
    patterns: RS,
    parameters: `Name! RoleArn! ResourcesVpcConfig!:object Version KubernetesNetworkConfig:object Logging:object
      ClientRequestToken Tags:object EncryptionConfig:list AccessConfig:object`,
    result: 'Cluster',
    errors,
    api: { service: 'eks', operation: 'CreateCluster' },
    iam: [
      { actions: ['eks:CreateCluster'], resources: ['*'] },
      passes('RoleArn'),
      follows(['eks:DescribeCluster', 'eks:DeleteCluster'], cluster),
    ],
    job: { ...creating(followCluster, '=Name'), stop: { action: 'DeleteCluster', request: { name: '{id}' } } },
  },
  {
    service: 'eks',
    action: 'deleteCluster',
    patterns: RS,
    parameters: 'Name!',
    result: 'Cluster',
    errors,
    api: { service: 'eks', operation: 'DeleteCluster' },
    iam: [{ actions: ['eks:DeleteCluster'], resources: [cluster] }, follows(['eks:DescribeCluster'], cluster)],
    job: deleting(followCluster, '=Name'),
  },
  {
    service: 'eks',
    action: 'createFargateProfile',
    patterns: RS,
    parameters: `FargateProfileName! ClusterName! PodExecutionRoleArn! Subnets:list Selectors:list ClientRequestToken
      Tags:object`,
    result: 'FargateProfile',
    errors,
    api: { service: 'eks', operation: 'CreateFargateProfile' },
    iam: [
      { actions: ['eks:CreateFargateProfile'], resources: [named] },
      passes('PodExecutionRoleArn'),
      follows(['eks:DescribeFargateProfile', 'eks:DeleteFargateProfile'], fargateProfile),
    ],
    job: {
      ...creating(followProfile, '=FargateProfileName'),
      stop: {
        action: 'DeleteFargateProfile',
        request: { clusterName: '{ClusterName}', fargateProfileName: '{id}' },
      },
    },
  },
  {
    service: 'eks',
    action: 'deleteFargateProfile',
    patterns: RS,
    parameters: 'ClusterName! FargateProfileName!',
    result: 'FargateProfile',
    errors,
    api: { service: 'eks', operation: 'DeleteFargateProfile' },
    iam: [
      { actions: ['eks:DeleteFargateProfile'], resources: [fargateProfile] },
      follows(['eks:DescribeFargateProfile'], fargateProfile),
    ],
    job: deleting(followProfile, '=FargateProfileName'),
  },
  {
    service: 'eks',
    action: 'createNodegroup',
    patterns: RS,
    parameters: `ClusterName! NodegroupName! Subnets!:list NodeRole! ScalingConfig:object DiskSize:number
      InstanceTypes:list AmiType RemoteAccess:object Labels:object Taints:list Tags:object ClientRequestToken
      LaunchTemplate:object UpdateConfig:object CapacityType Version ReleaseVersion`,
    result: 'Nodegroup',
    errors,
    api: { service: 'eks', operation: 'CreateNodegroup' },
    iam: [
      { actions: ['eks:CreateNodegroup'], resources: [named] },
      passes('NodeRole'),
      follows(['eks:DescribeNodegroup', 'eks:DeleteNodegroup'], nodegroup),
    ],
    job: {
      ...creating(followNodegroup, '=NodegroupName'),
      stop: { action: 'DeleteNodegroup', request: { clusterName: '{ClusterName}', nodegroupName: '{id}' } },
    },
  },
  {
    service: 'eks',
    action: 'deleteNodegroup',
    patterns: RS,
    parameters: 'ClusterName! NodegroupName!',
    result: 'Nodegroup',
    errors,
    api: { service: 'eks', operation: 'DeleteNodegroup' },
    iam: [{ actions: ['eks:DeleteNodegroup'], resources: [nodegroup] }, follows(['eks:DescribeNodegroup'], nodegroup)],
    job: deleting(followNodegroup, '=NodegroupName'),
  },
  {
    service: 'eks',
    action: 'call',
    patterns: R,
    parameters: `${kubernetes} Method! Path! QueryParameters:object RequestBody:object`,
    result: 'ResponseBody StatusCode',
    errors,
    api: undefined,
    // The role needs no IAM permission: the cluster's own access rules decide.
    iam: [],
  },
  {
    service: 'eks',
    action: 'runJob',
    patterns: RST,
    parameters: `${kubernetes} Job!:object Namespace LogOptions:object`,
    result: 'ResponseBody StatusCode',
    errors,
    api: undefined,
    iam: [],
    job: {
      id: 'ResponseBody.metadata.name',
      describe: { action: 'ReadNamespacedJobStatus', request: { name: '{id}', namespace: '{Namespace}' } },
      at: '',
      status: 'Phase',
      running: ['Active'],
      succeeded: ['Complete'],
      failed: ['Failed'],
    },
  },
];
