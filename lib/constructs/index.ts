export { Approval, type ApprovalProps, ApprovalTimeout } from './approval/approval';
export { ApprovalApi, type ApprovalApiProps } from './approval/approval-api';
export { ApprovalChannel } from './approval/approval-channel';
export {
  type HandlerBundling,
  type TaskHandlerOptions,
  TaskHandlers,
  type TaskHandlersProps,
} from './handlers/task-handlers';
export type { RedshiftLoadProps } from './patterns/etl-jobs';
export { EtlLoad } from './patterns/etl-load';
export { EtlPart } from './patterns/etl-parts';
export { EtlPipeline } from './patterns/etl-pipeline';
export { EtlOverlap, type EtlPipelineProps, type EtlQuarantine, type EtlSource } from './patterns/etl-props';
export { EtlQuality, type GlueRulesetProps, type HandlerQualityProps } from './patterns/etl-quality';
export { type DistributedTransformProps, type EcsTransformProps, EtlTransform } from './patterns/etl-transform';
export {
  type BatchTransformDeployProps,
  type EndpointDeployProps,
  MlDeploy,
  type ServerlessDeployProps,
} from './patterns/ml-deploy';
export { MlPipeline } from './patterns/ml-pipeline';
export type { MlApproval, MlPipelineProps, MlProcessing, MlThreshold, MlTraining } from './patterns/ml-props';
export { OrderProcessing } from './patterns/order-processing';
export type { OrderApproval, OrderHandlers, OrderProcessingProps } from './patterns/order-props';
export { WorkflowPattern } from './patterns/pattern';
export { type ICompensationFailed, Saga, type SagaProps, type SagaStepProps } from './saga';
export { type CheckAcknowledgement, StateMachineChecks, type StateMachineChecksProps } from './state-machine-checks';
export { type ServiceStepOptions, Step } from './step';
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
export type { IWorkflow, WorkflowAttributes } from './workflow/workflow-base';
export type { WorkflowLogging, WorkflowOptions } from './workflow/workflow-options';
