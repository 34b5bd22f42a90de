import { ArnFormat, Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeNag, acknowledgeTaskPatterns } from '../nag';
import { StateMachineChecks } from '../state-machine-checks';
import { WorkflowAlarms } from './alarms';
import { workflowDashboard } from './dashboard';
import { DeferredDefinition } from './deferred-definition';
import { readDefinitionFile } from './definition-file';
import { refuseInExpress } from './express-limits';
import { FailureDestination, type FailureDestinationOptions } from './failures';
import { type ReleaseStrategy, WorkflowRelease } from './release';
import { metricOfResource, resourcesOfDefinition, resourcesOfStates, type TaskResources } from './state-metrics';
import type { ApiTrigger } from './triggers';
import { ImportedWorkflow, type IWorkflow, type WorkflowAttributes, WorkflowBase } from './workflow-base';
import type { WorkflowOptions } from './workflow-options';

/** Seconds that API Gateway waits for an integration. */
const apiSecondsMax = 29;

/** Properties of {@link Workflow}. Exactly one of `definition`, `definitionBody` and `definitionFile` is given. */
export interface WorkflowProps extends WorkflowOptions {
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
  /** What the workflow does, in a sentence. @default - none */
  readonly comment?: string;
  /** How long one execution may take. @default Duration.days(1) for Standard, Duration.minutes(5) for Express */
  readonly timeout?: Duration;
  /** Query language of states that do not name theirs. @default - the service's: JSONPath */
  readonly queryLanguage?: sfn.QueryLanguage;
}

/** A state machine with what production wants of it: logs where they belong, traces, a timeout, least privilege. */
export class Workflow extends WorkflowBase {
  /** A workflow that exists elsewhere. */
  static fromStateMachineArn(scope: Construct, id: string, stateMachineArn: string): IWorkflow {
    return new ImportedWorkflow(scope, id, { stateMachineArn });
  }

  /** A workflow that exists elsewhere, of which more is known than its ARN. */
  static fromWorkflowAttributes(scope: Construct, id: string, attributes: WorkflowAttributes): IWorkflow {
    return new ImportedWorkflow(scope, id, attributes);
  }

  /** A state machine that a stack makes with CloudFormation's own resource: grants, metrics and triggers for it. */
  static fromCfnStateMachine(scope: Construct, id: string, resource: sfn.CfnStateMachine): IWorkflow {
    const { EXPRESS, STANDARD } = sfn.StateMachineType;
    const stateMachineType = resource.stateMachineType === EXPRESS ? EXPRESS : STANDARD;
    return new ImportedWorkflow(scope, id, { stateMachineArn: resource.attrArn, stateMachineType });
  }

  /** Whether `value` is a workflow that was made by this library. */
  static isWorkflow(value: unknown): value is Workflow {
    return value instanceof Workflow;
  }

  override readonly stateMachine: sfn.StateMachine;
  /** The version and alias of this deployment, if `release` is given. */
  readonly release?: WorkflowRelease;
  /** The alarms, if `alarms` is given. */
  readonly alarms?: WorkflowAlarms;
  /** The dashboard, if `dashboard` is on. */
  readonly dashboard?: cloudwatch.Dashboard;
  /** What keeps failed executions, if `failures` is given. */
  readonly failures?: FailureDestination;
  /** Where executions are logged; none if the level is OFF. */
  readonly logGroup?: logs.ILogGroup;
  /** Standard or Express. */
  override readonly stateMachineType: sfn.StateMachineType;
  /** How long one execution may take. */
  readonly timeout: Duration;

