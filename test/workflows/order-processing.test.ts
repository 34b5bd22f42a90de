import { Bench, fail, never, sequence, times } from '../../lib/testing';
import '../../lib/testing/jest';
import { allWell, compensations, dynamoErrors, invoked, lambdaErrors, order, results } from './orders';
import { sample } from './samples';

const source = sample('OrderProcessing');
const bench = new Bench(source, { startTime: '2026-03-02T09:00:00Z' });
/** Above 5,000.00: somebody has to agree. */
const large = { ...results.ValidateOrder, total: 600_000 };

beforeEach(async () => {
  await bench.reset();
  allWell(bench);
});

test('the definition is valid', () => {
  expect(bench).toBeValidDefinition();
});

describe('an order that goes well', () => {
  test('is claimed, validated, scored, reserved, authorized, shipped, captured, recorded and announced', async () => {
    const execution = await bench.run(order);
    expect(execution).toSucceedWith({ orderId: order.orderId, status: 'COMPLETED', total: 1230, results });
    expect(execution).not.toHaveVisited('RequestApproval', 'RecordFailed', ...compensations);
    expect(execution).toMatchSnapshot();
  });

  test('is recorded with its result', async () => {
    const record = bench.mock('RecordCompleted', {});
    await bench.run(order);
    expect(record.calls).toHaveLength(1);
    expect(record.calls[0]?.input).toMatchObject({
      Key: { pk: { S: 'order-1001' }, sk: { S: 'ORDER' } },
      UpdateExpression: 'SET #status = :status, #result = :result, endedAt = :at',
      ExpressionAttributeNames: { '#status': 'status', '#result': 'result' },
      ExpressionAttributeValues: {
        ':status': { S: 'COMPLETED' },
        ':result': { S: expect.stringContaining('"trackingId":"trk-1"') },
        ':at': { S: '2026-03-02T09:00:00Z' },
      },
    });
  });

  test('is told to the bus and to the customer', async () => {
    const execution = await bench.run(order);
    const [event] = execution.state('PublishOrderCompleted').last.attempts;
    expect(event?.input).toMatchObject({
      Entries: [{ Source: 'stepwright.orders', DetailType: 'OrderCompleted', Detail: { order: { total: 1230 } } }],
    });
    expect(execution.state('NotifyCustomer')).toHaveReceived(
      expect.objectContaining({
        Subject: 'Your order order-1001 is complete',
        Message: { orderId: 'order-1001', customerId: 'customer-7', total: 1230 },
      }),
    );
  });

  test('does not fail because the customer cannot be told', async () => {
    bench.mock('NotifyCustomer', fail('Sns.AuthorizationErrorException'));
    const execution = await bench.run(order);
    expect(execution).toSucceed();
    expect(execution).toHaveRetried('NotifyCustomer', 5);
    expect(execution).toHaveTaken('NotifyCustomer', 'NotificationSkipped');
  });

  test('can be redriven when only its announcement failed', async () => {
    bench.mock('PublishOrderCompleted', sequence(times(6, fail('EventBridge.ThrottlingException')), {}));
    const failed = await bench.run(order);
    expect(failed).toFailWith('EventBridge.ThrottlingException');
    expect(failed).not.toHaveVisited(...compensations);
    const redriven = await failed.redrive();
    expect(redriven).toSucceed();
    expect(redriven.state('CapturePayment').visits).toHaveLength(1);
  });
});

