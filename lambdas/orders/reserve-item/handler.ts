import { once } from '../effects';
import { TableEffects } from '../effects-table';
import { type Reservation, type ReserveItemInput, reservationEffect, reserveItem } from './task';

const effects = new TableEffects();

export const handler = (input: ReserveItemInput): Promise<Reservation> =>
  once(effects, input.orderId, reservationEffect(input.item.sku), () => reserveItem(input));
