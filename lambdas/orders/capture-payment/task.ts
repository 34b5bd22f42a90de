import { type TaskInput, totalOf } from '../order';
import { payments } from '../sandbox';

export interface Capture {
  readonly captureId: string;
  readonly amount: number;
}

/** Takes the amount that AuthorizePayment held. */
export function capturePayment({ order, idempotencyKey }: TaskInput): Capture {
  return payments.capture(order.payment.token, totalOf(order), idempotencyKey);
}
