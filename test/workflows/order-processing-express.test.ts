import { Bench, fail, sequence, TestingError, times } from '../../lib/testing';
import '../../lib/testing/jest';
import { allWell, compensations, dynamoErrors, invoked, lambdaErrors, order, results } from './orders';
import { sample } from './samples';

const source = sample('OrderProcessingExpress');
const bench = new Bench(source, { startTime: '2026-03-02T09:00:00Z' });
const { ScoreFraud: _scored, ...expected } = results;

beforeEach(async () => {
  await bench.reset();
  allWell(bench);
});

test('the definition is valid', () => {
  expect(bench).toBeValidDefinition();
  expect(source.type).toBe('EXPRESS');
});

test('an order goes through without scoring and approval', async () => {
  const execution = await bench.run(order);
  expect(execution).toSucceedWith({ orderId: 'order-1001', status: 'COMPLETED', total: 1230, results: expected });
  expect(execution.cost().usd).toBeLessThan(0.00001);
  expect(execution).toMatchSnapshot();
});

describe('an order that was claimed before', () => {
  test.each([
    ['another execution has it', { status: { S: 'IN_PROGRESS' }, executionId: { S: 'arn:of:another' } }, 'Duplicate'],
    [
      'it is completed',
      { status: { S: 'COMPLETED' }, result: { S: '{"total":1}' }, executionId: { S: 'x' } },
      'ReturnStoredResult',
    ],
  ])('%s', async (_, item, next) => {
    bench.mock('ClaimOrder', fail('DynamoDB.ConditionalCheckFailedException'));
    bench.mock('ReadClaim', { Item: { ...item } });
    const execution = await bench.run(order);
    expect(execution).toSucceed();
    expect(execution).toHaveTaken('ClaimedBefore?', next);
    expect(execution.output).toEqual(
      next === 'Duplicate'
        ? { orderId: 'order-1001', status: 'IN_PROGRESS', duplicate: true, executionId: 'arn:of:another' }
        : { total: 1 },
    );
  });

  test('goes on when this very execution claimed it', async () => {
    const executionArn = source.stateMachineArn.replace(':stateMachine:', ':express:');
    bench.mock('ClaimOrder', fail('DynamoDB.ConditionalCheckFailedException'));
    bench.mock('ReadClaim', { Item: { status: { S: 'IN_PROGRESS' }, executionId: { S: `${executionArn}:mine:1` } } });
    expect(await bench.run(order, { name: 'mine' })).toHaveTaken('ClaimedBefore?', 'ValidateOrder');
  });
});

describe('what goes wrong is taken back in reverse', () => {
  test.each([
    ['ValidateOrder', 'InvalidOrder', []],
    ['ReserveItem', 'OutOfStock', ['ReleaseInventory']],
    ['AuthorizePayment', 'PaymentDeclined', ['ReleaseInventory']],
    ['AuthorizePayment', 'ProviderFailed', ['VoidPayment', 'ReleaseInventory']],
    ['ArrangeShipment', 'AddressRejected', ['VoidPayment', 'ReleaseInventory']],
    ['ArrangeShipment', 'ProviderFailed', ['CancelShipment', 'VoidPayment', 'ReleaseInventory']],
    ['CapturePayment', 'ProviderFailed', compensations],
    ['RecordCompleted', 'DynamoDB.ResourceNotFoundException', compensations],
  ])('%s fails with %s', async (state, error, undone) => {
    bench.mock(state, fail(error, 'for a reason'));
    const execution = await bench.run(order);
    const guarded = state === 'ReserveItem' ? 'ReserveInventory' : state;
    expect(execution).toFailWith(error, `${guarded}: for a reason`);
    expect(execution.path.slice(execution.path.indexOf(guarded) + 1)).toEqual([
      ...undone,
      'RecordFailed',
      'PublishOrderFailed',
      'OrderFailed',
    ]);
  });

  test('payment declined: the transcript', async () => {
    bench.mock('AuthorizePayment', fail('PaymentDeclined', 'the card was declined'));
    expect(await bench.run(order)).toMatchSnapshot();
  });

  test('compensations that fail are reported, and the others still run', async () => {
    bench.mock('CapturePayment', fail('ProviderFailed', 'the provider is down'));
    for (const state of compensations) bench.mock(state, fail('ProviderFailed', 'still down'));
    const execution = await bench.run(order);
    expect(execution).toFailWith('ProviderFailed', 'CapturePayment: the provider is down');
    expect(execution).toHaveVisitedInOrder(
      'RefundPayment',
      'ReportCapturePayment',
      'CancelShipment',
      'ReportArrangeShipment',
      'VoidPayment',
      'ReportAuthorizePayment',
      'ReleaseInventory',
      'ReportReserveInventory',
      'OrderFailed',
    );
  });

  test('a customer who cannot be told is no failure', async () => {
    bench.mock('NotifyCustomer', fail('Sns.AuthorizationErrorException'));
    const execution = await bench.run(order);
    expect(execution).toSucceed();
    expect(execution).toHaveTaken('NotifyCustomer', 'NotificationSkipped');
  });
});