describe('an order that was claimed before', () => {
  const claimed = (item: object) => {
    bench.mock('ClaimOrder', fail('DynamoDB.ConditionalCheckFailedException'));
    const read = bench.mock('ReadClaim', { Item: { ...item } });
    return read;
  };

  test('is not processed again: another execution has it', async () => {
    const read = claimed({ status: { S: 'IN_PROGRESS' }, executionId: { S: 'arn:of:another' } });
    const execution = await bench.run(order);
    expect(execution).toSucceedWith({
      orderId: 'order-1001',
      status: 'IN_PROGRESS',
      duplicate: true,
      executionId: 'arn:of:another',
    });
    expect(execution).toHaveCaught('ClaimOrder', 'DynamoDB.ConditionalCheckFailedException');
    expect(execution).toHaveTaken('ClaimedBefore?', 'Duplicate');
    expect(read.calls[0]?.input).toMatchObject({
      ConsistentRead: true,
      Key: { pk: { S: 'order-1001' }, sk: { S: 'ORDER' } },
    });
    expect(execution).toMatchSnapshot();
  });

  test('gives the stored result when it is completed', async () => {
    claimed({ status: { S: 'COMPLETED' }, result: { S: '{"total":1230}' }, executionId: { S: 'arn:of:another' } });
    const execution = await bench.run(order);
    expect(execution).toSucceedWith({ total: 1230 });
    expect(execution).toHaveTaken('ClaimedBefore?', 'ReturnStoredResult');
  });

  test('goes on when this very execution claimed it', async () => {
    const executionArn = source.stateMachineArn.replace(':stateMachine:', ':execution:');
    claimed({ status: { S: 'IN_PROGRESS' }, executionId: { S: `${executionArn}:mine` } });
    const execution = await bench.run(order, { name: 'mine' });
    expect(execution).toSucceed();
    expect(execution).toHaveTaken('ClaimedBefore?', 'ValidateOrder');
    expect(execution.output.results).toEqual(results);
  });
});

describe('what goes wrong is taken back in reverse', () => {
  const allCompensations = ['RefundPayment', 'CancelShipment', 'VoidPayment', 'ReleaseInventory'];
  const failures: readonly (readonly [state: string, error: string, compensations: readonly string[]])[] = [
    ['ValidateOrder', 'InvalidOrder', []],
    ['ScoreFraud', 'ScorerFailed', []],
    ['ReserveItem', 'OutOfStock', ['ReleaseInventory']],
    ['AuthorizePayment', 'PaymentDeclined', ['ReleaseInventory']],
    ['AuthorizePayment', 'ProviderFailed', ['VoidPayment', 'ReleaseInventory']],
    ['ArrangeShipment', 'AddressRejected', ['VoidPayment', 'ReleaseInventory']],
    ['ArrangeShipment', 'States.Timeout', ['CancelShipment', 'VoidPayment', 'ReleaseInventory']],
    ['CapturePayment', 'ProviderFailed', allCompensations],
    ['RecordCompleted', 'DynamoDB.ResourceNotFoundException', allCompensations],
  ];

  test.each(failures)('%s fails with %s', async (state, error, expected) => {
    bench.mock(state, fail(error, 'for a reason'));
    const execution = await bench.run(order);
    const guarded = state === 'ReserveItem' ? 'ReserveInventory' : state;
    expect(execution).toFailWith(error, `${guarded}: for a reason`);
    expect(execution).toHaveCaught(guarded, error);
    expect(execution.path.slice(execution.path.indexOf(guarded) + 1)).toEqual([
      ...expected,
      'RecordFailed',
      'PublishOrderFailed',
      'OrderFailed',
    ]);
    expect(execution.variables).toMatchObject({ failure: { state: guarded, error, cause: 'for a reason' } });
  });

  test('payment declined: the transcript', async () => {
    bench.mock('AuthorizePayment', fail('PaymentDeclined', 'the card was declined'));
    expect(await bench.run(order)).toMatchSnapshot();
  });

  test('everything is told why, and is recorded and published', async () => {
    bench.mock('CapturePayment', fail('ProviderFailed', 'the provider is down'));
    const failure = { state: 'CapturePayment', error: 'ProviderFailed', cause: 'the provider is down' };
    const execution = await bench.run(order);
    for (const state of allCompensations) {
      expect(execution.state(state)).toHaveReceived({
        orderId: 'order-1001',
        order,
        results: { ...results, CapturePayment: undefined },
        idempotencyKey: `order-1001/${state}`,
        attempt: 0,
        failure,
      });
    }
    expect(execution.state('RecordFailed').last.attempts[0]?.input).toMatchObject({
      Key: { pk: { S: 'order-1001' }, sk: { S: 'ORDER' } },
      ExpressionAttributeValues: { ':status': { S: 'FAILED' }, ':result': { S: JSON.stringify(failure) } },
    });
    expect(execution.state('PublishOrderFailed').last.attempts[0]?.input).toMatchObject({
      Entries: [{ DetailType: 'OrderFailed', Detail: { orderId: 'order-1001', failure } }],
    });
  });

  test.each([
    ['RefundPayment', 'ReportCapturePayment', 'CancelShipment'],
    ['CancelShipment', 'ReportArrangeShipment', 'VoidPayment'],
    ['VoidPayment', 'ReportAuthorizePayment', 'ReleaseInventory'],
    ['ReleaseInventory', 'ReportReserveInventory', 'RecordFailed'],
  ])('%s fails for good: %s tells a person, and %s follows', async (compensation, report, next) => {
    bench.mock('CapturePayment', fail('ProviderFailed', 'the provider is down'));
    bench.mock(compensation, fail('ProviderFailed', 'still down'));
    const execution = await bench.run(order);
    expect(execution).toFailWith('ProviderFailed');
    expect(execution).toHaveRetried(compensation, 5);
    expect(execution).toHaveVisitedInOrder(compensation, report, next, 'OrderFailed');
    expect(execution).toHaveTaken(compensation, report);
    expect(execution).toHaveTaken(report, next);
    expect(execution.state(report).last.attempts[0]?.input).toMatchObject({
      MessageBody: {
        orderId: 'order-1001',
        step: report.slice('Report'.length),
        failure: { state: 'CapturePayment' },
        compensationFailure: { state: compensation, error: 'ProviderFailed', cause: 'still down' },
      },
    });
  });
});

