// The sample stacks: every pattern in its sensible variants. The tests synthesize them too.
import { type App, Duration, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  Approval,
  ApprovalChannel,
  EtlPipeline,
  EtlTransform,
  MlDeploy,
  MlPipeline,
  OrderProcessing,
  StepFunctionsStartSyncExecution,
  Workflow,
} from '../lib/index';

/** Adds the sample stacks to an app. */
export function addSamples(app: App): void {
  const orders = new Stack(app, 'Orders', { description: 'Order processing as a Standard workflow with approval.' });
  new OrderProcessing(orders, 'OrderProcessing', {
    fraudScoring: true,
    approval: {
      // Above 5,000.00, or when it looks odd.
      when: '$results.ValidateOrder.total > 500000 or $results.ScoreFraud.score >= 0.5',
      channel: ApprovalChannel.topic(new sns.Topic(orders, 'Approvals', { enforceSSL: true })),
      timeout: Duration.days(1),
    },
  });

  const ordersExpress = new Stack(app, 'OrdersExpress', { description: 'Order processing as an Express workflow.' });
  new OrderProcessing(ordersExpress, 'OrderProcessingExpress', { stateMachineType: sfn.StateMachineType.EXPRESS });

  addHybrid(
    new Stack(app, 'OrdersHybrid', { description: 'A Standard workflow that asks, an Express one that fulfils.' }),
  );

  const etl = new Stack(app, 'Etl', { description: 'An ETL pipeline over a Distributed Map.' });
  const data = new s3.Bucket(etl, 'Data', {
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    serverAccessLogsPrefix: 'access-logs/',
  });
  new EtlPipeline(etl, 'EtlPipeline', {
    transform: EtlTransform.distributedMap({ batchSize: 100, toleratedFailurePercentage: 1 }),
    output: data as s3.IBucket,
    quarantine: { topic: new sns.Topic(etl, 'Quarantine', { enforceSSL: true }) },
  });

  const etlRows = new Stack(app, 'EtlRows', {
    description: 'An ETL pipeline over the rows of a CSV file in a bucket.',
  });
  const rows = new s3.Bucket(etlRows, 'Data', {
    // Known before it is deployed, so that files can be put where a run on a laptop finds them.
    bucketName: `etl-rows-${etlRows.account}-${etlRows.region}`,
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    serverAccessLogsPrefix: 'access-logs/',
  });
  new EtlPipeline(etlRows, 'EtlRows', {
    // A planned item is a file.
    transform: EtlTransform.distributedMap({
      batchSize: 1000,
      toleratedFailurePercentage: 1,
      itemReader: new sfn.S3CsvItemReader({
        bucket: rows as s3.IBucket,
        key: sfn.JsonPath.stringAt('$.plan.items[0].id'),
        csvHeaders: sfn.CsvHeaders.useFirstRow(),
      }),
    }),
    output: rows as s3.IBucket,
    quarantine: { topic: new sns.Topic(etlRows, 'Quarantine', { enforceSSL: true }) },
  });

  const etlExpress = new Stack(app, 'EtlExpress', {
    description: 'An ETL pipeline for micro-batches as an Express workflow.',
  });
  new EtlPipeline(etlExpress, 'EtlMicroBatch', { stateMachineType: sfn.StateMachineType.EXPRESS });

  const ml = new Stack(app, 'Ml', { description: 'A model from data to endpoint, with approval.' });
  const models = new s3.Bucket(ml, 'Models', {
    enforceSSL: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED,
    serverAccessLogsPrefix: 'access-logs/',
  });
  const image = `${ml.account}.dkr.ecr.${ml.region}.amazonaws.com/churn:latest`;
  new MlPipeline(ml, 'MlPipeline', {
    bucket: models as s3.IBucket,
    preprocess: { imageUri: image, entrypoint: ['python', 'prepare.py'] },
    train: { imageUri: image, hyperParameters: { epochs: '10' } },
    evaluate: { imageUri: image, entrypoint: ['python', 'evaluate.py'] },
    thresholds: { auc: { min: 0.8 } },
    championMetric: 'auc',
    modelPackageGroupName: 'churn',
    approval: { channel: ApprovalChannel.topic(new sns.Topic(ml, 'Approvals', { enforceSSL: true })) },
    deploy: MlDeploy.endpoint({ endpointName: 'churn', smokeTestBody: '1,2,3', smokeTestPattern: '^[01]' }),
  });
}

/**
 * The slow part, which waits for people, is Standard; the fast part with its many transitions is Express. A fulfilment that did
 * not end in time is started again by the same owner: it goes on with its claim, and handlers do nothing twice.
 */
function addHybrid(stack: Stack): void {
  const fulfilment = new OrderProcessing(stack, 'Fulfilment', {
    stateMachineType: sfn.StateMachineType.EXPRESS,
    owner: '$order.owner',
  });
  const take = sfn.Pass.jsonata(stack, 'TakeOrder', { assign: { order: '{% $states.input %}' } });
  const fulfil = new StepFunctionsStartSyncExecution(stack, 'Fulfil', {
    stateMachine: fulfilment.stateMachine,
    input: "$string($merge([$order, {'owner': $states.context.Execution.Id}]))",
    taskTimeout: sfn.Timeout.duration(Duration.minutes(6)),
  });
  const result = sfn.Succeed.jsonata(stack, 'Fulfilled', { outputs: '{% $parse($states.input.Output) %}' });
  const failed = sfn.Fail.jsonata(stack, 'NotFulfilled', {
    error: '{% $states.input.Error %}',
    cause: '{% $states.input.Cause %}',
  });
  const ended = sfn.Choice.jsonata(stack, 'Fulfilled?')
    .when(sfn.Condition.jsonata("{% $states.input.Status = 'SUCCEEDED' %}"), result)
    .when(sfn.Condition.jsonata("{% $states.input.Status = 'TIMED_OUT' %}"), fulfil)
    .otherwise(failed);
  fulfil.addRetry({ errors: ['Sfn.SfnException', 'States.Timeout'], interval: Duration.seconds(2), maxAttempts: 5 });
  fulfil.next(ended);
  const approval = new Approval(stack, 'RequestApproval', {
    channel: ApprovalChannel.topic(new sns.Topic(stack, 'Approvals', { enforceSSL: true })),
    timeout: Duration.days(1),
    question: { order: '{% $order %}' },
  });
  approval.next(fulfil);
  const large = sfn.Choice.jsonata(stack, 'NeedsApproval?')
    .when(sfn.Condition.jsonata('{% $sum($order.items.(quantity * unitPrice)) > 500000 %}'), approval)
    .otherwise(fulfil);
  new Workflow(stack, 'ApprovedOrders', {
    definition: take.next(large),
    queryLanguage: sfn.QueryLanguage.JSONATA,
    timeout: Duration.days(2),
  });
}
