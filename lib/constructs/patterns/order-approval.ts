import { Duration } from 'aws-cdk-lib';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Approval } from '../approval/approval';
import { jsonata } from '../jsonata';
import type { OrderApproval } from './order-props';
import type { OrderStatesContext } from './order-states';

/** The question before the saga: what leads in, and how it goes on. */
export interface ApprovalGate {
  readonly startState: sfn.State;
  linkOn(next: sfn.State): void;
}

/** Asks where the condition holds; undefined if nobody is asked at all. */
export function approvalGate(
  context: OrderStatesContext,
  approval: OrderApproval | undefined,
  failed: sfn.State,
): ApprovalGate | undefined {
  if (approval === undefined) return undefined;
  const refused = sfn.Pass.jsonata(context.scope, 'OrderRefused', {
    comment: 'Somebody said no, or nobody answered in time.',
    assign: {
      failure: {
        state: 'RequestApproval',
        error: 'OrderRefused',
        cause: jsonata("$exists($approval.reason) ? $approval.reason : 'the order was refused'"),
      },
    },
  });
  refused.next(failed);
  const request = new Approval(context.scope, 'RequestApproval', {
    channel: approval.channel,
    timeout: approval.timeout ?? Duration.days(3),
    ...(approval.onTimeout !== undefined && { onTimeout: approval.onTimeout }),
    question: { orderId: jsonata('$orderId'), order: jsonata('$order'), results: jsonata('$results') },
    onRefused: refused,
    onFailed: failed,
  });
  const needed = sfn.Choice.jsonata(context.scope, 'NeedsApproval?').when(
    sfn.Condition.jsonata(jsonata(approval.when)),
    request,
  );
  return {
    startState: needed,
    linkOn: (next) => {
      needed.otherwise(next);
      for (const end of request.endStates) end.next(next);
    },
  };
}
