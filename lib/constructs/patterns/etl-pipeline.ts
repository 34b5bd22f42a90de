import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { defaultHandler } from '../handlers/default-handlers';
import { TaskHandlers } from '../handlers/task-handlers';
import { jsonata, text } from '../jsonata';
import { acknowledgePrefixes } from '../nag';
import type { StepContext } from '../step';
import { Workflow } from '../workflow/workflow';
import { workflowOptions } from '../workflow/workflow-options';
import { catchAll, freshnessAlarm } from './etl-failures';
import { type EtlPartContext, invokePlainly, invokeWith } from './etl-parts';
import { EtlOverlap, type EtlPipelineProps } from './etl-props';
import { EtlQuality } from './etl-quality';
import * as states from './etl-states';
import { EtlTransform } from './etl-transform';
import { WorkflowPattern } from './pattern';
import { linkInOrder, linkTo } from './slots';
import { allowTableKey, patternTable } from './tables';

/**
 * Brings new data from where it arises to where it is needed, one run at a time: takes a lease, plans from the watermark,
 * transforms, checks the quality, loads, moves the watermark and tells that the data set is ready. A run that fails gives
 * its lease back and leaves the watermark where it was.
 *
 * Slots: PlanRun, Extract (empty), Transform, ReadResults, CheckQuality, Quarantine, Load.
 */
export class EtlPipeline extends WorkflowPattern {
  override readonly workflow: Workflow;
  readonly handlers: TaskHandlers;
  readonly table: dynamodb.ITable;
  /** Goes off when no run succeeded in time, if `freshness` is given. */
  readonly freshnessAlarm?: cloudwatch.Alarm;
  private readonly props: EtlPipelineProps;
  private readonly failing: sfn.Pass[] = [];
  private readonly context: states.EtlStatesContext;

  constructor(scope: Construct, id: string, props: EtlPipelineProps = {}) {
    super(scope, id);
    // Without its feature flag CDK leaves a resultWriterV2 out, and the older one is deprecated: the flag is set for the
    // states of the pipeline, whatever the app says.
    this._states.node.setContext('@aws-cdk/aws-stepfunctions:useDistributedMapResultWriterV2', true);
    this.props = props;
    const express = props.stateMachineType === sfn.StateMachineType.EXPRESS;
    const transform = props.transform ?? EtlTransform.handler();
    this.validate(express, transform);
    const timeout = props.timeout ?? (express ? Duration.minutes(5) : Duration.hours(12));
    this.table = props.table ?? patternTable(this);
    this.handlers = new TaskHandlers(this, 'Handlers', {
      timeout: Duration.seconds(express ? 20 : 300),
      environment: {
        PIPELINE: this.pipelineName,
        ...(props.output !== undefined && { OUTPUT_BUCKET: props.output.bucketName }),
      },
      ...(props.bundling !== undefined && { bundling: props.bundling }),
    });
    this.context = {
      scope: this._states,
      pipeline: this.pipelineName,
      table: this.table,
      eventBus: props.eventBus,
      eventSource: props.eventSource ?? 'stepwright.etl',
      lease: props.lease ?? timeout,
    };
    this.fillSlots(express, transform);
    this.workflow = new Workflow(this, 'Workflow', {
      definitionBody: this._definition,
      stateMachineType: props.stateMachineType ?? sfn.StateMachineType.STANDARD,
      comment: 'Brings new data where it is needed, one run at a time.',
      timeout,
      ...workflowOptions(props),
    });
    allowTableKey(this.table, this.stateMachine);
    this.node.defaultChild = this.workflow.stateMachine;
    if (props.freshness !== undefined) this.freshnessAlarm = freshnessAlarm(this, this.stateMachine, props.freshness);
    if (props.schedule !== undefined) this.workflow.triggerOnSchedule('Schedule', { schedule: props.schedule });
  }

  /** Name of the data set. */
  get pipelineName(): string {
    return this.props.pipelineName ?? this.node.id;
  }

  /** Rows that came in, as far as the transform counts them; see {@link metric}. */
  metricRowsIn(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('RowsIn', options);
  }

  /** Rows that came out. */
  metricRowsOut(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('RowsOut', options);
  }

  /** Rows of runs that went into quarantine. */
  metricRowsQuarantined(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('RowsQuarantined', options);
  }

  /** Items whose batch failed and was tolerated. */
  metricFailedItems(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('FailedItems', options);
  }

