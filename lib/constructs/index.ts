export { Approval, ApprovalChannel, type ApprovalProps } from './approval';
export {
  type HandlerBundling,
  type TaskHandlerOptions,
  TaskHandlers,
  type TaskHandlersProps,
} from './handlers/task-handlers';
export { EtlPipeline, type EtlPipelineProps, type EtlQuality, type EtlSource } from './patterns/etl-pipeline';
export { type DistributedTransformProps, EtlLoad, type EtlPartContext, EtlTransform } from './patterns/etl-transform';
export {
  type BatchTransformDeployProps,
  type EndpointDeployProps,
  MlDeploy,
  type MlDeployContext,
  type MlDeployment,
  type ServerlessDeployProps,
} from './patterns/ml-deploy';
export {
  type MlApproval,
  MlPipeline,
  type MlPipelineProps,
  type MlProcessing,
  type MlThreshold,
  type MlTraining,
} from './patterns/ml-pipeline';
export {
  type OrderApproval,
  type OrderHandlers,
  OrderProcessing,
  type OrderProcessingProps,
} from './patterns/order-processing';
export { type ICompensationFailed, Saga, type SagaProps, type SagaStepProps } from './saga';
export { type CheckAcknowledgement, StateMachineChecks, type StateMachineChecksProps } from './state-machine-checks';
export { type ServiceStepOptions, Step, type StepContext } from './step';
export { EmrServerlessStartJobRun, type EmrServerlessStartJobRunProps } from './tasks/emr-serverless';
export {
  type JobCluster,
  type ProcessingChannel,
  SageMakerCreateHyperParameterTuningJob,
  type SageMakerCreateHyperParameterTuningJobProps,
  SageMakerCreateModelPackage,
  type SageMakerCreateModelPackageProps,
  SageMakerCreateProcessingJob,
  type SageMakerCreateProcessingJobProps,
  SageMakerStartPipelineExecution,
  type SageMakerStartPipelineExecutionProps,
} from './tasks/sagemaker';
export { ServiceTask, type ServiceTaskProps } from './tasks/service-task';
export {
  StepFunctionsStartSyncExecution,
  type StepFunctionsStartSyncExecutionProps,
} from './tasks/start-sync-execution';
export { type WorkflowAlarmOptions, WorkflowAlarms } from './workflow/alarms';
export { FailureDestination, type FailureDestinationOptions } from './workflow/failures';
export { ReleaseStrategy, WorkflowRelease, type WorkflowReleaseProps } from './workflow/release';
export type { ApiTrigger, EventTrigger, QueueTrigger, S3Trigger, ScheduleTrigger } from './workflow/triggers';
export { Workflow, type WorkflowProps } from './workflow/workflow';
export type { IWorkflow } from './workflow/workflow-base';
export type { WorkflowLogging, WorkflowOptions } from './workflow/workflow-options';