describe('passing faults are retried, twice within the few minutes there are', () => {
  test('a throttled payment', async () => {
    bench.mock('AuthorizePayment', sequence(times(2, fail('TooManyRequests')), invoked(results.AuthorizePayment)));
    const execution = await bench.run(order);
    expect(execution).toSucceed();
    expect(execution).toHaveRetried('AuthorizePayment', 2);
    expect(execution.elapsedMs).toBeLessThan(3_000);
  });

  test.each([
    ...['ValidateOrder', 'ReserveItem', 'AuthorizePayment', 'ArrangeShipment', 'CapturePayment'].map(
      (state) => [state, lambdaErrors] as const,
    ),
    ...['ClaimOrder', 'ReadClaim', 'RecordCompleted', 'RecordFailed'].map((state) => [state, dynamoErrors] as const),
  ])('%s, whichever the fault', async (state, errors) => {
    if (state === 'ReadClaim') bench.mock('ClaimOrder', fail('DynamoDB.ConditionalCheckFailedException'));
    if (state === 'RecordFailed') bench.mock('CapturePayment', fail('ProviderFailed'));
    for (const error of errors) {
      bench.mock(state, fail(error, 'try again'));
      const execution = await bench.run({ ...order, items: order.items.slice(0, 1) });
      expect(execution).toHaveRetried(state, 2);
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
  ])('%s', async (state) => {
    if (state !== 'PublishOrderCompleted') bench.mock('CapturePayment', fail('ProviderFailed'));
    if (state.startsWith('Report')) for (const undone of compensations) bench.mock(undone, fail('ProviderFailed'));
    bench.mock(state, fail('DynamoDB.ThrottlingException', 'try again'));
    const execution = await bench.run(order);
    expect(execution).toHaveRetried(state, 2);
    // What cannot be reported does not keep the rest from being taken back.
    expect(execution).toFailWith(state.startsWith('Report') ? 'ProviderFailed' : 'DynamoDB.ThrottlingException');
  });
});

test('an order without items reserves none', async () => {
  expect((await bench.run({ ...order, items: [] })).output.results.ReserveInventory).toEqual([]);
});

test('it cannot be redriven', async () => {
  bench.mock('ValidateOrder', fail('InvalidOrder'));
  await expect((await bench.run(order)).redrive()).rejects.toThrow(TestingError);
});

describe('with its own handlers and tables', () => {
  const app = new Bench(source, { unmocked: 'embedded', startTime: '2026-03-02T09:00:00Z' });
  afterAll(() => app.reset());

  test('an order goes through once', async () => {
    const first = await app.run(order);
    expect(first).toSucceed();
    const second = await app.run(order);
    expect(second).toHaveTaken('ClaimedBefore?', 'ReturnStoredResult');
    expect(second.output).toEqual(first.output);
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
