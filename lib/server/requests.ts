// The members of every request of the Step Functions API with their constraints, from the service model of 2016-11-23.
// An operation that is missing here does not exist.
import {
  boolean,
  type Constraint,
  integer,
  list,
  type Members,
  number,
  oneOf,
  optional,
  required,
  structure,
  text,
} from './constraints';

const arn = text(1, 256);
const longArn = text(1, 2_000);
const name = text(1, 80);
const aliasName = text(1, 80, '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$');
const definition = text(1, 1_048_576);
const payload = text(undefined, 262_144);
const error = text(0, 256);
const cause = text(0, 32_768);
const description = text(undefined, 256);
const token = text(1, 2_048);
const pageToken = text(1, 1_024);
const executionsPageToken = text(1, 3_096);
const pageSize = integer(0, 1_000);
const traceHeader = text(0, 256, '\\p{ASCII}*');
const type = oneOf('EXPRESS', 'STANDARD');
const includedData = oneOf('METADATA_ONLY', 'ALL_DATA');

const tag = structure('Tag', { key: optional(text(1, 128)), value: optional(text(0, 256)) });
const logging = structure('LoggingConfiguration', {
  level: optional(oneOf('ALL', 'ERROR', 'FATAL', 'OFF')),
  includeExecutionData: optional(boolean),
  destinations: optional(
    list(
      structure('LogDestination', {
        cloudWatchLogsLogGroup: optional(structure('CloudWatchLogsLogGroup', { logGroupArn: optional(arn) })),
      }),
    ),
  ),
});
const tracing = structure('TracingConfiguration', { enabled: optional(boolean) });
const encryption = structure('EncryptionConfiguration', {
  kmsKeyId: optional(text(1, 2_048)),
  kmsDataKeyReusePeriodSeconds: optional(integer(60, 900)),
  type: required(oneOf('CUSTOMER_MANAGED_KMS_KEY', 'AWS_OWNED_KEY')),
});
const routing: Constraint = list(
  structure('RoutingConfigurationListItem', {
    stateMachineVersionArn: required(arn),
    weight: required(integer(0, 100)),
  }),
  1,
  2,
);
const page = { maxResults: optional(pageSize), nextToken: optional(pageToken) };
const configuration = {
  loggingConfiguration: optional(logging),
  tracingConfiguration: optional(tracing),
  publish: optional(boolean),
  versionDescription: optional(description),
  encryptionConfiguration: optional(encryption),
};
const start = {
  stateMachineArn: required(arn),
  name: optional(name),
  input: optional(payload),
  traceHeader: optional(traceHeader),
};

export const requests = {
  CreateActivity: { name: required(name), tags: optional(list(tag)), encryptionConfiguration: optional(encryption) },
  CreateStateMachine: {
    name: required(name),
    definition: required(definition),
    roleArn: required(arn),
    type: optional(type),
    tags: optional(list(tag)),
    ...configuration,
  },
  CreateStateMachineAlias: {
    description: optional(description),
    name: required(aliasName),
    routingConfiguration: required(routing),
  },
  DeleteActivity: { activityArn: required(arn) },
  DeleteStateMachine: { stateMachineArn: required(arn) },
  DeleteStateMachineAlias: { stateMachineAliasArn: required(arn) },
  DeleteStateMachineVersion: { stateMachineVersionArn: required(longArn) },
  DescribeActivity: { activityArn: required(arn) },
  DescribeExecution: { executionArn: required(arn), includedData: optional(includedData) },
  DescribeMapRun: { mapRunArn: required(longArn) },
  DescribeStateMachine: { stateMachineArn: required(arn), includedData: optional(includedData) },
  DescribeStateMachineAlias: { stateMachineAliasArn: required(arn) },
  DescribeStateMachineForExecution: { executionArn: required(arn), includedData: optional(includedData) },
  GetActivityTask: { activityArn: required(arn), workerName: optional(name) },
  GetExecutionHistory: {
    executionArn: required(arn),
    reverseOrder: optional(boolean),
    includeExecutionData: optional(boolean),
    ...page,
  },
  ListActivities: page,
  ListExecutions: {
    stateMachineArn: optional(arn),
    statusFilter: optional(oneOf('SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING')),
    maxResults: optional(pageSize),
    nextToken: optional(executionsPageToken),
    mapRunArn: optional(longArn),
    redriveFilter: optional(oneOf('REDRIVEN', 'NOT_REDRIVEN')),
  },
  ListMapRuns: { executionArn: required(arn), ...page },
  ListStateMachineAliases: { stateMachineArn: required(arn), ...page },
  ListStateMachineVersions: { stateMachineArn: required(arn), ...page },
  ListStateMachines: page,
  ListTagsForResource: { resourceArn: required(arn) },
  PublishStateMachineVersion: {
    stateMachineArn: required(arn),
    revisionId: optional(text()),
    description: optional(description),
  },
  RedriveExecution: { executionArn: required(arn), clientToken: optional(text(1, 64, '[!-~]+')) },
  SendTaskFailure: { taskToken: required(token), error: optional(error), cause: optional(cause) },
  SendTaskHeartbeat: { taskToken: required(token) },
  SendTaskSuccess: { taskToken: required(token), output: required(payload) },
  StartExecution: start,
  StartSyncExecution: { ...start, includedData: optional(includedData) },
  StopExecution: { executionArn: required(arn), error: optional(error), cause: optional(cause) },
  TagResource: { resourceArn: required(arn), tags: required(list(tag)) },
  TestState: {
    definition: required(definition),
    roleArn: optional(arn),
    input: optional(payload),
    inspectionLevel: optional(oneOf('TRACE', 'INFO', 'DEBUG')),
    revealSecrets: optional(boolean),
    variables: optional(payload),
    stateName: optional(name),
    mock: optional(
      structure('MockInput', {
        result: optional(payload),
        errorOutput: optional(structure('MockErrorOutput', { error: optional(error), cause: optional(cause) })),
        fieldValidationMode: optional(oneOf('STRICT', 'PRESENT', 'NONE')),
      }),
    ),
    context: optional(payload),
    stateConfiguration: optional(
      structure('TestStateConfiguration', {
        retrierRetryCount: optional(integer(0)),
        errorCausedByState: optional(name),
        mapIterationFailureCount: optional(integer(0)),
        mapItemReaderData: optional(payload),
      }),
    ),
  },
  UntagResource: { resourceArn: required(arn), tagKeys: required(list(text(1, 128))) },
  UpdateMapRun: {
    mapRunArn: required(longArn),
    maxConcurrency: optional(integer(0)),
    toleratedFailurePercentage: optional(number(0, 100)),
    toleratedFailureCount: optional(integer(0)),
  },
  UpdateStateMachine: {
    stateMachineArn: required(arn),
    definition: optional(definition),
    roleArn: optional(arn),
    ...configuration,
  },
  UpdateStateMachineAlias: {
    stateMachineAliasArn: required(arn),
    description: optional(description),
    routingConfiguration: optional(routing),
  },
  ValidateStateMachineDefinition: {
    definition: required(definition),
    type: optional(type),
    severity: optional(oneOf('ERROR', 'WARNING')),
    maxResults: optional(integer(0, 100)),
  },
} satisfies { readonly [operation: string]: Members };

export type OperationName = keyof typeof requests;
