// Pseudo parameters: what a template may ask about where it is deployed.
import { digest, type Json } from '../json';
import { noValue, type Value } from './evaluation';

export interface Environment {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
  readonly stackName: string;
  /** True for accounts and regions that stand in for ones the app left open. */
  readonly assumed: boolean;
}

/** What stands for the account and the region of a stack that leaves them open. */
export const assumedAccount = '123456789012';
export const assumedRegion = 'us-east-1';

/** The environment of a stack; partition and suffix follow from the region. */
export function environmentOf(stackName: string, account: string | undefined, region: string | undefined): Environment {
  const where = region ?? assumedRegion;
  const china = where.startsWith('cn-');
  return {
    stackName,
    account: account ?? assumedAccount,
    region: where,
    partition: china ? 'aws-cn' : where.startsWith('us-gov-') ? 'aws-us-gov' : 'aws',
    urlSuffix: china ? 'amazonaws.com.cn' : 'amazonaws.com',
    assumed: account === undefined || region === undefined,
  };
}

/** The value of `AWS::…`, or undefined for one that does not exist. */
export function pseudoParameter(name: string, environment: Environment): Value | undefined {
  const { account, region, partition, urlSuffix, stackName } = environment;
  const values: Readonly<Record<string, Json | typeof noValue>> = {
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partition,
    'AWS::URLSuffix': urlSuffix,
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${digest(stackName)}`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': noValue,
  };
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
