export { startCheck } from '../integrations';
export { type ArnBase, type ArnKind, formatArn, invalidArnMessage, parseArn, type StatesArn } from './arn';
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
export type {
  FieldGroup,
  FieldRule,
  ObjectName,
  ObjectRule,
  ValueKind,
} from './field-rule';
export { machineRule, stateRules } from './fields';
export { objectRules } from './fields-within';
export { type EdgeKind, type Graph, type GraphEdge, type GraphNode, type GraphScope, graphOf } from './graph';
export { mermaid } from './mermaid';
export { nearestName } from './nearest';
export { diagnosticsPage, fieldsPage } from './page';
export { type ParsedDefinition, parseDefinition } from './parse';
export { catcherText, ruleText } from './rule-text';
export { eachState } from './states';
export { tree } from './tree';
export { type ValidateOptions, validate, validateState } from './validate';
export { variableReferences } from './variables';
