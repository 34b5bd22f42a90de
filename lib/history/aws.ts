// HistoryEvent → the event objects of GetExecutionHistory. The engine's events carry values; their JSON text is made
// here, when somebody asks. Member names are the API's; which type has which details was read off recordings of the
// service: an absent member is an absent key, and details that would be empty are still there as `{}`.
import type { HistoryEvent, HistoryEventType } from '../engine';
import { type Json, type JsonObject, type MutableJsonObject, put } from '../json';
import type { Projection } from './projection';

/** An event as GetExecutionHistory returns it: `timestamp` in seconds since the epoch with milliseconds as fraction. */
export type AwsEvent = JsonObject & {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: HistoryEventType;
};

export interface AwsOptions {
  /** Whether inputs, outputs, parameters and assigned variables are shown. @default true */
  readonly includeExecutionData?: boolean;
}

/** One event in the shape of GetExecutionHistory. */
export function awsEvent(event: HistoryEvent, options: AwsOptions = {}): AwsEvent {
  const details = eventDetails(event, options.includeExecutionData ?? true);
  const head = {
    timestamp: event.timestamp / 1000,
    type: event.type,
    id: event.id,
    previousEventId: event.previousEventId,
  };
  return details === undefined ? head : { ...head, [detailsMember(event.type)]: details };
}

/** All events in the shape of GetExecutionHistory. */
export function aws(options: AwsOptions = {}): Projection<AwsEvent[]> {
  return {
    initial: () => [],
    apply(events, event) {
      events.push(awsEvent(event, options));
      return events;
    },
  };
}

/** Name of the member that holds the details of a type: `PassStateEntered` → `stateEnteredEventDetails`. */
function detailsMember(type: HistoryEventType): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** The details of an event, undefined for the types that have none. */
export function eventDetails(event: HistoryEvent, data: boolean): JsonObject | undefined {
  switch (event.type) {
    case 'ExecutionStarted':
      return {
        ...payload('input', event.input, event.inputText, data),
        roleArn: event.roleArn,
        ...given({
          stateMachineAliasArn: event.stateMachineAliasArn,
          stateMachineVersionArn: event.stateMachineVersionArn,
        }),
      };
    case 'ExecutionSucceeded':
      return payload('output', event.output, event.outputText, data);
    case 'ExecutionRedriven':
      return { redriveCount: event.redriveCount };
    case 'MapStateStarted':
      return { length: event.length };
    case 'MapIterationStarted':
    case 'MapIterationSucceeded':
    case 'MapIterationFailed':
    case 'MapIterationAborted':
      return { name: event.state, index: event.index };
    case 'MapRunStarted':
      return { mapRunArn: event.mapRunArn };
    case 'MapRunRedriven':
      return { mapRunArn: event.mapRunArn, redriveCount: event.redriveCount };
    case 'EvaluationFailed':
      return {
        error: event.error,
        cause: event.cause,
        ...given({ location: event.location }),
        state: event.state,
      };
    case 'ExecutionFailed':
    case 'ExecutionAborted':
    case 'ExecutionTimedOut':
    case 'MapRunFailed':
    case 'LambdaFunctionFailed':
    case 'LambdaFunctionTimedOut':
    case 'LambdaFunctionScheduleFailed':
    case 'LambdaFunctionStartFailed':
    case 'ActivityFailed':
    case 'ActivityTimedOut':
    case 'ActivityScheduleFailed':
      return given({ error: event.error, cause: event.cause });
    default:
      return stateDetails(event, data);
  }
}

