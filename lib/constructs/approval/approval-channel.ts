import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { PublishToTopic, SendToQueue } from '../tasks/with-key';
import { metricOfResource } from '../workflow/state-metrics';
import type { ApprovalApi } from './approval-api';

const { JSONATA } = sfn.QueryLanguage;

/** @internal the state that asks */
export type AskState = sfn.State & Pick<sfn.TaskStateBase, 'addCatch' | 'next'>;

/** @internal what all channels give to their task */
export interface ApprovalTaskOptions {
  readonly stateName: string;
  readonly comment: string;
  readonly integrationPattern: sfn.IntegrationPattern;
  readonly taskTimeout: sfn.Timeout;
  readonly assign: { [name: string]: unknown };
}

type MakeTask = (scope: Construct, id: string, message: sfn.TaskInput, common: ApprovalTaskOptions) => AskState;
type MakeMetric = (scope: Construct, options: cloudwatch.MetricOptions) => cloudwatch.Metric;

/** How the question reaches a person or a program. The message holds `taskToken`, `question` and `expiresInSeconds`. */
export abstract class ApprovalChannel {
  /** Publish to a topic. */
  static topic(topic: sns.ITopic): ApprovalChannel {
    return new Channel(
      'sns:publish',
      (scope, id, message, common) =>
        new PublishToTopic(scope, id, { ...common, queryLanguage: JSONATA, topic, message }),
    );
  }

  /** Send to a queue. */
  static queue(queue: sqs.IQueue): ApprovalChannel {
    return new Channel(
      'sqs:sendMessage',
      (scope, id, messageBody, common) =>
        new SendToQueue(scope, id, { ...common, queryLanguage: JSONATA, queue, messageBody }),
    );
  }

  /** Put an event with detail type `ApprovalRequested` on a bus. */
  static eventBus(eventBus: events.IEventBus, source: string): ApprovalChannel {
    return new Channel('events:putEvents', (scope, id, detail, common) =>
      tasks.EventBridgePutEvents.jsonata(scope, id, {
        ...common,
        entries: [{ eventBus, source, detail, detailType: 'ApprovalRequested' }],
      }),
    );
  }

  /** Invoke a function, which brings the token to where the answer comes from. */
  static lambda(lambdaFunction: lambda.IFunction): ApprovalChannel {
    return new Channel('lambda:invoke', invokeWith(lambdaFunction));
  }

  /** Send a link that is answered in a browser or by an HTTP call. */
  static api(api: ApprovalApi): ApprovalChannel {
    return new Channel('lambda:invoke', invokeWith(api.askFunction), (_, options) => api.metricAge(options));
  }

  /** @internal */
  abstract _task(scope: Construct, id: string, message: sfn.TaskInput, common: ApprovalTaskOptions): AskState;

  /** @internal */
  abstract _metricAge(scope: Construct, options: cloudwatch.MetricOptions): cloudwatch.Metric;
}

class Channel extends ApprovalChannel {
  private readonly integration: string;
  private readonly make: MakeTask;
  private readonly age: MakeMetric | undefined;

  constructor(integration: string, make: MakeTask, age?: MakeMetric) {
    super();
    this.integration = integration;
    this.make = make;
    this.age = age;
  }

  override _task(scope: Construct, id: string, message: sfn.TaskInput, common: ApprovalTaskOptions): AskState {
    return this.make(scope, id, message, common);
  }

  override _metricAge(scope: Construct, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    if (this.age !== undefined) return this.age(scope, options);
    return metricOfResource(scope, `arn:aws:states:::${this.integration}.waitForTaskToken`, 'Time', options);
  }
}

function invokeWith(lambdaFunction: lambda.IFunction): MakeTask {
  return (scope, id, payload, common) =>
    tasks.LambdaInvoke.jsonata(scope, id, { ...common, lambdaFunction, payload, retryOnServiceExceptions: false });
}
