// The states of EtlPipeline around its slots. Data is one object that grows on its way: `run`, `input`, `watermark`,
// `plan`, `transform`, `results`, `quality`, `load`. It is JSONPath, which hands parts through without a word; the four
// states that count time or put values together are JSONata.
import { Duration } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { jsonata, text } from '../jsonata';
import { ServiceTask } from '../tasks/service-task';
import { PublishToTopic, useOfKey } from '../tasks/with-key';
import { EtlOverlap, type EtlQuarantine } from './etl-props';

const { DynamoAttributeValue } = tasks;

export interface EtlStatesContext {
  readonly scope: Construct;
  /** Name of the data set: key of lease and watermark. */
  readonly pipeline: string;
  readonly table: dynamodb.ITable;
  readonly eventBus: events.IEventBus | undefined;
  readonly eventSource: string;
  /** After this time another run may take over. */
  readonly lease: Duration;
}

const key = (context: EtlStatesContext, sk: string) => ({
  pk: DynamoAttributeValue.fromString(context.pipeline),
  sk: DynamoAttributeValue.fromString(sk),
});

/** Takes the lease unless another run has it and it is not over. */
export function acquireRun(context: EtlStatesContext): tasks.DynamoUpdateItem {
  const now = '$states.context.State.EnteredTime';
  return tasks.DynamoUpdateItem.jsonata(context.scope, 'AcquireRun', {
    comment: 'Only one run at a time; a run that died loses its lease.',
    table: context.table,
    key: key(context, 'LEASE'),
    updateExpression: 'SET runId = :run, leaseUntil = :until',
    conditionExpression: 'attribute_not_exists(runId) OR leaseUntil < :now OR runId = :run',
    expressionAttributeValues: {
      ':run': DynamoAttributeValue.fromString(jsonata('$states.context.Execution.Name')),
      ':now': DynamoAttributeValue.fromString(jsonata(now)),
      ':until': DynamoAttributeValue.fromString(
        jsonata(`$fromMillis($toMillis(${now}) + ${context.lease.toMilliseconds()})`),
      ),
    },
    outputs: {
      run: { id: jsonata('$states.context.Execution.Name'), pipeline: context.pipeline, startedAt: jsonata(now) },
      input: jsonata('$states.input'),
    },
  });
}

/** What happens when another run has the lease. */
export function overlapping(context: EtlStatesContext, acquire: sfn.State, overlap: EtlOverlap): sfn.State {
  if (overlap === EtlOverlap.SKIP) return skipped(context);
  if (overlap === EtlOverlap.WAIT) {
    const wait = sfn.Wait.jsonata(context.scope, 'WaitForOtherRun', {
      comment: 'Another run is at work.',
      time: sfn.WaitTime.duration(Duration.minutes(1)),
    });
    wait.next(acquire);
    return wait;
  }
  return sfn.Fail.jsonata(context.scope, 'RunOverlaps', {
    error: 'RunOverlaps',
    cause: `another run of ${context.pipeline} is at work`,
  });
}

function skipped(context: EtlStatesContext): sfn.Succeed {
  return sfn.Succeed.jsonata(context.scope, 'Skipped', {
    comment: 'Another run is at work.',
    outputs: { status: 'SKIPPED', pipeline: context.pipeline },
  });
}

/** Reads how far the last run came. */
export function readWatermark(context: EtlStatesContext): tasks.DynamoGetItem {
  return tasks.DynamoGetItem.jsonata(context.scope, 'ReadWatermark', {
    comment: 'How far the last run came; null before the first.',
    table: context.table,
    key: key(context, 'WATERMARK'),
    consistentRead: true,
    outputs: jsonata(
      "$merge([$states.input, {'watermark': $exists($states.result.Item) ? $states.result.Item.watermark.S : null}])",
    ),
  });
}

/** What a JSONata state hands on when it fails: the same as `ResultPath: $.error` elsewhere. */
export const withError = jsonata("$merge([$states.input, {'error': $states.errorOutput}])");

/** Keeps what a run made and why it may not be used, and tells somebody; undefined if there is nothing to do. */
export function quarantine(
  context: EtlStatesContext,
  { bucket, prefix = 'quarantine', topic }: EtlQuarantine,
  counted: boolean,
): sfn.IChainable | undefined {
  const kept = bucket === undefined ? undefined : keepInQuarantine(context, bucket, prefix, counted);
  const told = topic === undefined ? undefined : notifyQuarantine(context, topic, bucket !== undefined);
  if (kept === undefined || told === undefined) return kept ?? told;
  return sfn.Chain.start(kept).next(told);
}

