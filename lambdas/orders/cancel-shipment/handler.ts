import { TableEffects } from '../effects-table';
import type { CompensationInput } from '../order';
import { type Cancelled, cancelShipment } from './task';

const effects = new TableEffects();

export const handler = (input: CompensationInput): Promise<Cancelled> => cancelShipment(effects, input);
