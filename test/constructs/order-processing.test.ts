import { type App, Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Assembly } from '../../lib/assembly';
import { checkAssembly, findingLine, openFindings } from '../../lib/checks';
import { ApprovalChannel, OrderProcessing, Step } from '../../lib/index';
import { assemblyOf, newStack, readable, resourcesOf, type Template, templateOf } from './synth';

const standard = newStack('Orders');
const express = newStack('OrdersExpress');
new OrderProcessing(standard, 'OrderProcessing', {
  fraudScoring: true,
  approval: {
    when: '$results.ValidateOrder.total > 500000',
    channel: ApprovalChannel.topic(new sns.Topic(standard, 'Approvals')),
    timeout: Duration.days(1),
  },
});
new OrderProcessing(express, 'OrderProcessingExpress', { stateMachineType: sfn.StateMachineType.EXPRESS });

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly [field: string]: unknown;
}
const definitionOf = (assembly: Assembly): Record<string, State> => JSON.parse(assembly.machines[0]!.definition).States;

let template: Template;
let states: Record<string, State>;
let expressStates: Record<string, State>;
beforeAll(() => {
  template = templateOf(standard);
  states = definitionOf(assemblyOf(standard));
  expressStates = definitionOf(assemblyOf(express));
});

describe('the template', () => {
  test('of the Standard workflow', () => {
    expect(readable(template)).toMatchSnapshot();
  });

  test('of the Express workflow', () => {
    expect(readable(templateOf(express))).toMatchSnapshot();
  });

  test('a table that survives the stack, with point-in-time recovery', () => {
    expect(resourcesOf(template, 'AWS::DynamoDB::Table')).toMatchObject([
      {
        DeletionPolicy: 'Retain',
        Properties: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
      },
    ]);
  });

  test('an alarm on compensations that failed', () => {
    expect(resourcesOf(template, 'AWS::CloudWatch::Alarm')).toMatchObject([
      { Properties: { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 } },
    ]);
  });
});

test('metrics of orders that were taken back, and of what could not be', () => {
  const orders = new OrderProcessing(newStack(), 'Orders');
  expect(orders.metricCompensated().metricName).toBe('Invocations');
  expect(orders.metricFailedCompensations().metricName).toBe('ApproximateNumberOfMessagesVisible');
});

