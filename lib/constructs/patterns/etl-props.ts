import type { Duration } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { HandlerBundling } from '../handlers/task-handlers';
import type { WorkflowOptions } from '../workflow/workflow-options';
import type { EtlLoad } from './etl-load';
import type { EtlQuality } from './etl-quality';
import type { EtlTransform } from './etl-transform';

/** What happens to a run that begins while another one is at work. */
export class EtlOverlap {
  /** It succeeds at once with the status SKIPPED. */
  static readonly SKIP = new EtlOverlap('SKIP');
  /** It waits until the other one is done; Standard only. */
  static readonly WAIT = new EtlOverlap('WAIT');
  /** It fails with RunOverlaps. */
  static readonly FAIL = new EtlOverlap('FAIL');

  readonly name: string;

  private constructor(name: string) {
    this.name = name;
  }
}

/** What happens to a run that is not good enough to be loaded, and not bad enough to fail. */
export interface EtlQuarantine {
  /** Bucket for what the run made and why it is in quarantine. @default - `output`; without one nothing is written */
  readonly bucket?: s3.IBucket;
  /** Beginning of the keys; one object for each run. @default 'quarantine' */
  readonly prefix?: string;
  /** Topic that is told. @default - nobody is told */
  readonly topic?: sns.ITopic;
}

/** Where new data arises. */
export interface EtlSource {
  /** Objects that appear here are the items of a run. */
  readonly bucket: s3.IBucket;
  /** Beginning of the keys. @default - the whole bucket */
  readonly prefix?: string;
}

/** Properties of {@link EtlPipeline}. */
export interface EtlPipelineProps extends WorkflowOptions {
  /** Standard, or Express for micro-batches with a handler transform. @default sfn.StateMachineType.STANDARD */
  readonly stateMachineType?: sfn.StateMachineType;
  /** Name of the data set: the key of lease and watermark. @default - the construct's id */
  readonly pipelineName?: string;
  /** Source of the handler that plans a run: `{items, count, watermark}` from `{input, watermark}`. @default - lambdas/etl/plan-run */
  readonly plan?: string;
  /** Bucket whose new objects are the items of a run. @default - the input names the items */
  readonly source?: EtlSource;
  /** How rows are transformed. @default EtlTransform.handler() */
  readonly transform?: EtlTransform;
  /**
   * When a run is good enough.
   * @default - EtlQuality.handler(); after a job, which does not tell how many rows there were, nothing is checked
   */
  readonly quality?: EtlQuality;
  /** How the result is loaded. @default - not at all: the transform writes what is needed */
  readonly load?: EtlLoad;
  /** Bucket for results and for runs in quarantine. @default - none; needed by Distributed Map */
  readonly output?: s3.IBucket;
  /** What happens to runs in quarantine. @default - they are kept in `output`, if it is given, and nobody is told */
  readonly quarantine?: EtlQuarantine;
  /** What happens to a run that begins while another one is at work. @default EtlOverlap.SKIP */
  readonly overlap?: EtlOverlap;
  /** Table with the string keys `pk` and `sk` for lease and watermark. @default - a new one, retained */
  readonly table?: dynamodb.ITable;
  /** Bus for `DatasetReady` and `PipelineFailed`. @default - the account's default bus */
  readonly eventBus?: events.IEventBus;
  /** Source of the events. @default 'stepwright.etl' */
  readonly eventSource?: string;
  /** When runs start. @default - when somebody starts them */
  readonly schedule?: scheduler.ScheduleExpression;
  /** After this time a run counts as dead and another may begin. @default - the timeout */
  readonly lease?: Duration;
  /** Alarm when no run succeeded within this time; one minute to one day. @default - no alarm */
  readonly freshness?: Duration;
  /** How long a run may take. @default Duration.hours(12) for Standard, Duration.minutes(5) for Express */
  readonly timeout?: Duration;
  /** How handlers are bundled. @default - see {@link TaskHandlers} */
  readonly bundling?: HandlerBundling;
}
