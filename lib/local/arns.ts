// ARNs of one account and region: made here, taken apart here.
import { ApiError } from './api-error';

/** Account, region and partition that every ARN of this server carries. */
export interface Whereabouts {
  readonly account: string;
  readonly region: string;
}

export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

export function statesArn({ account, region }: Whereabouts, kind: string, rest: string): string {
  return `arn:${partitionOf(region)}:states:${region}:${account}:${kind}:${rest}`;
}

/** The part of a Step Functions ARN behind the account: `stateMachine`, `orders`, `3`. */
export interface StatesArn {
  readonly kind: string;
  readonly name: string;
  /** Version, alias, execution name or UUID; several for Express executions. */
  readonly rest: readonly string[];
}

/**
 * Takes an ARN of this service apart.
 * @throws ApiError InvalidArn, also when its kind is none of those wanted
 */
export function parseStatesArn(arn: string, ...kinds: readonly string[]): StatesArn {
  const parts = arn.split(':');
  if (parts[0] !== 'arn') throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (parts[2] !== 'states' || parts.length < 7) throw invalidArn(`Invalid ARN: ${arn}`);
  const [kind = '', name = '', ...rest] = parts.slice(5);
  if (kinds.length > 0 && !kinds.includes(kind)) throw invalidArn(`Resource type not valid in this context: ${kind}`);
  if (name === '') throw invalidArn(`Invalid ARN: ${arn}`);
  return { kind, name, rest };
}

export function invalidArn(reason: string): ApiError {
  return new ApiError('InvalidArn', `Invalid Arn: '${reason}'`);
}

/** ARN of the machine that a version's or alias's ARN belongs to, and the qualifier. */
export function unqualified(arn: string): { readonly arn: string; readonly qualifier: string | undefined } {
  const { rest } = parseStatesArn(arn, 'stateMachine');
  const qualifier = rest[0];
  return qualifier === undefined
    ? { arn, qualifier }
    : { arn: arn.slice(0, arn.length - qualifier.length - 1), qualifier };
}

export function isVersion(qualifier: string | undefined): boolean {
  return qualifier !== undefined && /^\d+$/.test(qualifier);
}