describe('the claim', () => {
  test('comes first and admits one execution', () => {
    expect(states.ClaimOrder).toMatchObject({
      Arguments: { ConditionExpression: 'attribute_not_exists(pk)' },
      Catch: [{ ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'], Next: 'ReadClaim' }],
      Next: 'ValidateOrder',
    });
  });

  test('a second start returns the result, goes on with its own claim, or ends as a duplicate', () => {
    expect(states['ClaimedBefore?']).toMatchObject({
      Choices: [{ Next: 'ReturnStoredResult' }, { Next: 'ValidateOrder' }],
      Default: 'Duplicate',
    });
  });
});

describe('the saga', () => {
  const actions = [
    'ReserveInventory',
    'AuthorizePayment',
    'ArrangeShipment',
    'CapturePayment',
    'RecordCompleted',
    'Announce',
  ];
  const compensations = [
    'RefundPayment',
    'CancelShipment',
    'VoidPayment',
    'ReleaseInventory',
    'RecordFailed',
    'PublishOrderFailed',
    'OrderFailed',
  ];

  test('goes forward', () => {
    expect(actions.slice(0, -1).map((name) => states[name]!.Next)).toEqual(actions.slice(1));
  });

  test('goes back in reverse', () => {
    expect(compensations.slice(0, -1).map((name) => states[name]!.Next)).toEqual(compensations.slice(1));
  });

  test('an action whose failure is ambiguous is compensated too', () => {
    const caught = (name: string) => states[name]!.Catch!.find((rule) => rule.ErrorEquals[0] === 'States.ALL')!.Next;
    expect(actions.slice(0, 5).map(caught)).toEqual([
      'ReleaseInventory',
      'VoidPayment',
      'CancelShipment',
      'RefundPayment',
      'RefundPayment',
    ]);
  });

  test('an action that surely did nothing is not', () => {
    expect(states.AuthorizePayment!.Catch![0]).toMatchObject({
      ErrorEquals: ['PaymentDeclined'],
      Next: 'ReleaseInventory',
    });
    expect(states.ArrangeShipment!.Catch![0]).toMatchObject({ ErrorEquals: ['AddressRejected'], Next: 'VoidPayment' });
  });

  test('a compensation that fails is reported, and the others still run', () => {
    expect(states.VoidPayment!.Catch).toMatchObject([{ Next: 'ReportAuthorizePayment' }]);
    expect(states.ReportAuthorizePayment!.Next).toBe('ReleaseInventory');
  });

  test('every task has a timeout', () => {
    const tasks = Object.entries(states).filter(([, state]) => state.Type === 'Task');
    expect(tasks.filter(([, state]) => state.TimeoutSeconds === undefined)).toEqual([]);
  });
});

describe('approval', () => {
  test('is asked for where the condition holds, and otherwise the order goes on', () => {
    expect(states['NeedsApproval?']).toMatchObject({
      Choices: [{ Next: 'RequestApproval' }],
      Default: 'ReserveInventory',
    });
    expect(states.RequestApproval).toMatchObject({
      Resource: 'arn:aws:states:::sns:publish.waitForTaskToken',
      TimeoutSeconds: 86_400,
    });
  });

  test('no answer in time means no', () => {
    expect(states.RequestApprovalTimedOut).toMatchObject({ Assign: { approval: { approved: false } } });
  });

  test('the execution lives longer than the approval', () => {
    const definition = JSON.parse(assemblyOf(standard).machines[0]!.definition);
    expect(definition.TimeoutSeconds).toBe(2 * 86_400);
  });

  test('Express has none', () => {
    expect(expressStates['NeedsApproval?']).toBeUndefined();
  });
});

describe('the checks', () => {
  test.each([
    ['Standard', standard],
    ['Express', express],
  ])('%s: no finding', (_, stack) => {
    expect(openFindings(checkAssembly(assemblyOf(stack))).map(findingLine)).toEqual([]);
  });
});

describe('slots', () => {
  const pass = (stack: ReturnType<typeof newStack>, id: string) => Step.states(sfn.Pass.jsonata(stack, id));

  test('are filled before, after and instead', () => {
    const stack = newStack();
    const orders = new OrderProcessing(stack, 'Orders');
    orders.before('ReserveInventory', pass(stack, 'First'));
    orders.after('ReserveInventory', pass(stack, 'Later'));
    orders.before('ReserveInventory', pass(stack, 'Second'));
    orders.replace('ValidateOrder', pass(stack, 'OwnValidation'));
    const result = definitionOf(assemblyOf(stack));
    const order = ['OwnValidation', 'First', 'Second', 'ReserveInventory', 'Later', 'AuthorizePayment'];
    expect(order.slice(0, -1).map((name) => result[name]!.Next)).toEqual(order.slice(1));
    expect(result.ValidateOrder).toBeUndefined();
  });

  test('states put before an action are compensated like it', () => {
    const stack = newStack();
    const orders = new OrderProcessing(stack, 'Orders');
    orders.before(
      'CapturePayment',
      Step.states(sfn.Parallel.jsonata(stack, 'Check').branch(sfn.Pass.jsonata(stack, 'Inside'))),
    );
    expect(definitionOf(assemblyOf(stack)).Check!.Catch).toMatchObject([
      { ErrorEquals: ['States.ALL'], Next: 'RefundPayment' },
    ]);
  });

  test('a slot that does not exist', () => {
    const orders = new OrderProcessing(newStack(), 'Orders');
    expect(() => orders.before('Pack', pass(newStack(), 'P'))).toThrow(
      /^\[Test\/Orders\] there is no slot "Pack"; the slots are: ValidateOrder, ScoreFraud, ReserveInventory,/,
    );
  });

  test('a slot replaced twice', () => {
    const stack = newStack();
    const orders = new OrderProcessing(stack, 'Orders');
    orders.replace('ValidateOrder', pass(stack, 'A'));
    expect(() => orders.replace('ValidateOrder', pass(stack, 'B'))).toThrow(
      /slot "ValidateOrder" was replaced already/,
    );
  });

  test('the same states in two slots', () => {
    const stack = newStack();
    const orders = new OrderProcessing(stack, 'Orders');
    const step = pass(stack, 'A');
    orders.before('ValidateOrder', step);
    expect(() => orders.after('CapturePayment', step)).toThrow(
      '[Test/Orders] the state "A" for the slot "CapturePayment" fills the slot "ValidateOrder" already',
    );
  });

  test('a slot filled after synth', () => {
    const stack = newStack();
    const orders = new OrderProcessing(stack, 'Orders');
    templateOf(stack);
    expect(() => orders.before('ValidateOrder', pass(newStack(), 'A'))).toThrow(
      /its states are linked\. Fill slots before app\.synth\(\) and before state\(\)/,
    );
  });
});

describe('resources of your own', () => {
  test('a table', () => {
    const stack = newStack();
    const table = dynamodb.Table.fromTableName(stack, 'Mine', 'my-orders');
    new OrderProcessing(stack, 'Orders', { table });
    const assembly = assemblyOf(stack);
    expect(assembly.tables).toEqual([]);
    expect(definitionOf(assembly).ClaimOrder).toMatchObject({ Arguments: { TableName: 'my-orders' } });
    expect(openFindings(checkAssembly(assembly)).map(findingLine)).toEqual([]);
  });
});

describe('an Express order', () => {
  const warnings = (taskTimeout?: Duration) => {
    const own = newStack();
    const timeout = taskTimeout === undefined ? {} : { taskTimeout };
    new OrderProcessing(own, 'Orders', { stateMachineType: sfn.StateMachineType.EXPRESS, ...timeout });
    const { messages } = (own.node.root as App).synth().getStackByName('Test');
    return messages.filter(({ level }) => level === 'warning').map(({ entry }) => String(entry.data));
  };
  test('has time for every retry and every compensation', () => {
    expect(warnings()).toEqual([]);
  });
  test('is warned of when it has not', () => {
    expect(warnings(Duration.seconds(10))).toEqual([
      expect.stringMatching(/^SFN206 .* takes \d{3} seconds; an Express execution ends after 300/),
    ]);
  });
});

describe('wrong props', () => {
  test('approval in an Express workflow', () => {
    const stack = newStack();
    const channel = ApprovalChannel.topic(new sns.Topic(stack, 'T'));
    const build = () =>
      new OrderProcessing(stack, 'Orders', {
        stateMachineType: sfn.StateMachineType.EXPRESS,
        approval: { when: 'true', channel },
      });
    expect(build).toThrow(
      /^\[Test\/Orders\] approval is given and stateMachineType is EXPRESS: .* Use sfn\.StateMachineType\.STANDARD/,
    );
  });

  test('a concurrency that an inline Map does not have', () => {
    expect(() => new OrderProcessing(newStack(), 'Orders', { itemConcurrency: 41 })).toThrow(
      'itemConcurrency is 41; allowed are the integers 1 to 40.',
    );
  });
});
