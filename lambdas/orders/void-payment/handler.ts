import { TableEffects } from '../effects-table';
import type { CompensationInput } from '../order';
import { type Voided, voidPayment } from './task';

const effects = new TableEffects();

export const handler = (input: CompensationInput): Promise<Voided> => voidPayment(effects, input);
