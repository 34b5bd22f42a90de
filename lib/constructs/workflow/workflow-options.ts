import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { CheckAcknowledgement } from '../state-machine-checks';
import type { WorkflowAlarmOptions } from './alarms';
import type { FailureDestinationOptions } from './failures';
import type { ReleaseStrategy } from './release';

/** What a workflow writes to CloudWatch Logs. */
export interface WorkflowLogging {
  /** Which events are written. @default - ERROR for Standard, ALL for Express, whose logs are its only history */
  readonly level?: sfn.LogLevel;
  /** Write inputs and outputs too; they may hold personal data. @default false */
  readonly includeExecutionData?: boolean;
  /** How long logs are kept. @default logs.RetentionDays.ONE_MONTH */
  readonly retention?: logs.RetentionDays;
  /** Group to write to. @default - a new one under /aws/vendedlogs/states/ */
  readonly logGroup?: logs.ILogGroup;
}

/** What can be chosen for every workflow, whatever its states. */
export interface WorkflowOptions {
  /** Name of the state machine. @default - CloudFormation makes one */
  readonly stateMachineName?: string;
  /** What is logged. @default - errors for Standard, everything for Express, without data */
  readonly logging?: WorkflowLogging;
  /** Send traces to X-Ray. @default true */
  readonly tracing?: boolean;
  /** Role of the executions. @default - a new one that may do what the states need */
  readonly role?: iam.IRole;
  /** Key that encrypts definition, history and logs. @default - an AWS owned key */
  readonly encryptionKey?: kms.IKey;
  /** Alarms on failed, timed out, throttled, aborted and slow executions. @default - none */
  readonly alarms?: WorkflowAlarmOptions;
  /** A dashboard of executions and durations. @default false */
  readonly dashboard?: boolean;
  /** A version for every deployment, and how the alias `live` moves to it. @default - no version and no alias */
  readonly release?: ReleaseStrategy;
  /** Keep executions that did not succeed in a queue; Standard only. @default - no queue */
  readonly failures?: FailureDestinationOptions;
  /** Findings of the checks that are known, each with the reason why it is fine here. @default [] */
  readonly acknowledgements?: CheckAcknowledgement[];
  /** What happens to the state machine when it leaves the stack. @default RemovalPolicy.DESTROY */
  readonly removalPolicy?: RemovalPolicy;
}

const optionNames: { readonly [name in keyof Required<WorkflowOptions>]: true } = {
  stateMachineName: true,
  logging: true,
  tracing: true,
  role: true,
  encryptionKey: true,
  alarms: true,
  dashboard: true,
  release: true,
  failures: true,
  acknowledgements: true,
  removalPolicy: true,
};

/** The options among a pattern's props, to hand on. */
export function workflowOptions(props: WorkflowOptions): WorkflowOptions {
  return Object.fromEntries(
    Object.entries(props).filter(([name, value]) => name in optionNames && value !== undefined),
  );
}