type Known =
  | 'ExecutionStarted'
  | 'ExecutionSucceeded'
  | 'ExecutionRedriven'
  | 'MapStateStarted'
  | `MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `MapRun${'Started' | 'Redriven' | 'Failed'}`
  | 'EvaluationFailed'
  | `Execution${'Failed' | 'Aborted' | 'TimedOut'}`
  | `LambdaFunction${'Failed' | 'TimedOut' | 'ScheduleFailed' | 'StartFailed'}`
  | `Activity${'Failed' | 'TimedOut' | 'ScheduleFailed'}`;
type Without<E, T> = E extends { readonly type: infer U } ? (U extends T ? never : E) : never;

function stateDetails(event: Without<HistoryEvent, Known>, data: boolean): JsonObject | undefined {
  switch (event.type) {
    case 'TaskScheduled':
      return {
        resourceType: event.resourceType,
        resource: event.resource,
        region: event.region,
        ...(data ? { parameters: JSON.stringify(event.parameters) } : {}),
        ...given({ timeoutInSeconds: event.timeoutInSeconds, heartbeatInSeconds: event.heartbeatInSeconds }),
        ...credentials(event.roleArn),
      };
    case 'TaskStarted':
      return { resourceType: event.resourceType, resource: event.resource };
    case 'TaskSubmitted':
    case 'TaskSucceeded':
      return {
        resourceType: event.resourceType,
        resource: event.resource,
        ...payload('output', event.output, undefined, data),
      };
    case 'TaskFailed':
    case 'TaskTimedOut':
    case 'TaskSubmitFailed':
    case 'TaskStartFailed':
      return {
        resourceType: event.resourceType,
        resource: event.resource,
        ...given({ error: event.error, cause: event.cause }),
      };
    case 'LambdaFunctionScheduled':
      return {
        resource: event.resource,
        ...payload('input', event.input, undefined, data),
        ...given({ timeoutInSeconds: event.timeoutInSeconds }),
        ...credentials(event.roleArn),
      };
    case 'ActivityScheduled':
      return {
        resource: event.resource,
        ...payload('input', event.input, undefined, data),
        ...given({ timeoutInSeconds: event.timeoutInSeconds, heartbeatInSeconds: event.heartbeatInSeconds }),
      };
    case 'ActivityStarted':
      return given({ workerName: event.workerName });
    case 'LambdaFunctionSucceeded':
    case 'ActivitySucceeded':
      return payload('output', event.output, undefined, data);
    case 'LambdaFunctionStarted':
    case 'MapStateSucceeded':
    case 'MapStateFailed':
    case 'MapStateAborted':
    case 'ParallelStateStarted':
    case 'ParallelStateSucceeded':
    case 'ParallelStateFailed':
    case 'ParallelStateAborted':
    case 'TaskStateAborted':
    case 'WaitStateAborted':
    case 'MapRunSucceeded':
    case 'MapRunAborted':
      return undefined;
    default:
      return 'input' in event
        ? { name: event.state, ...payload('input', event.input, event.inputText, data) }
        : {
            name: event.state,
            ...payload('output', event.output, event.outputText, data),
            ...(data && event.assigned !== undefined ? variables(event.assigned) : {}),
          };
  }
}

/** `{input, inputDetails}` or `{output, outputDetails}`; nothing without execution data. */
function payload(member: 'input' | 'output', value: Json, text: string | undefined, data: boolean): JsonObject {
  if (!data) return {};
  return { [member]: text ?? JSON.stringify(value), [`${member}Details`]: { truncated: false } };
}

/** AWS: assigned variables are shown as JSON text each (`"42"`, `"\"x\""`). */
function variables(assigned: { readonly [name: string]: Json }): JsonObject {
  const texts: MutableJsonObject = {};
  for (const name of Object.keys(assigned)) put(texts, name, JSON.stringify(assigned[name]));
  return { assignedVariables: texts, assignedVariablesDetails: { truncated: false } };
}

function credentials(roleArn: string | undefined): JsonObject {
  return roleArn === undefined ? {} : { taskCredentials: { roleArn } };
}

/** Leaves out what is undefined: the service shows no key rather than null. */
function given(members: { readonly [name: string]: Json | undefined }): JsonObject {
  const present: MutableJsonObject = {};
  for (const name of Object.keys(members)) {
    const value = members[name];
    if (value !== undefined) present[name] = value;
  }
  return present;
}
