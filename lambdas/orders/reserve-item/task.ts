import type { OrderItem, TaskInput } from '../order';
import { warehouse } from '../sandbox';

/** One iteration of ReserveInventory. */
export interface ReserveItemInput extends TaskInput {
  readonly item: OrderItem;
}

export interface Reservation {
  readonly sku: string;
  readonly quantity: number;
  readonly reservationId: string;
}

/** Name of the effect of reserving one product. */
export function reservationEffect(sku: string): string {
  return `ReserveItem/${sku}`;
}

/** Reserves one product of the order. */
export function reserveItem({ item, idempotencyKey }: ReserveItemInput): Reservation {
  return { sku: item.sku, ...warehouse.reserve(item.sku, item.quantity, idempotencyKey) };
}
