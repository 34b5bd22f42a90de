import { Duration } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { failureOf } from './saga';

/** How the question reaches a person or a program. The message holds `taskToken`, `question` and `expiresInSeconds`. */
export abstract class ApprovalChannel {
  /** Publish to a topic. */
  static topic(topic: sns.ITopic): ApprovalChannel {
    return new Channel((scope, id, message, common) =>
      tasks.SnsPublish.jsonata(scope, id, { ...common, topic, message }),
    );
  }
  /** Send to a queue. */
  static queue(queue: sqs.IQueue): ApprovalChannel {
    return new Channel((scope, id, messageBody, common) =>
      tasks.SqsSendMessage.jsonata(scope, id, { ...common, queue, messageBody }),
    );
  }
  /** Put an event with detail type `ApprovalRequested` on a bus. */
  static eventBus(eventBus: events.IEventBus, source: string): ApprovalChannel {
    return new Channel((scope, id, detail, common) =>
      tasks.EventBridgePutEvents.jsonata(scope, id, {
        ...common,
        entries: [{ eventBus, source, detail, detailType: 'ApprovalRequested' }],
      }),
    );
  }
  /** Invoke a function, which brings the token to where the answer comes from. */
  static lambda(lambdaFunction: lambda.IFunction): ApprovalChannel {
    return new Channel((scope, id, payload, common) =>
      tasks.LambdaInvoke.jsonata(scope, id, { ...common, lambdaFunction, payload }),
    );
  }

  /** @internal */
  abstract _task(scope: Construct, id: string, message: sfn.TaskInput, common: ApprovalTaskOptions): AskState;
}

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

class Channel extends ApprovalChannel {
  private readonly make: MakeTask;
  constructor(make: MakeTask) {
    super();
    this.make = make;
  }
  override _task(scope: Construct, id: string, message: sfn.TaskInput, common: ApprovalTaskOptions): AskState {
    return this.make(scope, id, message, common);
  }
}

/** Properties of {@link Approval}. */
export interface ApprovalProps {
  /** How the question is asked. */
  readonly channel: ApprovalChannel;
  /** How long an answer may take. */
  readonly timeout: Duration;
  /** What is asked, as a JSON value with JSONata inside. @default - the state's input */
  readonly question?: unknown;
  /** Whether no answer in time means yes. @default false */
  readonly approveOnTimeout?: boolean;
  /** Where it goes on after a no; the variable `approval` holds the answer. @default - the execution fails with ApprovalRefused */
  readonly onRefused?: sfn.IChainable;
  /** Where it goes on when the question could not be asked or the answer was a failure. @default - the execution fails */
  readonly onFailed?: sfn.IChainable;
}

/**
 * Asks and waits. The answer is `SendTaskSuccess` with `{"approved": true}` or `{"approved": false, "reason": "…"}`; it is
 * kept in the variable `approval`. The states are JSONata; the first one is named as the construct.
 */
export class Approval extends sfn.StateMachineFragment {
  readonly startState: sfn.State;
  readonly endStates: sfn.INextable[];

  constructor(scope: Construct, id: string, props: ApprovalProps) {
    super(scope, id);
    if (!props.timeout.isUnresolved() && props.timeout.toSeconds() > Duration.days(365).toSeconds()) {
      throw new Error(
        `[${this.node.path}] timeout is ${props.timeout.toHumanString()}; an execution lives one year at most.`,
      );
    }
    const ask = props.channel._task(this, 'Ask', this.message(props), {
      stateName: id,
      comment: 'Asks for approval and waits until somebody answers with the task token.',
      integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      taskTimeout: sfn.Timeout.duration(props.timeout),
      assign: { approval: '{% $states.result %}' },
    });
    const timedOut = sfn.Pass.jsonata(this, 'TimedOut', {
      stateName: `${id}TimedOut`,
      comment: `No answer within ${props.timeout.toHumanString()}.`,
      assign: { approval: { approved: props.approveOnTimeout ?? false, reason: 'nobody answered in time' } },
    });
    const granted = sfn.Pass.jsonata(this, 'Granted', { stateName: `${id}Granted` });
    const refused = props.onRefused ?? this.failRefused(id);
    const decision = sfn.Choice.jsonata(this, 'Decision', { stateName: `${id}Granted?` })
      .when(sfn.Condition.jsonata('{% $approval.approved = true %}'), granted)
      .otherwise(refused);
    ask.addCatch(timedOut, { errors: ['States.Timeout'] });
    if (props.onFailed !== undefined) {
      ask.addCatch(props.onFailed, {
        assign: { failure: failureOf(id) },
      });
    }
    timedOut.next(decision);
    ask.next(decision);
    this.startState = ask;
    this.endStates = [granted];
  }

  private message(props: ApprovalProps): sfn.TaskInput {
    return sfn.TaskInput.fromObject({
      taskToken: '{% $states.context.Task.Token %}',
      question: props.question ?? '{% $states.input %}',
      expiresInSeconds: props.timeout.toSeconds(),
    });
  }

  private failRefused(id: string): sfn.Fail {
    return sfn.Fail.jsonata(this, 'Refused', {
      stateName: `${id}Refused`,
      error: 'ApprovalRefused',
      cause: "{% $exists($approval.reason) ? $approval.reason : 'the request was refused' %}",
    });
  }
}
