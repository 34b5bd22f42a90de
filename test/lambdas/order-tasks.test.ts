import approval from '../../docs/orders/approval.json';
import declined from '../../docs/orders/declined.json';
import large from '../../docs/orders/large.json';
import small from '../../docs/orders/small.json';
import throttled from '../../docs/orders/throttled.json';
import { arrangeShipment } from '../../lambdas/orders/arrange-shipment/task';
import { authorizePayment } from '../../lambdas/orders/authorize-payment/task';
import { capturePayment } from '../../lambdas/orders/capture-payment/task';
import { type EffectRecord, type EffectStatus, type EffectStore, once, undo } from '../../lambdas/orders/effects';
import { EffectCancelled } from '../../lambdas/orders/errors';
import type { Order, TaskInput } from '../../lambdas/orders/order';
import { releaseInventory } from '../../lambdas/orders/release-inventory/task';
import { reservationEffect, reserveItem } from '../../lambdas/orders/reserve-item/task';
import { scoreFraud } from '../../lambdas/orders/score-fraud/task';
import { validateOrder } from '../../lambdas/orders/validate-order/task';
import { voidPayment } from '../../lambdas/orders/void-payment/task';

const input = (order: Order, attempt = 0): TaskInput => ({
  orderId: order.orderId,
  order,
  results: {},
  idempotencyKey: `${order.orderId}/Test`,
  attempt,
});

/** Effects in a map, with the same conditions as the table. */
class MemoryEffects implements EffectStore {
  readonly records = new Map<string, EffectRecord>();
  async read(orderId: string, effect: string): Promise<EffectRecord | undefined> {
    return this.records.get(`${orderId}/${effect}`);
  }
  async write(
    orderId: string,
    effect: string,
    record: EffectRecord,
    expected: EffectStatus | undefined,
  ): Promise<boolean> {
    const key = `${orderId}/${effect}`;
    if (this.records.get(key)?.status !== expected) return false;
    this.records.set(key, record);
    return true;
  }
}

describe('ValidateOrder', () => {
  test('adds the order up', () => {
    expect(validateOrder({ order: large })).toEqual({ total: 218_300, currency: 'EUR', lines: 5 });
  });

  test('the samples stand on their sides of the approval limit', () => {
    expect(validateOrder({ order: large }).total).toBeLessThan(500_000);
    expect(validateOrder({ order: approval }).total).toBeGreaterThan(500_000);
  });

  test('says everything that is wrong', () => {
    const order = {
      ...small,
      customer: { id: '' },
      payment: { token: '', currency: 'euro' },
      items: [
        { sku: 'a', quantity: 0, unitPrice: 1.5 },
        { sku: 'a', quantity: 1, unitPrice: 1 },
      ],
    };
    expect(() => validateOrder({ order })).toThrow(
      /customer\.id is missing; payment\.token is missing; payment\.currency .*; items\[0\]\.quantity .*; items\[0\]\.unitPrice .*; items\[1\]\.sku a appears twice/,
    );
  });

  test('refuses an order without items', () => {
    expect(() => validateOrder({ order: { ...small, items: [] } })).toThrow('items must hold at least one item');
  });
});

describe('ScoreFraud', () => {
  test('an ordinary order scores 0', () => {
    expect(scoreFraud(input(small))).toEqual({ score: 0, reasons: [] });
  });

  test('signals add up', () => {
    const order = { ...small, customer: { id: 'c' }, items: [{ sku: 'x', quantity: 21, unitPrice: 100_000 }] };
    expect(scoreFraud(input(order))).toEqual({
      score: 1,
      reasons: ['no e-mail address', 'more than 20 of one product', 'total above 10,000'],
    });
  });
});

