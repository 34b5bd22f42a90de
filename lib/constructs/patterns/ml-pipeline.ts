import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { Approval } from '../approval/approval';
import { defaultHandler } from '../handlers/default-handlers';
import { TaskHandlers } from '../handlers/task-handlers';
import { jsonata, text } from '../jsonata';
import type { StepContext } from '../step';
import { SageMakerCreateModelPackage } from '../tasks/sagemaker';
import { ServiceTask } from '../tasks/service-task';
import { useOfKey } from '../tasks/with-key';
import { Workflow } from '../workflow/workflow';
import { workflowOptions } from '../workflow/workflow-options';
import { MlDeploy } from './ml-deploy';
import { mlJobRole } from './ml-job-role';
import { type MlJobContext, processing, training, tuning } from './ml-jobs';
import { causeOrNothing } from './ml-model';
import type { MlPipelineProps } from './ml-props';
import { WorkflowPattern } from './pattern';
import { chainOf, linkInOrder, linkTo } from './slots';

/**
 * Prepares data, trains or tunes, evaluates, compares with thresholds and the serving model, registers, asks, deploys and
 * tests. Names of jobs are new for every attempt and redrive, so that a redrive does not fail on a name that is taken.
 *
 * Slots: Preprocess, Train, Evaluate, QualityGate, RegisterModel, Deploy.
 */
export class MlPipeline extends WorkflowPattern {
  override readonly workflow: Workflow;
  readonly handlers: TaskHandlers;
  /** Role of the SageMaker jobs. */
  readonly jobRole: iam.IRole;
  private readonly props: MlPipelineProps;
  private readonly failed: sfn.State;
  private readonly root: string;

  constructor(scope: Construct, id: string, props: MlPipelineProps) {
    super(scope, id);
    this.props = props;
    this.root = `s3://${props.bucket.bucketName}/${props.prefix ?? id}`;
    this.jobRole = props.jobRole ?? mlJobRole(this, props.bucket, props.prefix ?? id);
    this.handlers = new TaskHandlers(this, 'Handlers', {
      ...(props.bundling !== undefined && { bundling: props.bundling }),
    });
    this.failed = this.failure();
    this.fillSlots();
    this.workflow = new Workflow(this, 'Workflow', {
      definitionBody: this._definition,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      comment: 'Trains a model and brings it to where it answers, if it is good enough.',
      timeout: props.timeout ?? Duration.days(14),
      ...workflowOptions(props),
    });
    this.node.defaultChild = this.workflow.stateMachine;
  }

  /** How long people took to answer, in milliseconds; see {@link Approval}. */
  metricApprovalAge(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    const { approval } = this.props;
    if (approval === undefined) throw new Error(`[${this.node.path}] approval is not given: nothing is asked.`);
    return approval.channel._metricAge(this, options);
  }

  /** JSONata for a name of at most 63 characters that no earlier attempt, redrive or execution has used. */
  private jobName(prefix: string, length = 63): string {
    const tail =
      "'-' & $string($states.context.Execution.RedriveCount) & '-' & $string($states.context.State.RetryCount)";
    // Nine characters for the tail, nine for what tells executions apart whose names begin alike.
    return jsonata(`$substring(${text(`${prefix}-`)} & $base, 0, ${length - 18}) & '-' & $unique & ${tail}`);
  }

  private resolveNames(): sfn.Pass {
    return sfn.Pass.jsonata(this._states, 'ResolveNames', {
      comment: 'What all names begin with: the execution’s name, as SageMaker allows it.',
      assign: {
        base: jsonata("$replace($states.context.Execution.Name, /[^A-Za-z0-9]+/, '-')"),
        unique: jsonata("$substring($hash($states.context.Execution.Id, 'SHA-256'), 0, 8)"),
        champion: jsonata('$exists($states.input.champion) ? $states.input.champion : null'),
        run: jsonata(`${text(`${this.root}/runs/`)} & $states.context.Execution.Name`),
      },
    });
  }

