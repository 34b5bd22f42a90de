// The sample app: every pattern in its sensible variants. `npx cdk deploy Orders` needs nothing but credentials.
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ApprovalChannel, OrderProcessing } from '../lib/index';

const app = new App();

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

app.synth();
