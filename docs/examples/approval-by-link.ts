// An order that somebody approves by opening a link: the topic gets a mail with the link, the page has two buttons, and
// programs POST {"approved": true} to it.
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { ApprovalApi, ApprovalChannel, OrderProcessing } from 'stepwright';

export class ApprovedOrdersStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const approvals = new ApprovalApi(this, 'Approvals');
    approvals.notifications.addSubscription(new EmailSubscription('approvals@example.com'));
    const orders = new OrderProcessing(this, 'OrderProcessing', {
      approval: {
        when: '$results.ValidateOrder.total > 500000',
        channel: ApprovalChannel.api(approvals),
        timeout: Duration.days(1),
      },
    });
    orders.metricApprovalAge().createAlarm(this, 'SlowApprovals', {
      alarmDescription: 'Approvals take longer than four hours.',
      threshold: Duration.hours(4).toMilliseconds(),
      evaluationPeriods: 1,
    });
  }
}
