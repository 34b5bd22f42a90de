import { type EffectStore, undo } from '../effects';
import type { CompensationInput } from '../order';

export interface Cancelled {
  readonly cancelled: boolean;
}

/** Cancels the shipment, if it was booked. */
export async function cancelShipment(effects: EffectStore, { orderId }: CompensationInput): Promise<Cancelled> {
  return { cancelled: await undo(effects, orderId, 'ArrangeShipment', () => {}) };
}
