// What one needs to run a definition without services: compile it, read what happened.
export { compileMachine, type Machine } from '../engine';
export { aws, type Projection, project, summary, trace, transcript } from '../history';
export { lmdbStore, memoryStore, type Store } from '../store';
export { Activities, type Activity, type ActivityTask } from './activities';
export { ApiError, type ApiErrorName } from './api-error';
export { invalidArn, isVersion, parseStatesArn, partitionOf, statesArn, unqualified, type Whereabouts } from './arns';
export { Driver } from './driver';
export type { DriverOptions, MapRunner, StartOptions } from './driver-options';
export type { ExecutionDocument } from './executions/document';
export { executionsPort } from './executions/port';
export { type Redrivable, redrivable } from './executions/redrivable';
export { type StoredFunctions, storedFunctions } from './functions';
export { type Host, type SystemHostOptions, systemHost, type VirtualHostOptions, virtualHost } from './host';
export { type ExpressExecution, Local, type LocalOptions, type Started, type StartRequest } from './local';
export type { LogEvent, LogGroup, LogGroups, LogRecord, LogSink, LogStream } from './logging/groups';
export type { Alias, Revision, StateMachine, Version } from './machines/records';
export { doesNotExist, type Resolved } from './machines/registry';
export {
  type ChildResult,
  type Counts,
  type Item,
  type MapRun,
  type MapRunData,
  type MapRunProgress,
  type MapRunStatus,
  MapRuns,
  type ResultSink,
  stateDataOnly,
} from './map-runs';
export { afterKey, type Page, type PageRequest, pageOf } from './pages';
export type { Pending, Running } from './running';
export type { StatusEvent } from './status-event';
export { checkTags, merged, type Tag } from './tags';
export type { TestStateRequest } from './test-state/request';
export { type TestStateResponse, testState } from './test-state/test-state';
export { checkDefinition, type DefinitionDiagnostic, diagnose } from './validation';
