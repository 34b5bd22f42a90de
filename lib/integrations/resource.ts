// Resource of a Task, Map reader or Map writer: what its text says, before anybody asks whether such an action exists.

/** How a task waits: for the answer, for the job, for the job with parsed output, or for its token. */
export type Pattern = 'requestResponse' | 'sync' | 'sync:2' | 'waitForTaskToken';

/** A Resource taken apart; the members are those of a ServiceCall. */
export interface ParsedResource {
  /** `integration`: arn:…:states:::service:action; `function`: a Lambda function ARN; `activity`: an activity ARN. */
  readonly kind: 'integration' | 'function' | 'activity';
  /** `lambda`, `dynamodb`, `aws-sdk:s3`; for functions `lambda`, for activities `activity`. */
  readonly service: string;
  /** The action without its pattern; for functions and activities the whole ARN. */
  readonly action: string;
  readonly pattern: Pattern;
}

const integration = /^arn:[^:]*:states:[^:]*:[^:]*:((?:aws-sdk:)?[^:]+):([^:.]+)(?:\.(sync:2|sync|waitForTaskToken))?$/;
const activity = /^arn:[^:]+:states:[^:]+:[^:]+:activity:[^:]+$/;
const lambdaFunction = /^arn:[^:]+:lambda:[^:]+:[^:]+:function:[^:]+(?::[^:]+)?$/;
/** Kinds of Step Functions' own resources, which look like `service:action` and are none. */
const ownResources = new Set(['stateMachine', 'execution', 'express', 'mapRun']);

/** Takes a Resource apart, or answers undefined if it has none of the three forms. Says nothing about whether the action exists. */
export function parseResource(resource: string): ParsedResource | undefined {
  if (activity.test(resource)) {
    return { kind: 'activity', service: 'activity', action: resource, pattern: 'requestResponse' };
  }
  if (lambdaFunction.test(resource)) {
    return { kind: 'function', service: 'lambda', action: resource, pattern: 'requestResponse' };
  }
  const [, service, action, suffix] = integration.exec(resource) ?? [];
  if (service === undefined || action === undefined || ownResources.has(service)) return undefined;
  return { kind: 'integration', service, action, pattern: (suffix as Pattern | undefined) ?? 'requestResponse' };
}
