import { InvalidOrder } from '../errors';
import { type Order, type TaskInput, totalOf } from '../order';

/** What later states know about a valid order. */
export interface ValidatedOrder {
  /** In the smallest unit of the currency. */
  readonly total: number;
  readonly currency: string;
  /** Number of different products. */
  readonly lines: number;
}

/** Refuses an order that no state after this one could process, saying all that is wrong with it. */
export function validateOrder({ order }: Pick<TaskInput, 'order'>): ValidatedOrder {
  const problems = [...problemsOf(order)];
  if (problems.length > 0) throw new InvalidOrder(problems.join('; '));
  return { total: totalOf(order), currency: order.payment.currency, lines: order.items.length };
}

function* problemsOf(order: Order): Generator<string> {
  if (!order.customer?.id) yield 'customer.id is missing';
  if (!order.payment?.token) yield 'payment.token is missing';
  if (!/^[A-Z]{3}$/.test(order.payment?.currency ?? '')) yield 'payment.currency must be an ISO 4217 code such as EUR';
  if (!/^[A-Z]{2}$/.test(order.shipTo?.country ?? '')) yield 'shipTo.country must be an ISO 3166 code such as DE';
  if (!Array.isArray(order.items) || order.items.length === 0) {
    yield 'items must hold at least one item';
    return;
  }
  const seen = new Set<string>();
  for (const [index, item] of order.items.entries()) {
    if (!item.sku) yield `items[${index}].sku is missing`;
    if (seen.has(item.sku)) yield `items[${index}].sku ${item.sku} appears twice: put its quantities together`;
    seen.add(item.sku);
    if (!Number.isInteger(item.quantity) || item.quantity < 1)
      yield `items[${index}].quantity must be a positive integer`;
    if (!Number.isInteger(item.unitPrice) || item.unitPrice < 0) {
      yield `items[${index}].unitPrice must be an integer in the smallest unit of the currency`;
    }
  }
}
