import { Bench, fail, fromDefinition, never, TestingError } from '../../lib/testing';
import { orders } from './machines';

const bench = new Bench(fromDefinition(orders, { name: 'Orders' }));

test('a task that is answered', async () => {
  const result = await bench.state('ChargePayment').run({ total: 240 }, { reply: { Payload: { charged: true } } });
  expect(result).toMatchObject({ status: 'SUCCEEDED', output: { charged: true } });
  expect(result.inspection).toMatchObject({
    afterParameters: { FunctionName: 'charge', Payload: { amount: 240 } },
    result: { Payload: { charged: true } },
  });
});

test.each([
  [1, 'RETRIABLE'],
  [4, 'FAILED'],
])('a task that fails at try %i: %s', async (attempt, status) => {
  const result = await bench.state('ChargePayment').run({ total: 1 }, { reply: fail('Throttled', 'slow'), attempt });
  expect(result).toMatchObject({ status, error: 'Throttled', cause: 'slow' });
});

test('a choice, and a failure that is caught', async () => {
  expect(await bench.state('IsLarge').run({ total: 1001 })).toMatchObject({
    status: 'SUCCEEDED',
    next: 'ManualApproval',
  });
  expect(await bench.state('IsLarge').run({ total: 1000 })).toMatchObject({ status: 'SUCCEEDED', next: 'Fulfil' });
  const caught = await bench.state('Fulfil').run({}, { reply: fail('Down', 'no') });
  expect(caught).toMatchObject({
    status: 'CAUGHT_ERROR',
    next: 'Rejected',
    output: { error: { Error: 'Down', Cause: 'no' } },
  });
  const answered = await bench.state('ManualApproval').run({ total: 1 }, { reply: { by: 'kim' } });
  expect(answered).toMatchObject({
    status: 'SUCCEEDED',
    next: 'Fulfil',
    output: { total: 1, approval: { by: 'kim' } },
  });
});

test('what a test gets wrong', async () => {
  expect(() => bench.state('IsLrge')).toThrow(/did you mean "IsLarge"/);
  await expect(bench.state('ChargePayment').run({ total: 1 })).rejects.toThrow(
    /Add: {3}bench\.state\('ChargePayment'\)\.run\(input, \{ reply: \{\} \}\)/,
  );
  await expect(bench.state('ShipItems').run({ items: [] }, { reply: never() })).rejects.toThrow(TestingError);
});
