import { once } from '../effects';
import { TableEffects } from '../effects-table';
import type { TaskInput } from '../order';
import { arrangeShipment, type Shipment } from './task';

const effects = new TableEffects();

export const handler = (input: TaskInput): Promise<Shipment> =>
  once(effects, input.orderId, 'ArrangeShipment', () => arrangeShipment(input));
