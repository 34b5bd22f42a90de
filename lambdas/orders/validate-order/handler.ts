import type { TaskInput } from '../order';
import { type ValidatedOrder, validateOrder } from './task';

export const handler = async (input: TaskInput): Promise<ValidatedOrder> => validateOrder(input);
