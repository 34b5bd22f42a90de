// What is known of state machines, as kept in the store. Times are milliseconds since the epoch.
//
// M1  A revision never changes: an update makes another one. Versions and executions point at revisions.
// M2  The revision that a machine is created with has no revisionId for callers, as on AWS.
import type { StateMachineType } from '../../asl';
import type { EncryptionConfiguration, LoggingConfiguration, TracingConfiguration } from './configuration';

export interface Revision {
  /** Key of this revision, never shown. */
  readonly key: string;
  readonly revisionId?: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly loggingConfiguration: LoggingConfiguration;
  readonly tracingConfiguration: TracingConfiguration;
  readonly encryptionConfiguration: EncryptionConfiguration;
  readonly updateDate: number;
}

export interface Version {
  readonly number: number;
  readonly description?: string;
  readonly creationDate: number;
  /** Key of the revision. */
  readonly revision: string;
}

export interface Route {
  readonly stateMachineVersionArn: string;
  readonly weight: number;
}

export interface Alias {
  readonly name: string;
  readonly description?: string;
  readonly creationDate: number;
  readonly updateDate: number;
  readonly routingConfiguration: readonly Route[];
}

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly type: StateMachineType;
  readonly creationDate: number;
  readonly revision: Revision;
  /** What CreateStateMachine compares besides the current revision. */
  readonly created: { readonly publish: boolean; readonly versionDescription?: string };
  /** Number of the version published last; never reused. */
  readonly versionsPublished: number;
  readonly versions: readonly Version[];
  readonly aliases: readonly Alias[];
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}