describe('an order above 5,000.00, or one that looks odd, waits for a person', () => {
  beforeEach(() => {
    bench.mock('ValidateOrder', invoked(large));
  });

  test('who is sent the question and the token', async () => {
    const running = bench.start(order);
    const approval = await running.waiting('RequestApproval');
    expect(approval.call.input).toMatchObject({
      Message: {
        taskToken: approval.token,
        question: { orderId: 'order-1001', order, results: { ValidateOrder: large } },
        expiresInSeconds: 86_400,
      },
    });
    await running.stop();
  });

  test('and goes on when it is approved after five hours', async () => {
    const running = bench.start(order);
    const approval = await running.waiting('RequestApproval');
    await running.advance('5h');
    approval.succeed({ approved: true, by: 'kim' });
    const execution = await running.done();
    expect(execution).toSucceed();
    expect(execution).toHaveElapsed('5h');
    expect(execution).toHaveTaken('RequestApprovalGranted?', 'RequestApprovalGranted');
    expect(execution).toHaveTaken('RequestApprovalGranted', 'ReserveInventory');
    expect(execution).toHaveAssigned({ approval: { approved: true, by: 'kim' } });
    expect(execution).toMatchSnapshot();
  });

  test('and fails when it is refused', async () => {
    bench.mock('RequestApproval', { approved: false, reason: 'too expensive' });
    const execution = await bench.run(order);
    expect(execution).toFailWith('OrderRefused', 'RequestApproval: too expensive');
    expect(execution).toHaveTaken('RequestApprovalGranted?', 'OrderRefused');
    expect(execution).not.toHaveVisited(...compensations);
  });

  test('and fails when it is refused without a reason', async () => {
    bench.mock('RequestApproval', { approved: false });
    expect(await bench.run(order)).toFailWith('OrderRefused', 'RequestApproval: the order was refused');
  });

  test('and fails when nobody answers within a day', async () => {
    bench.mock('RequestApproval', never());
    const execution = await bench.run(order);
    expect(execution).toFailWith('OrderRefused', 'nobody answered in time');
    expect(execution).toHaveCaught('RequestApproval', 'States.Timeout');
    expect(execution).toHaveTaken('RequestApproval', 'RequestApprovalTimedOut');
    expect(execution).toHaveElapsed('24h');
    expect(execution).toMatchSnapshot();
  });

  test('and fails when the question cannot be asked', async () => {
    bench.mock('RequestApproval', fail('Sns.NotFoundException', 'no such topic'));
    const execution = await bench.run(order);
    expect(execution).toFailWith('Sns.NotFoundException');
    expect(execution).toHaveTaken('RequestApproval', 'RecordFailed');
  });

  test.each([
    [500_000, 0.49, 'ReserveInventory'],
    [500_001, 0, 'RequestApproval'],
    [100, 0.5, 'RequestApproval'],
  ])('a total of %i and a score of %f go to %s', async (total, score, next) => {
    bench.mock('ValidateOrder', invoked({ ...results.ValidateOrder, total }));
    bench.mock('ScoreFraud', invoked({ score, reasons: [] }));
    bench.mock('RequestApproval', { approved: true });
    expect(await bench.run(order)).toHaveTaken('NeedsApproval?', next);
  });
});

