// What the table says about one service action. A row is plain data: running, validation, mocks, IAM proof and the
// reference pages read the same row.
import type { Pattern } from './resource';

/** What a parameter may hold. `any` is JSON: the service takes text and Step Functions writes other values as JSON text. */
export type ParameterKind = 'text' | 'number' | 'flag' | 'list' | 'object' | 'any';

export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly required: boolean;
}

/** How a service's own errors appear in history: `DynamoDB.ConditionalCheckFailedException`, `(Service: AmazonDynamoDBv2; …`. */
export interface ErrorNames {
  /** Left of the dot. */
  readonly prefix: string;
  /** The service in the cause of SDK for Java version 1; undefined where the causes are of version 2. */
  readonly service?: string;
  /** What stands right of the dot for codes that the service's model does not list. */
  readonly base: string;
}

/**
 * An ARN with places to fill: {partition}, {region}, {account}, and names of parameters such as {TableName}. A parameter
 * that is itself an ARN stands for the whole; an unknown value stands for `*`.
 */
export type ArnTemplate = string;

/** One permission that the execution role needs. */
export interface Grant {
  readonly actions: readonly string[];
  readonly resources: readonly ArnTemplate[];
  /** Only for these patterns; all of the row's if absent. */
  readonly patterns?: readonly Pattern[];
  /** Only if one of these parameters is given (a dotted path). */
  readonly when?: string;
}

/** How `.sync` follows the job, or the resource, that the request began. */
export interface Job {
  /** Where the submit answer tells the job's id, e.g. `JobId`, `Tasks[0].TaskArn`; or a parameter: `=Name`. */
  readonly id: string;
  /** API action that tells how it is, and the request it takes: `{id}` is the job's id, `{Name}` a parameter. */
  readonly describe: {
    readonly action: string;
    readonly request: { readonly [parameter: string]: string | readonly string[] };
  };
  /** Where in its answer the job stands; empty for the answer itself. */
  readonly at: string;
  /** Where in the job its status stands, and the words for it in the order they are passed through. */
  readonly status: string;
  readonly running: readonly string[];
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  /** The name under which the result holds the job (`Build`, `Cluster`); absent when the result is the job itself. */
  readonly wrap?: string;
  /** The result also holds the members of the submit answer. */
  readonly keep?: true;
  /** API action that ends it when the execution stops. */
  readonly stop?: {
    readonly action: string;
    readonly request: { readonly [parameter: string]: string | readonly string[] };
  };
}

export interface IntegrationRow {
  /** As in the Resource: `dynamodb`. */
  readonly service: string;
  /** As in the Resource: `putItem`. */
  readonly action: string;
  readonly patterns: readonly Pattern[];
  /** Parameters as words: `Name` is text, `Name:kind` something else, `!` after the name means required. Undefined: anything goes. */
  readonly parameters: string | undefined;
  /** Members of the result that the service always gives, or may give (`?`). */
  readonly result: string;
  readonly errors: ErrorNames;
  /** The API behind it: the service as in `aws-sdk:<service>`, and its operation. Undefined where there is no such API. */
  readonly api: { readonly service: string; readonly operation: string } | undefined;
  readonly iam: readonly Grant[];
  readonly job?: Job;
}

export const R: readonly Pattern[] = ['requestResponse'];
export const RT: readonly Pattern[] = ['requestResponse', 'waitForTaskToken'];
export const RS: readonly Pattern[] = ['requestResponse', 'sync'];
export const RST: readonly Pattern[] = ['requestResponse', 'sync', 'waitForTaskToken'];
const sync: readonly Pattern[] = ['sync', 'sync:2'];

/** Step Functions watches jobs through a managed EventBridge rule of this name. */
export function watches(rule: string): Grant {
  return {
    actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
    resources: [`arn:{partition}:events:{region}:{account}:rule/${rule}`],
    patterns: sync,
  };
}

/** What a role may do to the things `.sync` polls or stops. */
export function follows(actions: readonly string[], resource: ArnTemplate): Grant {
  return { actions, resources: [resource], patterns: sync };
}

/** The role that the service is told to work as has to be passed on. */
export function passes(parameter: string): Grant {
  return { actions: ['iam:PassRole'], resources: [`{${parameter}}`], when: parameter };
}

const parsed = new Map<string, readonly Parameter[]>();

/** The row's parameters, or undefined where anything goes. */
export function parametersOf(row: IntegrationRow): readonly Parameter[] | undefined {
  if (row.parameters === undefined) return undefined;
  let parameters = parsed.get(row.parameters);
  if (parameters === undefined) {
    parameters = row.parameters.split(/\s+/).filter(Boolean).map(parameter);
    parsed.set(row.parameters, parameters);
  }
  return parameters;
}

function parameter(word: string): Parameter {
  const [, name = '', bang, kind] = /^(\w+)(!)?(?::(\w+))?$/.exec(word) ?? [];
  return { name, required: bang === '!', kind: (kind ?? 'text') as ParameterKind };
}
