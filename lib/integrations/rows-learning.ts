// Amazon SageMaker, Amazon Bedrock and Bedrock AgentCore.
import { follows, type IntegrationRow, type Job, passes, R, RS, RST, watches } from './row';

const sagemakerErrors = { prefix: 'SageMaker', service: 'AmazonSageMaker', base: 'AmazonSageMakerException' };

/** SageMaker's jobs are alike: they are named by the caller and described flat. */
function sagemakerJob(noun: string): Job {
  return {
    id: `=${noun}Name`,
    describe: { action: `Describe${noun}`, request: { [`${noun}Name`]: '{id}' } },
    at: '',
    status: `${noun}Status`,
    running: ['InProgress', 'Stopping'],
    succeeded: ['Completed'],
    failed: ['Failed', 'Stopped'],
    stop: { action: `Stop${noun}`, request: { [`${noun}Name`]: '{id}' } },
  };
}

function sagemakerRow(noun: string, arnType: string, rule: string, parameters: string): IntegrationRow {
  const resource = `arn:{partition}:sagemaker:{region}:{account}:${arnType}/{${noun}Name}`;
  return {
    service: 'sagemaker',
    action: `create${noun}`,
    patterns: RS,
    parameters: `${noun}Name! ${parameters}`,
    result: `${noun}Arn`,
    errors: sagemakerErrors,
    api: { service: 'sagemaker', operation: `Create${noun}` },
    iam: [
      { actions: [`sagemaker:Create${noun}`], resources: [resource] },
      { actions: ['sagemaker:AddTags'], resources: [resource], when: 'Tags' },
      passes('RoleArn'),
      passes('TrainingJobDefinition.RoleArn'),
      follows([`sagemaker:Describe${noun}`, `sagemaker:Stop${noun}`], resource),
      { actions: ['sagemaker:ListTags'], resources: ['*'], patterns: ['sync'] },
      watches(rule),
    ],
    job: sagemakerJob(noun),
  };
}

/** What exists after the call but is not waited for. */
function sagemakerResource(
  verb: 'create' | 'update',
  noun: string,
  arnType: string,
  parameters: string,
): IntegrationRow {
  const operation = `${verb === 'create' ? 'Create' : 'Update'}${noun}`;
  return {
    service: 'sagemaker',
    action: `${verb}${noun}`,
    patterns: R,
    parameters,
    result: `${noun}Arn`,
    errors: sagemakerErrors,
    api: { service: 'sagemaker', operation },
    iam: [
      {
        actions: [`sagemaker:${operation}`],
        resources: [`arn:{partition}:sagemaker:{region}:{account}:${arnType}/{${noun}Name}`],
      },
      passes('ExecutionRoleArn'),
    ],
  };
}