describe('what the handlers are given', () => {
  test('the order, the results so far and a key that is the same at every attempt', async () => {
    const execution = await bench.run(order);
    const known: { [state: string]: unknown } = {};
    for (const state of [
      'ValidateOrder',
      'ScoreFraud',
      'AuthorizePayment',
      'ArrangeShipment',
      'CapturePayment',
    ] as const) {
      if (state === 'AuthorizePayment') known.ReserveInventory = results.ReserveInventory;
      expect(execution.state(state)).toHaveReceived({
        orderId: 'order-1001',
        order,
        results: { ...known },
        idempotencyKey: `order-1001/${state}`,
        attempt: 0,
      });
      known[state] = results[state];
    }
  });

  test('each item of its own', async () => {
    const reserve = bench.mock('ReserveItem', ({ item }) =>
      invoked(results.ReserveInventory[item?.index ?? 0] as object),
    );
    await bench.run(order);
    expect(reserve.calls.map(({ input }) => (input as { Payload: object }).Payload)).toEqual(
      order.items.map((item) => ({
        orderId: 'order-1001',
        order,
        results: { ValidateOrder: results.ValidateOrder, ScoreFraud: results.ScoreFraud },
        idempotencyKey: `order-1001/ReserveItem/${item.sku}`,
        attempt: 0,
        item,
      })),
    );
  });

  test('no item, when the order has none', async () => {
    const execution = await bench.run({ ...order, items: [] });
    expect(execution.state('ReserveItem').visits).toHaveLength(0);
    expect(execution.output.results.ReserveInventory).toEqual([]);
  });
});

