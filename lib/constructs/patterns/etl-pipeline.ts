import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { TaskHandlers } from '../handlers/task-handlers';
import { acknowledgePrefixes } from '../nag';
import type { Step, StepContext } from '../step';
import { DeferredDefinition } from '../workflow/deferred-definition';
import { Workflow } from '../workflow/workflow';
import { workflowOptions } from '../workflow/workflow-options';
import { defaultHandler } from './default-handlers';
import { athenaAssertions } from './etl-jobs';
import type { EtlPipelineProps, EtlQuality } from './etl-props';
import * as states from './etl-states';
import { type EtlPartContext, EtlTransform, invokeWith, lambdaRetry } from './etl-transform';
import { chainOf, linkInOrder, linkTo, Slots } from './slots';

/**
 * Brings new data from where it arises to where it is needed, one run at a time: takes a lease, plans from the watermark,
 * transforms, checks the quality, loads, moves the watermark and tells that the data set is ready. A run that fails gives
 * its lease back and leaves the watermark where it was.
 *
 * Slots: PlanRun, Extract (empty), Transform, ReadResults, CheckQuality, Quarantine, Load.
 */
export class EtlPipeline extends Construct {
  readonly workflow: Workflow;
  readonly handlers: TaskHandlers;
  readonly table: dynamodb.ITable;
  /** Goes off when no run succeeded in time, if `freshness` is given. */
  readonly freshnessAlarm?: cloudwatch.Alarm;
  private readonly props: EtlPipelineProps;
  private readonly definition: DeferredDefinition;
  private readonly slots: Slots;
  private readonly failing: sfn.Pass[] = [];
  private readonly context: states.EtlStatesContext;

  constructor(scope: Construct, id: string, props: EtlPipelineProps = {}) {
    super(scope, id);
    this.props = props;
    const express = props.stateMachineType === sfn.StateMachineType.EXPRESS;
    const transform = props.transform ?? EtlTransform.handler();
    this.validate(express, transform);
    const timeout = props.timeout ?? (express ? Duration.minutes(5) : Duration.hours(12));
    this.table = props.table ?? (this.makeTable() as dynamodb.ITable);
    this.handlers = new TaskHandlers(this, 'Handlers', {
      timeout: Duration.seconds(express ? 20 : 300),
      environment: { ...(props.output !== undefined && { OUTPUT_BUCKET: props.output.bucketName }) },
      ...(props.bundling !== undefined && { bundling: props.bundling }),
    });
    this.context = {
      scope: statesScope(this),
      pipeline: props.pipelineName ?? id,
      table: this.table,
      eventBus: props.eventBus,
      eventSource: props.eventSource ?? 'stepwright.etl',
      topic: props.quarantineTopic,
      lease: props.lease ?? timeout,
    };
    this.definition = new DeferredDefinition(() => this.link());
    this.slots = new Slots(
      this,
      () => this.definition.sealed,
      (slot) => this.stepContext(slot),
    );
    this.fillSlots(express, transform);
    this.workflow = new Workflow(this, 'Workflow', {
      definitionBody: this.definition,
      stateMachineType: props.stateMachineType ?? sfn.StateMachineType.STANDARD,
      comment: 'Brings new data where it is needed, one run at a time.',
      timeout,
      ...workflowOptions(props),
    });
    this.node.defaultChild = this.workflow.stateMachine;
    if (props.freshness !== undefined) this.freshnessAlarm = this.makeFreshnessAlarm(props.freshness);
    if (props.schedule !== undefined) this.workflow.triggerOnSchedule('Schedule', { schedule: props.schedule });
  }

  /** The state machine. */
  get stateMachine(): sfn.StateMachine {
    return this.workflow.stateMachine;
  }

  /** Puts a step before a slot. */
  before(slot: string, step: Step): void {
    this.slots.before(slot, step);
  }

  /** Puts a step after a slot. */
  after(slot: string, step: Step): void {
    this.slots.after(slot, step);
  }

  /** Puts a step in place of a slot's own states. */
  replace(slot: string, step: Step): void {
    this.slots.replace(slot, step);
  }

  private validate(express: boolean, transform: EtlTransform): void {
    const { load, output, quality = {} } = this.props;
    if (express && !(transform.express && (load?.express ?? true))) {
      const kind = transform.express ? `load is ${load!.kind}` : `transform is ${transform.kind}`;
      throw new Error(
        `[${this.node.path}] stateMachineType is EXPRESS and ${kind}, which waits for a job: an Express pipeline has handler and states only.`,
      );
    }
    if (transform.kind === 'distributedMap' && output === undefined) {
      throw new Error(
        `[${this.node.path}] transform is distributedMap and output is missing: its results are written to a bucket.`,
      );
    }
    const { quarantineAbovePercentage = 1, failAbovePercentage = 10 } = quality;
    if (quarantineAbovePercentage < 0 || failAbovePercentage > 100 || quarantineAbovePercentage > failAbovePercentage) {
      throw new Error(
        `[${this.node.path}] quality has quarantineAbovePercentage ${quarantineAbovePercentage} and failAbovePercentage ${failAbovePercentage}; ` +
          'allowed are 0 to 100, and the first not above the second.',
      );
    }
  }

