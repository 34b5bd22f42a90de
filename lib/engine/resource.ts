// What a Task's Resource names. Whether the service knows it is the validator's business; here it is only taken apart.
import type { Pattern } from './commands';

export interface Resource {
  readonly kind: 'integration' | 'function' | 'activity';
  /** TaskScheduled.resourceType. */
  readonly service: string;
  /** Action without pattern; for functions and activities their ARN. */
  readonly action: string;
  /** TaskScheduled.resource: the action with its pattern suffix. */
  readonly shown: string;
  readonly pattern: Pattern;
}

const suffixes: readonly (readonly [string, Pattern])[] = [
  ['.waitForTaskToken', 'waitForTaskToken'],
  ['.sync:2', 'sync:2'],
  ['.sync', 'sync'],
];

export function parseResource(arn: string): Resource {
  const parts = arn.split(':');
  if (parts[2] === 'states' && parts[5] === 'activity') {
    return { kind: 'activity', service: 'activity', action: arn, shown: arn, pattern: 'waitForTaskToken' };
  }
  if (parts[2] !== 'states')
    return { kind: 'function', service: 'lambda', action: arn, shown: arn, pattern: 'requestResponse' };
  const named = parts.slice(5);
  const service = named[0] === 'aws-sdk' ? `aws-sdk:${named[1]}` : (named[0] ?? '');
  const shown = named.slice(named[0] === 'aws-sdk' ? 2 : 1).join(':');
  const suffix = suffixes.find(([text]) => shown.endsWith(text));
  return {
    kind: 'integration',
    service,
    action: suffix === undefined ? shown : shown.slice(0, -suffix[0].length),
    shown,
    pattern: suffix === undefined ? 'requestResponse' : suffix[1],
  };
}
