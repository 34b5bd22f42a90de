import type { TaskInput } from '../order';
import { carrier } from '../sandbox';

export interface Shipment {
  readonly trackingId: string;
}

/** Books the shipment of the order. */
export function arrangeShipment({ order, idempotencyKey }: TaskInput): Shipment {
  return carrier.arrange(order.shipTo.country, idempotencyKey);
}
