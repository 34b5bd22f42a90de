export { type AnsweredBy, type Answerer, type Composition, compose } from './answerer';
export type { Answer, Api, Operation } from './api';
export type { ApiRoute } from './apigateway/route';
export { createServices, type Services, type ServicesOptions } from './create';
export type { TableDefinition } from './dynamodb/tables';
export { type RuntimeFunctionsOptions, runtimeFunctions } from './functions';
export { type Connection, connectionOf } from './http/connection';
export { HttpTasks, type HttpTasksOptions } from './http/http-task';
export type { HttpAnswer, HttpRequest, Send } from './http/send';
export type { JobBehaviour, StartedJob } from './jobs/job';
export { SimulatedJobs, type SimulatedJobsOptions } from './jobs/simulated-jobs';
export { type MapData, mapData } from './map/data';
export { MapDataError } from './map/failure';
export { itemsOfText, openItems } from './map/reader';
export type { Item, ItemSource } from './map/source';
export { type ChildResult, openWriter, type ResultWriter } from './map/writer';
export { MockConfig, MockConfigError, type MockConfigFault } from './mock/config-file';
export { resultDoubts } from './mock/doubts';
export { type MockHandle, Mocks, type MockTarget } from './mock/mocks';
export {
  after,
  durationMs,
  fail,
  Limited,
  type MockedCall,
  never,
  type Reply,
  Script,
  sequence,
  timeout,
  times,
} from './mock/reply';
export type { Outbox, Sent } from './outbox';
export { PassThrough, type PassThroughOptions } from './pass-through/pass-through';
export { plausibleResult } from './plausible';
export type {
  ExecutionDescription,
  Executions,
  FunctionAnswer,
  Functions,
  Invocation,
  StartedExecution,
} from './ports';
export type { AppResources, EventSourceResource, QueueResource, RuleResource, TopicResource } from './resources';
export { optimizedFailure, sdkFailure } from './result';
export type { Objects } from './s3/objects';
export { ServiceError } from './service-error';
export {
  type ServiceSettings,
  ServiceSettingsError,
  type ServiceSettingsFault,
  type SettingsContext,
  serviceSettings,
} from './settings';
export type { World } from './world';
