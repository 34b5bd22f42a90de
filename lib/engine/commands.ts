// What an execution asks of the world. The driver performs commands after the entries that caused them are durable.
import type { StateMachineType } from '../asl';
import type { Json, JsonObject } from '../json';
import type { EpochMs, Id } from './entries';

/** How a task waits: for the answer, for the job, for the job with parsed output, or for its token. */
export type Pattern = 'requestResponse' | 'sync' | 'sync:2' | 'waitForTaskToken';

/** One attempt of one task, with everything a service, a mock or a person needs to answer it. */
export interface ServiceCall {
  /** `integration`: arn:…:states:::service:action; `function`: a Lambda function ARN as Resource; `activity`: an activity ARN. */
  readonly kind: 'integration' | 'function' | 'activity';
  /** Resource as written in the definition. */
  readonly resource: string;
  /** TaskScheduled.resourceType: `lambda`, `dynamodb`, `aws-sdk:s3`; for functions `lambda`, for activities `activity`. */
  readonly service: string;
  /** The action without its pattern suffix: `invoke`, `putItem`; for functions and activities their ARN. */
  readonly action: string;
  readonly pattern: Pattern;
  /** Parameters or Arguments after evaluation; for functions and activities the whole effective input. */
  readonly input: Json;
  /** The task token, where the pattern has one. */
  readonly taskToken: string | undefined;
  /** State name, and its path such as `Fulfil[0]/ChargePayment` (branch 0) or `ShipItems#1/CreateLabel` (iteration 1). */
  readonly state: string;
  readonly path: string;
  /** 1 for the first try, 2 for the first retry, … */
  readonly attempt: number;
  /** The innermost Map item that the task works for. */
  readonly item: { readonly index: number; readonly value: Json } | undefined;
  /** RoleArn of the state's Credentials. */
  readonly credentials: string | undefined;
  /** The execution that calls. */
  readonly executionArn: string;
  readonly stateMachineArn: string;
}

/** A distributed Map's run: children are executions of their own, so the engine only asks for the whole. */
export interface MapRunCall {
  readonly mapRunArn: string;
  /** State machine ARN of the children: `<machine>/<label>`. */
  readonly childStateMachineArn: string;
  readonly label: string;
  readonly state: string;
  readonly path: string;
  readonly executionArn: string;
  readonly executionType: StateMachineType;
  /** The compiled ItemProcessor; an opaque value for everybody but the engine. */
  readonly machine: object;
  /** Items from the state's input (array, or object whose members become {Key, Value}), or where to read them. */
  readonly items:
    | { readonly from: 'state'; readonly value: Json }
    | {
        readonly from: 'reader';
        readonly resource: string;
        readonly arguments: JsonObject;
        readonly config: JsonObject;
      };
  /** ItemSelector for one item, with `$$.Map.Item` set; the identity where there is none. Throws EvaluationError. */
  readonly select: (item: Json, index: number, key?: string, source?: string) => Json;
  readonly batcher:
    | {
        readonly maxItems: number | undefined;
        readonly maxBytes: number | undefined;
        readonly batchInput: Json | undefined;
      }
    | undefined;
  /** 0 means the service's maximum, 10,000. */
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number | undefined;
  readonly toleratedFailurePercentage: number | undefined;
  readonly writer:
    | { readonly resource: string | undefined; readonly arguments: JsonObject; readonly config: JsonObject }
    | undefined;
  /** True when a redrive continues this very run. */
  readonly redriven: boolean;
}

export type Command =
  | { readonly kind: 'timer'; readonly id: Id; readonly due: EpochMs }
  | { readonly kind: 'task'; readonly id: Id; readonly call: ServiceCall }
  | { readonly kind: 'mapRun'; readonly id: Id; readonly call: MapRunCall }
  /** Whatever this id was, nobody waits for it any more: timers are dropped, jobs cancelled. */
  | { readonly kind: 'cancel'; readonly id: Id };
