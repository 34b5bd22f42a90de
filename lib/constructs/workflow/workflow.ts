import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { readDefinitionFile } from './definition-file';

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

/** Properties of {@link Workflow}. Exactly one of `definition`, `definitionBody` and `definitionFile` is given. */
export interface WorkflowProps {
  /** The states, linked. @default - one of the other two */
  readonly definition?: sfn.IChainable;
  /** The definition as CDK's own kind of body. @default - one of the other two */
  readonly definitionBody?: sfn.DefinitionBody;
  /** An .asl.json or .asl.yaml file, put into the template. @default - one of the other two */
  readonly definitionFile?: string;
  /** Values for `${Name}` in a definition file. @default {} */
  readonly definitionSubstitutions?: { [name: string]: string };
  /** Standard or Express. @default sfn.StateMachineType.STANDARD */
  readonly stateMachineType?: sfn.StateMachineType;
  /** Name of the state machine. @default - CloudFormation makes one */
  readonly stateMachineName?: string;
  /** What the workflow does, in a sentence. @default - none */
  readonly comment?: string;
  /** How long one execution may take. @default Duration.days(1) for Standard, Duration.minutes(5) for Express */
  readonly timeout?: Duration;
  /** Query language of states that do not name theirs. @default - the service's: JSONPath */
  readonly queryLanguage?: sfn.QueryLanguage;
  /** What is logged. @default - errors for Standard, everything for Express, without data */
  readonly logging?: WorkflowLogging;
  /** Send traces to X-Ray. @default true */
  readonly tracing?: boolean;
  /** Role of the executions. @default - a new one that may do what the states need */
  readonly role?: iam.IRole;
  /** Key that encrypts definition, history and logs. @default - an AWS owned key */
  readonly encryptionKey?: kms.IKey;
  /** What happens to the state machine when it leaves the stack. @default RemovalPolicy.DESTROY */
  readonly removalPolicy?: RemovalPolicy;
}

/** A workflow, made here or imported. */
export interface IWorkflow {
  /** The state machine. */
  readonly stateMachine: sfn.IStateMachine;
  /** Allows to start executions. */
  grantStart(grantee: iam.IGrantable): iam.Grant;
  /** Allows to start executions of an Express workflow and wait for their result. */
  grantStartSync(grantee: iam.IGrantable): iam.Grant;
  /** Allows to answer tasks that wait for a token. */
  grantTaskResponse(grantee: iam.IGrantable): iam.Grant;
  /** Allows to redrive failed executions. */
  grantRedrive(grantee: iam.IGrantable): iam.Grant;
  /** Allows to read definition, executions and their history. */
  grantRead(grantee: iam.IGrantable): iam.Grant;
  /** A metric of the state machine in AWS/States. */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

abstract class WorkflowBase extends Construct implements IWorkflow {
  abstract readonly stateMachine: sfn.IStateMachine;

  grantStart(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantStartExecution(grantee);
  }
  grantStartSync(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantStartSyncExecution(grantee);
  }
  grantTaskResponse(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantTaskResponse(grantee);
  }
  grantRedrive(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantRedriveExecution(grantee);
  }
  grantRead(grantee: iam.IGrantable): iam.Grant {
    return this.stateMachine.grantRead(grantee);
  }
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.stateMachine.metric(metricName, options);
  }
}

/** A state machine with what production wants of it: logs where they belong, traces, a timeout, least privilege. */
export class Workflow extends WorkflowBase {
  /** A workflow that exists elsewhere. */
  static fromStateMachineArn(scope: Construct, id: string, stateMachineArn: string): IWorkflow {
    return new ImportedWorkflow(scope, id, stateMachineArn);
  }

  /** Whether `value` is a workflow that was made by this library. */
  static isWorkflow(value: unknown): value is Workflow {
    return value instanceof Workflow;
  }

