// Step Functions, Lambda and the places where long tasks run.
import { assignedUuid, byName, type Named, type ResourceKinds, textOf } from './kind';

const functionNameOf = (reference: string) =>
  reference.startsWith('arn:') ? (reference.split(':')[6] ?? reference) : (reference.split(':')[0] ?? reference);

const functionArn = (resource: Named, qualifier: string) => {
  const reference = textOf(resource, 'FunctionName');
  return resource.arn('lambda', `function:${functionNameOf(reference)}:${qualifier}`);
};
const aliasArn = (resource: Named) => functionArn(resource, resource.name);
const versionArn = (resource: Named) => functionArn(resource, '1');
const layerArn = (resource: Named) => resource.arn('lambda', `layer:${resource.name}:1`);
const machineVersionArn = (resource: Named) => `${textOf(resource, 'StateMachineArn')}:1`;
const taskDefinitionArn = (resource: Named) => resource.arn('ecs', `task-definition/${resource.name}:1`);

/** The machine that an alias routes to: version ARNs end in `:<number>`. */
const machineAliasArn = (resource: Named) => {
  const configured = JSON.stringify([
    resource.property('RoutingConfiguration'),
    resource.property('DeploymentPreference'),
  ]);
  const version = /"StateMachineVersionArn":"([^"]+):\d+"/.exec(configured)?.[1];
  return `${version ?? resource.arn('states', 'stateMachine:unknown')}:${resource.name}`;
};

export const computeKinds: ResourceKinds = {
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    nameLengthMax: 80,
    arn: (resource) => resource.arn('states', `stateMachine:${resource.name}`),
    ref: (resource) => resource.arn('states', `stateMachine:${resource.name}`),
    attributes: { Name: byName, StateMachineRevisionId: () => 'INITIAL' },
  },
  'AWS::StepFunctions::StateMachineVersion': {
    arn: machineVersionArn,
    ref: machineVersionArn,
  },
  'AWS::StepFunctions::StateMachineAlias': {
    nameProperty: 'Name',
    nameLengthMax: 80,
    arn: machineAliasArn,
    ref: machineAliasArn,
  },
  'AWS::StepFunctions::Activity': {
    nameProperty: 'Name',
    nameLengthMax: 80,
    arn: (resource) => resource.arn('states', `activity:${resource.name}`),
    ref: (resource) => resource.arn('states', `activity:${resource.name}`),
    attributes: { Name: byName },
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    nameLengthMax: 64,
    arn: (resource) => resource.arn('lambda', `function:${resource.name}`),
  },
  'AWS::Lambda::Version': {
    arn: versionArn,
    ref: versionArn,
    attributes: { FunctionArn: versionArn, Version: () => '1' },
  },
  'AWS::Lambda::Alias': { nameProperty: 'Name', arn: aliasArn, ref: aliasArn, attributes: { AliasArn: aliasArn } },
  'AWS::Lambda::LayerVersion': {
    nameProperty: 'LayerName',
    arn: layerArn,
    ref: layerArn,
    attributes: { LayerVersionArn: layerArn },
  },
  'AWS::Lambda::EventSourceMapping': { ref: assignedUuid, attributes: { Id: assignedUuid } },
  'AWS::Lambda::Url': {
    ref: (resource) => textOf(resource, 'TargetFunctionArn'),
    attributes: {
      FunctionArn: (resource) => textOf(resource, 'TargetFunctionArn'),
      FunctionUrl: (resource) => `https://${resource.assigned(32)}.lambda-url.${resource.region}.on.aws/`,
    },
  },
  'AWS::ECS::Cluster': {
    nameProperty: 'ClusterName',
    arn: (resource) => resource.arn('ecs', `cluster/${resource.name}`),
  },
  'AWS::ECS::TaskDefinition': {
    nameProperty: 'Family',
    arn: taskDefinitionArn,
    ref: taskDefinitionArn,
    attributes: { TaskDefinitionArn: taskDefinitionArn },
  },
  'AWS::ECS::Service': {
    nameProperty: 'ServiceName',
    arn: (resource) => resource.arn('ecs', `service/${resource.name}`),
    ref: (resource) => resource.arn('ecs', `service/${resource.name}`),
    attributes: { Name: byName },
  },
  'AWS::Batch::JobQueue': {
    nameProperty: 'JobQueueName',
    arn: (resource) => resource.arn('batch', `job-queue/${resource.name}`),
    ref: (resource) => resource.arn('batch', `job-queue/${resource.name}`),
    attributes: { JobQueueArn: (resource) => resource.arn('batch', `job-queue/${resource.name}`) },
  },
  'AWS::Batch::JobDefinition': {
    nameProperty: 'JobDefinitionName',
    arn: (resource) => resource.arn('batch', `job-definition/${resource.name}:1`),
    ref: (resource) => resource.arn('batch', `job-definition/${resource.name}:1`),
  },
  'AWS::Batch::ComputeEnvironment': {
    nameProperty: 'ComputeEnvironmentName',
    arn: (resource) => resource.arn('batch', `compute-environment/${resource.name}`),
    ref: (resource) => resource.arn('batch', `compute-environment/${resource.name}`),
    attributes: { ComputeEnvironmentArn: (resource) => resource.arn('batch', `compute-environment/${resource.name}`) },
  },
  'AWS::CodeBuild::Project': {
    nameProperty: 'Name',
    arn: (resource) => resource.arn('codebuild', `project/${resource.name}`),
  },
  'AWS::SageMaker::Model': {
    nameProperty: 'ModelName',
    nameLengthMax: 63,
    arn: (resource) => resource.arn('sagemaker', `model/${resource.name}`),
    ref: (resource) => resource.arn('sagemaker', `model/${resource.name}`),
    attributes: { ModelName: byName },
  },
  'AWS::SageMaker::Endpoint': {
    nameProperty: 'EndpointName',
    nameLengthMax: 63,
    arn: (resource) => resource.arn('sagemaker', `endpoint/${resource.name}`),
    ref: (resource) => resource.arn('sagemaker', `endpoint/${resource.name}`),
    attributes: { EndpointName: byName },
  },
  'AWS::SageMaker::EndpointConfig': {
    nameProperty: 'EndpointConfigName',
    nameLengthMax: 63,
    arn: (resource) => resource.arn('sagemaker', `endpoint-config/${resource.name}`),
    ref: (resource) => resource.arn('sagemaker', `endpoint-config/${resource.name}`),
    attributes: { EndpointConfigName: byName },
  },
  'AWS::SageMaker::ModelPackageGroup': {
    nameProperty: 'ModelPackageGroupName',
    nameLengthMax: 63,
    arn: (resource) => resource.arn('sagemaker', `model-package-group/${resource.name}`),
    ref: (resource) => resource.arn('sagemaker', `model-package-group/${resource.name}`),
    attributes: {
      ModelPackageGroupArn: (resource) => resource.arn('sagemaker', `model-package-group/${resource.name}`),
    },
  },
  'AWS::SageMaker::Pipeline': {
    nameProperty: 'PipelineName',
    arn: (resource) => resource.arn('sagemaker', `pipeline/${resource.name.toLowerCase()}`),
  },
  'AWS::EMRServerless::Application': {
    nameProperty: 'Name',
    arn: (resource) => resource.arn('emr-serverless', `/applications/${resource.assigned(16)}`),
    ref: (resource) => resource.assigned(16),
    attributes: { ApplicationId: (resource) => resource.assigned(16) },
  },
};
