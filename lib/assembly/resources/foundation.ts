// Identity, keys, logs, networks, interfaces and stacks.
import { assignedUuid, byName, type Named, type ResourceKinds, textOf } from './kind';

/** IAM is global: no region in its ARNs; a path stands before the name. */
const iamArn = (kind: string) => (resource: Named) => {
  const path = textOf(resource, 'Path') || '/';
  return `arn:${resource.partition}:iam::${resource.account}:${kind}${path}${resource.name}`;
};
const keyArn = (resource: Named) => resource.arn('kms', `key/${assignedUuid(resource)}`);
const apiId = (resource: Named) => resource.assigned(10);
const executeApi = (resource: Named) => `https://${apiId(resource)}.execute-api.${resource.region}.amazonaws.com`;
const ec2 = (prefix: string) => (resource: Named) => `${prefix}-${resource.assigned(17)}`;

export const foundationKinds: ResourceKinds = {
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    nameLengthMax: 64,
    arn: iamArn('role'),
    attributes: { RoleId: (resource) => `AROA${resource.assigned(17).toUpperCase()}` },
  },
  'AWS::IAM::User': { nameProperty: 'UserName', nameLengthMax: 64, arn: iamArn('user') },
  'AWS::IAM::Group': { nameProperty: 'GroupName', arn: iamArn('group') },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    arn: iamArn('policy'),
    ref: iamArn('policy'),
    attributes: { PolicyArn: iamArn('policy') },
  },
  'AWS::IAM::Policy': { nameProperty: 'PolicyName', attributes: { Id: byName } },
  'AWS::IAM::InstanceProfile': { nameProperty: 'InstanceProfileName', arn: iamArn('instance-profile') },
  'AWS::KMS::Key': { arn: keyArn, ref: assignedUuid, attributes: { KeyId: assignedUuid } },
  'AWS::KMS::Alias': { nameProperty: 'AliasName', arn: (resource) => resource.arn('kms', resource.name) },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    nameLengthMax: 512,
    // AWS: the attribute ends in `:*`, which is what logging configurations ask for.
    arn: (resource) => resource.arn('logs', `log-group:${resource.name}:*`),
  },
  'AWS::Logs::LogStream': { nameProperty: 'LogStreamName' },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    nameLengthMax: 255,
    arn: (resource) => resource.arn('cloudwatch', `alarm:${resource.name}`),
  },
  'AWS::CloudWatch::Dashboard': { nameProperty: 'DashboardName' },
  'AWS::ApiGateway::RestApi': {
    nameProperty: 'Name',
    ref: apiId,
    attributes: { RootResourceId: (resource) => resource.assigned(12).slice(2), RestApiId: apiId },
  },
  'AWS::ApiGateway::Resource': { ref: apiId, attributes: { ResourceId: apiId } },
  'AWS::ApiGateway::Deployment': { ref: apiId, attributes: { DeploymentId: apiId } },
  'AWS::ApiGateway::Stage': { nameProperty: 'StageName' },
  'AWS::ApiGatewayV2::Api': { nameProperty: 'Name', ref: apiId, attributes: { ApiId: apiId, ApiEndpoint: executeApi } },
  'AWS::ApiGatewayV2::Stage': { nameProperty: 'StageName' },
  'AWS::ApiGatewayV2::Integration': { ref: apiId, attributes: { IntegrationId: apiId } },
  'AWS::Cognito::UserPool': {
    nameProperty: 'UserPoolName',
    arn: (resource) => resource.arn('cognito-idp', `userpool/${resource.region}_${resource.assigned(9)}`),
    ref: (resource) => `${resource.region}_${resource.assigned(9)}`,
    attributes: { UserPoolId: (resource) => `${resource.region}_${resource.assigned(9)}` },
  },
  'AWS::EC2::VPC': { ref: ec2('vpc'), attributes: { VpcId: ec2('vpc') } },
  'AWS::EC2::Subnet': { ref: ec2('subnet'), attributes: { SubnetId: ec2('subnet') } },
  'AWS::EC2::SecurityGroup': { ref: ec2('sg'), attributes: { GroupId: ec2('sg') } },
  'AWS::CloudFormation::WaitConditionHandle': {
    ref: (resource) =>
      `https://cloudformation-waitcondition-${resource.region}.s3.amazonaws.com/${resource.assigned(16)}`,
  },
};
