import { once } from '../effects';
import { TableEffects } from '../effects-table';
import type { TaskInput } from '../order';
import { type Capture, capturePayment } from './task';

const effects = new TableEffects();

export const handler = (input: TaskInput): Promise<Capture> =>
  once(effects, input.orderId, 'CapturePayment', () => capturePayment(input));