  override readonly stateMachine: sfn.StateMachine;
  /** Where executions are logged; none if the level is OFF. */
  readonly logGroup?: logs.ILogGroup;
  /** Standard or Express. */
  readonly stateMachineType: sfn.StateMachineType;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    const type = props.stateMachineType ?? sfn.StateMachineType.STANDARD;
    const express = type === sfn.StateMachineType.EXPRESS;
    const timeout = this.timeoutOf(props, express);
    const logLevel = props.logging?.level ?? (express ? sfn.LogLevel.ALL : sfn.LogLevel.ERROR);
    if (logLevel !== sfn.LogLevel.OFF) this.logGroup = props.logging?.logGroup ?? this.makeLogGroup(props);
    this.stateMachineType = type;
    this.stateMachine = new sfn.StateMachine(this, 'StateMachine', {
      definitionBody: this.definitionOf(props, timeout),
      stateMachineType: type,
      timeout,
      tracingEnabled: props.tracing ?? true,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
      ...(props.stateMachineName !== undefined && { stateMachineName: props.stateMachineName }),
      ...(props.comment !== undefined && { comment: props.comment }),
      ...(props.queryLanguage !== undefined && { queryLanguage: props.queryLanguage }),
      ...(props.role !== undefined && { role: props.role }),
      ...(props.definitionSubstitutions !== undefined && { definitionSubstitutions: props.definitionSubstitutions }),
      ...(props.encryptionKey !== undefined && {
        encryptionConfiguration: new sfn.CustomerManagedEncryptionConfiguration(props.encryptionKey),
      }),
      ...(this.logGroup !== undefined && {
        logs: {
          destination: this.logGroup,
          level: logLevel,
          includeExecutionData: props.logging?.includeExecutionData ?? false,
        },
      }),
    });
    this.node.defaultChild = this.stateMachine;
  }

  private timeoutOf(props: WorkflowProps, express: boolean): Duration {
    const timeout = props.timeout ?? (express ? Duration.minutes(5) : Duration.days(1));
    const limit = express ? Duration.minutes(5) : Duration.days(366);
    if (!timeout.isUnresolved() && timeout.toSeconds() > limit.toSeconds()) {
      throw new Error(
        `[${this.node.path}] timeout is ${timeout.toHumanString()}; ` +
          `${express ? 'an Express workflow runs 5 minutes' : 'a Standard workflow runs one year'} at most.`,
      );
    }
    return timeout;
  }

  private definitionOf(props: WorkflowProps, timeout: Duration): sfn.DefinitionBody {
    const given = ['definition', 'definitionBody', 'definitionFile'].filter(
      (name) => props[name as keyof WorkflowProps] !== undefined,
    );
    if (given.length !== 1) {
      throw new Error(
        `[${this.node.path}] give exactly one of definition, definitionBody and definitionFile; given: ${given.join(', ') || 'none'}.`,
      );
    }
    if (props.definition !== undefined) return sfn.DefinitionBody.fromChainable(props.definition);
    if (props.definitionBody !== undefined) return props.definitionBody;
    const definition = readDefinitionFile(this.node.path, props.definitionFile!);
    return sfn.DefinitionBody.fromString(
      Stack.of(this).toJsonString({
        ...definition,
        ...(definition.TimeoutSeconds === undefined && { TimeoutSeconds: timeout.toSeconds() }),
        ...(props.comment !== undefined && { Comment: props.comment }),
      }),
    );
  }

  // Log groups under /aws/vendedlogs/ do not count against the size limit of CloudWatch's resource policy, which
  // machine number eleven or so of an account would otherwise hit.
  private makeLogGroup(props: WorkflowProps): logs.LogGroup {
    return new logs.LogGroup(this, 'Logs', {
      logGroupName: `/aws/vendedlogs/states/${Names.uniqueResourceName(this, { maxLength: 200, separator: '-' })}`,
      retention: props.logging?.retention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(props.encryptionKey !== undefined && { encryptionKey: props.encryptionKey }),
    });
  }
}

class ImportedWorkflow extends WorkflowBase {
  readonly stateMachine: sfn.IStateMachine;
  constructor(scope: Construct, id: string, arn: string) {
    super(scope, id);
    this.stateMachine = sfn.StateMachine.fromStateMachineArn(this, 'StateMachine', arn);
  }
}
