import { once } from '../effects';
import { TableEffects } from '../effects-table';
import type { TaskInput } from '../order';
import { type Authorization, authorizePayment } from './task';

const effects = new TableEffects();

export const handler = (input: TaskInput): Promise<Authorization> =>
  once(effects, input.orderId, 'AuthorizePayment', () => authorizePayment(input));
