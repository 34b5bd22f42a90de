// A pattern inside a stack that is there: it uses the stack's own table and bus, and one step of the shop's own.
import { Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { OrderProcessing, Step } from 'stepwright';

export class ShopStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const table: dynamodb.ITable = dynamodb.Table.fromTableName(this, 'Orders', 'shop-orders');
    const eventBus = events.EventBus.fromEventBusName(this, 'ShopEvents', 'shop');
    const loyalty = new lambda.Function(this, 'Loyalty', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async ({ order }) => ({ points: order.items.length });'),
    });

    const orders = new OrderProcessing(this, 'OrderProcessing', { table, eventBus, eventSource: 'shop.orders' });
    orders.after('CapturePayment', Step.lambda('AddLoyaltyPoints', loyalty));
    orders.workflow.triggerOnEvent('CheckedOut', {
      eventBus,
      eventPattern: { source: ['shop.web'], detailType: ['CheckedOut'] },
      input: events.RuleTargetInput.fromEventPath('$.detail'),
    });
  }
}
