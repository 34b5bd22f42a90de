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
  const { type, id, previousEventId } = event;
  const timestamp = event.timestamp / 1000;
  if (details === undefined) return { timestamp, type, id, previousEventId };
  const member = detailsMember(type);
  // Most events are these two; an object of a known shape is made and written in half the time.
  if (member === entered) return { timestamp, type, id, previousEventId, stateEnteredEventDetails: details };
  if (member === exited) return { timestamp, type, id, previousEventId, stateExitedEventDetails: details };
  return { timestamp, type, id, previousEventId, [member]: details };
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
  let member = members.get(type);
  if (member === undefined) {
    if (type.endsWith('StateEntered')) member = entered;
    else if (type.endsWith('StateExited')) member = exited;
    else member = `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
    members.set(type, member);
  }
  return member;
}

const entered = 'stateEnteredEventDetails';
const exited = 'stateExitedEventDetails';
const members = new Map<HistoryEventType, string>();
/** Of `inputDetails` and `outputDetails`: nothing is ever cut here. */
const whole = { truncated: false } as const;

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
      return 'input' in event ? enteredDetails(event, data) : exitedDetails(event, data);
  }
}

type Entered = Extract<HistoryEvent, { readonly type: `${string}StateEntered` }>;
type Exited = Extract<HistoryEvent, { readonly type: `${string}StateExited` }>;

function enteredDetails({ state, input, inputText }: Entered, data: boolean): JsonObject {
  return data ? { name: state, input: inputText ?? JSON.stringify(input), inputDetails: whole } : { name: state };
}

function exitedDetails({ state, output, outputText, assigned }: Exited, data: boolean): JsonObject {
  if (!data) return { name: state };
  const details = { name: state, output: outputText ?? JSON.stringify(output), outputDetails: whole };
  return assigned === undefined ? details : { ...details, ...variables(assigned) };
}

/** `{input, inputDetails}` or `{output, outputDetails}`; nothing without execution data. */
function payload(member: 'input' | 'output', value: Json, text: string | undefined, data: boolean): JsonObject {
  if (!data) return {};
  const shown = text ?? JSON.stringify(value);
  return member === 'input' ? { input: shown, inputDetails: whole } : { output: shown, outputDetails: whole };
}

/** AWS: assigned variables are shown as JSON text each (`"42"`, `"\"x\""`). */
function variables(assigned: { readonly [name: string]: Json }): JsonObject {
  const texts: MutableJsonObject = {};
  for (const name of Object.keys(assigned)) put(texts, name, JSON.stringify(assigned[name]));
  return { assignedVariables: texts, assignedVariablesDetails: whole };
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
