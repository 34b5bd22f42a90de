import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { failureOf } from '../saga';
import type { ApprovalChannel } from './approval-channel';

/** What no answer in time means. */
export class ApprovalTimeout {
  /** No. */
  static readonly REJECT = new ApprovalTimeout('REJECT');
  /** Yes. */
  static readonly APPROVE = new ApprovalTimeout('APPROVE');
  /** The question failed: it goes on at `onFailed` with the error States.Timeout. */
  static readonly FAIL = new ApprovalTimeout('FAIL');

  readonly name: string;

  private constructor(name: string) {
    this.name = name;
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
  /** What no answer in time means. @default ApprovalTimeout.REJECT */
  readonly onTimeout?: ApprovalTimeout;
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
  private readonly channel: ApprovalChannel;

  constructor(scope: Construct, id: string, props: ApprovalProps) {
    super(scope, id);
    this.channel = props.channel;
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
    const granted = sfn.Pass.jsonata(this, 'Granted', { stateName: `${id}Granted` });
    const refused = props.onRefused ?? this.failRefused(id);
    const decision = sfn.Choice.jsonata(this, 'Decision', { stateName: `${id}Granted?` })
      .when(sfn.Condition.jsonata('{% $approval.approved = true %}'), granted)
      .otherwise(refused);
    const { onTimeout = ApprovalTimeout.REJECT } = props;
    if (onTimeout !== ApprovalTimeout.FAIL) {
      const timedOut = sfn.Pass.jsonata(this, 'TimedOut', {
        stateName: `${id}TimedOut`,
        comment: `No answer within ${props.timeout.toHumanString()}.`,
        assign: { approval: { approved: onTimeout === ApprovalTimeout.APPROVE, reason: 'nobody answered in time' } },
      });
      ask.addCatch(timedOut, { errors: ['States.Timeout'] });
      timedOut.next(decision);
    }
    if (props.onFailed !== undefined) {
      ask.addCatch(props.onFailed, {
        assign: { failure: failureOf(id) },
      });
    }
    ask.next(decision);
    this.startState = ask;
    this.endStates = [granted];
  }

  /**
   * How long answers took, in milliseconds. Through {@link ApprovalApi} it is the age of the questions of that API;
   * otherwise it is what Step Functions measures for all tasks of the account that wait through the same integration.
   */
  metricAge(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.channel._metricAge(this, options);
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