  /**
   * A metric that the handlers `ReadResults` and `CheckQuality` of the package write: `RowsIn`, `RowsOut`, `RowsRejected`,
   * `FailedItems`, `RowsQuarantined`. Jobs (Glue, ECS, Athena, …) do not tell how many rows there were.
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'Stepwright/Etl',
      metricName,
      dimensionsMap: { Pipeline: this.pipelineName },
      statistic: 'sum',
      ...options,
    }).attachTo(this);
  }

  private validate(express: boolean, transform: EtlTransform): void {
    const { load, output, quality, quarantine, overlap } = this.props;
    const place = `[${this.node.path}]`;
    const parts = { transform, load, quality };
    const job = Object.entries(parts).find(([, part]) => part?.express === false);
    if (express && job !== undefined) {
      throw new Error(
        `${place} stateMachineType is EXPRESS and ${job[0]} is ${job[1]!.kind}, which waits for a job: an Express pipeline has handler and states only.`,
      );
    }
    if (express && overlap === EtlOverlap.WAIT) {
      throw new Error(
        `${place} stateMachineType is EXPRESS and overlap is WAIT: there is no time to wait. Use EtlOverlap.SKIP or EtlOverlap.FAIL.`,
      );
    }
    if (transform.kind === 'distributedMap' && output === undefined) {
      throw new Error(
        `${place} transform is distributedMap and output is missing: its results are written to a bucket.`,
      );
    }
    if (quarantine !== undefined && (quarantine.bucket ?? quarantine.topic ?? output) === undefined) {
      throw new Error(`${place} quarantine has neither bucket nor topic, and output is missing; give one of them.`);
    }
  }

  private fillSlots(express: boolean, transform: EtlTransform): void {
    const { plan, source, quality, quarantine = {}, load, output } = this.props;
    const part: EtlPartContext = {
      scope: this._states,
      output,
      express,
      handler: (name, folder, entry, environment) => this.handler(name, folder, entry, environment),
      fails: (state) => this.failing.push(state),
    };
    const planRun = this.handler('PlanRun', 'etl/plan-run', plan, {
      ...(source !== undefined && { SOURCE_BUCKET: source.bucket.bucketName, SOURCE_PREFIX: source.prefix ?? '' }),
    });
    if (source !== undefined) allow(planRun, ['s3:ListBucket'], source.bucket.bucketArn);
    const slots = this._slots;
    const plain = { name: 'PlanRun', comment: 'Finds what is new since the last run.', resultPath: '$.plan' };
    slots.define('PlanRun', invokePlainly(part, { ...plain, handler: planRun }));
    slots.define('Extract', undefined);
    slots.define('Transform', transform._states(part));
    slots.define('ReadResults', transform._counts ? this.readResults(part, transform) : undefined);
    // A job does not tell how many rows there were, so the handler that comes with the package has nothing to judge.
    const judge = quality ?? EtlQuality.handler();
    slots.define('CheckQuality', transform._counts || judge._judgesJobs ? judge._states(part) : undefined);
    const bucket = quarantine.bucket ?? output;
    const kept = { ...quarantine, ...(bucket !== undefined && { bucket }) };
    slots.define('Quarantine', states.quarantine(this.context, kept, transform._counts));
    slots.define('Load', load?._states(part));
  }

  private readResults(part: EtlPartContext, transform: EtlTransform): sfn.IChainable {
    const { output } = this.props;
    const inS3 = transform.kind === 'distributedMap';
    const handler = this.handler('ReadResults', inS3 ? 'etl/read-results' : 'etl/add-up', undefined);
    if (inS3) {
      allow(handler, ['s3:GetObject'], output!.arnForObjects('runs/*'));
      acknowledgePrefixes(this.handlers.node.findChild('ReadResultsRole'), output!.arnForObjects('runs/*'));
      output!.encryptionKey?.grantDecrypt(handler);
    }
    return invokePlainly(part, {
      name: 'ReadResults',
      comment: 'Counts what came out.',
      resultPath: '$.results',
      handler,
    });
  }

  private handler(
    name: string,
    folder: string,
    entry: string | undefined,
    environment: { readonly [name: string]: string } = {},
  ): lambda.IFunction {
    return this.handlers.add(name, { entry: entry ?? defaultHandler(folder), environment });
  }

  /** @internal */
  protected override _stepContext(slot: string): StepContext {
    return {
      scope: this._states,
      slot,
      handler: (name, options) => this.handlers.add(name, options),
      invoke: (name, handler) => invokeWith(this._states, name, handler, `$.${name}`),
      // The object that grows on its way must not be lost.
      keep: (name, result) => ({ outputs: jsonata(`$merge([$states.input, {${text(name)}: ${result}}])`) }),
    };
  }

  /** @internal */
  protected override _link(): sfn.IChainable {
    const { context } = this;
    const failed = this.failed();
    for (const state of this.failing) state.next(failed);
    const upToDate = this.end('UpToDate', 'UP_TO_DATE', []);
    const [counted, judged] = [this._parts('ReadResults'), this._parts('CheckQuality')];
    const ready = states.publish(context, 'PublishDatasetReady', 'DatasetReady', {
      'run.$': '$.run',
      'watermark.$': '$.plan.watermark',
      ...(counted.length > 0 && { 'results.$': '$.results' }),
    });
    const advance = states.advanceWatermark(context);
    const completed = this.end('Completed', 'COMPLETED', [...this._parts('Load'), advance, ready]);
    const work = linkInOrder([...this._parts('Extract'), ...this._parts('Transform'), ...counted, ...judged])!;
    linkTo(work, judged.length === 0 ? completed : this.decide(completed, failed));
    const anything = new sfn.Choice(context.scope, 'AnythingNew?')
      .when(sfn.Condition.numberEquals('$.plan.count', 0), upToDate)
      .otherwise(work.start);
    const acquire = states.acquireRun(context);
    acquire.addCatch(states.overlapping(context, acquire, this.props.overlap ?? EtlOverlap.SKIP), {
      errors: ['DynamoDB.ConditionalCheckFailedException'],
      outputs: jsonata('$states.input'),
    });
    const read = states.readWatermark(context);
    const plan = linkInOrder([read, ...this._parts('PlanRun')])!;
    acquire.next(plan.start);
    linkTo(plan, anything);
    catchAll(read, failed);
    return acquire;
  }

  private decide(completed: sfn.State, failed: sfn.State): sfn.Choice {
    const quarantined = this.end('Quarantined', 'QUARANTINED', this._parts('Quarantine'));
    return new sfn.Choice(this.context.scope, 'GoodEnough?', { comment: 'Whether the data may be used.' })
      .when(sfn.Condition.stringEquals('$.quality.verdict', 'PASS'), completed)
      .when(sfn.Condition.stringEquals('$.quality.verdict', 'QUARANTINE'), quarantined)
      .otherwise(this.qualityFailed(failed));
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
}

// CDK's own grants allow `s3:GetObject*`, `s3:List*` and more; a handler gets what it calls.
function allow(handler: lambda.IFunction, actions: string[], resource: string): void {
  handler.addToRolePolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
}
