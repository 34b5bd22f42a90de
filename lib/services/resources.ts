// What an app brings with it: its template's tables, queues, topics, buses, buckets and secrets, in the words of their APIs.
import type { Json } from '../json';
import type { ApiRoute } from './apigateway/route';
import type { TableDefinition } from './dynamodb/tables';
import type { Connection } from './http/connection';

export interface QueueResource {
  readonly name: string;
  /** As CreateQueue takes them: `VisibilityTimeout`, `RedrivePolicy`, … */
  readonly attributes?: { readonly [name: string]: string };
}

/** A queue whose messages invoke a function. */
export interface EventSourceResource {
  readonly queueArn: string;
  readonly functionArn: string;
  /** @default 10 */
  readonly batchSize?: number;
}

export interface TopicResource {
  readonly name: string;
  readonly attributes?: { readonly [name: string]: string };
  readonly subscriptions?: readonly {
    readonly protocol: string;
    readonly endpoint: string;
    /** `FilterPolicy`, `RawMessageDelivery`, … */
    readonly attributes?: { readonly [name: string]: string };
  }[];
}

export interface RuleResource {
  readonly name: string;
  /** @default the default bus */
  readonly eventBusName?: string;
  readonly eventPattern?: Json;
  readonly scheduleExpression?: string;
  /** @default ENABLED */
  readonly state?: string;
  /** As PutTargets takes them. */
  readonly targets: readonly { readonly [member: string]: Json }[];
}

export interface AppResources {
  readonly tables?: readonly TableDefinition[];
  readonly queues?: readonly QueueResource[];
  /** Event source mappings from queues to functions. */
  readonly eventSources?: readonly EventSourceResource[];
  readonly topics?: readonly TopicResource[];
  readonly eventBuses?: readonly string[];
  readonly rules?: readonly RuleResource[];
  readonly buckets?: readonly string[];
  /** Routes of the app's APIs by API id, the first label of their host name. */
  readonly apis?: { readonly [apiId: string]: readonly ApiRoute[] };
  /** EventBridge connections by name. */
  readonly connections?: { readonly [name: string]: Connection };
  /** Secret values by name. */
  readonly secrets?: { readonly [name: string]: string };
  /** Values of Systems Manager parameters by name. */
  readonly parameters?: { readonly [name: string]: string };
}
