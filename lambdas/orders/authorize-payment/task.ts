import { type TaskInput, totalOf } from '../order';
import { payments } from '../sandbox';

export interface Authorization {
  readonly authorizationId: string;
  readonly amount: number;
}

/** Asks the payment provider to hold the order's total on the customer's card. */
export function authorizePayment({ order, idempotencyKey, attempt }: TaskInput): Authorization {
  return payments.authorize(order.payment.token, totalOf(order), idempotencyKey, attempt);
}
