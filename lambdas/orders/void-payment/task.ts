import { type EffectStore, undo } from '../effects';
import type { CompensationInput } from '../order';
import { payments } from '../sandbox';

export interface Voided {
  readonly voided: boolean;
}

/** Gives the held amount back, if it was held. */
export async function voidPayment(effects: EffectStore, { orderId, order }: CompensationInput): Promise<Voided> {
  return { voided: await undo(effects, orderId, 'AuthorizePayment', () => payments.void(order.payment.token)) };
}