  private makeFreshnessAlarm(freshness: Duration): cloudwatch.Alarm {
    const seconds = freshness.toSeconds();
    if (seconds < 60 || seconds > 86_400 || seconds % 60 !== 0) {
      throw new Error(
        `[${this.node.path}] freshness is ${freshness.toHumanString()}; allowed are whole minutes up to one day.`,
      );
    }
    return new cloudwatch.Alarm(this, 'FreshnessAlarm', {
      alarmDescription: `The data set is older than ${freshness.toHumanString()}: no run succeeded.`,
      metric: this.stateMachine.metric('ExecutionsSucceeded', { statistic: 'sum', period: freshness }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }

  private makeTable(): dynamodb.Table {
    return new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private fillSlots(express: boolean, transform: EtlTransform): void {
    const { scope } = this.context;
    const { plan, source, quality = {}, load, output } = this.props;
    const part: EtlPartContext = {
      scope,
      output,
      express,
      handler: (name, folder, entry) => this.handler(name, folder, entry, {}),
      fails: (state) => this.failing.push(state),
    };
    const planRun = this.handler('PlanRun', 'etl/plan-run', plan, {
      ...(source !== undefined && { SOURCE_BUCKET: source.bucket.bucketName, SOURCE_PREFIX: source.prefix ?? '' }),
    });
    if (source !== undefined) allow(planRun, ['s3:ListBucket'], source.bucket.bucketArn);
    this.slots.define('PlanRun', this.invoke('PlanRun', planRun, '$.plan', 'Finds what is new since the last run.'));
    this.slots.define('Extract', undefined);
    this.slots.define('Transform', transform._states(part));
    this.slots.define('ReadResults', transform._counts ? this.readResults(transform) : undefined);
    this.slots.define('CheckQuality', this.checkQuality(transform, quality));
    this.slots.define('Quarantine', this.quarantine());
    this.slots.define('Load', load?._states(part));
  }

  private readResults(transform: EtlTransform): sfn.IChainable {
    const { output } = this.props;
    const inS3 = transform.kind === 'distributedMap';
    const handler = this.handler('ReadResults', inS3 ? 'etl/read-results' : 'etl/add-up', undefined, {});
    if (inS3) {
      allow(handler, ['s3:GetObject'], output!.arnForObjects('runs/*'));
      acknowledgePrefixes(this.handlers.node.findChild('ReadResultsRole'), output!.arnForObjects('runs/*'));
      output!.encryptionKey?.grantDecrypt(handler);
    }
    return this.invoke('ReadResults', handler, '$.results', 'Counts what came out.');
  }

  // A job does not tell how many rows there were, so the handler that comes with the package has nothing to judge.
  private checkQuality(transform: EtlTransform, quality: EtlQuality): sfn.IChainable | undefined {
    const { scope } = this.context;
    if (quality.athenaAssertions !== undefined) {
      return athenaAssertions(scope, quality.athenaAssertions, { workGroup: 'primary', output: this.props.output });
    }
    if (!transform._counts && quality.entry === undefined) return undefined;
    const handler = this.handler('CheckQuality', 'etl/check-quality', quality.entry, {
      MIN_ROWS: String(quality.minRows ?? 1),
      QUARANTINE_ABOVE: String(quality.quarantineAbovePercentage ?? 1),
      FAIL_ABOVE: String(quality.failAbovePercentage ?? 10),
    });
    return this.invoke('CheckQuality', handler, '$.quality', 'Decides PASS, QUARANTINE or FAIL.');
  }

  private quarantine(): sfn.IChainable | undefined {
    const { scope, topic } = this.context;
    if (topic === undefined) return undefined;
    return new tasks.SnsPublish(scope, 'NotifyQuarantine', {
      comment: 'Somebody has to look at the rows.',
      topic,
      message: sfn.TaskInput.fromObject({ 'run.$': '$.run', 'quality.$': '$.quality', 'items.$': '$.plan.count' }),
      resultPath: sfn.JsonPath.DISCARD,
    });
  }

  private invoke(
    name: string,
    lambdaFunction: lambda.IFunction,
    resultPath: string,
    comment: string,
  ): tasks.LambdaInvoke {
    const invoke = new tasks.LambdaInvoke(this.context.scope, name, {
      comment,
      lambdaFunction,
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      resultPath,
    });
    return invoke.addRetry(
      lambdaRetry(this.props.stateMachineType === sfn.StateMachineType.EXPRESS),
    ) as tasks.LambdaInvoke;
  }

  private handler(
    name: string,
    folder: string,
    entry: string | undefined,
    environment: { [name: string]: string },
  ): lambda.IFunction {
    return this.handlers.add(name, { entry: entry ?? defaultHandler(folder), environment });
  }

  private stepContext(slot: string): StepContext {
    return {
      scope: this.context.scope,
      slot,
      handler: (name, options) => this.handlers.add(name, options),
      invoke: (name, handler) => invokeWith(this.context.scope, name, handler, `$.${name}`),
      keep: (name, result) => ({ [name]: `{% ${result} %}` }),
    };
  }

  private link(): sfn.IChainable {
    const { context } = this;
    const failed = this.failed();
    for (const state of this.failing) state.next(failed);
    const upToDate = this.end('UpToDate', 'UP_TO_DATE', []);
    const [counted, judged] = [this.parts('ReadResults'), this.parts('CheckQuality')];
    const ready = states.publish(context, 'PublishDatasetReady', 'DatasetReady', {
      'run.$': '$.run',
      'watermark.$': '$.plan.watermark',
      ...(counted.length > 0 && { 'results.$': '$.results' }),
    });
    const advance = states.advanceWatermark(context);
    const completed = this.end('Completed', 'COMPLETED', [...this.parts('Load'), advance, ready]);
    const work = linkInOrder([...this.parts('Extract'), ...this.parts('Transform'), ...counted, ...judged])!;
    linkTo(work, judged.length === 0 ? completed : this.decide(completed, failed));
    const anything = new sfn.Choice(context.scope, 'AnythingNew?')
      .when(sfn.Condition.numberEquals('$.plan.count', 0), upToDate)
      .otherwise(work.start);
    const acquire = states.acquireRun(context);
    const read = states.readWatermark(context);
    const plan = linkInOrder([read, ...this.parts('PlanRun')])!;
    acquire.next(plan.start);
    linkTo(plan, anything);
    this.catchAll(read, failed);
    return acquire;
  }

  private decide(completed: sfn.State, failed: sfn.State): sfn.Choice {
    const quarantined = this.end('Quarantined', 'QUARANTINED', this.parts('Quarantine'));
    return new sfn.Choice(this.context.scope, 'GoodEnough?', { comment: 'Whether the data may be used.' })
      .when(sfn.Condition.stringEquals('$.quality.verdict', 'PASS'), completed)
      .when(sfn.Condition.stringEquals('$.quality.verdict', 'QUARANTINE'), quarantined)
      .otherwise(this.qualityFailed(failed));
  }

  private parts(slot: string): sfn.IChainable[] {
    const segment = this.slots.segment(slot);
    return segment === undefined ? [] : [chainOf(segment)];
  }

  // Ends a run well: what is left to do, the lease, the answer.
  private end(name: string, status: string, before: sfn.IChainable[]): sfn.State {
    const release = states.releaseRun(this.context, `Release${name}Run`);
    return linkInOrder([...before, release, states.summary(this.context, name, status)])!.start;
  }

  private qualityFailed(failed: sfn.State): sfn.Pass {
    const pass = new sfn.Pass(this.context.scope, 'NotGoodEnough', {
      parameters: { Error: 'QualityFailed', 'Cause.$': 'States.JsonToString($.quality)' },
      resultPath: '$.error',
    });
    pass.next(failed);
    return pass;
  }

  private failed(): sfn.State {
    const { context } = this;
    const release = states.releaseRun(context, 'ReleaseFailedRun');
    const publish = states.publish(context, 'PublishPipelineFailed', 'PipelineFailed', {
      'run.$': '$.run',
      'error.$': '$.error',
    });
    // A timeout has no cause; a path to it would fail where an expression need not.
    const fail = sfn.Fail.jsonata(context.scope, 'RunFailed', {
      error: '{% $states.input.error.Error %}',
      cause: "{% $exists($states.input.error.Cause) ? $states.input.error.Cause : '' %}",
    });
    release.addCatch(publish, { resultPath: sfn.JsonPath.DISCARD });
    return linkInOrder([release, publish, fail])!.start;
  }

  // Whatever fails after the lease is taken gives it back.
  private catchAll(start: sfn.State, failed: sfn.State): void {
    for (const state of sfn.State.findReachableStates(start)) {
      if (
        state.stateId === 'RunFailed' ||
        state.stateId.startsWith('Release') ||
        state.stateId === 'PublishPipelineFailed'
      )
        continue;
      if (
        state instanceof sfn.TaskStateBase ||
        state instanceof sfn.Map ||
        state instanceof sfn.DistributedMap ||
        state instanceof sfn.Parallel
      ) {
        const options = state.stateId === 'ReadWatermark' ? { outputs: states.withError } : { resultPath: '$.error' };
        state.addCatch(failed, options);
      }
    }
  }
}

// CDK's own grants allow `s3:GetObject*`, `s3:List*` and more; a handler gets what it calls.
function allow(handler: lambda.IFunction, actions: string[], resource: string): void {
  handler.addToRolePolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
}

// Without its feature flag CDK leaves a resultWriterV2 out, and the older one is deprecated: the flag is set for the
// states of the pipeline, whatever the app says.
function statesScope(pipeline: Construct): Construct {
  const scope = new Construct(pipeline, 'States');
  scope.node.setContext('@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2', true);
  return scope;
}
