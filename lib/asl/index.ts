export type {
  Catcher,
  ChoiceRule,
  ChoiceState,
  Definition,
  FailState,
  ItemBatcher,
  ItemProcessor,
  ItemReader,
  MapState,
  ParallelState,
  PassState,
  ProcessorConfig,
  ResultWriter,
  Retrier,
  Scope,
  State,
  StateMachineType,
  StateType,
  SucceedState,
  TaskState,
  WaitState,
} from './definition';
export {
  type AwsCode,
  type AwsDiagnostic,
  createErrorMessage,
  type Diagnostic,
  type DiagnosticCode,
  diagnosticTable,
  type Severity,
} from './diagnostics';
export { anyError, isReservedError, matchesError, reservedErrors } from './errors';
export { type ParsedDefinition, parseDefinition } from './parse';
export { type ValidateOptions, validate } from './validate';