  private fillSlots(): void {
    const { preprocess, train, evaluate, deploy = MlDeploy.none(), inferenceImageUri } = this.props;
    const jobs: MlJobContext = {
      scope: this._states,
      role: this.jobRole,
      jobName: (prefix, length) => this.jobName(prefix, length),
    };
    const slots = this._slots;
    const data = `${this.root}/data/`;
    const given = [{ name: 'data', s3Uri: data, localPath: '/opt/ml/processing/input' }];
    slots.define('Preprocess', preprocess && processing(jobs, 'Preprocess', 'prepare', preprocess, given, 'train'));
    const trainingData = preprocess === undefined ? data : jsonata("$run & '/train'");
    const job =
      train.tuning === undefined
        ? training(jobs, train, trainingData)
        : tuning(jobs, train, trainingData, train.tuning);
    slots.define('Train', job);
    const model = [{ name: 'model', s3Uri: jsonata('$modelDataUrl'), localPath: '/opt/ml/processing/model' }];
    slots.define('Evaluate', processing(jobs, 'Evaluate', 'evaluate', evaluate, model, 'evaluation'));
    slots.define('QualityGate', this.gate());
    slots.define('RegisterModel', this.register());
    const deployment = deploy._states({
      scope: this._states,
      role: this.jobRole,
      inferenceImageUri: inferenceImageUri ?? train.imageUri,
      modelDataUrl: jsonata('$modelDataUrl'),
      name: (prefix) => this.jobName(prefix),
      smokeTest: () => this.handlers.add('SmokeTest', { entry: defaultHandler('ml/smoke-test') }),
      onFailure: this.failed,
    });
    slots.define('Deploy', deployment && chainOf(deployment));
  }

  private gate(): sfn.IChainable {
    const { bucket, thresholds = {}, championMetric, prefix } = this.props;
    const key = `$replace($run, ${text(`s3://${bucket.bucketName}/`)}, '') & '/evaluation/evaluation.json'`;
    const read = new ServiceTask(this._states, 'ReadMetrics', {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      service: 'aws-sdk:s3',
      action: 'getObject',
      parameters: { Bucket: bucket.bucketName, Key: jsonata(key) },
      resources: { 's3:GetObject': [bucket.arnForObjects(`${prefix ?? this.node.id}/runs/*`)] },
      additionalIamStatements: useOfKey(bucket.encryptionKey, 'kms:Decrypt'),
      assign: { metrics: jsonata('$parse($states.result.Body)') },
    });
    const gate = tasks.LambdaInvoke.jsonata(this._states, 'QualityGate', {
      comment: 'Compares with the thresholds and with the model that serves.',
      lambdaFunction: this.handlers.add('QualityGate', { entry: defaultHandler('ml/quality-gate') }),
      payload: sfn.TaskInput.fromObject({
        metrics: jsonata('$metrics'),
        thresholds,
        champion: jsonata('$champion'),
        ...(championMetric !== undefined && { championMetric }),
      }),
      outputs: jsonata('$states.result.Payload'),
    });
    return chainOf(linkInOrder([read, gate])!);
  }

  private register(): sfn.IChainable {
    const { train, inferenceImageUri, modelPackageGroupName } = this.props;
    return new SageMakerCreateModelPackage(this._states, 'RegisterModel', {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      modelPackageGroupName,
      imageUri: inferenceImageUri ?? train.imageUri,
      modelDataUrl: jsonata('$modelDataUrl'),
      metricsS3Uri: jsonata("$run & '/evaluation/evaluation.json'"),
      assign: { modelPackageArn: jsonata('$states.result.ModelPackageArn') },
    });
  }

  /** @internal */
  protected override _stepContext(slot: string): StepContext {
    return {
      scope: this._states,
      slot,
      handler: (name, options) => this.handlers.add(name, options),
      invoke: (name, lambdaFunction) =>
        tasks.LambdaInvoke.jsonata(this._states, name, { lambdaFunction, outputs: jsonata('$states.result.Payload') }),
      keep: (name, result) => ({ assign: { [name]: jsonata(result) }, outputs: jsonata(result) }),
    };
  }

