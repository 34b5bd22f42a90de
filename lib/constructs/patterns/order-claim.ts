// An order is processed once: who writes its record first has it.
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { jsonata } from '../jsonata';
import { dynamoTransient, type OrderStatesContext, retry } from './order-states';

const { DynamoAttributeValue } = tasks;

/** Writes the order's record unless there is one: a second start of the same order ends at `ReadClaim`. */
export function claimOrder(context: OrderStatesContext): tasks.DynamoPutItem {
  return tasks.DynamoPutItem.jsonata(context.scope, 'ClaimOrder', {
    comment: 'Makes this execution the one that processes the order.',
    table: context.table,
    item: {
      pk: DynamoAttributeValue.fromString(jsonata(context.orderId)),
      sk: DynamoAttributeValue.fromString('ORDER'),
      status: DynamoAttributeValue.fromString('IN_PROGRESS'),
      executionId: DynamoAttributeValue.fromString(
        // The variable is assigned after this state.
        jsonata(context.owner.includes('$order') ? `($order := $states.input; ${context.owner})` : context.owner),
      ),
      claimedAt: DynamoAttributeValue.fromString(jsonata('$states.context.State.EnteredTime')),
    },
    conditionExpression: 'attribute_not_exists(pk)',
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
    outputs: jsonata('$states.input'),
    assign: initialVariables(context),
  }).addRetry(retry(context, dynamoTransient)) as tasks.DynamoPutItem;
}

/** The variables that all later states rely on. */
export function initialVariables(context: OrderStatesContext): { [name: string]: unknown } {
  return { order: jsonata('$states.input'), orderId: jsonata(context.orderId), results: {} };
}

/** Reads what another execution, or an earlier attempt of this one, wrote. */
export function readClaim(context: OrderStatesContext): tasks.DynamoGetItem {
  return tasks.DynamoGetItem.jsonata(context.scope, 'ReadClaim', {
    comment: 'Looks who claimed the order before.',
    table: context.table,
    key: { pk: DynamoAttributeValue.fromString(jsonata('$orderId')), sk: DynamoAttributeValue.fromString('ORDER') },
    consistentRead: true,
    taskTimeout: sfn.Timeout.duration(context.taskTimeout),
    outputs: jsonata('$states.result.Item'),
  }).addRetry(retry(context, dynamoTransient)) as tasks.DynamoGetItem;
}

/** Tells an order that is done, one that this execution claimed itself, and one that another is working on apart. */
export function claimedBefore(context: OrderStatesContext, goOn: sfn.IChainable): sfn.Choice {
  const done = sfn.Succeed.jsonata(context.scope, 'ReturnStoredResult', {
    comment: 'The order is completed: its result is the result.',
    outputs: jsonata('$parse($states.input.result.S)'),
  });
  const duplicate = sfn.Succeed.jsonata(context.scope, 'Duplicate', {
    comment: 'Another execution has the order.',
    outputs: {
      orderId: jsonata('$orderId'),
      status: jsonata('$states.input.status.S'),
      duplicate: true,
      executionId: jsonata('$states.input.executionId.S'),
    },
  });
  return sfn.Choice.jsonata(context.scope, 'ClaimedBefore?')
    .when(sfn.Condition.jsonata(jsonata("$states.input.status.S = 'COMPLETED'")), done)
    .when(
      sfn.Condition.jsonata(
        jsonata(`$states.input.status.S = 'IN_PROGRESS' and $states.input.executionId.S = ${context.owner}`),
      ),
      goOn,
    )
    .otherwise(duplicate);
}