describe('passing faults are retried with backoff, in virtual time', () => {
  test('a throttled payment', async () => {
    const authorize = bench.mock(
      'AuthorizePayment',
      sequence(times(2, fail('TooManyRequests', 'slow down')), invoked(results.AuthorizePayment)),
    );
    const execution = await bench.run(order);
    expect(execution).toSucceed();
    expect(execution).toHaveRetried('AuthorizePayment', 2);
    expect(authorize.calls.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(authorize.calls.map(({ input }) => (input as { Payload: { attempt: number } }).Payload.attempt)).toEqual([
      0, 1, 2,
    ]);
    expect(execution).toMatchSnapshot();
  });

  const handlers = [
    'ValidateOrder',
    'ScoreFraud',
    'ReserveItem',
    'AuthorizePayment',
    'ArrangeShipment',
    'CapturePayment',
  ];
  const records = ['ClaimOrder', 'ReadClaim', 'RecordCompleted', 'RecordFailed'];
  test.each([
    ...handlers.map((state) => [state, lambdaErrors] as const),
    ...records.map((state) => [state, dynamoErrors] as const),
  ])('%s, five times, whichever the fault', async (state, errors) => {
    if (state === 'ReadClaim') bench.mock('ClaimOrder', fail('DynamoDB.ConditionalCheckFailedException'));
    if (state === 'RecordFailed') bench.mock('CapturePayment', fail('ProviderFailed'));
    for (const error of errors) {
      bench.mock(state, fail(error, 'try again'));
      const execution = await bench.run({ ...order, items: order.items.slice(0, 1) });
      expect(execution).toHaveRetried(state, 5);
      expect(execution).toFailWith(error);
    }
  });

  test.each([
    'PublishOrderFailed',
    'PublishOrderCompleted',
    'ReportCapturePayment',
    'ReportArrangeShipment',
    'ReportAuthorizePayment',
    'ReportReserveInventory',
  ])('%s, five times', async (state) => {
    if (state !== 'PublishOrderCompleted') bench.mock('CapturePayment', fail('ProviderFailed'));
    if (state.startsWith('Report'))
      for (const compensation of compensations) bench.mock(compensation, fail('ProviderFailed'));
    bench.mock(state, fail('DynamoDB.ThrottlingException', 'try again'));
    const execution = await bench.run(order);
    expect(execution).toHaveRetried(state, 5);
    expect(execution).toFailWith(state.startsWith('Report') ? 'ProviderFailed' : 'DynamoDB.ThrottlingException');
  });

  test('waiting longer each time, a minute at most', async () => {
    bench.mock('ValidateOrder', fail('TooManyRequests'));
    const { attempts } = (await bench.run(order)).state('ValidateOrder').last;
    const limits = [2_000, 4_000, 8_000, 16_000, 32_000];
    expect(attempts).toHaveLength(6);
    limits.forEach((limit, index) => {
      expect(attempts[index]?.backoffMs).toBeLessThanOrEqual(limit);
    });
    expect(attempts.map(({ backoffMs }) => backoffMs)).toMatchSnapshot();
  });

  test('a fault of the order is not', async () => {
    bench.mock('ValidateOrder', fail('InvalidOrder'));
    expect(await bench.run(order)).toHaveRetried('ValidateOrder', 0);
  });
});

describe('with its own handlers and tables', () => {
  const app = new Bench(source, { unmocked: 'embedded', startTime: '2026-03-02T09:00:00Z' });
  beforeEach(() => app.reset());
  afterAll(() => app.reset());

  test('an order goes through, and a second start of it gives the stored result', async () => {
    const first = await app.run(order);
    expect(first).toSucceed();
    expect(first).toMatchSnapshot();
    const second = await app.run(order);
    expect(second).toHaveTaken('ClaimedBefore?', 'ReturnStoredResult');
    expect(second.output).toEqual(first.output);
  });

  test('a declined card releases what was reserved', async () => {
    const execution = await app.run({ ...order, payment: { token: 'tok_declined', currency: 'EUR' } });
    expect(execution).toFailWith('PaymentDeclined');
    expect(execution).toHaveVisitedInOrder('AuthorizePayment', 'ReleaseInventory', 'OrderFailed');
    expect(execution).not.toHaveVisited('VoidPayment');
  });

  test('a throttled provider is asked a third time', async () => {
    const execution = await app.run({ ...order, payment: { token: 'tok_throttled', currency: 'EUR' } });
    expect(execution).toSucceed();
    expect(execution).toHaveRetried('AuthorizePayment', 2);
  });

  test('an order that makes no sense is refused', async () => {
    const execution = await app.run({ ...order, shipTo: { country: 'nowhere' } });
    expect(execution).toFailWith('InvalidOrder', /shipTo\.country must be an ISO 3166 code/);
  });
});

afterAll(() => {
  expect(bench).toBeCovered({
    states: 100,
    transitions: 100,
    catchers: 100,
    choiceRules: 100,
    retriers: 100,
    mapsWithoutItems: 100,
  });
});
