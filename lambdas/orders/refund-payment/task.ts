import { type EffectStore, undo } from '../effects';
import type { CompensationInput } from '../order';

export interface Refunded {
  readonly refunded: boolean;
}

/** Pays back what was captured, if it was. */
export async function refundPayment(effects: EffectStore, { orderId }: CompensationInput): Promise<Refunded> {
  return { refunded: await undo(effects, orderId, 'CapturePayment', () => {}) };
}