describe('the sandbox', () => {
  test('the same key gives the same reservation', () => {
    const item = small.items[0]!;
    const first = reserveItem({ ...input(small), item });
    expect(first).toEqual(reserveItem({ ...input(small), item }));
    expect(first).toMatchObject({
      sku: 'notebook-a5',
      quantity: 2,
      reservationId: expect.stringMatching(/^rsv_[0-9a-f]{16}$/),
    });
  });

  test('a test product is out of stock', () => {
    const item = { sku: 'test-out-of-stock', quantity: 1, unitPrice: 1 };
    expect(() => reserveItem({ ...input(small), item })).toThrow(expect.objectContaining({ name: 'OutOfStock' }));
  });

  test('a declined card', () => {
    expect(() => authorizePayment(input(declined))).toThrow(expect.objectContaining({ name: 'PaymentDeclined' }));
  });

  test('a throttled provider accepts the third attempt', () => {
    expect(() => authorizePayment(input(throttled, 0))).toThrow(expect.objectContaining({ name: 'TooManyRequests' }));
    expect(() => authorizePayment(input(throttled, 1))).toThrow(expect.objectContaining({ name: 'TooManyRequests' }));
    expect(authorizePayment(input(throttled, 2))).toMatchObject({ amount: 980 });
  });

  test('a country without a carrier', () => {
    const order = { ...small, shipTo: { ...small.shipTo, country: 'ZZ' } };
    expect(() => arrangeShipment(input(order))).toThrow(expect.objectContaining({ name: 'AddressRejected' }));
  });

  test('a capture whose outcome is not known', () => {
    const order = { ...small, payment: { ...small.payment, token: 'tok_capture_fails' } };
    expect(() => capturePayment(input(order))).toThrow(expect.objectContaining({ name: 'ProviderFailed' }));
  });
});

describe('effects', () => {
  test('happen once for a key', async () => {
    const store = new MemoryEffects();
    let calls = 0;
    const act = () => ({ id: ++calls });
    expect(await once(store, 'o', 'E', act)).toEqual({ id: 1 });
    expect(await once(store, 'o', 'E', act)).toEqual({ id: 1 });
    expect(calls).toBe(1);
  });

  test('of two attempts at once, both get the result that was recorded', async () => {
    const store = new MemoryEffects();
    let calls = 0;
    const results = await Promise.all([1, 2].map(() => once(store, 'o', 'E', () => ({ id: ++calls }))));
    expect(results).toEqual([{ id: 1 }, { id: 1 }]);
  });

  test('an attempt that comes after its compensation is stopped', async () => {
    const store = new MemoryEffects();
    expect(await undo(store, 'o', 'E', () => {})).toBe(false);
    await expect(once(store, 'o', 'E', () => 1)).rejects.toThrow(EffectCancelled);
  });

  test('are undone once', async () => {
    const store = new MemoryEffects();
    const undone: unknown[] = [];
    await once(store, 'o', 'E', () => ({ id: 7 }));
    expect(await undo(store, 'o', 'E', (result) => undone.push(result))).toBe(true);
    expect(await undo(store, 'o', 'E', (result) => undone.push(result))).toBe(false);
    expect(undone).toEqual([{ id: 7 }]);
  });

  test('an undo that fails stays to be done', async () => {
    const store = new MemoryEffects();
    await once(store, 'o', 'E', () => 1);
    await expect(
      undo(store, 'o', 'E', () => {
        throw new Error('no answer');
      }),
    ).rejects.toThrow('no answer');
    expect(await undo(store, 'o', 'E', () => {})).toBe(true);
  });
});

describe('compensations', () => {
  const failure = { state: 'AuthorizePayment', error: 'PaymentDeclined', cause: 'no' };

  test('release only what was reserved', async () => {
    const store = new MemoryEffects();
    await once(store, large.orderId, reservationEffect('desk-oak'), () => ({}));
    await once(store, large.orderId, reservationEffect('lamp-brass'), () => ({}));
    expect(await releaseInventory(store, { ...input(large), failure })).toEqual({
      released: ['desk-oak', 'lamp-brass'],
    });
  });

  test('void nothing where nothing was authorized', async () => {
    expect(await voidPayment(new MemoryEffects(), { ...input(declined), failure })).toEqual({ voided: false });
  });
});