  /** @internal */
  protected override _link(): sfn.IChainable {
    const work = linkInOrder(['Preprocess', 'Train', 'Evaluate', 'QualityGate'].flatMap((slot) => this._parts(slot)))!;
    const names = this.resolveNames();
    names.next(work.start);
    this.guard(work.start);
    const [register, deploy] = ['RegisterModel', 'Deploy'].map((slot) => linkInOrder(this._parts(slot)));
    for (const part of [register, deploy]) if (part !== undefined) this.guard(part.start);
    const deployed = this.publish('PublishModelDeployed', 'ModelDeployed');
    if (deploy !== undefined) linkTo(deploy, deployed);
    const approved = this.approval(deploy?.start ?? deployed);
    if (register !== undefined) linkTo(register, approved);
    const goodEnough = sfn.Choice.jsonata(this._states, 'GoodEnough?')
      .when(sfn.Condition.jsonata(jsonata('$states.input.passed = true')), register?.start ?? approved)
      .otherwise(
        this.refused('NotGoodEnough', 'QualityGateFailed', "$join($states.input.findings, '; ')", this.failed),
      );
    linkTo(work, goodEnough);
    return names;
  }

  private approval(next: sfn.State): sfn.State {
    const approve = this.review('ApproveModel', 'Approved');
    approve.next(next);
    const { approval } = this.props;
    if (approval === undefined) return approve;
    const reject = this.review('RejectModel', 'Rejected');
    reject.next(this.failed);
    const request = new Approval(this._states, 'RequestApproval', {
      channel: approval.channel,
      timeout: approval.timeout ?? Duration.days(7),
      ...(approval.onTimeout !== undefined && { onTimeout: approval.onTimeout }),
      question: { modelPackageArn: jsonata('$modelPackageArn'), metrics: jsonata('$metrics') },
      onRefused: this.refused(
        'ModelRefused',
        'ModelRefused',
        "$exists($approval.reason) ? $approval.reason : 'the model was refused'",
        reject,
      ),
      onFailed: this.failed,
    });
    for (const end of request.endStates) end.next(approve);
    return request.startState;
  }

  private review(name: string, status: string): ServiceTask {
    const review = new ServiceTask(this._states, name, {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      service: 'aws-sdk:sagemaker',
      action: 'updateModelPackage',
      parameters: { ModelPackageArn: jsonata('$modelPackageArn'), ModelApprovalStatus: status },
    });
    // What failed is known already when a model is rejected: that it was refused.
    if (status === 'Rejected') review.addCatch(this.failed);
    else this.guard(review);
    return review;
  }

  private guard(start: sfn.State): void {
    for (const state of sfn.State.findReachableStates(start)) {
      if (!(state instanceof sfn.TaskStateBase || state instanceof sfn.Parallel || state instanceof sfn.Map)) continue;
      if (catchesAll(state)) continue;
      state.addCatch(this.failed, {
        assign: {
          failure: { state: state.stateId, error: jsonata('$states.errorOutput.Error'), cause: causeOrNothing },
        },
      });
    }
  }

  private refused(id: string, error: string, cause: string, next: sfn.State): sfn.Pass {
    const pass = sfn.Pass.jsonata(this._states, id, {
      assign: { failure: { state: id, error, cause: jsonata(cause) } },
    });
    pass.next(next);
    return pass;
  }

  private failure(): sfn.State {
    const publish = tasks.EventBridgePutEvents.jsonata(this._states, 'PublishModelFailed', {
      entries: [this.entry('ModelFailed', { failure: jsonata('$failure'), run: jsonata('$run') })],
    });
    const fail = sfn.Fail.jsonata(this._states, 'ModelFailed', {
      error: jsonata('$failure.error'),
      cause: jsonata(`$failure.state & ${text(': ')} & $failure.cause`),
    });
    publish.next(fail);
    return publish;
  }

  private publish(id: string, detailType: string): sfn.State {
    const detail = { run: jsonata('$run'), modelPackageArn: jsonata('$modelPackageArn'), metrics: jsonata('$metrics') };
    return tasks.EventBridgePutEvents.jsonata(this._states, id, {
      entries: [this.entry(detailType, detail)],
      outputs: detail,
    });
  }

  private entry(detailType: string, detail: { [name: string]: unknown }): tasks.EventBridgePutEventsEntry {
    return {
      source: this.props.eventSource ?? 'stepwright.ml',
      detailType,
      detail: sfn.TaskInput.fromObject(detail),
      ...(this.props.eventBus !== undefined && { eventBus: this.props.eventBus }),
    };
  }
}

/** Whether a state goes on after any error already. */
function catchesAll(state: sfn.State): boolean {
  const { Catch = [] } = state.toStateJson() as { readonly Catch?: readonly { readonly ErrorEquals: string[] }[] };
  return Catch.some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
}
