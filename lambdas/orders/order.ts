// The order as the workflow receives it, and what every task of the workflow is given.

/** An order; amounts are in the smallest unit of the currency (cents). */
export interface Order {
  readonly orderId: string;
  readonly customer: { readonly id: string; readonly email?: string };
  readonly items: readonly OrderItem[];
  readonly payment: { readonly token: string; readonly currency: string };
  readonly shipTo: { readonly name: string; readonly country: string; readonly postalCode?: string };
}

export interface OrderItem {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** What the workflow sends to a task. */
export interface TaskInput {
  readonly orderId: string;
  readonly order: Order;
  /** Results of the states before, by state name. */
  readonly results: { readonly ValidateOrder?: { readonly total: number } } & Readonly<Record<string, unknown>>;
  /** Order id and state name: the same for every attempt and for every execution for this order. */
  readonly idempotencyKey: string;
  /** 0 for the first attempt, 1 for the first retry, … */
  readonly attempt: number;
}

/** What a compensation gets in addition: why the order failed. */
export interface CompensationInput extends TaskInput {
  readonly failure: { readonly state: string; readonly error: string; readonly cause: string };
}

/** What the order costs, as validated. */
export function totalOf(order: Pick<Order, 'items'>): number {
  return order.items.reduce((sum, item) => sum + item.quantity * item.unitPrice, 0);
}
