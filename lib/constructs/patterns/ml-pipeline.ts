import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { Approval } from '../approval';
import { TaskHandlers } from '../handlers/task-handlers';
import { acknowledgeNag, acknowledgePrefixes } from '../nag';
import type { Step, StepContext } from '../step';
import {
  clusterOf,
  SageMakerCreateHyperParameterTuningJob,
  SageMakerCreateModelPackage,
  SageMakerCreateProcessingJob,
} from '../tasks/sagemaker';
import { ServiceTask } from '../tasks/service-task';
import { DeferredDefinition } from '../workflow/deferred-definition';
import { Workflow } from '../workflow/workflow';
import { workflowOptions } from '../workflow/workflow-options';
import { defaultHandler } from './default-handlers';
import { jsonata, text } from './jsonata';
import { causeOrNothing, MlDeploy } from './ml-deploy';
import type { MlPipelineProps, MlProcessing } from './ml-props';
import { chainOf, linkInOrder, linkTo, Slots } from './slots';

/**
 * Prepares data, trains or tunes, evaluates, compares with thresholds and the serving model, registers, asks, deploys and
 * tests. Names of jobs are new for every attempt and redrive, so that a redrive does not fail on a name that is taken.
 *
 * Slots: Preprocess, Train, Evaluate, QualityGate, RegisterModel, Deploy.
 */
export class MlPipeline extends Construct {
  readonly workflow: Workflow;
  readonly handlers: TaskHandlers;
  /** Role of the SageMaker jobs. */
  readonly jobRole: iam.IRole;
  private readonly props: MlPipelineProps;
  private readonly states: Construct;
  private readonly definition: DeferredDefinition;
  private readonly slots: Slots;
  private readonly failed: sfn.State;
  private readonly root: string;