function keepInQuarantine(
  { scope, pipeline }: EtlStatesContext,
  bucket: s3.IBucket,
  prefix: string,
  counted: boolean,
): ServiceTask {
  const folder = `${prefix.replace(/\/$/, '')}/${pipeline}`;
  const objects = bucket.arnForObjects(`${folder}/*`);
  return new ServiceTask(scope, 'KeepInQuarantine', {
    comment: 'Keeps what the run made, and why it may not be used.',
    service: 'aws-sdk:s3',
    action: 'putObject',
    parameters: {
      Bucket: bucket.bucketName,
      Key: sfn.JsonPath.format(`${folder}/{}.json`, sfn.JsonPath.stringAt('$.run.id')),
      ContentType: 'application/json',
      Body: {
        'run.$': '$.run',
        'plan.$': '$.plan',
        'quality.$': '$.quality',
        'transform.$': '$.transform',
        ...(counted && { 'results.$': '$.results' }),
      },
    },
    resources: { 's3:PutObject': [objects] },
    additionalIamStatements: useOfKey(bucket.encryptionKey, 'kms:GenerateDataKey'),
    resultSelector: { bucket: bucket.bucketName, 'key.$': `States.Format('${folder}/{}.json', $$.Execution.Name)` },
    resultPath: '$.quarantine',
  });
}

function notifyQuarantine({ scope }: EtlStatesContext, topic: sns.ITopic, kept: boolean): PublishToTopic {
  return new PublishToTopic(scope, 'NotifyQuarantine', {
    comment: 'Somebody has to look at the rows.',
    topic,
    message: sfn.TaskInput.fromObject({
      'run.$': '$.run',
      'quality.$': '$.quality',
      'items.$': '$.plan.count',
      ...(kept && { 'quarantine.$': '$.quarantine' }),
    }),
    resultPath: sfn.JsonPath.DISCARD,
  });
}

/** Moves the watermark forward, never back. */
export function advanceWatermark(context: EtlStatesContext): tasks.DynamoUpdateItem {
  return new tasks.DynamoUpdateItem(context.scope, 'AdvanceWatermark', {
    comment: 'The next run begins here; a watermark never goes back.',
    table: context.table,
    key: key(context, 'WATERMARK'),
    updateExpression: 'SET watermark = :next, runId = :run',
    conditionExpression: 'attribute_not_exists(watermark) OR watermark <= :next',
    expressionAttributeValues: {
      ':next': DynamoAttributeValue.fromString(sfn.JsonPath.stringAt('$.plan.watermark')),
      ':run': DynamoAttributeValue.fromString(sfn.JsonPath.stringAt('$.run.id')),
    },
    resultPath: sfn.JsonPath.DISCARD,
  });
}

/** Gives the lease back, if it is still this run's. */
export function releaseRun(context: EtlStatesContext, name: string): tasks.DynamoUpdateItem {
  const release = new tasks.DynamoUpdateItem(context.scope, name, {
    comment: 'Another run may begin.',
    table: context.table,
    key: key(context, 'LEASE'),
    updateExpression: 'REMOVE runId, leaseUntil',
    conditionExpression: 'runId = :run',
    expressionAttributeValues: { ':run': DynamoAttributeValue.fromString(sfn.JsonPath.stringAt('$$.Execution.Name')) },
    resultPath: sfn.JsonPath.DISCARD,
  });
  return release.addRetry({
    errors: ['DynamoDB.ProvisionedThroughputExceededException', 'DynamoDB.InternalServerError'],
  }) as tasks.DynamoUpdateItem;
}

/** Tells the world on the event bus. */
export function publish(
  context: EtlStatesContext,
  name: string,
  detailType: string,
  detail: { [key: string]: unknown },
): tasks.EventBridgePutEvents {
  return new tasks.EventBridgePutEvents(context.scope, name, {
    comment: `Puts the event ${text(detailType)} on the bus.`,
    entries: [
      {
        source: context.eventSource,
        detailType,
        detail: sfn.TaskInput.fromObject(detail),
        ...(context.eventBus !== undefined && { eventBus: context.eventBus }),
      },
    ],
    resultPath: sfn.JsonPath.DISCARD,
  });
}

/** What a succeeded run answers. */
export function summary(context: EtlStatesContext, name: string, status: string): sfn.Pass {
  return new sfn.Pass(context.scope, name, {
    parameters: {
      status,
      'pipeline.$': '$.run.pipeline',
      'run.$': '$.run.id',
      'items.$': '$.plan.count',
      'watermark.$': '$.plan.watermark',
    },
  });
}