  private readonly taskResources: () => TaskResources | undefined;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    this.taskResources = () => this.resourcesOf(props);
    const type = props.stateMachineType ?? sfn.StateMachineType.STANDARD;
    const express = type === sfn.StateMachineType.EXPRESS;
    const timeout = this.timeoutOf(props, express);
    this.timeout = timeout;
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
    if (express && props.definition !== undefined) refuseInExpress(this, props.definition.startState);
    this.node.defaultChild = this.stateMachine;
    acknowledgeTaskPatterns(this.stateMachine);
    for (const known of props.acknowledgements ?? []) StateMachineChecks.acknowledge(this, known);
    acknowledgeNag(this.stateMachine, 'wildcardOnly', ...(express ? [] : (['history'] as const)));
    if (props.encryptionKey !== undefined && props.stateMachineName === undefined) this.allowKey(props.encryptionKey);
    if (props.alarms !== undefined) this.alarms = new WorkflowAlarms(this, 'Alarms', this.stateMachine, props.alarms);
    if (props.release !== undefined) this.release = this.makeRelease(props.release);
    if (props.failures !== undefined) this.failures = this.makeFailures(props.failures, express);
    if (props.dashboard === true) {
      this.dashboard = workflowDashboard(this, 'Dashboard', this.stateMachine, this.alarms?.all ?? []);
    }
  }

  /** What clients start: the alias if there is one, otherwise the state machine. */
  override get startTarget(): sfn.IStateMachine {
    if (this.release === undefined) return this.stateMachine;
    this.aliasTarget ??= sfn.StateMachine.fromStateMachineArn(this, 'Released', this.release.aliasArn);
    return this.aliasTarget;
  }
  private aliasTarget: sfn.IStateMachine | undefined;

  /**
   * A metric of the task that a state is: `RunTime`, `ScheduleTime`, `Time`, `Scheduled`, `Started`, `Succeeded`, `Failed`,
   * `TimedOut` or `HeartbeatTimedOut`. Step Functions measures tasks by what they use: the metric is shared by all states of
   * the account that use the same integration, function or activity.
   */
  metricFor(stateName: string, metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const resources = this.taskResources();
    if (resources === undefined) {
      throw new Error(`[${this.node.path}] metricFor: the states are not known; give definition or definitionFile.`);
    }
    const resource = resources.get(stateName);
    if (resource === undefined) {
      throw new Error(
        `[${this.node.path}] metricFor: no task is named "${stateName}"; the tasks are: ${[...resources.keys()].join(', ')}.`,
      );
    }
    return metricOfResource(this, resource, metricName, options);
  }

  private resourcesOf(props: WorkflowProps): TaskResources | undefined {
    const { definition, definitionBody, definitionFile, definitionSubstitutions } = props;
    if (definition !== undefined) {
      const states = sfn.State.findReachableStates(definition.startState, { includeErrorHandlers: true });
      return resourcesOfStates(states);
    }
    if (definitionBody instanceof DeferredDefinition) return resourcesOfStates(definitionBody.states());
    if (definitionFile === undefined) return undefined;
    const values = definitionSubstitutions ?? {};
    const text = JSON.stringify(readDefinitionFile(this.node.path, definitionFile));
    return resourcesOfDefinition(
      JSON.parse(text.replace(/\$\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder)),
    );
  }

  // CDK allows the key for the ARN of the machine, but of a machine without a given name it leaves the name out, so the
  // condition never holds. The ARN itself cannot stand there: the machine depends on its role.
  private allowKey(key: kms.IKey): void {
    const anyMachine = Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    this.stateMachine.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: { StringLike: { 'kms:EncryptionContext:aws:states:stateMachineArn': anyMachine } },
      }),
    );
  }

  private makeRelease(strategy: ReleaseStrategy): WorkflowRelease {
    return new WorkflowRelease(this, 'Release', {
      stateMachine: this.stateMachine,
      strategy,
      alarms: this.alarms?.all ?? [],
      aliasName: 'live',
    });
  }

  private makeFailures(options: FailureDestinationOptions, express: boolean): FailureDestination {
    if (express) {
      throw new Error(
        `[${this.node.path}] failures is given and stateMachineType is EXPRESS: Express executions send no status events. ` +
          'Use an alarm, or catch the failure in the workflow.',
      );
    }
    return new FailureDestination(this, 'Failures', this.stateMachine, options);
  }

  // An API that answers with the result waits 29 seconds, and only Express executions can be waited for.
  protected override checkApi(id: string, options: ApiTrigger): void {
    if (options.sync !== true) return;
    if (this.stateMachineType !== sfn.StateMachineType.EXPRESS) {
      throw new Error(
        `[${this.node.path}] exposeApi("${id}", { sync: true }): only an Express workflow can be waited for; this one is Standard.`,
      );
    }
    if (!this.timeout.isUnresolved() && this.timeout.toSeconds() > apiSecondsMax) {
      throw new Error(
        `[${this.node.path}] exposeApi("${id}", { sync: true }): API Gateway waits ${apiSecondsMax} seconds and the workflow's timeout is ` +
          `${this.timeout.toHumanString()}. Set timeout to Duration.seconds(${apiSecondsMax}) or less, or leave sync out.`,
      );
    }
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