  constructor(scope: Construct, id: string, props: MlPipelineProps) {
    super(scope, id);
    this.props = props;
    this.root = `s3://${props.bucket.bucketName}/${props.prefix ?? id}`;
    this.jobRole = props.jobRole ?? this.makeJobRole(id);
    this.handlers = new TaskHandlers(this, 'Handlers', {
      ...(props.bundling !== undefined && { bundling: props.bundling }),
    });
    this.states = new Construct(this, 'States');
    this.failed = this.failure();
    this.definition = new DeferredDefinition(() => this.link());
    this.slots = new Slots(
      this,
      () => this.definition.sealed,
      (slot) => this.stepContext(slot),
    );
    this.fillSlots();
    this.workflow = new Workflow(this, 'Workflow', {
      definitionBody: this.definition,
      queryLanguage: sfn.QueryLanguage.JSONATA,
      comment: 'Trains a model and brings it to where it answers, if it is good enough.',
      timeout: props.timeout ?? Duration.days(14),
      ...workflowOptions(props),
    });
    this.node.defaultChild = this.workflow.stateMachine;
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

  private makeJobRole(id: string): iam.Role {
    const role = new iam.Role(this, 'JobRole', { assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com') });
    const { bucket, prefix = id } = this.props;
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject', 's3:PutObject'],
        resources: [bucket.arnForObjects(`${prefix}/*`)],
      }),
    );
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }));
    bucket.encryptionKey?.grantEncryptDecrypt(role);
    const logGroups = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: '/aws/sagemaker/*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const repositories = `arn:${Stack.of(this).partition}:ecr:*:*:repository/*`;
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        resources: [logGroups],
      }),
    );
    // Images may lie in any repository of the account, or in one of AWS's accounts.
    role.addToPolicy(new iam.PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }));
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
        resources: [repositories],
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['cloudwatch:PutMetricData'],
        resources: ['*'],
        conditions: { StringEquals: { 'cloudwatch:namespace': '/aws/sagemaker/TrainingJobs' } },
      }),
    );
    acknowledgeNag(role, 'wildcardOnly');
    acknowledgePrefixes(role, bucket.arnForObjects(`${prefix}/*`), logGroups, repositories);
    return role;
  }

  /** JSONata for a name of at most 63 characters that no earlier attempt or redrive has used. */
  private jobName(prefix: string, length = 63): string {
    const tail =
      "'-' & $string($states.context.Execution.RedriveCount) & '-' & $string($states.context.State.RetryCount)";
    return jsonata(`$substring(${text(`${prefix}-`)} & $base, 0, ${length - 8}) & ${tail}`);
  }

  private resolveNames(): sfn.Pass {
    return sfn.Pass.jsonata(this.states, 'ResolveNames', {
      comment: 'What all names begin with: the execution’s name, as SageMaker allows it.',
      assign: {
        base: jsonata("$replace($states.context.Execution.Name, /[^A-Za-z0-9]+/, '-')"),
        champion: jsonata('$exists($states.input.champion) ? $states.input.champion : null'),
        run: jsonata(`${text(`${this.root}/runs/`)} & $states.context.Execution.Name`),
      },
    });
  }

  private fillSlots(): void {
    const { preprocess, train, evaluate } = this.props;
    const data = `${this.root}/data/`;
    this.slots.define(
      'Preprocess',
      preprocess &&
        this.processing(
          'Preprocess',
          'prepare',
          preprocess,
          [{ name: 'data', s3Uri: data, localPath: '/opt/ml/processing/input' }],
          'train',
        ),
    );
    const trainingData = preprocess === undefined ? data : jsonata("$run & '/train'");
    this.slots.define(
      'Train',
      train.tuning === undefined ? this.training(trainingData) : this.tuning(trainingData, train.tuning),
    );
    this.slots.define(
      'Evaluate',
      this.processing(
        'Evaluate',
        'evaluate',
        evaluate,
        [{ name: 'model', s3Uri: jsonata('$modelDataUrl'), localPath: '/opt/ml/processing/model' }],
        'evaluation',
      ),
    );
    this.slots.define('QualityGate', this.gate());
    this.slots.define('RegisterModel', this.register());
  }

  private processing(
    id: string,
    prefix: string,
    props: MlProcessing,
    inputs: { name: string; s3Uri: string; localPath: string }[],
    output: string,
  ): sfn.IChainable {
    return new SageMakerCreateProcessingJob(this.states, id, {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      processingJobName: this.jobName(prefix),
      role: this.jobRole,
      imageUri: props.imageUri,
      inputs,
      outputChannels: [
        { name: output, s3Uri: jsonata(`$run & ${text(`/${output}`)}`), localPath: '/opt/ml/processing/output' },
      ],
      ...(props.entrypoint !== undefined && { entrypoint: props.entrypoint }),
      ...(props.cluster !== undefined && { cluster: props.cluster }),
    });
  }

  private trainingDefinition(dataUri: string): { [name: string]: unknown } {
    const { train } = this.props;
    return {
      AlgorithmSpecification: { TrainingImage: train.imageUri, TrainingInputMode: 'File' },
      InputDataConfig: [
        { ChannelName: 'train', DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: dataUri } } },
      ],
      OutputDataConfig: { S3OutputPath: jsonata("$run & '/model'") },
      ResourceConfig: clusterOf(train.cluster),
      StoppingCondition: { MaxRuntimeInSeconds: (train.maxRuntime ?? Duration.days(1)).toSeconds() },
    };
  }

  private training(dataUri: string): sfn.IChainable {
    const { train } = this.props;
    return new ServiceTask(this.states, 'Train', {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      integrationPattern: sfn.IntegrationPattern.RUN_JOB,
      service: 'sagemaker',
      action: 'createTrainingJob',
      parameters: {
        TrainingJobName: this.jobName('train'),
        RoleArn: this.jobRole.roleArn,
        ...this.trainingDefinition(dataUri),
        ...(train.hyperParameters !== undefined && { HyperParameters: train.hyperParameters }),
      },
      assign: { modelDataUrl: jsonata('$states.result.ModelArtifacts.S3ModelArtifacts') },
    });
  }

  private tuning(dataUri: string, config: { [name: string]: unknown }): sfn.IChainable {
    const { train } = this.props;
    const best = '$states.result.BestTrainingJob.TrainingJobName';
    return new SageMakerCreateHyperParameterTuningJob(this.states, 'Train', {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      tuningJobName: this.jobName('tune', 32),
      role: this.jobRole,
      config,
      trainingJobDefinition: {
        ...this.trainingDefinition(dataUri),
        ...(train.hyperParameters !== undefined && { StaticHyperParameters: train.hyperParameters }),
      },
      assign: { modelDataUrl: jsonata(`$run & '/model/' & ${best} & '/output/model.tar.gz'`) },
    });
  }

  private gate(): sfn.IChainable {
    const { bucket, thresholds = {}, championMetric, prefix } = this.props;
    const key = `$replace($run, ${text(`s3://${bucket.bucketName}/`)}, '') & '/evaluation/evaluation.json'`;
    const read = new ServiceTask(this.states, 'ReadMetrics', {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      service: 'aws-sdk:s3',
      action: 'getObject',
      parameters: { Bucket: bucket.bucketName, Key: jsonata(key) },
      resources: { 's3:GetObject': [bucket.arnForObjects(`${prefix ?? this.node.id}/runs/*`)] },
      assign: { metrics: jsonata('$parse($states.result.Body)') },
    });
    const gate = tasks.LambdaInvoke.jsonata(this.states, 'QualityGate', {
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
    return new SageMakerCreateModelPackage(this.states, 'RegisterModel', {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      modelPackageGroupName,
      imageUri: inferenceImageUri ?? train.imageUri,
      modelDataUrl: jsonata('$modelDataUrl'),
      metricsS3Uri: jsonata("$run & '/evaluation/evaluation.json'"),
      assign: { modelPackageArn: jsonata('$states.result.ModelPackageArn') },
    });
  }

  private stepContext(slot: string): StepContext {
    return {
      scope: this.states,
      slot,
      handler: (name, options) => this.handlers.add(name, options),
      invoke: (name, lambdaFunction) =>
        tasks.LambdaInvoke.jsonata(this.states, name, { lambdaFunction, outputs: jsonata('$states.result.Payload') }),
      keep: (name, result) => ({ [name]: jsonata(result) }),
    };
  }

  private link(): sfn.IChainable {
    const work = linkInOrder(['Preprocess', 'Train', 'Evaluate', 'QualityGate'].flatMap((slot) => this.parts(slot)))!;
    const names = this.resolveNames();
    names.next(work.start);
    this.guard(work.start);
    const register = linkInOrder(this.parts('RegisterModel'));
    if (register !== undefined) this.guard(register.start);
    const deployed = this.publish('PublishModelDeployed', 'ModelDeployed');
    const deploy = this.deployment();
    const beforeDeploy = deploy?.start ?? deployed;
    for (const end of deploy?.ends ?? []) end.next(deployed);
    const approved = this.approval(beforeDeploy);
    if (register !== undefined) linkTo(register, approved);
    const goodEnough = sfn.Choice.jsonata(this.states, 'GoodEnough?')
      .when(sfn.Condition.jsonata(jsonata('$states.input.passed = true')), register?.start ?? approved)
      .otherwise(this.refused('NotGoodEnough', 'QualityGateFailed', "$join($states.input.findings, '; ')"));
    linkTo(work, goodEnough);
    return names;
  }

  private approval(next: sfn.State): sfn.State {
    const approve = new ServiceTask(this.states, 'ApproveModel', {
      queryLanguage: sfn.QueryLanguage.JSONATA,
      service: 'aws-sdk:sagemaker',
      action: 'updateModelPackage',
      parameters: { ModelPackageArn: jsonata('$modelPackageArn'), ModelApprovalStatus: 'Approved' },
    });
    this.guard(approve);
    approve.next(next);
    const { approval } = this.props;
    if (approval === undefined) return approve;
    const request = new Approval(this.states, 'RequestApproval', {
      channel: approval.channel,
      timeout: approval.timeout ?? Duration.days(7),
      question: { modelPackageArn: jsonata('$modelPackageArn'), metrics: jsonata('$metrics') },
      onRefused: this.refused(
        'ModelRefused',
        'ModelRefused',
        "$exists($approval.reason) ? $approval.reason : 'the model was refused'",
      ),
      onFailed: this.failed,
    });
    for (const end of request.endStates) end.next(approve);
    return request.startState;
  }

  private deployment() {
    const { deploy = MlDeploy.none(), inferenceImageUri, train } = this.props;
    return deploy._states({
      scope: this.states,
      role: this.jobRole,
      inferenceImageUri: inferenceImageUri ?? train.imageUri,
      modelDataUrl: jsonata('$modelDataUrl'),
      name: (prefix) => this.jobName(prefix),
      smokeTest: () => this.handlers.add('SmokeTest', { entry: defaultHandler('ml/smoke-test') }),
      onFailure: this.failed,
    });
  }

  private parts(slot: string): sfn.IChainable[] {
    const segment = this.slots.segment(slot);
    return segment === undefined ? [] : [chainOf(segment)];
  }

  private guard(start: sfn.State): void {
    for (const state of sfn.State.findReachableStates(start)) {
      if (!(state instanceof sfn.TaskStateBase || state instanceof sfn.Parallel || state instanceof sfn.Map)) continue;
      state.addCatch(this.failed, {
        assign: {
          failure: { state: state.stateId, error: jsonata('$states.errorOutput.Error'), cause: causeOrNothing },
        },
      });
    }
  }

  private refused(id: string, error: string, cause: string): sfn.Pass {
    const pass = sfn.Pass.jsonata(this.states, id, {
      assign: { failure: { state: id, error, cause: jsonata(cause) } },
    });
    pass.next(this.failed);
    return pass;
  }

  private failure(): sfn.State {
    const publish = tasks.EventBridgePutEvents.jsonata(this.states, 'PublishModelFailed', {
      entries: [this.entry('ModelFailed', { failure: jsonata('$failure'), run: jsonata('$run') })],
    });
    const fail = sfn.Fail.jsonata(this.states, 'ModelFailed', {
      error: jsonata('$failure.error'),
      cause: jsonata(`$failure.state & ${text(': ')} & $failure.cause`),
    });
    publish.next(fail);
    return publish;
  }

  private publish(id: string, detailType: string): sfn.State {
    const detail = { run: jsonata('$run'), modelPackageArn: jsonata('$modelPackageArn'), metrics: jsonata('$metrics') };
    return tasks.EventBridgePutEvents.jsonata(this.states, id, {
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
