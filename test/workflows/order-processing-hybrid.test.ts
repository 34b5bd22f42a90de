// A Standard workflow that asks, and an Express one that fulfils: real handlers, one world.
import approval from '../../docs/orders/approval.json';
import declined from '../../docs/orders/declined.json';
import small from '../../docs/orders/small.json';
import { Bench, fail, times } from '../../lib/testing';
import '../../lib/testing/jest';
import { allWell, order } from './orders';
import { sample } from './samples';

const bench = new Bench(sample('ApprovedOrders'), { unmocked: 'embedded', startTime: '2026-03-02T09:00:00Z' });
beforeEach(() => bench.reset());
afterAll(() => bench.reset());

test('the definition is valid', () => {
  expect(bench).toBeValidDefinition();
});

test('a small order is fulfilled at once', async () => {
  const execution = await bench.run(small);
  expect(execution).toSucceed();
  expect(execution.output).toMatchObject({ orderId: 'order-1001', status: 'COMPLETED' });
  expect(execution).not.toHaveVisited('RequestApproval');
});

test('a large order is fulfilled when somebody agrees', async () => {
  bench.mock('RequestApproval', { approved: true });
  const execution = await bench.run(approval);
  expect(execution).toSucceed();
  expect(execution).toHaveVisitedInOrder('NeedsApproval?', 'RequestApproval', 'Fulfil', 'Fulfilled');
});

test('and not when somebody refuses', async () => {
  bench.mock('RequestApproval', { approved: false, reason: 'too much' });
  const execution = await bench.run(approval);
  expect(execution).toFailWith('ApprovalRefused', 'too much');
  expect(execution).not.toHaveVisited('Fulfil');
});

test('an order that cannot be fulfilled fails with its own error', async () => {
  expect(await bench.run(declined)).toFailWith('PaymentDeclined', /AuthorizePayment: .*declined/);
});

test('a fulfilment whose end nobody heard of is begun again, by the same owner', async () => {
  bench.mock('Fulfil', times(2, { Status: 'TIMED_OUT' }));
  const execution = await bench.run(small);
  expect(execution).toSucceed();
  expect(execution.state('Fulfil').visits).toHaveLength(3);
});

test('a call that AWS refuses is tried again', async () => {
  bench.mock('Fulfil', times(2, fail('Sfn.SfnException', 'throttled')));
  const execution = await bench.run(small);
  expect(execution).toSucceed();
  expect(execution).toHaveRetried('Fulfil', 2);
});

describe('the fulfilment of an order that is claimed', () => {
  const fulfilment = new Bench(sample('Fulfilment'));
  const claimedBy = (owner: string) => {
    allWell(fulfilment);
    fulfilment.mock('ClaimOrder', fail('DynamoDB.ConditionalCheckFailedException'));
    fulfilment.mock('ReadClaim', { Item: { status: { S: 'IN_PROGRESS' }, executionId: { S: owner } } });
  };
  beforeEach(() => fulfilment.reset());

  test('by the same owner goes on', async () => {
    claimedBy('parent-1');
    const execution = await fulfilment.run({ ...order, owner: 'parent-1' });
    expect(execution).toHaveTaken('ClaimedBefore?', 'ValidateOrder');
    expect(execution).toSucceed();
  });

  test('by another owner is a duplicate', async () => {
    claimedBy('parent-2');
    expect(await fulfilment.run({ ...order, owner: 'parent-1' })).toHaveTaken('ClaimedBefore?', 'Duplicate');
  });

  test('is claimed in the name of the owner', async () => {
    allWell(fulfilment);
    const claim = fulfilment.mock('ClaimOrder', {});
    await fulfilment.run({ ...order, owner: 'parent-1' });
    expect(claim.calls[0]?.input).toMatchObject({ Item: { executionId: { S: 'parent-1' } } });
  });
});
