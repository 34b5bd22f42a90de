import { type BatchInput, transformBatch } from './task';

export const handler = async (input: BatchInput): Promise<ReturnType<typeof transformBatch>> => transformBatch(input);
