import { TableEffects } from '../effects-table';
import type { CompensationInput } from '../order';
import { type Released, releaseInventory } from './task';

const effects = new TableEffects();

export const handler = (input: CompensationInput): Promise<Released> => releaseInventory(effects, input);
