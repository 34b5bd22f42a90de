export { Approval, ApprovalChannel, type ApprovalProps } from './approval';
export {
  type HandlerBundling,
  type TaskHandlerOptions,
  TaskHandlers,
  type TaskHandlersProps,
} from './handlers/task-handlers';
export {
  type OrderApproval,
  type OrderHandlers,
  OrderProcessing,
  type OrderProcessingProps,
} from './patterns/order-processing';
export { type ICompensationFailed, Saga, type SagaProps, type SagaStepProps } from './saga';
export { type CheckAcknowledgement, StateMachineChecks, type StateMachineChecksProps } from './state-machine-checks';
export { type IWorkflow, Workflow, type WorkflowLogging, type WorkflowProps } from './workflow/workflow';
