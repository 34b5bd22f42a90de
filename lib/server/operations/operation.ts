// What an operation is: a request that has passed its constraints, and the answer.
import type * as sfn from '@aws-sdk/client-sfn';
import type { Json, JsonObject } from '../../json';
import type { Local } from '../../local';
import type { JsonText } from '../protocol';
import type { OperationName } from '../requests';

/** Requests as the SDK types them. */
export interface Requests {
  readonly CreateActivity: sfn.CreateActivityInput;
  readonly CreateStateMachine: sfn.CreateStateMachineInput;
  readonly CreateStateMachineAlias: sfn.CreateStateMachineAliasInput;
  readonly DeleteActivity: sfn.DeleteActivityInput;
  readonly DeleteStateMachine: sfn.DeleteStateMachineInput;
  readonly DeleteStateMachineAlias: sfn.DeleteStateMachineAliasInput;
  readonly DeleteStateMachineVersion: sfn.DeleteStateMachineVersionInput;
  readonly DescribeActivity: sfn.DescribeActivityInput;
  readonly DescribeExecution: sfn.DescribeExecutionInput;
  readonly DescribeMapRun: sfn.DescribeMapRunInput;
  readonly DescribeStateMachine: sfn.DescribeStateMachineInput;
  readonly DescribeStateMachineAlias: sfn.DescribeStateMachineAliasInput;
  readonly DescribeStateMachineForExecution: sfn.DescribeStateMachineForExecutionInput;
  readonly GetActivityTask: sfn.GetActivityTaskInput;
  readonly GetExecutionHistory: sfn.GetExecutionHistoryInput;
  readonly ListActivities: sfn.ListActivitiesInput;
  readonly ListExecutions: sfn.ListExecutionsInput;
  readonly ListMapRuns: sfn.ListMapRunsInput;
  readonly ListStateMachineAliases: sfn.ListStateMachineAliasesInput;
  readonly ListStateMachineVersions: sfn.ListStateMachineVersionsInput;
  readonly ListStateMachines: sfn.ListStateMachinesInput;
  readonly ListTagsForResource: sfn.ListTagsForResourceInput;
  readonly PublishStateMachineVersion: sfn.PublishStateMachineVersionInput;
  readonly RedriveExecution: sfn.RedriveExecutionInput;
  readonly SendTaskFailure: sfn.SendTaskFailureInput;
  readonly SendTaskHeartbeat: sfn.SendTaskHeartbeatInput;
  readonly SendTaskSuccess: sfn.SendTaskSuccessInput;
  readonly StartExecution: sfn.StartExecutionInput;
  readonly StartSyncExecution: sfn.StartSyncExecutionInput;
  readonly StopExecution: sfn.StopExecutionInput;
  readonly TagResource: sfn.TagResourceInput;
  readonly TestState: sfn.TestStateInput;
  readonly UntagResource: sfn.UntagResourceInput;
  readonly UpdateMapRun: sfn.UpdateMapRunInput;
  readonly UpdateStateMachine: sfn.UpdateStateMachineInput;
  readonly UpdateStateMachineAlias: sfn.UpdateStateMachineAliasInput;
  readonly ValidateStateMachineDefinition: sfn.ValidateStateMachineDefinitionInput;
}

export interface Calling {
  readonly local: Local;
  /** Calls back when the caller has hung up before the answer. */
  readonly gone: (callback: () => void) => void;
}

/** Throws ApiError, or rejects with it. */
export type Operation<N extends OperationName> = (
  request: Requests[N],
  calling: Calling,
) => JsonObject | JsonText | Promise<JsonObject>;

/** A time as the API's JSON carries it: seconds since the epoch, milliseconds as fraction. */
export function seconds(ms: number): number {
  return ms / 1000;
}

/** Leaves out what is undefined: the service shows no key rather than null. */
export function given(members: { readonly [name: string]: Json | undefined }): JsonObject {
  const present: { [name: string]: Json } = {};
  for (const name in members) {
    const value = members[name];
    if (value !== undefined) present[name] = value;
  }
  return present;
}