export const learning: readonly IntegrationRow[] = [
  sagemakerRow(
    'TrainingJob',
    'training-job',
    'StepFunctionsGetEventsForSageMakerTrainingJobsRule',
    `RoleArn! OutputDataConfig!:object HyperParameters:object AlgorithmSpecification:object InputDataConfig:list
    ResourceConfig:object VpcConfig:object StoppingCondition:object Tags:list EnableNetworkIsolation:flag
    EnableInterContainerTrafficEncryption:flag EnableManagedSpotTraining:flag CheckpointConfig:object
    DebugHookConfig:object DebugRuleConfigurations:list TensorBoardOutputConfig:object ExperimentConfig:object
    ProfilerConfig:object ProfilerRuleConfigurations:list Environment:object RetryStrategy:object`,
  ),
  sagemakerRow(
    'TransformJob',
    'transform-job',
    'StepFunctionsGetEventsForSageMakerTransformJobsRule',
    `ModelName! TransformInput!:object TransformOutput!:object TransformResources!:object MaxConcurrentTransforms:number
    ModelClientConfig:object MaxPayloadInMB:number BatchStrategy Environment:object DataProcessing:object Tags:list
    ExperimentConfig:object`,
  ),
  sagemakerRow(
    'ProcessingJob',
    'processing-job',
    'StepFunctionsGetEventsForSageMakerProcessingJobsRule',
    `ProcessingResources!:object AppSpecification!:object RoleArn! ProcessingInputs:list ProcessingOutputConfig:object
    StoppingCondition:object Environment:object NetworkConfig:object Tags:list ExperimentConfig:object`,
  ),
  sagemakerRow(
    'HyperParameterTuningJob',
    'hyper-parameter-tuning-job',
    'StepFunctionsGetEventsForSageMakerTuningJobsRule',
    `HyperParameterTuningJobConfig!:object TrainingJobDefinition:object TrainingJobDefinitions:list
    WarmStartConfig:object Tags:list`,
  ),
  sagemakerRow(
    'LabelingJob',
    'labeling-job',
    'StepFunctionsGetEventsForSageMakerLabelingJobsRule',
    `LabelAttributeName! InputConfig!:object OutputConfig!:object RoleArn! HumanTaskConfig!:object
    LabelCategoryConfigS3Uri StoppingConditions:object LabelingJobAlgorithmsConfig:object Tags:list`,
  ),
  sagemakerResource(
    'create',
    'Model',
    'model',
    `ModelName! PrimaryContainer:object Containers:list InferenceExecutionConfig:object ExecutionRoleArn Tags:list
    VpcConfig:object EnableNetworkIsolation:flag`,
  ),
  sagemakerResource(
    'create',
    'EndpointConfig',
    'endpoint-config',
    `EndpointConfigName! ProductionVariants!:list DataCaptureConfig:object Tags:list KmsKeyId
    AsyncInferenceConfig:object ExplainerConfig:object ShadowProductionVariants:list ExecutionRoleArn`,
  ),
  sagemakerResource(
    'create',
    'Endpoint',
    'endpoint',
    'EndpointName! EndpointConfigName! DeploymentConfig:object Tags:list',
  ),
  sagemakerResource(
    'update',
    'Endpoint',
    'endpoint',
    `EndpointName! EndpointConfigName! RetainAllVariantProperties:flag ExcludeRetainedVariantProperties:list
    DeploymentConfig:object RetainDeploymentConfig:flag`,
  ),
  {
    service: 'bedrock',
    action: 'invokeModel',
    patterns: R,
    parameters: `ModelId! Body:any Accept ContentType Input:object Output:object Trace GuardrailIdentifier GuardrailVersion
      PerformanceConfigLatency`,
    result: 'Body ContentType?',
    errors: { prefix: 'BedrockRuntime', base: 'BedrockRuntimeException' },
    api: { service: 'bedrockruntime', operation: 'InvokeModel' },
    iam: [
      { actions: ['bedrock:InvokeModel'], resources: ['arn:{partition}:bedrock:{region}::foundation-model/{ModelId}'] },
      { actions: ['s3:GetObject'], resources: ['arn:{partition}:s3:::{Input.S3Uri#path}'], when: 'Input.S3Uri' },
      { actions: ['s3:PutObject'], resources: ['arn:{partition}:s3:::{Output.S3Uri#path}'], when: 'Output.S3Uri' },
    ],
  },
  {
    service: 'bedrock',
    action: 'createModelCustomizationJob',
    patterns: RST,
    parameters: `JobName! CustomModelName! RoleArn! BaseModelIdentifier! TrainingDataConfig!:object
      OutputDataConfig!:object ClientRequestToken CustomizationType CustomModelKmsKeyId JobTags:list CustomModelTags:list
      ValidationDataConfig:object HyperParameters:object VpcConfig:object`,
    result: 'JobArn',
    errors: { prefix: 'Bedrock', base: 'BedrockException' },
    api: { service: 'bedrock', operation: 'CreateModelCustomizationJob' },
    iam: [
      {
        actions: ['bedrock:CreateModelCustomizationJob', 'bedrock:TagResource'],
        resources: [
          'arn:{partition}:bedrock:{region}::foundation-model/{BaseModelIdentifier}',
          'arn:{partition}:bedrock:{region}:{account}:custom-model/*',
          'arn:{partition}:bedrock:{region}:{account}:model-customization-job/*',
        ],
      },
      passes('RoleArn'),
      follows(
        ['bedrock:GetModelCustomizationJob', 'bedrock:StopModelCustomizationJob'],
        'arn:{partition}:bedrock:{region}:{account}:model-customization-job/*',
      ),
    ],
    job: {
      id: 'JobArn',
      describe: { action: 'GetModelCustomizationJob', request: { jobIdentifier: '{id}' } },
      at: '',
      status: 'Status',
      running: ['InProgress', 'Stopping'],
      succeeded: ['Completed'],
      failed: ['Failed', 'Stopped'],
      stop: { action: 'StopModelCustomizationJob', request: { jobIdentifier: '{id}' } },
    },
  },
  {
    service: 'bedrock-agentcore',
    action: 'invokeHarness',
    patterns: R,
    parameters: `HarnessArn! RuntimeSessionId! Messages!:list Model:object SystemPrompt:list Tools:list Skills:list
      AllowedTools:list MaxIterations:number MaxTokens:number TimeoutSeconds:number ActorId`,
    result: '',
    errors: { prefix: 'BedrockAgentCore', base: 'BedrockAgentCoreException' },
    api: { service: 'bedrockagentcore', operation: 'InvokeHarness' },
    iam: [{ actions: ['bedrock-agentcore:InvokeHarness'], resources: ['{HarnessArn}'] }],
  },
];
