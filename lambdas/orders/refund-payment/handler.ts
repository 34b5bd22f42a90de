import { TableEffects } from '../effects-table';
import type { CompensationInput } from '../order';
import { type Refunded, refundPayment } from './task';

const effects = new TableEffects();

export const handler = (input: CompensationInput): Promise<Refunded> => refundPayment(effects, input);
