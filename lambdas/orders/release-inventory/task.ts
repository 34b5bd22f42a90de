import { type EffectStore, undo } from '../effects';
import type { CompensationInput } from '../order';
import { reservationEffect } from '../reserve-item/task';

export interface Released {
  /** Products whose reservation was released; the others were never reserved. */
  readonly released: readonly string[];
}

/** Releases every product of the order that was reserved. */
export async function releaseInventory(effects: EffectStore, { orderId, order }: CompensationInput): Promise<Released> {
  const released: string[] = [];
  for (const { sku } of order.items) {
    if (await undo(effects, orderId, reservationEffect(sku), () => {})) released.push(sku);
  }
  return { released };
}
