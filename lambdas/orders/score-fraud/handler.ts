import type { TaskInput } from '../order';
import { type FraudScore, scoreFraud } from './task';

export const handler = async (input: TaskInput): Promise<FraudScore> => scoreFraud(input);
